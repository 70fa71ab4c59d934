//! The parameters of a request, out of a JSON body or out of the address (GraphQL over
//! HTTP draft, "Request Parameters").

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, MapAccess, Visitor},
};
use serde_json::{Map, Value};
use url::form_urlencoded;

use crate::message::{Message, message};

/// Why there are no parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum BadRequest {
    NotJson,
    TooMany,
    NotAnObject,
    Batch(usize, usize),
    Parameter(&'static str, &'static str),
}

impl From<&BadRequest> for Message {
    fn from(bad: &BadRequest) -> Self {
        match *bad {
            BadRequest::NotJson => message!("The body is not JSON"),
            BadRequest::TooMany => {
                message!("The JSON holds more than {most} values", most = MOST_VALUES)
            }
            BadRequest::NotAnObject => message!("The body must be a JSON object"),
            BadRequest::Batch(count, most) => message!(
                "The body holds {count} operations; at most {most} are taken at once",
                count,
                most
            ),
            BadRequest::Parameter(name, form) => {
                message!("The parameter \"{name}\" must be {form}", name, form)
            }
        }
    }
}

/// How many values a request's JSON may hold: each takes much more memory than text.
const MOST_VALUES: usize = 30_000;

/// Parses JSON that does not hold too many values.
fn parse<T: DeserializeOwned>(text: &[u8]) -> Result<T, BadRequest> {
    let (mut values, mut in_string, mut escaped) = (0, false, false);
    for byte in text {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b',' | b'[' | b'{' if !in_string => values += 1,
            _ => {}
        }
    }
    if values > MOST_VALUES {
        return Err(BadRequest::TooMany);
    }
    serde_json::from_slice(text).map_err(|_| BadRequest::NotJson)
}

/// What a client asks for.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Parameters {
    pub(super) query: Option<String>,
    pub(super) document_id: Option<String>,
    pub(super) operation_name: Option<String>,
    pub(super) variables: Map<String, Value>,
    pub(super) extensions: Map<String, Value>,
}

/// The same as it is written: null where nothing is. Of a parameter that comes twice the last one
/// counts, and others than these are nobody's.
#[derive(Default)]
struct Given {
    query: Value,
    document_id: Value,
    operation_name: Value,
    variables: Value,
    extensions: Value,
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "camelCase")]
enum Parameter {
    Query,
    DocumentId,
    OperationName,
    Variables,
    Extensions,
    #[serde(other)]
    Other,
}

impl<'de> Deserialize<'de> for Given {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members)
    }
}

/// Reads the members of an object.
struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Given;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Given, A::Error> {
        let (mut given, mut nobody_s) = (Given::default(), Value::Null);
        while let Some(name) = members.next_key()? {
            let place = match name {
                Parameter::Query => &mut given.query,
                Parameter::DocumentId => &mut given.document_id,
                Parameter::OperationName => &mut given.operation_name,
                Parameter::Variables => &mut given.variables,
                Parameter::Extensions => &mut given.extensions,
                Parameter::Other => &mut nobody_s,
            };
            *place = members.next_value()?;
        }
        Ok(given)
    }
}

/// One operation or, where that is allowed, several.
#[derive(Debug, PartialEq)]
pub(super) enum Body {
    One(Parameters),
    Batch(Vec<Parameters>),
}

impl Body {
    /// Reads a body. A parameter that is null is absent.
    pub(super) fn read(body: &[u8], most: usize) -> Result<Self, BadRequest> {
        if body.trim_ascii_start().starts_with(b"{") {
            return Parameters::of(parse(body)?).map(Self::One);
        }
        match parse(body)? {
            Value::Array(list) if most > 1 => {
                if list.is_empty() || list.len() > most {
                    return Err(BadRequest::Batch(list.len(), most));
                }
                list.into_iter().map(Parameters::of_json).collect::<Result<_, _>>().map(Self::Batch)
            }
            _ => Err(BadRequest::NotAnObject),
        }
    }
}

impl Parameters {
    fn of_json(value: Value) -> Result<Self, BadRequest> {
        let given = Given::deserialize(value).map_err(|_| BadRequest::NotAnObject)?;
        Self::of(given)
    }

    fn of(given: Given) -> Result<Self, BadRequest> {
        Ok(Self {
            query: text("query", given.query)?,
            document_id: text("documentId", given.document_id)?,
            operation_name: text("operationName", given.operation_name)?,
            variables: object("variables", given.variables)?,
            extensions: object("extensions", given.extensions)?,
        })
    }

