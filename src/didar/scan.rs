//! Reading JSON strictly, as far as its parts are to be found.
//!
//! An answer of Didar is gone through once, as strictly as `serde_json` does, and its rows are
//! found on the way. After that rows are looked through for a few of their keys. Nothing is
//! decoded that is only to be found or copied.

use std::{borrow::Cow, ops::Range};

/// How deep values nest at most; Didar's do not nest deeper than ten levels.
const MAX_DEPTH: u32 = 128;

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

    /// As it is written, which is the key itself where it has no escapes.
    pub(super) fn raw(self) -> Option<&'a str> {
        (!self.is_escaped).then_some(self.raw)
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
    depth: u32,
}

impl<'a> Scanner<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self { text, at: 0, depth: 0 }
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while matches!(self.byte(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    /// Goes behind this byte, if it is the next.
    fn take(&mut self, expected: u8) -> bool {
        let is_next = self.byte() == Some(expected);
        self.at += usize::from(is_next);
        is_next
    }

    /// What comes next, behind any space.
    pub(super) fn peek(&mut self) -> Option<u8> {
        self.skip_space();
        self.byte()
    }

    /// Whether nothing follows.
    pub(super) fn is_at_end(&mut self) -> bool {
        self.peek().is_none()
    }

    /// The members of the next value, an object. `visit` has to take each value.
    pub(super) fn members(
        &mut self,
        mut visit: impl FnMut(Key<'a>, &mut Self) -> Option<()>,
    ) -> Option<()> {
        self.listed(b'{', b'}', |scanner| {
            let key = scanner.string()?;
            scanner.skip_space();
            scanner.take(b':').then_some(())?;
            visit(key, scanner)
        })
    }

    /// The places in the text of the items of the next value, a list.
    pub(super) fn items(&mut self) -> Option<Vec<Range<usize>>> {
        let mut items = Vec::new();
        self.listed(b'[', b']', |scanner| {
            items.push(scanner.span()?);
            Some(())
        })?;
        Some(items)
    }

    /// What stands between brackets, each part taken by `take`.
    fn listed(
        &mut self,
        opening: u8,
        closing: u8,
        mut take: impl FnMut(&mut Self) -> Option<()>,
    ) -> Option<()> {
        self.skip_space();
        self.depth += 1;
        (self.take(opening) && self.depth <= MAX_DEPTH).then_some(())?;
        self.skip_space();
        let mut is_open = !self.take(closing);
        while is_open {
            self.skip_space();
            take(self)?;
            self.skip_space();
            is_open = self.take(b',');
            (is_open || self.take(closing)).then_some(())?;
        }
        self.depth -= 1;
        Some(())
    }

    /// The text of the next value.
    pub(super) fn value(&mut self) -> Option<&'a str> {
        let span = self.span()?;
        self.text.get(span)
    }

    /// The text of what `take` takes.
    pub(super) fn passed(&mut self, take: impl FnOnce(&mut Self) -> Option<()>) -> Option<&'a str> {
        self.skip_space();
        let start = self.at;
        take(self)?;
        self.text.get(start..self.at)
    }

    /// The place in the text of the next value.
    pub(super) fn span(&mut self) -> Option<Range<usize>> {
        self.skip_space();
        let start = self.at;
        match self.byte()? {
            b'"' => self.string().map(|_| ())?,
            b'{' => self.members(|_, scanner| scanner.span().map(|_| ()))?,
            b'[' => self.listed(b'[', b']', |scanner| scanner.span().map(|_| ()))?,
            b't' => self.word("true")?,
            b'f' => self.word("false")?,
            b'n' => self.word("null")?,
            _ => self.number()?,
        }
        Some(start..self.at)
    }

    fn word(&mut self, word: &str) -> Option<()> {
        self.text.get(self.at..)?.starts_with(word).then(|| self.at += word.len())
    }

    fn number(&mut self) -> Option<()> {
        self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            let _ = self.take(b'+') || self.take(b'-');
            self.digits()?;
        }
        Some(())
    }

    /// One digit, and those behind it.
    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while matches!(self.byte(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }

    /// The next value, a string.
    fn string(&mut self) -> Option<Key<'a>> {
        self.take(b'"').then_some(())?;
        let (start, mut is_escaped) = (self.at, false);
        loop {
            self.at = next_mark(self.text.as_bytes(), self.at)?;
            if self.take(b'"') {
                return Some(Key { raw: self.text.get(start..self.at - 1)?, is_escaped });
            }
            self.take(b'\\').then_some(())?;
            is_escaped = true;
            self.escape()?;
        }
    }

    /// What stands behind a backslash. That four digits make a character is for those to find
    /// who decode it.
    fn escape(&mut self) -> Option<()> {
        let letter = self.byte()?;
        self.at += 1;
        if letter != b'u' {
            return b"\"\\/bfnrt".contains(&letter).then_some(());
        }
        let digits = self.text.as_bytes().get(self.at..self.at + 4)?;
        self.at += 4;
        digits.iter().all(u8::is_ascii_hexdigit).then_some(())
    }
}

/// The place of the next quote, backslash or control character, eight bytes at a time.
fn next_mark(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    while let Some(eight) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let marks = marks(u64::from_le_bytes(*eight));
        if marks != 0 {
            return Some(at + marks.trailing_zeros() as usize / 8);
        }
        at += 8;
    }
    let is_mark = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..0x20);
    Some(at + bytes.get(at..)?.iter().position(is_mark)?)
}

/// The high bit of each of eight bytes that is a mark. Bytes behind the first one may have it
/// wrongly: a subtraction borrows from them.
fn marks(eight: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let below = |word: u64, least: u64| word.wrapping_sub(ONES * least) & !word;
    let is = |byte: u8| below(eight ^ (ONES * u64::from(byte)), 1);
    (is(b'"') | is(b'\\') | below(eight, 0x20)) & (ONES << 7)
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
        let items = Scanner::of(text).items()?;
        Some(items.into_iter().map(|span| &text[span]).collect())
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
