//! The shapes around the interesting part of an answer (didar-api.md 1 and 2.3).

use std::{ops::Range, sync::Arc};

use reqwest::StatusCode;
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::{Value, value::RawValue};

use crate::crm::error::UpstreamError;

/// A refusal without words.
const SILENCE: &str = "no reason given";

/// An answer that hides no refusal.
pub(super) struct Answer {
    text: Arc<str>,
    /// Where the value of `Response` stands; `None` where the key is missing.
    response: Option<Range<usize>>,
}

/// Why an answer is none, though its status says success.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Hidden {
    /// It is no JSON object.
    Unreadable(String),
    /// It holds a refusal (F31).
    Refusal {
        /// Didar's words.
        message: String,
        /// Whether it also holds a record, as if nothing had been refused.
        has_record: bool,
    },
}

#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(
        rename = "Response",
        alias = "response",
        borrow,
        default,
        deserialize_with = "present"
    )]
    response: Option<&'a RawValue>,
    #[serde(rename = "Error", alias = "error", borrow)]
    error: Option<&'a RawValue>,
    #[serde(rename = "Errors", alias = "errors", borrow)]
    errors: Option<&'a RawValue>,
    #[serde(rename = "Message", alias = "message", borrow)]
    message: Option<&'a RawValue>,
    #[serde(rename = "Success", alias = "success", borrow)]
    success: Option<&'a RawValue>,
}

/// Tells null from nothing.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<&'de RawValue>, D::Error> {
    <&RawValue>::deserialize(deserializer).map(Some)
}

impl Envelope<'_> {
    /// The words of a refusal inside a success: in `Error` or `Errors`, beside
    /// `Success: false`, or in `Message` where there is no `Response`.
    fn refusal(&self) -> Option<String> {
        let failed = self
            .success
            .is_some_and(|success| matches!(super::value::boolean(success), Ok(Some(false))));
        let excused = || (failed || self.response.is_none()).then(|| said(self.message)).flatten();
        let silent = || failed.then(|| SILENCE.to_owned());
        self.accusation().or_else(excused).or_else(silent)
    }

    fn accusation(&self) -> Option<String> {
        joined([self.error, self.errors].into_iter().filter_map(said))
    }

    fn has_record(&self) -> bool {
        let id = |object: &RawValue| super::get(object.get(), "Id").is_some_and(is_guid);
        self.response.is_some_and(|response| {
            id(response) || super::get(response.get(), "Contact").is_some_and(id)
        })
    }
}

fn is_guid(raw: &RawValue) -> bool {
    matches!(super::value::guid(raw), Ok(Some(_)))
}

fn said(raw: Option<&RawValue>) -> Option<String> {
    let mut texts = Vec::new();
    gather(&serde_json::from_str(raw?.get()).ok()?, &mut texts);
    joined(texts)
}

impl Answer {
    /// Reads the envelope of a success.
    pub(super) fn read(text: Arc<str>) -> Result<Self, Hidden> {
        let envelope: Envelope<'_> =
            serde_json::from_str(&text).map_err(|error| Hidden::Unreadable(describe(&error)))?;
        if let Some(message) = envelope.refusal() {
            return Err(Hidden::Refusal { message, has_record: envelope.has_record() });
        }
        let response = envelope.response.map(|raw| {
            let start = raw.get().as_ptr() as usize - text.as_ptr() as usize;
            start..start + raw.get().len()
        });
        Ok(Self { response, text })
    }

    /// The text of the whole answer.
    pub(super) fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// The JSON under `Response`.
    pub(super) fn response(&self) -> Result<&str, UpstreamError> {
        let found = self.response.clone().and_then(|span| self.text.get(span));
        found.ok_or_else(|| malformed("Response", "is missing"))
    }

    /// Reads the value of `Response`.
    pub(super) fn parse<'a, T: Deserialize<'a>>(&'a self) -> Result<T, UpstreamError> {
        serde_json::from_str(self.response()?)
            .map_err(|error| malformed("Response", &describe(&error)))
    }
}

/// All the words of a refusal, those of the body and those of the status line: what is
/// refused may be named in either (F30, F31). Pages have none (F32).
pub(super) fn error_text(body: &str, status: StatusCode, reason: Option<&str>) -> String {
    let mut texts = Vec::new();
    match serde_json::from_str(body) {
        Ok(value) => gather_said(&value, &mut texts),
        Err(_) if body.trim_start().starts_with(['<', '{', '[']) => {}
        Err(_) => texts.push(body.to_owned()),
    }
    let usual = status.canonical_reason();
    texts.extend(reason.filter(|reason| Some(*reason) != usual).map(str::to_owned));
    joined(texts).or_else(|| reason.map(str::to_owned)).unwrap_or_else(|| SILENCE.to_owned())
}

/// Reads a value; an error names the JSON path below `at`.
pub(super) fn read<T: DeserializeOwned>(at: &str, raw: &RawValue) -> Result<T, UpstreamError> {
    let mut deserializer = serde_json::Deserializer::from_str(raw.get());
    serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = error.path().to_string();
        let path = if path == "." { at.to_owned() } else { format!("{at}.{path}") };
        malformed(&path, &describe(error.inner()))
    })
}

/// An answer that is not what the contract says.
pub(super) fn malformed(path: &str, reason: &str) -> UpstreamError {
    UpstreamError::Malformed { path: path.to_owned(), reason: reason.to_owned() }
}

