//! The languages that messages are said in.

/// A language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// Where nothing else is preferred.
    #[default]
    English,
    /// Persian.
    Persian,
}

impl Language {
    /// The language of a tag (RFC 4647, 3.3.1, basic filtering), if messages are said in it:
    /// `fa`, `fa-IR`, `en`.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        let primary = tag.split('-').next().unwrap_or_default();
        match primary.to_ascii_lowercase().as_str() {
            "en" => Some(Self::English),
            "fa" => Some(Self::Persian),
            _ => None,
        }
    }

    /// Its tag.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Persian => "fa",
        }
    }
}
