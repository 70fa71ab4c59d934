//! Finding values in JSON that was parsed before.
//!
//! An answer is parsed once, strictly. After that its rows are looked through again and
//! again for a few of their keys, and there only the ends of values have to be found. Of a
//! text that is no JSON the walk finds something or nothing, and ends.

use std::borrow::Cow;

use memchr::memchr2;

/// A key, as it is written between its quotes.
#[derive(Clone, Copy)]
pub(super) struct Key<'a> {
    raw: &'a str,
    is_escaped: bool,
}

impl<'a> Key<'a> {
    /// The key itself.
    pub(super) fn text(self) -> Cow<'a, str> {
        if !self.is_escaped {
            return Cow::Borrowed(self.raw);
        }
        let decoded = serde_json::from_str(&format!("\"{}\"", self.raw));
        Cow::Owned(decoded.unwrap_or_default())
    }

    /// Whether it is this key, which has no escapes.
    pub(super) fn is(self, key: &str) -> bool {
        if self.is_escaped { self.text() == key } else { self.raw == key }
    }
}

/// Goes through the members of an object, and of no other value. `visit` has to take each
/// value, and says `None` to stop.
pub(super) fn visit<'a>(
    text: &'a str,
    mut visit: impl FnMut(Key<'a>, &mut Scanner<'a>) -> Option<()>,
) {
    let mut scanner = Scanner { text, at: 0 };
    let mut goes_on = scanner.enter(b'{');
    while goes_on && let Some(key) = scanner.key() {
        goes_on = visit(key, &mut scanner).is_some();
    }
}

/// A place in a text.
pub(super) struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while matches!(self.byte(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    /// Goes behind this byte, if it is the next.
    fn enter(&mut self, expected: u8) -> bool {
        self.skip_space();
        let enters = self.byte() == Some(expected);
        self.at += usize::from(enters);
        enters
    }

    /// Goes to the next member or item, if there is one before the end.
    fn has_next(&mut self, closing: u8) -> bool {
        self.skip_space();
        if self.byte() == Some(b',') {
            self.at += 1;
            self.skip_space();
        }
        self.byte().is_some_and(|byte| byte != closing)
    }

    /// The key of the next member, if there is one; its value comes next.
    fn key(&mut self) -> Option<Key<'a>> {
        self.has_next(b'}').then_some(())?;
        let key = self.string()?;
        self.enter(b':').then_some(key)
    }

    fn string(&mut self) -> Option<Key<'a>> {
        let start = self.at + 1;
        (self.byte()? == b'"').then_some(())?;
        let (mut at, mut is_escaped) = (start, false);
        loop {
            let found = at + memchr2(b'"', b'\\', self.text.as_bytes().get(at..)?)?;
            if self.text.as_bytes().get(found) == Some(&b'"') {
                self.at = found + 1;
                return Some(Key { raw: self.text.get(start..found)?, is_escaped });
            }
            (at, is_escaped) = (found + 2, true);
        }
    }

    /// The texts of the items of the next value; `None` where it is no list.
    pub(super) fn items(&mut self) -> Option<Vec<&'a str>> {
        if !self.enter(b'[') {
            self.value()?;
            return None;
        }
        let mut items = Vec::new();
        while self.has_next(b']') {
            items.push(self.value()?);
        }
        self.enter(b']').then_some(items)
    }

    /// The text of the next value.
    pub(super) fn value(&mut self) -> Option<&'a str> {
        self.skip_space();
        let start = self.at;
        match self.byte()? {
            b'"' => self.string().map(|_| ())?,
            b'{' | b'[' => self.container()?,
            _ => {
                let is_end =
                    |byte: &u8| matches!(byte, b',' | b']' | b'}') || byte.is_ascii_whitespace();
                let rest = self.text.as_bytes().get(start..)?;
                self.at += rest.iter().position(is_end).unwrap_or(rest.len());
            }
        }
        self.text.get(start..self.at).filter(|text| !text.is_empty())
    }

    /// Goes behind an object or a list, whatever is in it.
    fn container(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            match self.byte()? {
                b'"' => {
                    self.string()?;
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth = depth.checked_sub(1)?,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return Some(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(|number| json!(number)),
            "[ -~ا-ی\"\\\\{}\\[\\],:\n\u{1f600}]{0,12}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::btree_map("[a-zA-Z\"\\\\ ]{0,6}", inner, 0..6)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    /// The members of a whole text, and the texts of their values.
    fn members(text: &str) -> Vec<(String, &str)> {
        let mut members = Vec::new();
        visit(text, |key, values| {
            members.push((key.text().into_owned(), values.value()?));
            Some(())
        });
        members
    }

    /// The items of a whole text.
    fn items(text: &str) -> Option<Vec<&str>> {
        Scanner { text, at: 0 }.items()
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_found_is_what_a_parser_finds(whole in value(), is_pretty: bool) {
            let write = if is_pretty { serde_json::to_string_pretty } else { serde_json::to_string };
            let text = write(&whole).expect("JSON");
            let parse = |text: &str| serde_json::from_str::<Value>(text).expect("a value");
            let found = members(&text).into_iter().map(|(key, text)| (key, parse(text)));
            let found: Vec<_> = found.collect();
            let expected = whole.as_object().cloned().unwrap_or_default();
            prop_assert_eq!(found, expected.into_iter().collect::<Vec<_>>());
            let found = items(&text).map(|items| items.into_iter().map(parse).collect::<Vec<_>>());
            prop_assert_eq!(found, whole.as_array().cloned());
        }

        #[test]
        fn a_text_that_is_no_json_ends(text in "[{}\\[\\]\",:\\\\a1 ]{0,40}") {
            prop_assert!(members(&text).len() <= text.len());
            prop_assert!(items(&text).map_or(0, |items| items.len()) <= text.len());
        }
    }
}
