//! The shapes around the interesting part of an answer (didar-api.md 1 and 2.3).

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, value::RawValue};

use crate::crm::error::UpstreamError;

/// An answer: the single interesting key, and those a refusal may hide behind.
#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(rename = "Response", alias = "response", borrow)]
    response: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Complaint {
    #[serde(rename = "Error", alias = "error", default)]
    error: Value,
    #[serde(rename = "Errors", alias = "errors", default)]
    errors: Value,
    #[serde(rename = "Message", alias = "message", default)]
    message: Value,
    #[serde(rename = "Success", alias = "success")]
    success: Option<Value>,
}

impl Complaint {
    fn text(&self) -> Option<String> {
        [&self.error, &self.errors, &self.message].into_iter().find_map(words)
    }
}

/// What is under `Response`; `None` where it is null or not there.
pub(super) fn response(text: &str) -> Result<Option<&RawValue>, UpstreamError> {
    let envelope: Envelope<'_> =
        serde_json::from_str(text).map_err(|error| malformed("$", &describe(&error)))?;
    Ok(envelope.response)
}

/// Finds `Error`, `Errors` or `Success: false` inside a success (F31).
///
/// Answers with the refusal's words. Only a text without `Response` is looked at
/// closely: a full page costs one search for a key that stands at its beginning.
pub(super) fn refuse_hidden_error(text: &str) -> Result<(), String> {
    if text.contains("\"Response\"") && !text.contains("\"Success\"") {
        return Ok(());
    }
    let Ok(complaint) = serde_json::from_str::<Complaint>(text) else {
        return Ok(());
    };
    let failed = complaint.success.as_ref().is_some_and(|success| success == &Value::Bool(false));
    let accused = words(&complaint.error).or_else(|| words(&complaint.errors));
    match accused {
        Some(message) => Err(message),
        None if failed => Err(complaint.text().unwrap_or_else(|| "no reason given".to_owned())),
        None => Ok(()),
    }
}

/// The words of a refusal: out of a JSON body, else the status line, else the text
/// itself, unless it is a page (F31, F32).
pub(super) fn error_text(body: &str, reason: Option<&str>) -> String {
    let in_json = serde_json::from_str::<Complaint>(body).ok().and_then(|found| found.text());
    let plain = body.trim();
    in_json
        .or_else(|| reason.filter(|reason| !reason.is_empty()).map(str::to_owned))
        .or_else(|| {
            (!plain.is_empty() && !plain.starts_with(['<', '{', '['])).then(|| plain.to_owned())
        })
        .unwrap_or_else(|| "no reason given".to_owned())
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

/// A text anywhere in a complaint: itself, the first of a list, a member's.
fn words(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Array(items) => items.iter().find_map(words),
        Value::Object(members) => members.values().find_map(words),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_found_in_every_body_form() {
        for (body, reason) in [
            (r#"{"Error":"nope"}"#, None),
            (r#"{"Message":"nope"}"#, Some("Bad Request")),
            (r#"{"Errors":[{"Text":"nope"}]}"#, None),
            ("nope", None),
            ("<html><body>secret page</body></html>", Some("nope")),
            ("", Some("nope")),
        ] {
            assert_eq!(error_text(body, reason), "nope", "{body}");
        }
        assert_eq!(error_text("<html></html>", None), "no reason given");
    }

    #[test]
    fn a_refusal_inside_a_success_is_found_and_an_answer_is_left_alone() {
        assert_eq!(refuse_hidden_error(r#"{"Error":"x"}"#), Err("x".to_owned()));
        assert_eq!(refuse_hidden_error(r#"{"Success":false,"Message":"x"}"#), Err("x".to_owned()));
        assert_eq!(refuse_hidden_error(r#"{"Success":false}"#), Err("no reason given".to_owned()));
        for fine in
            [r#"{"Response":[]}"#, r#"{"Response":null,"Success":true,"Error":null}"#, "[]", "x"]
        {
            assert_eq!(refuse_hidden_error(fine), Ok(()), "{fine}");
        }
    }
}
