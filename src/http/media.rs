//! Media types of GraphQL over HTTP (GraphQL over HTTP draft, "Media Types").

use axum::http::{HeaderMap, header};

/// The media type of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Media {
    /// `application/graphql-response+json`: the status says whether it went well.
    GraphQlResponse,
    /// `application/json`: a well-formed request is always answered with 200.
    Json,
}

impl Media {
    pub(super) fn header(self) -> &'static str {
        match self {
            Self::GraphQlResponse => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        }
    }

    /// The type the client likes best; `None` where it takes neither. Without an
    /// `Accept` header it is a client of before the draft, who expects JSON.
    pub(super) fn negotiate(headers: &HeaderMap) -> Option<Self> {
        let mut accepted = headers.get_all(header::ACCEPT).iter().peekable();
        if accepted.peek().is_none() {
            return Some(Self::Json);
        }
        let ranges =
            accepted.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','));
        // On equal quality the first one named wins.
        let mut best: Option<(f32, Self)> = None;
        for (quality, media) in ranges.filter_map(range) {
            if quality > best.map_or(0.0, |(quality, _)| quality) {
                best = Some((quality, media));
            }
        }
        best.map(|(_, media)| media)
    }
}

/// Reads one media range: its quality, and what it means here.
fn range(text: &str) -> Option<(f32, Media)> {
    let mut parts = text.split(';').map(str::trim);
    let media = match parts.next()?.to_ascii_lowercase().as_str() {
        "application/graphql-response+json" => Media::GraphQlResponse,
        "application/json" | "*/*" | "application/*" => Media::Json,
        _ => return None,
    };
    let mut quality = 1.0;
    for part in parts {
        if let Some((name, value)) = part.split_once('=') {
            match name.trim().to_ascii_lowercase().as_str() {
                "q" => quality = value.trim().parse().unwrap_or(0.0),
                "charset" if !is_utf8(value) => return None,
                _ => {}
            }
        }
    }
    Some((quality, media))
}

/// Whether the body is JSON in UTF-8, the only encoding JSON has (RFC 8259, 8.1).
pub(super) fn is_json(headers: &HeaderMap) -> bool {
    let Some(content_type) =
        headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok())
    else {
        return false;
    };
    let mut parts = content_type.split(';').map(str::trim);
    let json = parts.next().is_some_and(|media| media.eq_ignore_ascii_case("application/json"));
    json && parts.all(|part| match part.split_once('=') {
        Some((name, value)) => !name.trim().eq_ignore_ascii_case("charset") || is_utf8(value),
        None => true,
    })
}

fn is_utf8(value: &str) -> bool {
    let value = value.trim().trim_matches('"');
    value.eq_ignore_ascii_case("utf-8") || value.eq_ignore_ascii_case("utf8")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn negotiate(accept: &str) -> Option<Media> {
        let value = accept.parse().expect("a header value");
        Media::negotiate(&HeaderMap::from_iter([(header::ACCEPT, value)]))
    }

    #[test]
    fn the_client_s_preference_decides() {
        assert_eq!(Media::negotiate(&HeaderMap::new()), Some(Media::Json));
        assert_eq!(negotiate("application/graphql-response+json"), Some(Media::GraphQlResponse));
        assert_eq!(negotiate("*/*"), Some(Media::Json));
        let both = "application/json;q=0.5, application/graphql-response+json; charset=utf-8";
        assert_eq!(negotiate(both), Some(Media::GraphQlResponse));
        assert_eq!(
            negotiate("application/json, application/graphql-response+json"),
            Some(Media::Json)
        );
        for refused in ["text/html", "application/json;q=0", "application/json;charset=utf-16"] {
            assert_eq!(negotiate(refused), None, "{refused}");
        }
    }

    #[test]
    fn only_json_in_utf_8_is_read() {
        let is = |text: &str| {
            let value = text.parse().expect("a header value");
            is_json(&HeaderMap::from_iter([(header::CONTENT_TYPE, value)]))
        };
        assert!(is("application/json") && is("Application/JSON; charset=\"UTF-8\""));
        for refused in ["text/plain", "application/json; charset=utf-16", "multipart/form-data", ""]
        {
            assert!(!is(refused), "{refused}");
        }
        assert!(!is_json(&HeaderMap::new()));
    }
}
