//! Reading JSON as leniently as the real server: trailing commas (F9), property names in any
//! case (F8), absent bodies (F7), numbers and flags in several spellings (F25 to F27).

use serde_json::{Map, Value};
use uuid::Uuid;

/// Reads a request body. Nothing, or only white space, is `Null`.
pub(crate) fn parse(body: &[u8]) -> Result<Value, serde_json::Error> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    if body.trim_ascii().is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_slice(body)
        .or_else(|error| serde_json::from_slice(&without_trailing_commas(body)).map_err(|_| error))
}

/// Drops every comma that is followed by a closing bracket, outside of strings.
fn without_trailing_commas(body: &[u8]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(body.len());
    let (mut in_string, mut escaped) = (false, false);
    for (at, &byte) in body.iter().enumerate() {
        if in_string {
            in_string = escaped || byte != b'"';
            escaped = !escaped && byte == b'\\';
        } else if byte == b'"' {
            in_string = true;
        } else if byte == b',' && closes_next(&body[at + 1..]) {
            continue;
        }
        kept.push(byte);
    }
    kept
}

fn closes_next(rest: &[u8]) -> bool {
    matches!(rest.trim_ascii_start().first(), Some(b'}' | b']'))
}

/// A property by name: the exact spelling if present, else any case (F8).
pub(crate) fn get<'a>(object: &'a Value, name: &str) -> Option<&'a Value> {
    object.as_object().and_then(|map| member(map, name))
}

/// The same for a map.
pub(crate) fn member<'a>(map: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    map.get(name).or_else(|| {
        map.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    })
}

/// A property that is present and not null.
pub(crate) fn present<'a>(object: &'a Value, name: &str) -> Option<&'a Value> {
    get(object, name).filter(|value| !value.is_null())
}

/// The text of a scalar; `None` for null, arrays and objects.
pub(crate) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

/// A whole number, given as a number or as text.
pub(crate) fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// A tri-state flag (F27): 1 and true are yes, 0 and false are no, all else (-1) is "ignore".
pub(crate) fn tri_state(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        Value::String(text) if text.trim().eq_ignore_ascii_case("true") => Some(true),
        Value::String(text) if text.trim().eq_ignore_ascii_case("false") => Some(false),
        other => match integer(other) {
            Some(1) => Some(true),
            Some(0) => Some(false),
            _ => None,
        },
    }
}

/// The place of an enumeration value that was sent as a name, in any case, or as an ordinal
/// (F26).
pub(crate) fn ordinal(value: &Value, names: &[&str]) -> Option<usize> {
    if let Some(number) = integer(value) {
        return usize::try_from(number).ok();
    }
    let text = value.as_str()?.trim();
    names.iter().position(|name| name.eq_ignore_ascii_case(text))
}

/// A GUID. `Ok(nil)` for null and for the empty text, `Err` for anything that is not a GUID.
pub(crate) fn guid(value: &Value) -> Result<Uuid, NotAGuid> {
    match value {
        Value::Null => Ok(Uuid::nil()),
        Value::String(text) if text.trim().is_empty() => Ok(Uuid::nil()),
        Value::String(text) => text.trim().parse().map_err(|_| NotAGuid),
        _ => Err(NotAGuid),
    }
}

/// The `Id` a request names, if it is a GUID.
pub(crate) fn id(request: &Value) -> Option<Uuid> {
    get(request, "Id").and_then(|id| guid(id).ok()).filter(|id| !id.is_nil())
}

/// The value is no GUID.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NotAGuid;

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn trailing_commas_go_and_commas_in_text_stay() {
        let parsed = parse(br#"{"a": [1, 2, ], "b": "x,}\",]", }"#).expect("lenient");
        assert_eq!(parsed, json!({"a": [1, 2], "b": "x,}\",]"}));
    }

    #[test]
    fn an_absent_body_is_null_and_garbage_is_an_error() {
        assert_eq!(parse(b"  ").expect("empty"), Value::Null);
        assert!(parse(b"{,}x").is_err());
    }

    #[test]
    fn names_match_in_any_case_and_the_exact_one_wins() {
        let value = json!({"lastname": 1, "LastName": 2});
        assert_eq!(get(&value, "LastName"), Some(&json!(2)));
        assert_eq!(get(&value, "LASTNAME"), Some(&json!(1)));
        assert_eq!(get(&value, "FirstName"), None);
    }

    #[test]
    fn flags_come_in_many_spellings() {
        for yes in [json!(1), json!("1"), json!(true), json!("True")] {
            assert_eq!(tri_state(&yes), Some(true));
        }
        for no in [json!(0), json!("0"), json!(false), json!("false")] {
            assert_eq!(tri_state(&no), Some(false));
        }
        for ignored in [json!(-1), json!("-1"), json!(""), json!(null)] {
            assert_eq!(tri_state(&ignored), None);
        }
    }
}
