//! The shapes around the interesting part of an answer (didar-api.md 1 and 2.3).

use std::{collections::HashMap, ops::Range, sync::Arc};

use reqwest::StatusCode;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;

use super::{
    json::Json,
    listing::{Item, Listing},
    members::RowMembers,
    scan::Scanner,
    text_slice::{TextSlice, Whole, place},
    value,
};
use crate::crm::{error::UpstreamError, text};

/// A refusal without words.
const SILENCE: &str = "no reason given";

/// An answer that hides no refusal.
pub(super) struct Answer {
    whole: Arc<Whole>,
    /// The value of `Response`; `None` where the key is missing.
    response: Option<TextSlice>,
    /// What it has, where it is an object.
    listing: Option<Listing>,
}

/// Why a 2xx answer is a failure all the same.
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

/// The members of a JSON object, by their names in lower case: Didar writes them in Pascal
/// case, and reads them in any (F8).
pub(super) struct Members<'a>(Vec<(String, Json<'a>)>);

impl<'a> Members<'a> {
    /// Reads an object, strictly.
    ///
    /// # Errors
    /// Where the text is none, with what is wrong with it.
    pub(super) fn read(object: &'a str) -> Result<Self, String> {
        Self::read_by(object, |_, scanner| scanner.value())
    }

    /// The same, each value taken by `take`, which is told the name.
    fn read_by(
        object: &'a str,
        mut take: impl FnMut(&str, &mut Scanner<'a>) -> Option<&'a str>,
    ) -> Result<Self, String> {
        let (mut members, mut scanner) = (Vec::new(), Scanner::of(object));
        let read = scanner.members(|key, scanner| {
            let name = key.text().to_ascii_lowercase();
            let value = Json::of_parsed(take(&name, scanner)?);
            members.push((name, value));
            Some(())
        });
        // Whatever stands behind the object may take back what it says.
        if read.is_some() && scanner.is_at_end() { Ok(Self(members)) } else { Err(fault(object)) }
    }

    /// The value of a member, whose name is given in lower case. One that is there twice
    /// says two things.
    pub(super) fn one(&self, name: &str) -> Result<Option<Json<'a>>, String> {
        let mut values = self.all(name);
        match (values.next(), values.next()) {
            (value, None) => Ok(value),
            _ => Err(format!("{name} is there twice")),
        }
    }

    fn all(&self, name: &str) -> impl Iterator<Item = Json<'a>> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| *value)
    }
}

/// What is wrong with a text that is no object.
fn fault(text: &str) -> String {
    match serde_json::from_str::<HashMap<String, IgnoredAny>>(text) {
        Ok(_) => "values nest too deep".to_owned(),
        Err(error) => describe(&error),
    }
}

impl Members<'_> {
    /// The words of a refusal inside a success. `Error` and `Errors` accuse whatever they
    /// hold unless it is nothing, and so does a `Success` that is false; without words of
    /// its own a refusal has those of `Message`. Without `Response` a `Message` is one too.
    fn refusal(&self) -> Option<String> {
        let accusing = ["error", "errors"].into_iter().flat_map(|name| self.all(name));
        let accusing: Vec<_> = accusing.filter(|raw| !is_nothing(*raw)).collect();
        let flagged = ["haserror", "haserrors"].into_iter().flat_map(|name| self.all(name));
        let failed = ["success", "issuccess"].into_iter().flat_map(|name| self.all(name));
        let is_accused = !accusing.is_empty()
            || flagged.into_iter().any(|raw| !is_nothing(raw) && !is_one_of(raw, &NO))
            || failed.into_iter().any(|raw| is_one_of(raw, &NO) || is_one_of(raw, &FAILED));
        let has_response = self.all("response").next().is_some();
        let own = joined(accusing.into_iter().filter_map(said));
        let message = || joined(self.all("message").filter_map(said));
        if is_accused {
            return own.or_else(message).or_else(|| Some(SILENCE.to_owned()));
        }
        if has_response { None } else { message() }
    }

    /// Whether a record is answered, or the id of one.
    fn has_record(&self) -> bool {
        self.all("response").any(|response| names_record(response, 2))
    }
}

