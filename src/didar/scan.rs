//! Reading JSON strictly, as far as its parts are to be found.
//!
//! An answer of Didar is gone through once, as strictly as `serde_json` does, and its rows are
//! found on the way. After that rows are looked through for a few of their keys. Nothing is
//! decoded that is only to be found or copied.

use std::{borrow::Cow, ops::Range};

use super::ends;

/// A key, as it is written between its quotes.
#[derive(Clone, Copy)]
pub(super) struct Key<'a> {
    raw: &'a str,
    /// Where it begins in the text.
    at: usize,
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

    /// As it is written, which is the key itself where it has no escapes.
    pub(super) fn raw(self) -> Option<&'a str> {
        (!self.is_escaped).then_some(self.raw)
    }

    /// Where it begins in the text.
    pub(super) fn at(self) -> usize {
        self.at
    }

    /// Whether it is this key, which has no escapes.
    pub(super) fn is(self, key: &str) -> bool {
        if self.is_escaped { self.text() == key } else { self.raw == key }
    }
}

/// Goes through the members of an object, and of no other value. `visit` has to take each
/// value, and says `None` to stop.
pub(super) fn visit<'a>(text: &'a str, visit: impl FnMut(Key<'a>, &mut Scanner<'a>) -> Option<()>) {
    // What the walk says at its end is known: the text was read before.
    let _ = Scanner::of(text).members(visit);
}

/// A place in a text. Each of its readers takes what comes next, and answers `None` where
/// that is no JSON.
pub(super) struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    fn bytes(&self) -> &'a [u8] {
        self.text.as_bytes()
    }

    /// What comes next, behind any space.
    #[inline]
    pub(super) fn peek(&mut self) -> Option<u8> {
        self.at = ends::space(self.bytes(), self.at);
        self.bytes().get(self.at).copied()
    }

    /// How many bytes follow.
    pub(super) fn rest(&self) -> usize {
        self.text.len().saturating_sub(self.at)
    }

    /// Whether nothing follows.
    pub(super) fn is_at_end(&mut self) -> bool {
        self.peek().is_none()
    }

    /// Goes behind this byte, if it is the next.
    #[inline]
    fn take(&mut self, expected: u8) -> Option<()> {
        (self.peek() == Some(expected)).then(|| self.at += 1)
    }

    /// The members of the next value, an object. `visit` has to take each value.
    #[inline]
    pub(super) fn members(
        &mut self,
        mut visit: impl FnMut(Key<'a>, &mut Self) -> Option<()>,
    ) -> Option<()> {
        self.listed(b'{', b'}', |scanner| {
            let key = scanner.key()?;
            visit(key, scanner)
        })
    }

    /// The items of the next value, a list. `visit` has to take each.
    pub(super) fn items(&mut self, visit: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.listed(b'[', b']', visit)
    }

    /// What stands between brackets, each part taken by `take`.
    #[inline]
    fn listed(
        &mut self,
        opening: u8,
        closing: u8,
        mut take: impl FnMut(&mut Self) -> Option<()>,
    ) -> Option<()> {
        self.take(opening)?;
        let mut is_open = self.take(closing).is_none();
        while is_open {
            take(self)?;
            is_open = self.take(b',').is_some();
            if !is_open {
                self.take(closing)?;
            }
        }
        Some(())
    }

    /// The next key, with its colon.
    #[inline]
    fn key(&mut self) -> Option<Key<'a>> {
        self.take(b'"')?;
        let at = self.at;
        let (end, is_escaped) = ends::text(self.bytes(), at)?;
        self.at = end;
        let raw = self.text.get(at..self.at - 1)?;
        self.take(b':')?;
        Some(Key { raw, at, is_escaped })
    }

    /// The text of the next value.
    pub(super) fn value(&mut self) -> Option<&'a str> {
        let span = self.span()?;
        self.text.get(span)
    }

    /// The place in the text of the next value.
    #[inline]
    pub(super) fn span(&mut self) -> Option<Range<usize>> {
        self.passed(|scanner| {
            scanner.at = ends::value(scanner.bytes(), scanner.at)?;
            Some(())
        })
    }

    /// Goes behind what `end` finds to begin here, and gives its place; stays where it finds
    /// nothing.
    pub(super) fn leap(
        &mut self,
        end: impl FnOnce(&'a str, usize) -> Option<usize>,
    ) -> Option<Range<usize>> {
        let start = self.at;
        self.at = end(self.text, start)?;
        Some(start..self.at)
    }

    /// The place in the text of what `take` takes.
    #[inline]
    pub(super) fn passed(
        &mut self,
        take: impl FnOnce(&mut Self) -> Option<()>,
    ) -> Option<Range<usize>> {
        self.peek()?;
        let start = self.at;
        take(self)?;
        Some(start..self.at)
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
        let mut items = Vec::new();
        Scanner::of(text).items(|scanner| {
            items.push(scanner.value()?);
            Some(())
        })?;
        Some(items)
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
        fn what_is_json_is_what_a_parser_takes(
            whole in value(), at: prop::sample::Index,
            odd in "[{}\\[\\]\",:\\\\a1eE+.nu0\n\u{1}\u{1f} -]{0,3}", is_cut: bool,
        ) {
            let mut text = serde_json::to_string(&whole).expect("JSON");
            let places: Vec<_> = text.char_indices().map(|(at, _)| at).collect();
            let place = *at.get(&places);
            if is_cut {
                text.truncate(place);
            }
            text.insert_str(place, &odd);
            let mut scanner = Scanner::of(&text);
            let is_json = scanner.value().is_some() && scanner.is_at_end();
            let is_expected = serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok();
            prop_assert_eq!(is_json, is_expected, "{}", text);
        }

        #[test]
        fn strings_end_where_they_end(
            text in "[ -~\u{7f}\u{80}\u{a0}ا-ی\u{1f600}]{0,30}", control in 0_u8..0x20, at: prop::sample::Index,
        ) {
            let whole = serde_json::to_string(&text).expect("JSON");
            let mut scanner = Scanner::of(&whole);
            prop_assert_eq!(scanner.value(), Some(whole.as_str()));
            let places: Vec<_> = whole.char_indices().map(|(at, _)| at).skip(1).collect();
            let mut broken = whole.clone();
            broken.insert(*at.get(&places), char::from(control));
            prop_assert_eq!(Scanner::of(&broken).value(), None);
        }

        #[test]
        fn a_text_that_is_no_json_ends(text in "[{}\\[\\]\",:\\\\a1 ]{0,40}") {
            prop_assert!(members(&text).len() <= text.len());
            prop_assert!(items(&text).map_or(0, |items| items.len()) <= text.len());
        }
    }
}
