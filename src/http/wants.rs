//! How a client wants its answer.

use axum::http::{HeaderMap, header};

use super::{accept::wishes, media::Media};

use crate::message::Language;

/// The media type of an answer, and the language of its messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wants {
    pub(super) media: Media,
    pub(super) language: Language,
}

impl Wants {
    /// As its headers say; `None` where it takes no media type that there is.
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        Some(Self { media: Media::negotiate(headers)?, ..Self::json(headers) })
    }

    /// JSON, whatever it takes.
    pub(super) fn json(headers: &HeaderMap) -> Self {
        Self { media: Media::Json, language: language(headers) }
    }
}

/// The language that is liked best of those that there are, the first of several; English where
/// nothing is said of either (RFC 9110, 12.5.4).
fn language(headers: &HeaderMap) -> Language {
    if !headers.contains_key(header::ACCEPT_LANGUAGE) {
        return Language::default();
    }
    let wishes = wishes(headers, header::ACCEPT_LANGUAGE);
    let known = wishes.iter().filter(|wish| wish.quality > 0.0);
    let known = known.filter_map(|wish| Some((Language::of_tag(&wish.value)?, wish.quality)));
    let best = known.reduce(|best, other| if other.1 > best.1 { other } else { best });
    best.map(|(language, _)| language).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_the_one_that_is_liked_best() {
        for (given, expected) in [
            ("fa", Language::Persian),
            ("fa-IR,fa;q=0.9,en-US;q=0.8,en;q=0.7", Language::Persian),
            ("en-US,en;q=0.9,fa;q=0.8", Language::English),
            ("de, FA;q=0.3", Language::Persian),
            ("fa;q=0", Language::English),
            ("*", Language::English),
            ("en, fa", Language::English),
            ("fas", Language::English),
            ("", Language::English),
        ] {
            let headers = HeaderMap::from_iter([(
                header::ACCEPT_LANGUAGE,
                given.parse().expect("a header value"),
            )]);
            assert_eq!(Wants::json(&headers).language, expected, "{given}");
        }
        assert_eq!(Wants::json(&HeaderMap::new()).language, Language::English);
    }
}
