//! Media types of GraphQL over HTTP (GraphQL over HTTP draft, "Media Types").

use axum::http::{HeaderMap, HeaderValue, header};

use super::accept::{Wish, wishes};

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

    /// The type the client likes best; `None` where it takes neither. Without a wish it is a
    /// client of before the draft, who expects JSON.
    ///
    /// Of the ranges that a type falls into the most specific one counts (RFC 9110, 12.5.1),
    /// and of two types that are liked as much the one that is named first.
    pub(super) fn negotiate(headers: &HeaderMap) -> Option<Self> {
        let wishes = wishes(headers, header::ACCEPT);
        let has_said_nothing = |value: &HeaderValue| {
            value.to_str().is_ok_and(|text| text.trim_matches([' ', ',', '\t']).is_empty())
        };
        if headers.get_all(header::ACCEPT).iter().all(has_said_nothing) {
            return Some(Self::Json);
        }
        let liked = [Self::Json, Self::GraphQlResponse].map(|media| (media, media.liked(&wishes)));
        let liked = liked.into_iter().filter_map(|(media, liked)| Some((media, liked?)));
        let before = |one: &(Self, Liked), other: &(Self, Liked)| {
            other.1.quality.total_cmp(&one.1.quality).then(one.1.place.cmp(&other.1.place))
        };
        liked.filter(|(_, liked)| liked.quality > 0.0).min_by(before).map(|(media, _)| media)
    }

    /// How the type is liked, by the most specific range; `None` where no range has it.
    fn liked(self, wishes: &[Wish<'_>]) -> Option<Liked> {
        let name = match self {
            Self::GraphQlResponse => "application/graphql-response+json",
            Self::Json => "application/json",
        };
        [name, "application/*", "*/*"].iter().find_map(|range| {
            let mut places = wishes.iter().enumerate();
            let (place, wish) = places.find(|(_, wish)| wish.value == *range && is_served(wish))?;
            Some(Liked { quality: wish.quality, place })
        })
    }
}

/// How a client likes a type: as it says, and in which place.
struct Liked {
    quality: f32,
    place: usize,
}

/// Whether answers can be as the parameters of a range say.
fn is_served(wish: &Wish<'_>) -> bool {
    wish.parameters.iter().all(|(name, value)| name != "charset" || is_utf8(value))
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
        for nothing in ["", "  ", ",", " , "] {
            assert_eq!(negotiate(nothing), Some(Media::Json), "{nothing:?}");
        }
        for graphql in [
            "application/json;q=0, */*",
            "*/*, application/json;q=0",
            "application/*;q=0.1, application/graphql-response+json;q=0.2, */*;q=0",
            "application/graphql-response+json, */*",
            "application/json;charset=utf-16, application/graphql-response+json",
            "text/html;q=1, application/json;q=0.4, */*;q=0.5",
        ] {
            assert_eq!(negotiate(graphql), Some(Media::GraphQlResponse), "{graphql}");
        }
        for json in [
            "application/graphql-response+json;q=0, */*",
            "text/html, application/xhtml+xml, */*;q=0.8",
            "application/*",
            "application/json;q=0.9, application/graphql-response+json;q=0.8",
        ] {
            assert_eq!(negotiate(json), Some(Media::Json), "{json}");
        }
        for refused in [
            "text/html",
            "application/json;q=0",
            "application/json;charset=utf-16",
            "*/*;q=0",
            "application/*;q=0, */*",
            "application/json;q=0, text/html",
        ] {
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
