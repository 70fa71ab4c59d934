//! Whether what a client has is what it would get (RFC 9110, 13.1.2).

use axum::http::{HeaderMap, HeaderValue, header};

/// A tag for these contents. Weak: they are sent compressed in several ways.
pub(super) fn tag(contents: &str) -> HeaderValue {
    let tag = HeaderValue::from_str(&format!("W/\"{contents}\""));
    tag.unwrap_or_else(|_| HeaderValue::from_static("W/\"\""))
}

/// Whether the request names the tag, weakly or strongly, alone or in a list.
pub(super) fn is_known(request: &HeaderMap, tag: &HeaderValue) -> bool {
    let opaque = |text: &str| text.trim().trim_start_matches("W/").to_owned();
    let wanted = tag.to_str().map(opaque).unwrap_or_default();
    let given = request.get_all(header::IF_NONE_MATCH).iter();
    let given = given.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','));
    given.map(opaque).any(|given| given == "*" || given == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_known_in_each_of_its_forms() {
        let tag = tag("abc");
        for (given, known) in [
            ("\"abc\"", true),
            ("W/\"abc\"", true),
            ("\"x\", W/\"abc\"", true),
            ("*", true),
            ("\"abcd\"", false),
            ("", false),
        ] {
            let value = given.parse().expect("a header value");
            let headers = HeaderMap::from_iter([(header::IF_NONE_MATCH, value)]);
            assert_eq!(is_known(&headers, &tag), known, "{given}");
        }
    }
}
