//! The members of a row, found by those of the row before: the rows of a page are written alike,
//! and much of what they say is the same.
//!
//! This takes less than the scanner does, never more: objects without spaces, whose keys have no
//! escapes. What is written as before was read before, as strictly as all else.

use std::ops::Range;

use super::{ends, text_slice::Member};

/// Takes an object that begins at a place, and adds its members to those found, of which there
/// are at most so many, and `before` among them. The place behind it; `None` where it is for the
/// scanner, and what was added is void.
pub(super) fn take(
    text: &str,
    start: usize,
    (found, most): (&mut Vec<Member>, usize),
    before: Range<usize>,
) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut at, mut before) = (start + 1, before);
    if bytes.get(at) == Some(&b'}') {
        return Some(at + 1);
    }
    loop {
        let alike = before.next().and_then(|place| found.get(place).copied());
        let member = match alike.and_then(|alike| as_before(bytes, at, alike)) {
            Some(member) => member,
            None => anew(text, at)?,
        };
        if found.len() >= most {
            return None;
        }
        found.push(member);
        let end = member.value().end;
        match bytes.get(end)? {
            b',' => at = end + 1,
            b'}' => return Some(end + 1),
            _ => return None,
        }
    }
}

/// The member at a place, if its key is the one of another.
#[inline(always)]
fn as_before(bytes: &[u8], at: usize, other: Member) -> Option<Member> {
    let lead = bytes.get(other.lead())?;
    same(bytes.get(at..)?, lead).then_some(())?;
    let from = at + lead.len();
    let value = bytes.get(other.value())?;
    let end = from + value.len();
    let is_same = same(bytes.get(from..)?, value) && matches!(bytes.get(end), Some(b',' | b'}'));
    let end = if is_same { end } else { self::value(bytes, from)? };
    other.moved(at, from..end)
}

/// The member at a place, whatever it is.
fn anew(text: &str, at: usize) -> Option<Member> {
    let bytes = text.as_bytes();
    (bytes.get(at) == Some(&b'"')).then_some(())?;
    let (end, is_escaped) = ends::text(bytes, at + 1)?;
    let key = text.get(at + 1..end - 1).filter(|_| !is_escaped)?;
    (bytes.get(end) == Some(&b':')).then_some(())?;
    Member::new(key, at + 1, end + 1..value(bytes, end + 1)?)
}

/// Behind the value at a place: most are texts, or words.
#[inline(always)]
fn value(bytes: &[u8], at: usize) -> Option<usize> {
    match bytes.get(at)? {
        b'"' => ends::text(bytes, at + 1).map(|(end, _)| end),
        // A space would be of the value otherwise.
        b' ' | b'\n' | b'\r' | b'\t' => None,
        b'n' if bytes.get(at..at + 4) == Some(b"null") => Some(at + 4),
        _ => ends::value(bytes, at),
    }
}

/// Whether a text begins with a part, a few letters of which are looked at first. Parts are
/// short, and most texts do.
#[inline(always)]
fn same(text: &[u8], part: &[u8]) -> bool {
    let Some(text) = text.get(..part.len()) else { return false };
    match (text.first_chunk::<8>(), part.first_chunk::<8>()) {
        (Some(first), Some(wanted)) => {
            first == wanted
                && text.last_chunk::<8>() == part.last_chunk::<8>()
                && (part.len() <= 16 || text == part)
        }
        _ => match (text.first_chunk::<4>(), part.first_chunk::<4>()) {
            (Some(first), Some(wanted)) => {
                first == wanted && text.last_chunk::<4>() == part.last_chunk::<4>()
            }
            _ => text == part,
        },
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::{super::scan, *};

    /// The members of an object as the scanner finds them.
    fn scanned(text: &str) -> Vec<(String, String)> {
        let mut members = Vec::new();
        scan::visit(text, |key, scanner| {
            members.push((key.text().into_owned(), scanner.value()?.to_owned()));
            Some(())
        });
        members
    }

    /// The rows of a list one after the other, each by the one before; `None` where one is for
    /// the scanner.
    fn found(text: &str, rows: usize) -> Option<Vec<Vec<(String, String)>>> {
        let (mut all, mut at, mut before, mut found) = (Vec::new(), 1, 0..0, Vec::new());
        for _ in 0..rows {
            let start = found.len();
            at = take(text, at, (&mut found, 100), before)? + 1;
            before = start..found.len();
            let part = |range: Range<usize>| text.get(range).expect("in the text").to_owned();
            let members = found[start..].iter().map(|member| {
                let lead = part(member.lead());
                (lead[1..lead.len() - 2].to_owned(), part(member.value()))
            });
            all.push(members.collect());
        }
        Some(all)
    }

    fn value() -> impl Strategy<Value = Value> {
        prop_oneof![
            3 => Just(Value::Null),
            2 => any::<bool>().prop_map(Value::from),
            1 => (-9..12_i64).prop_map(Value::from),
            1 => Just(json!(1.5e-7)),
            2 => "[a\"\\\\ی{},:]{0,9}".prop_map(Value::from),
            1 => Just(json!({"KeyValues": [], "x": {"y": [1, null]}})),
            1 => Just(json!([])),
        ]
    }

    fn rows() -> impl Strategy<Value = Vec<Value>> {
        let row = prop::collection::vec(
            (prop::sample::select(vec!["a", "bb", "Cde", "f"]), value()),
            0..6,
        );
        let row = row.prop_map(|members| {
            Value::Object(members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
        });
        prop::collection::vec(row, 1..6)
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_found_is_what_the_scanner_finds(rows in rows()) {
            let text = serde_json::to_string(&rows).expect("JSON");
            let found = found(&text, rows.len()).expect("rows without spaces");
            for (found, row) in found.into_iter().zip(&rows) {
                prop_assert_eq!(found, scanned(&serde_json::to_string(row).expect("JSON")));
            }
        }

        #[test]
        fn what_is_no_json_is_not_taken(
            rows in rows(), at: prop::sample::Index, odd in "[{}\\[\\]\",:\\\\a1eE+.nu0\n\u{1} -]{0,3}",
            is_cut: bool,
        ) {
            let mut text = serde_json::to_string(&rows).expect("JSON");
            let places: Vec<_> = text.char_indices().map(|(at, _)| at).skip(1).collect();
            let place = *at.get(&places);
            if is_cut {
                text.truncate(place);
            }
            text.insert_str(place, &odd);
            let (mut at, mut before, mut found) = (1, 0..0, Vec::new());
            for _ in 0..rows.len() {
                let start = found.len();
                if text.as_bytes().get(at) != Some(&b'{') {
                    break;
                }
                let Some(end) = take(&text, at, (&mut found, 100), before) else { break };
                let row = &text[at..end];
                prop_assert!(serde_json::from_str::<serde::de::IgnoredAny>(row).is_ok(), "{}", row);
                (before, at) = (start..found.len(), end + 1);
            }
        }
    }

    #[test]
    fn spaces_and_escaped_keys_are_for_the_scanner() {
        for odd in [
            "{ \"a\":1}",
            "{\"a\": 1}",
            "{\"a\" :1}",
            "{\"a\":1 }",
            "{\"\\u0061\":1}",
            "{\"a\":1,}",
        ] {
            assert_eq!(take(odd, 0, (&mut Vec::new(), 9), 0..0), None, "{odd}");
        }
        assert_eq!(take("{\"a\":1,\"b\":2}", 0, (&mut Vec::new(), 1), 0..0), None, "too many");
        assert_eq!(take("{}", 0, (&mut Vec::new(), 9), 0..0), Some(2));
    }
}
