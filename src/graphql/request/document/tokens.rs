//! A look at a document's tokens before the parser sees it.
//!
//! The parser descends by recursion, and keeps the last of equal keys of an input
//! object: what is too deep or said twice must be found before.

use std::collections::HashSet;

use crate::graphql::request::limits::Limits;

/// How deep brackets may nest. The parser and the validator descend by recursion, so
/// this must hold before either sees the text.
pub(crate) const MAX_NESTING: usize = 64;

/// What is wrong with a document, as far as tokens tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Brackets nest too deep.
    TooDeep,
    /// There are too many tokens.
    TooLong,
    /// There are too many directives.
    Directives,
    /// A string has no end. The parser would read it in another way, and what comes after
    /// it was not looked at here.
    Unterminated,
    /// A key of an input object is there twice (specification, 5.6.3).
    Twice(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'q> {
    Punctuator(u8),
    Name(&'q str),
    /// A string or a number.
    Other,
    /// A string without an end.
    Unterminated,
}

/// A bracket that is open.
enum Open<'q> {
    /// The keys seen so far.
    InputObject(HashSet<&'q str>),
    Arguments,
    Other,
}

/// Looks through a document. Text that is no GraphQL has no fault here: the parser
/// says better what is wrong with it.
pub(crate) fn check(query: &str, limits: &Limits) -> Result<(), Fault> {
    let mut tokens = Tokens { query, at: 0 }.peekable();
    let mut open: Vec<Open<'_>> = Vec::new();
    let (mut count, mut directives) = (0, 0);
    while let Some(token) = tokens.next() {
        count += 1;
        if count > limits.tokens {
            return Err(Fault::TooLong);
        }
        directives += usize::from(token == Token::Punctuator(b'@'));
        if directives > limits.directives {
            return Err(Fault::Directives);
        }
        match token {
            Token::Punctuator(b'(') => open.push(Open::Arguments),
            Token::Punctuator(b'{') if is_value(&open) => {
                open.push(Open::InputObject(HashSet::new()));
            }
            Token::Punctuator(b'{' | b'[') => {
                let below = if is_value(&open) { Open::Arguments } else { Open::Other };
                open.push(below);
            }
            Token::Punctuator(b'}' | b']' | b')') => {
                open.pop();
            }
            Token::Name(name) if tokens.peek() == Some(&Token::Punctuator(b':')) => {
                if let Some(Open::InputObject(keys)) = open.last_mut()
                    && !keys.insert(name)
                {
                    return Err(Fault::Twice(name.to_owned()));
                }
            }
            Token::Unterminated => return Err(Fault::Unterminated),
            _ => {}
        }
        if open.len() > MAX_NESTING {
            return Err(Fault::TooDeep);
        }
    }
    Ok(())
}

/// Whether a brace that opens now begins an input object: selection sets never stand
/// inside arguments or variable definitions.
fn is_value(open: &[Open<'_>]) -> bool {
    matches!(open.last(), Some(Open::Arguments | Open::InputObject(_)))
}

struct Tokens<'q> {
    query: &'q str,
    at: usize,
}

impl<'q> Iterator for Tokens<'q> {
    type Item = Token<'q>;

    fn next(&mut self) -> Option<Token<'q>> {
        loop {
            let rest = self.query.get(self.at..).filter(|rest| !rest.is_empty())?;
            let (length, token) = read(rest);
            self.at += length;
            if token.is_some() {
                return token;
            }
        }
    }
}

/// The token that a text begins with and its length; no token for what is ignored.
fn read(rest: &str) -> (usize, Option<Token<'_>>) {
    let bytes = rest.as_bytes();
    match bytes.first() {
        Some(b'#') => (rest.find(['\n', '\r']).unwrap_or(rest.len()), None),
        Some(b'"') => match string_length(rest) {
            Some(length) => (length, Some(Token::Other)),
            None => (rest.len(), Some(Token::Unterminated)),
        },
        Some(b',') => (1, None),
        Some(first) if first.is_ascii_alphabetic() || *first == b'_' => {
            let name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
            let length = rest.find(|letter| !name(letter)).unwrap_or(rest.len());
            (length, Some(Token::Name(rest.get(..length).unwrap_or_default())))
        }
        Some(first) if first.is_ascii_punctuation() => (1, Some(Token::Punctuator(*first))),
        Some(first) if first.is_ascii_digit() => {
            let part = |letter: char| letter.is_ascii_alphanumeric() || "+-.".contains(letter);
            (rest.find(|letter| !part(letter)).unwrap_or(rest.len()), Some(Token::Other))
        }
        _ => (rest.chars().next().map_or(1, char::len_utf8), None),
    }
}