/// What serde_json found wrong, without the value it found: that may be personal.
pub(super) fn describe(error: &serde_json::Error) -> String {
    let kind = match error.classify() {
        serde_json::error::Category::Data => "not of the expected shape",
        serde_json::error::Category::Eof => "the text ends early",
        serde_json::error::Category::Syntax | serde_json::error::Category::Io => "not JSON",
    };
    format!("{kind} (line {}, column {})", error.line(), error.column())
}

/// The members in which a body says what is wrong: Didar's (F31), those of ASP.NET Web
/// API, and those of RFC 9457.
const SAYING: [&str; 7] = [
    "message",
    "messagedetail",
    "exceptionmessage",
    "innerexception",
    "response",
    "title",
    "detail",
];

/// What is said anywhere in a body that is known to be a refusal.
fn gather_said(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::String(text) => texts.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| gather_said(item, texts)),
        Value::Object(members) => {
            for (name, value) in members {
                match name.to_ascii_lowercase().as_str() {
                    "error" | "errors" | "modelstate" => gather(value, texts),
                    name if SAYING.contains(&name) => gather_said(value, texts),
                    _ => {}
                }
            }
        }
        _ => {}
    }
}

/// Every text in a complaint. The keys of lists are what is complained of:
/// `{"LastName": ["can not be empty"]}`.
fn gather(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::String(text) => texts.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| gather(item, texts)),
        Value::Object(members) => {
            for (name, value) in members {
                match value {
                    Value::Array(items) => {
                        let items = items.iter().filter_map(Value::as_str);
                        texts.extend(items.map(|text| format!("{name}: {text}")));
                    }
                    _ if name.eq_ignore_ascii_case("StackTrace") => {}
                    value => gather(value, texts),
                }
            }
        }
        _ => {}
    }
}

/// The texts in one line, each once.
fn joined(texts: impl IntoIterator<Item = String>) -> Option<String> {
    let mut line: Vec<String> = Vec::new();
    for text in texts {
        let text = text.trim();
        if !text.is_empty() && !line.iter().any(|known| known.eq_ignore_ascii_case(text)) {
            line.push(text.to_owned());
        }
    }
    (!line.is_empty()).then(|| line.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_a_refusal_is_found_in_every_body_form() {
        let bad = StatusCode::BAD_REQUEST;
        let text = |body: &str, reason| error_text(body, bad, reason);
        for (body, reason, words) in [
            (r#"{"Error":"nope"}"#, None, "nope"),
            (r#"{"Message":"nope"}"#, Some("Bad Request"), "nope"),
            (r#"{"Errors":[{"Text":"nope"}]}"#, None, "nope"),
            (r#"{"Error":"nope"}"#, Some("Nope"), "nope"),
            (r#"{"Error":"invalid"}"#, Some("Duplicate contacts"), "invalid; Duplicate contacts"),
            (
                r#"{"Message":"An error has occurred.","ExceptionMessage":"duplicate","StackTrace":"at x"}"#,
                None,
                "An error has occurred.; duplicate",
            ),
            (r#"{"Error":{"Message":"no","StackTrace":"at x"}}"#, None, "no"),
            (
                r#"{"message":"invalid","ModelState":{"LastName":["is empty","is short"]}}"#,
                None,
                "invalid; LastName: is empty; LastName: is short",
            ),
            (r#"{"title":"no","detail":"why","Contact":{"Email":"a@b.test"}}"#, None, "no; why"),
            ("nope", None, "nope"),
            (r#""nope""#, Some("Bad Request"), "nope"),
            ("<html><body>secret page</body></html>", Some("nope"), "nope"),
            ("", Some("nope"), "nope"),
            ("", Some("Bad Request"), "Bad Request"),
        ] {
            assert_eq!(text(body, reason), words, "{body}");
        }
        assert_eq!(text("<html></html>", None), SILENCE);
    }

    #[test]
    fn a_refusal_inside_a_success_is_found_and_an_answer_is_left_alone() {
        let hidden = |text: &str| Answer::read(text.into()).err();
        let refusal =
            |words: &str| Some(Hidden::Refusal { message: words.to_owned(), has_record: false });
        for (text, words) in [
            (r#"{"Error":"x"}"#, "x"),
            (r#"{"Response":null,"Error":"x"}"#, "x"),
            (r#"{"Response":{"List":[]},"errors":["x"]}"#, "x"),
            (r#"{"Success":false,"Message":"x"}"#, "x"),
            (r#"{"Response":[],"success":"False"}"#, "no reason given"),
            (r#"{"Message":"x"}"#, "x"),
        ] {
            assert_eq!(hidden(text), refusal(words), "{text}");
        }
        let id = "1d9d3f3a-7d62-4c1e-8f9d-2f0e7f5b6c01";
        for record in [format!(r#"{{"Id":"{id}"}}"#), format!(r#"{{"Contact":{{"Id":"{id}"}}}}"#)] {
            let both = hidden(&format!(r#"{{"Response":{record},"Errors":["x"]}}"#));
            assert!(matches!(both, Some(Hidden::Refusal { has_record: true, .. })), "{record}");
        }
        for fine in [
            r#"{"Response":[]}"#,
            r#"{"Response":null,"Success":true,"Error":null,"Errors":[],"Message":"done"}"#,
            r#"{"Response":{"Error":"a contact's"}}"#,
        ] {
            assert_eq!(hidden(fine), None, "{fine}");
        }
        assert!(matches!(hidden("[]"), Some(Hidden::Unreadable(_))));
    }

    #[test]
    fn a_response_that_is_null_is_told_from_one_that_is_missing() {
        let response = |text: &str| {
            Answer::read(text.into()).expect("an answer").response().map(str::to_owned)
        };
        assert_eq!(response(r#"{"Response":null}"#), Ok("null".to_owned()));
        assert!(response("{}").is_err());
    }
}
