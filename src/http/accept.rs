//! Lists of what a client accepts, with their qualities (RFC 9110, 12.4 and 12.5).

use axum::http::{HeaderMap, HeaderName};

/// One entry of such a list: a value in lower case, its parameters, and its quality.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Wish<'h> {
    pub(super) value: String,
    pub(super) parameters: Vec<(String, &'h str)>,
    /// From 0, which excludes, to 1.
    pub(super) quality: f32,
}

/// The entries of all headers of this name, in order. Empty ones are none, and neither is
/// one whose quality is no number.
pub(super) fn wishes(headers: &HeaderMap, name: HeaderName) -> Vec<Wish<'_>> {
    let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).filter_map(Wish::read).collect()
}

impl<'h> Wish<'h> {
    fn read(text: &'h str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let value = parts.next()?.to_ascii_lowercase();
        let (mut parameters, mut quality) = (Vec::new(), 1.0);
        for (name, value) in parts.filter_map(|part| part.split_once('=')) {
            match name.trim().to_ascii_lowercase() {
                name if name == "q" => quality = value.trim().parse::<f32>().ok()?.clamp(0.0, 1.0),
                name => parameters.push((name, value.trim())),
            }
        }
        // What is not a number is no quality either.
        (!value.is_empty() && !quality.is_nan()).then_some(Self { value, parameters, quality })
    }
}

#[cfg(test)]
mod tests {
    use axum::http::header;

    use super::*;

    #[test]
    fn lists_are_read_over_all_headers_and_nonsense_is_left_out() {
        let mut headers = HeaderMap::new();
        for value in ["a/B;Q=0.5;x=1, ,b", "", "c;q=2,d;q=x", "e;q=NaN"] {
            headers.append(header::ACCEPT, value.parse().expect("a header value"));
        }
        let found = wishes(&headers, header::ACCEPT);
        let found: Vec<_> = found.iter().map(|wish| (wish.value.as_str(), wish.quality)).collect();
        assert_eq!(found, [("a/b", 0.5), ("b", 1.0), ("c", 1.0)]);
    }
}
