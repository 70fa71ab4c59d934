//! An independent scan of the sandbox's rows: what a filter must find, in plain code.
//!
//! It shares nothing with the gateway's translation or the sandbox's search. A value
//! that is not there is null here, whether its key is missing or its object is.

use serde_json::Value;

/// The ids of the rows that `holds` is true for: persons first and then companies, as
/// the gateway lists them.
pub(crate) fn scan(rows: &[Value], holds: impl Fn(&Value) -> bool) -> Vec<String> {
    let of_type = |wanted: &'static str| rows.iter().filter(move |row| row["Type"] == wanted);
    let listed = of_type("Person").chain(of_type("Company"));
    let matching = listed.filter(|row| holds(row));
    matching.map(|row| row["Id"].as_str().expect("a row has an id").to_owned()).collect()
}

/// The value a row has under a custom field's key.
pub(crate) fn custom<'r>(row: &'r Value, key: &str) -> &'r Value {
    &row["Fields"][key]
}

/// Null, the empty text and the empty list are no value.
pub(crate) fn is_set(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => true,
    }
}

/// Equals any of the texts; of a multiple choice, one of the chosen does.
pub(crate) fn equals_any(value: &Value, wanted: &[&str]) -> bool {
    any_pair(value, wanted, |text, wanted| text == wanted)
}

/// Contains any of the texts.
pub(crate) fn contains_any(value: &Value, wanted: &[&str]) -> bool {
    any_pair(value, wanted, |text, wanted| text.contains(wanted))
}

/// Starts with the text.
pub(crate) fn starts_with(value: &Value, wanted: &str) -> bool {
    any_pair(value, &[wanted], |text, wanted| text.starts_with(wanted))
}

/// Whether any text of the value and any wanted text, both without case, pass.
fn any_pair(value: &Value, wanted: &[&str], passes: fn(&str, &str) -> bool) -> bool {
    let texts: Vec<String> = match value {
        Value::String(text) => vec![text.to_lowercase()],
        Value::Array(items) => {
            items.iter().filter_map(Value::as_str).map(str::to_lowercase).collect()
        }
        _ => vec![],
    };
    texts.iter().any(|text| wanted.iter().any(|wanted| passes(text, &wanted.to_lowercase())))
}

/// A number, or a text that is one.
pub(crate) fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

/// Equals any of the numbers.
pub(crate) fn equals_any_number(value: &Value, wanted: &[f64]) -> bool {
    number(value).is_some_and(|number| wanted.contains(&number))
}

/// Lies between two numbers, both included.
pub(crate) fn is_between(value: &Value, from: f64, to: f64) -> bool {
    number(value).is_some_and(|number| from <= number && number <= to)
}

/// An instant as a text that sorts by time: Didar writes UTC, with or without fraction
/// and `Z`.
pub(crate) fn instant(value: &Value) -> Option<String> {
    value.as_str().filter(|text| !text.is_empty()).map(sortable)
}

/// Is earlier than a literal instant in UTC.
pub(crate) fn is_before(value: &Value, limit: &str) -> bool {
    instant(value).is_some_and(|instant| instant < sortable(limit))
}

/// Is later than a literal instant in UTC.
pub(crate) fn is_after(value: &Value, limit: &str) -> bool {
    instant(value).is_some_and(|instant| instant > sortable(limit))
}

/// Lies between two literal instants in UTC, both included.
pub(crate) fn is_within(value: &Value, from: &str, to: &str) -> bool {
    instant(value).is_some_and(|instant| sortable(from) <= instant && instant <= sortable(to))
}

fn sortable(instant: &str) -> String {
    let text = instant.trim_end_matches('Z');
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, ""));
    assert_eq!(seconds.len(), "2025-03-20T20:30:00".len(), "{instant} is not written in full");
    format!("{seconds}.{fraction:0<9}")
}

/// Whether a text of the row contains another, without case.
pub(crate) fn mentions(value: &Value, wanted: &str) -> bool {
    contains_any(value, &[wanted])
}

/// Whether each word occurs in a name, a phone, a code or the e-mail address.
pub(crate) fn has_keywords(row: &Value, keywords: &str) -> bool {
    const SOURCES: [&str; 8] = [
        "FirstName",
        "LastName",
        "CompanyName",
        "MobilePhone",
        "WorkPhone",
        "Email",
        "CustomerCode",
        "NationalCode",
    ];
    let other_phones = row["OtherPhones"]["KeyValues"].as_array().expect("a list of phones");
    keywords.split_whitespace().all(|word| {
        SOURCES.iter().any(|source| mentions(&row[*source], word))
            || row["Code"].to_string().contains(word)
            || other_phones.iter().any(|phone| mentions(&phone["Value"], word))
    })
}

#[test]
fn the_scan_reads_values_the_way_didar_writes_them() {
    use serde_json::json;

    for none in [json!(null), json!(""), json!([])] {
        assert!(!is_set(&none), "{none}");
        assert!(!equals_any(&none, &["a"]) && number(&none).is_none() && instant(&none).is_none());
    }
    for some in [json!(0), json!(false), json!("0"), json!(["a"])] {
        assert!(is_set(&some), "{some}");
    }
    assert!(equals_any(&json!("VIP"), &["x", "vip"]) && !equals_any(&json!("vips"), &["vip"]));
    assert!(equals_any(&json!(["a", "b"]), &["b"]) && !equals_any(&json!(["ab"]), &["a"]));
    assert!(starts_with(&json!("سفارش"), "س") && !starts_with(&json!("x سفارش"), "س"));
    assert!(equals_any_number(&json!("12"), &[12.0]) && is_between(&json!(12), 12.0, 12.0));
    let spellings = ["2025-03-20T20:30:00", "2025-03-20T20:30:00Z", "2025-03-20T20:30:00.0000000Z"];
    for spelling in spellings {
        let value = json!(spelling);
        assert!(is_within(&value, "2025-03-20T20:30:00.000Z", "2025-03-20T20:30:00Z"), "{value}");
        assert!(is_after(&value, "2025-03-20T20:29:59.999Z"), "{value}");
        assert!(is_before(&value, "2025-03-20T20:30:00.001Z"), "{value}");
    }
}
