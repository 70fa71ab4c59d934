//! Escapes in strings that the parser does not read: `\u{1F600}`, and the two halves of a
//! character beyond the first 65,536 (specification, 2.9.4 StringValue).

use std::borrow::Cow;

/// What is wrong with an escape, and where: the offset in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BadEscape(pub(crate) usize);

/// The document with these escapes as the characters that they stand for. Its tokens were
/// looked at before: every string has an end.
pub(crate) fn resolve(query: &str) -> Result<Cow<'_, str>, BadEscape> {
    if !query.contains("\\u") {
        return Ok(Cow::Borrowed(query));
    }
    let mut resolved = String::with_capacity(query.len());
    let mut at = 0;
    while let Some(rest) = query.get(at..).filter(|rest| !rest.is_empty()) {
        let (length, text) = match rest.as_bytes() {
            [b'#', ..] => plain(rest, rest.find(['\n', '\r'])),
            [b'"', b'"', b'"', ..] => plain(rest, block_length(rest)),
            [b'"', ..] => string(rest).map_err(|BadEscape(inside)| BadEscape(at + inside))?,
            _ => plain(rest, rest.find(['"', '#'])),
        };
        resolved.push_str(&text);
        at += length;
    }
    Ok(Cow::Owned(resolved))
}

/// The first part of a text, as it is.
fn plain(text: &str, length: Option<usize>) -> (usize, Cow<'_, str>) {
    let length = length.unwrap_or(text.len());
    (length, Cow::Borrowed(text.get(..length).unwrap_or_default()))
}

/// Bytes of the block string that a text begins with.
fn block_length(text: &str) -> Option<usize> {
    let mut at = 3;
    loop {
        let rest = text.get(at..)?;
        match (rest.find("\"\"\""), rest.find("\\\"\"\"")) {
            (Some(end), Some(escaped)) if escaped < end => at += escaped + 4,
            (Some(end), _) => return Some(at + end + 3),
            (None, _) => return None,
        }
    }
}

/// The string that a text begins with: its length, and itself with its escapes resolved.
fn string(text: &str) -> Result<(usize, Cow<'_, str>), BadEscape> {
    let mut resolved = String::from('"');
    let mut at = 1;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with('"') {
            resolved.push('"');
            return Ok((at + 1, Cow::Owned(resolved)));
        }
        let length = match escape(rest).ok_or(BadEscape(at))? {
            Some((letter, length)) => {
                push(&mut resolved, letter);
                length
            }
            None => {
                // A backslash goes together with what it escapes.
                let letters = if rest.starts_with('\\') { 2 } else { 1 };
                let length = rest.chars().take(letters).map(char::len_utf8).sum();
                resolved.push_str(rest.get(..length).unwrap_or_default());
                length
            }
        };
        at += length;
    }
    Ok((text.len(), Cow::Borrowed(text)))
}

/// The character of a unicode escape and the escape's length; `Some(None)` for a text that
/// begins with none, `None` where it stands for no character.
#[expect(clippy::option_option, reason = "an escape, none, or a wrong one")]
fn escape(text: &str) -> Option<Option<(char, usize)>> {
    let Some(digits) = text.strip_prefix("\\u") else {
        return Some(None);
    };
    if let Some(braced) = digits.strip_prefix('{') {
        let (digits, _) = braced.split_once('}')?;
        let is_hex = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let digits = Some(digits).filter(|_| is_hex)?.trim_start_matches('0');
        let code = if digits.is_empty() { 0 } else { u32::from_str_radix(digits, 16).ok()? };
        return Some(Some((char::from_u32(code)?, braced.len() - text_after(braced) + 3)));
    }
    let half = |text: &str| {
        let digits = text.get(..4)?;
        let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        u32::from_str_radix(Some(digits).filter(|_| is_hex)?, 16).ok()
    };
    match half(digits)? {
        high @ 0xd800..=0xdbff => {
            let low = half(digits.get(4..)?.strip_prefix("\\u")?)?;
            let low = (0xdc00..=0xdfff).contains(&low).then_some(low)?;
            let code = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
            Some(Some((char::from_u32(code)?, 12)))
        }
        code => Some(Some((char::from_u32(code)?, 6))),
    }
}

/// Bytes behind the first closing brace.
fn text_after(braced: &str) -> usize {
    braced.split_once('}').map_or(0, |(_, rest)| rest.len())
}

/// Adds a character of a string as the parser reads it.
fn push(string: &mut String, letter: char) {
    match letter {
        '"' | '\\' => {
            string.push('\\');
            string.push(letter);
        }
        letter if letter.is_control() => {
            string.push_str(&format!("\\u{:04X}", u32::from(letter)));
        }
        letter => string.push(letter),
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser;
    use proptest::prelude::*;

    use super::*;

    fn resolved(query: &str) -> Option<String> {
        resolve(query).ok().map(Cow::into_owned)
    }

    #[test]
    fn escapes_of_strings_are_resolved_and_all_else_stays() {
        for (query, expected) in [
            (r#"{a(b:"\ud83d\ude00")}"#, "{a(b:\"😀\")}"),
            (r#"{a(b:"\u{1F600}\u{0}\u{22}\u{5c}")}"#, r#"{a(b:"😀\u0000\"\\")}"#),
            (r#"{a(b:"\u0633 \\u0633 \" \n")}"#, r#"{a(b:"س \\u0633 \" \n")}"#),
            (r#"{a(b:"""\u{1F600}""")} # "\ud83d"#, r#"{a(b:"""\u{1F600}""")} # "\ud83d"#),
            (r#"{a(b:"""x \""" \ud83d""", c:"\u0041")}"#, r#"{a(b:"""x \""" \ud83d""", c:"A")}"#),
            (r#"{a(b:"", c:"\u0041")}"#, r#"{a(b:"", c:"A")}"#),
        ] {
            assert_eq!(resolved(query).as_deref(), Some(expected), "{query}");
        }
    }

    #[test]
    fn an_escape_of_no_character_is_refused_at_its_place() {
        for (escape, at) in [
            (r"\ud83d", 7),
            (r"x\ude00", 8),
            (r"\ud83d\u0041", 7),
            (r"\u{110000}", 7),
            (r"\u{}", 7),
            (r"\u{d800}", 7),
            (r"\u12", 7),
            (r"\u+041", 7),
            (r"\u{1F600", 7),
        ] {
            let query = format!("{{ a(b:\"{escape}\") }}");
            assert_eq!(resolve(&query), Err(BadEscape(at)), "{query}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// Where the parser reads a document without help, it reads the same with it.
        #[test]
        fn what_the_parser_reads_is_the_same(text in "(\\\\u00[2-7][0-9a-f]|\\\\\"|\\\\\\\\|[a\"#\\n]){0,8}") {
            let query = format!("{{a(b:\"{text}\")}}");
            if let Ok(parsed) = parser::parse_query(&query) {
                let again = resolve(&query).map(|query| parser::parse_query(&query));
                let again = again.expect("no bad escape").expect("parsed again");
                prop_assert_eq!(format!("{:?}", again.operations), format!("{:?}", parsed.operations));
            }
        }
    }
}