/// Bytes of the string that a text begins with, quotes included; `None` where it has no
/// end. A line ends any but a block string.
fn string_length(rest: &str) -> Option<usize> {
    let block = rest.starts_with("\"\"\"");
    let (quote, escape, escaped) = if block { ("\"\"\"", "\\\"\"\"", 4) } else { ("\"", "\\", 2) };
    let mut at = quote.len();
    while let Some(here) = rest.as_bytes().get(at..).filter(|here| !here.is_empty()) {
        if here.starts_with(quote.as_bytes()) {
            return Some(at + quote.len());
        }
        if !block && matches!(here.first(), Some(b'\n' | b'\r')) {
            return None;
        }
        at += if here.starts_with(escape.as_bytes()) { escaped } else { 1 };
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(query: &str) -> Result<(), Fault> {
        super::check(query, &Limits::default())
    }

    fn nested(opening: &str, levels: usize) -> String {
        opening.repeat(levels)
    }

    #[test]
    fn brackets_count_only_outside_strings_and_comments() {
        let full = nested("{", MAX_NESTING);
        assert_eq!(check(&full), Ok(()));
        for one_more in ["{", "[", "(", " # {\n{", "\"{\"{", "\"\"\"{ \" \\\"\"\" {\"\"\"["] {
            assert_eq!(check(&format!("{full}{one_more}")), Err(Fault::TooDeep), "{one_more}");
        }
        for same in ["# {", "\"{[(\"", "\"\\\"{\"", "\"\"\"{ \" \\\"\"\" {\"\"\"", "}{"] {
            assert_eq!(check(&format!("{full}{same}")), Ok(()), "{same}");
        }
    }

    #[test]
    fn nothing_hides_behind_a_string_without_an_end() {
        for wrong in ["\"{", "\"\"\" \"", "\"a\n\"", "\"\\\"", "\"\"\"\\\"\"\"", "\"\\"] {
            assert_eq!(check(&format!("{{ a(b: {wrong}")), Err(Fault::Unterminated), "{wrong}");
        }
        for fine in ["\"\"", "\"\"\"\"\"\"", "\"\"\"\n\"\n\"\"\"", "\"\\\"\""] {
            assert_eq!(check(&format!("{{ a(b: {fine}) }}")), Ok(()), "{fine}");
        }
    }

    #[test]
    fn a_document_has_so_many_tokens_and_no_more() {
        assert_eq!(check(&"a ".repeat(15_000)), Ok(()));
        assert_eq!(check(&"a ".repeat(15_000 + 1)), Err(Fault::TooLong));
    }

    #[test]
    fn a_key_that_is_there_twice_is_found_in_input_objects_alone() {
        let twice = |name: &str| Err(Fault::Twice(name.to_owned()));
        assert_eq!(check("{ a(f: {x: 1, y: 2, x: 3}) }"), twice("x"));
        assert_eq!(check("{ a(f: [{x: {z: [1], z: 2}}]) }"), twice("z"));
        assert_eq!(check("query ($f: F = {x: 1 x: 2}) { a }"), twice("x"));
        for fine in [
            "{ a(f: {x: {x: 1}, y: [{x: 2}, {x: 3}]}) b: a(f: {x: 1}) }",
            "{ a: x b: x a: x }",
            "{ a(f: {x: \"x: 1, x: 2\"}) { a: x a: x } }",
            "{ a(f: {x: X, y: X}) }",
        ] {
            assert_eq!(check(fine), Ok(()), "{fine}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_text_is_looked_through(text in "[\\PC\"\\\\{}()\\[\\]:#\n]{0,200}") {
            let _ = check(&text);
        }

        /// What is not refused has its strings where the parser has them. (The parser takes
        /// four quotes for two strings; the specification has a block string begin there.)
        #[test]
        fn strings_end_where_the_parser_ends_them(text in "[\"\\\\\n\\[a ]{0,12}") {
            let document = format!("{{a(b:[{text}])}}");
            let is_parsed = async_graphql::parser::parse_query(&document).is_ok();
            if is_parsed && check(&document) != Err(Fault::Unterminated) {
                let brackets = format!("{}{}", "[".repeat(MAX_NESTING), "]".repeat(MAX_NESTING));
                let deeper = format!("{{a(b:[{text} {brackets}])}}");
                prop_assert_eq!(check(&document), Ok(()));
                prop_assert_eq!(check(&deeper), Err(Fault::TooDeep));
            }
        }
    }
}