    /// Reads the query part of an address. A parameter that is empty is absent.
    pub(super) fn of_address(query: &str) -> Result<Self, BadRequest> {
        let mut parameters = Map::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let value = match name.as_ref() {
                _ if value.is_empty() => Value::Null,
                "variables" | "extensions" => match parse(value.as_bytes()) {
                    Err(BadRequest::TooMany) => return Err(BadRequest::TooMany),
                    parsed => parsed.unwrap_or(false.into()),
                },
                _ => Value::String(value.into_owned()),
            };
            parameters.insert(name.into_owned(), value);
        }
        Self::of_json(Value::Object(parameters))
    }
}

/// Some clients send an empty text for "none".
fn text(name: &'static str, value: Value) -> Result<Option<String>, BadRequest> {
    match value {
        Value::String(text) => Ok(Some(text).filter(|text| !text.is_empty())),
        Value::Null => Ok(None),
        _ => Err(BadRequest::Parameter(name, "a string")),
    }
}

fn object(name: &'static str, value: Value) -> Result<Map<String, Value>, BadRequest> {
    match value {
        Value::Object(object) => Ok(object),
        Value::Null => Ok(Map::new()),
        _ => Err(BadRequest::Parameter(name, "an object")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wrong_parameter_is_named() {
        let wrong = |name, form| BadRequest::Parameter(name, form);
        for (body, expected) in [
            ("{", BadRequest::NotJson),
            ("[]", BadRequest::NotAnObject),
            (r#"{"query":{}}"#, wrong("query", "a string")),
            (r#"{"query":"{a}","operationName":1}"#, wrong("operationName", "a string")),
            (r#"{"query":"{a}","variables":[]}"#, wrong("variables", "an object")),
            (r#"{"query":"{a}","extensions":""}"#, wrong("extensions", "an object")),
        ] {
            assert_eq!(Body::read(body.as_bytes(), 1).err(), Some(expected), "{body}");
        }
        let body = br#"{"query":"{a}","operationName":null,"variables":null}"#;
        let query = Some("{a}".to_owned());
        let plain = Parameters { query, ..Parameters::default() };
        assert_eq!(Body::read(body, 1), Ok(Body::One(plain.clone())));
        let twice = br#" {"query":"{b}","unknown":[{}],"query":"{a}"} "#;
        assert_eq!(Body::read(twice, 2), Ok(Body::One(plain.clone())), "the last one counts");
        let batch = br#"[{"query":"{a}"},{"query":"{a}"}]"#;
        assert_eq!(Body::read(batch, 2), Ok(Body::Batch(vec![plain.clone(), plain])));
        for most in [1, 0] {
            assert_eq!(Body::read(batch, most), Err(BadRequest::NotAnObject));
        }
        assert_eq!(Body::read(b"[1,2,3]", 2), Err(BadRequest::Batch(3, 2)));
    }

    #[test]
    fn there_may_be_so_many_values_and_no_more() {
        let body = |count: usize| {
            format!(
                r#"{{"query":"{{a(b: \"[,\\\\\")}}","variables":{{"x":[{}]}}}}"#,
                vec!["0"; count].join(",")
            )
        };
        assert!(Body::read(body(MOST_VALUES - 4).as_bytes(), 1).is_ok());
        assert_eq!(Body::read(body(MOST_VALUES).as_bytes(), 1), Err(BadRequest::TooMany));
        let text = ",[{".repeat(MOST_VALUES);
        assert!(Body::read(format!(r#"{{"query":"{text}"}}"#).as_bytes(), 1).is_ok());
        let address = format!("query=a&variables=[{}]", vec!["0"; MOST_VALUES + 1].join(","));
        assert_eq!(Parameters::of_address(&address), Err(BadRequest::TooMany));
    }

    #[test]
    fn an_address_holds_the_same_parameters() {
        let read =
            Parameters::of_address("query=%7Ba%7D&operationName=&variables=%7B%22x%22%3A1%7D");
        let read = read.expect("readable");
        assert_eq!((read.query.as_deref(), read.operation_name), (Some("{a}"), None));
        assert_eq!(read.variables.get("x"), Some(&Value::from(1)));
        for wrong in ["query=a&variables=1", "query=a&variables={", "query=a&extensions=[]"] {
            assert!(Parameters::of_address(wrong).is_err(), "{wrong}");
        }
    }
}