/// Whether a value stands for none: null, false, nought, an empty text, list or object.
fn is_nothing(raw: Json<'_>) -> bool {
    match serde_json::from_str(raw.get()) {
        Ok(Value::Null | Value::Bool(false)) => true,
        Ok(Value::Number(number)) => number.as_f64() == Some(0.0),
        Ok(Value::String(text)) => text::clean(&text).is_empty(),
        Ok(Value::Array(items)) => items.is_empty(),
        Ok(Value::Object(members)) => members.is_empty(),
        Ok(Value::Bool(true)) | Err(_) => false,
    }
}

/// How a flag says no, whatever its type.
const NO: [&str; 6] = ["false", "no", "0", "n", "f", "off"];
/// How success is denied besides.
const FAILED: [&str; 4] = ["fail", "failed", "failure", "error"];

fn is_one_of(flag: Json<'_>, words: &[&str]) -> bool {
    let word = match serde_json::from_str(flag.get()) {
        Ok(Value::Bool(flag)) => flag.to_string(),
        Ok(Value::Number(number)) if number.as_f64() == Some(0.0) => "0".to_owned(),
        Ok(Value::String(text)) => text::plain(&text).to_lowercase(),
        _ => return false,
    };
    words.contains(&word.as_str())
}

/// Whether a value is the id of a record, or holds one so many levels below.
fn names_record(raw: Json<'_>, levels: usize) -> bool {
    let below = |raw| levels > 0 && names_record(raw, levels - 1);
    match raw.get().as_bytes().first() {
        Some(b'{') => Members::read(raw.get()).is_ok_and(|members| {
            members.all("id").any(is_guid)
                || members.0.iter().any(|(_, raw)| !raw.get().starts_with('"') && below(*raw))
        }),
        Some(b'[') => raw.items().is_some_and(|items| items.into_iter().any(below)),
        _ => is_guid(raw),
    }
}

fn is_guid(raw: Json<'_>) -> bool {
    matches!(value::guid(raw), Ok(Some(_)))
}

fn said(raw: Json<'_>) -> Option<String> {
    let mut texts = Vec::new();
    gather(&serde_json::from_str(raw.get()).ok()?, &mut texts);
    joined(texts)
}

impl Answer {
    /// Reads the envelope of a success; the rows of a search are found on the way.
    pub(super) fn read(text: String) -> Result<Self, Hidden> {
        let (mut listing, mut of_rows) = (None, RowMembers::of_text(text.len()));
        let members = Members::read_by(&text, |name, scanner| {
            if name != "response" || scanner.peek() != Some(b'{') {
                return scanner.value();
            }
            let span = scanner.passed(|scanner| {
                listing = Some(Listing::take(scanner, &mut of_rows)?);
                Some(())
            })?;
            text.get(span)
        });
        let members = members.map_err(Hidden::Unreadable)?;
        if let Some(message) = members.refusal() {
            return Err(Hidden::Refusal { message, has_record: members.has_record() });
        }
        let response = members.one("response").map_err(Hidden::Unreadable)?;
        let response = response.and_then(|json| place(json.get(), &text));
        let whole = Whole::new(text, of_rows.into_found());
        let response = response.map(|span| TextSlice::at(&whole, span, None));
        Ok(Self { response, listing, whole })
    }

    /// The item of a list.
    pub(super) fn item(&self, item: &Item) -> TextSlice {
        TextSlice::at(&self.whole, item.span.clone(), item.row)
    }

    /// The text at a place.
    pub(super) fn text_at(&self, span: &Range<usize>) -> &str {
        self.text().get(span.clone()).unwrap_or_default()
    }

    /// The slice that a value of the answer is.
    pub(super) fn part(&self, json: Json<'_>) -> TextSlice {
        TextSlice::of(&self.whole, json.get()).unwrap_or_else(|| json.get().into())
    }

    /// The text of the whole answer.
    pub(super) fn text(&self) -> &str {
        self.whole.text()
    }

    /// The JSON under `Response`.
    pub(super) fn response(&self) -> Result<Json<'_>, UpstreamError> {
        let found = self.response.as_ref().map(|response| Json::of_parsed(response.text()));
        found.ok_or_else(|| malformed("Response", "is missing"))
    }

    /// Where the rows of a search are.
    pub(super) fn listing(&self) -> Result<&Listing, UpstreamError> {
        self.response()?;
        self.listing.as_ref().ok_or_else(|| malformed("Response", "not an object"))
    }
}

