//! The shapes around the interesting part of an answer (didar-api.md 1 and 2.3).

use std::{ops::Range, sync::Arc};

use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::{Value, value::RawValue};

use crate::crm::error::UpstreamError;

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
    Refusal(String),
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
        let silent = || failed.then(|| "no reason given".to_owned());
        self.accusation().or_else(excused).or_else(silent)
    }

    /// All the words there are, in a body that is known to be a refusal.
    fn words(&self) -> Option<String> {
        self.accusation().or_else(|| said(self.message))
    }

    fn accusation(&self) -> Option<String> {
        said(self.error).or_else(|| said(self.errors))
    }
}

fn said(raw: Option<&RawValue>) -> Option<String> {
    words(&serde_json::from_str(raw?.get()).ok()?)
}

impl Answer {
    /// Reads the envelope of a success.
    pub(super) fn read(text: Arc<str>) -> Result<Self, Hidden> {
        let envelope: Envelope<'_> =
            serde_json::from_str(&text).map_err(|error| Hidden::Unreadable(describe(&error)))?;
        if let Some(refusal) = envelope.refusal() {
            return Err(Hidden::Refusal(refusal));
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

/// The words of a refusal: out of a JSON body, else the status line, else the text
/// itself, unless it is a page (F31, F32).
pub(super) fn error_text(body: &str, reason: Option<&str>) -> String {
    let in_json = serde_json::from_str::<Envelope<'_>>(body).ok().and_then(|found| found.words());
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
        let hidden = |text: &str| Answer::read(text.into()).err();
        let refusal = |words: &str| Some(Hidden::Refusal(words.to_owned()));
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
