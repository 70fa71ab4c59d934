//! Text comparison: case-insensitive, no folding of letters, digits or half spaces
//! (section 9, rows 7 and 12).

/// A text to look for, prepared once per search and compared with every row.
#[derive(Clone, Debug)]
pub(crate) struct Needle {
    folded: String,
    /// Whether letters outside ASCII have case. Persian has none, so the usual comparison
    /// needs no allocation per row.
    cased: bool,
}

impl Needle {
    pub(crate) fn new(text: &str) -> Self {
        let cased = |letter: char| !letter.is_ascii() && letter.is_alphabetic() && has_case(letter);
        Self { folded: text.to_lowercase(), cased: text.chars().any(cased) }
    }

    /// Equal apart from case.
    pub(crate) fn equals(&self, text: &str) -> bool {
        if self.cased {
            return text.to_lowercase() == self.folded;
        }
        text.eq_ignore_ascii_case(&self.folded)
    }

    /// The text contains the needle.
    pub(crate) fn is_in(&self, text: &str) -> bool {
        if self.cased {
            return text.to_lowercase().contains(&self.folded);
        }
        let needle = self.folded.as_bytes();
        needle.is_empty()
            || text
                .as_bytes()
                .windows(needle.len())
                .any(|window| window.eq_ignore_ascii_case(needle))
    }

    /// The text starts with the needle.
    pub(crate) fn starts(&self, text: &str) -> bool {
        if self.cased {
            return text.to_lowercase().starts_with(&self.folded);
        }
        text.as_bytes()
            .get(..self.folded.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(self.folded.as_bytes()))
    }
}

fn has_case(letter: char) -> bool {
    letter.is_lowercase() || letter.is_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_is_ignored_inside_and_outside_ascii() {
        assert!(Needle::new("ÉTÉ").is_in("bel été"));
        assert!(Needle::new("sara").equals("SARA"));
        assert!(Needle::new("Sa").starts("sara"));
        assert!(!Needle::new("ara").starts("sara"));
        assert!(Needle::new("AR").is_in("sara"));
    }

    #[test]
    fn letters_and_digits_are_not_folded() {
        assert!(!Needle::new("علي").is_in("علی"));
        assert!(!Needle::new("۱۲").is_in("12"));
        assert!(Needle::new("س").starts("سفارش"));
        assert!(!Needle::new("سفارش بلند").starts("سفارش"));
    }
}