/// The items of a list, which may have a wrapper of its own (F90, F233).
pub(super) fn items(json: Json<'_>) -> Result<Vec<Json<'_>>, UpstreamError> {
    let unreadable = || malformed("Response", "not a list");
    if json.get().starts_with('[') {
        return json.items().ok_or_else(unreadable);
    }
    let wrapper = Members::read(json.get()).map_err(|_| unreadable())?;
    let list = wrapper.one("list").ok().flatten().ok_or_else(unreadable)?;
    list.items().ok_or_else(|| malformed("Response.List", "not a list"))
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
pub(super) fn read<T: DeserializeOwned>(at: &str, raw: Json<'_>) -> Result<T, UpstreamError> {
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
                    Value::Number(number) => texts.push(format!("{name}: {number}")),
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
        let silent = "no reason given";
        for (text, words) in [
            (r#"{"Error":"x"}"#, "x"),
            (r#"{"Response":null,"Error":"x"}"#, "x"),
            (r#"{"Response":{"List":[]},"errors":["x"]}"#, "x"),
            (r#"{"Success":false,"Message":"x"}"#, "x"),
            (r#"{"Response":[],"success":"False"}"#, silent),
            (r#"{"Message":"x"}"#, "x"),
            (r#"{"Error":true,"Response":{"List":[],"TotalCount":0}}"#, silent),
            (r#"{"ERROR":1,"Response":[]}"#, silent),
            (r#"{"Error":{"Code":7},"Response":[]}"#, "Code: 7"),
            (r#"{"HasError":true,"Message":"x","Response":[]}"#, "x"),
            (r#"{"hasError":"True","Response":[]}"#, silent),
            (r#"{"Success":"no","Response":[]}"#, silent),
            (r#"{"IsSuccess":0,"Response":[]}"#, silent),
            (r#"{"Error":null,"error":"x","Response":[]}"#, "x"),
            (r#"{"HasError":"failed","Response":[]}"#, silent),
            ("{\"Success\":\"false\u{200f}\",\"Response\":[]}", silent),
        ] {
            assert_eq!(hidden(text), refusal(words), "{text}");
        }
        let id = "1d9d3f3a-7d62-4c1e-8f9d-2f0e7f5b6c01";
        for record in [
            format!(r#"{{"Id":"{id}"}}"#),
            format!(r#"{{"id":"{{{id}}}"}}"#),
            format!(r#"{{"Contact":{{"Id":"{id}"}}}}"#),
            format!(r#"[{{"Id":"{id}"}}]"#),
            format!(r#"{{"List":[{{"Id":"{id}"}}]}}"#),
            format!("\"{id}\""),
        ] {
            for accusation in [r#""Errors":["x"]"#, r#""Error":{"Code":7}"#, r#""Success":"no""#] {
                let both = hidden(&format!(r#"{{"response":{record},{accusation}}}"#));
                assert!(matches!(both, Some(Hidden::Refusal { has_record: true, .. })), "{record}");
            }
        }
        for fine in [
            r#"{"Response":[]}"#,
            r#"{"Response":null,"Success":true,"Error":null,"Errors":[],"Message":"done"}"#,
            r#"{"RESPONSE":1,"Error":0,"Errors":{},"HasError":"False","IsSuccess":"yes"}"#,
            r#"{"Response":[],"Error":false,"error":" ","Success":null}"#,
            r#"{"Response":{"Error":"a contact's"}}"#,
        ] {
            assert_eq!(hidden(fine), None, "{fine}");
        }
        assert!(matches!(hidden("[]"), Some(Hidden::Unreadable(_))));
        let behind = hidden(r#"{"Response":[]}{"Error":"x"}"#);
        assert!(matches!(behind, Some(Hidden::Unreadable(_))), "text behind the answer");
        let twice = hidden(r#"{"Response":[],"response":[1]}"#);
        assert!(matches!(twice, Some(Hidden::Unreadable(_))), "it says two things");
    }

    #[test]
    fn a_response_that_is_null_is_told_from_one_that_is_missing() {
        let response = |text: &str| {
            Answer::read(text.into())
                .expect("an answer")
                .response()
                .map(|json| json.get().to_owned())
        };
        assert_eq!(response(r#"{"Response":null}"#), Ok("null".to_owned()));
        assert!(response("{}").is_err());
    }
}
