//! The spellings of a Persian text that mean the same to people.
//!
//! Keyboards write ي or ی, ك or ک, ۱ or 1, and words are joined by a zero-width non-joiner,
//! a space, or nothing. Didar compares characters as they are (didar-api.md 9, row 12), so a
//! search asks for each spelling, with two limits. A stored text that mixes both keyboards in
//! itself is found only by the same mix. A stored text with a zero-width non-joiner is found
//! only where the text looked for has one, or a space, in that place.

use super::text::{ZWNJ, latin_digits, persian_digits};

/// How many spellings a text is expanded into, itself included.
const MOST: usize = 12;

/// The text and its other spellings, the likeliest first.
#[must_use]
pub fn spellings(text: &str) -> Vec<String> {
    let joints = [
        text.to_owned(),
        text.replace(ZWNJ, ""),
        text.replace(ZWNJ, " "),
        text.replace(' ', "\u{200c}"),
    ];
    let mut found: Vec<String> = Vec::new();
    for spelling in joints.iter().flat_map(|text| character_spellings(text)) {
        if !found.contains(&spelling) {
            found.push(spelling);
        }
    }
    found.truncate(MOST);
    found
}

/// The text in the letters and digits of each keyboard, its joints as they are.
#[must_use]
pub fn character_spellings(text: &str) -> Vec<String> {
    let latin = latin_digits(text).into_owned();
    let digits = [text.to_owned(), latin.clone(), persian_digits(&latin)];
    let mut found: Vec<String> = Vec::new();
    for digits in digits {
        for spelling in [digits.clone(), persian(&digits), arabic(&digits)] {
            if !found.contains(&spelling) {
                found.push(spelling);
            }
        }
    }
    found
}

/// The one spelling that is asked for where only one can be: with Persian letters and Latin
/// digits.
#[must_use]
pub fn usual(text: &str) -> String {
    persian(&latin_digits(text))
}

fn persian(text: &str) -> String {
    let letter = |letter| match letter {
        'ي' | 'ى' => 'ی',
        'ك' => 'ک',
        other => other,
    };
    text.chars().map(letter).collect()
}

fn arabic(text: &str) -> String {
    let letter = |letter| match letter {
        'ی' | 'ى' => 'ي',
        'ک' => 'ك',
        other => other,
    };
    text.chars().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_spelled_in_one_way_stays_alone() {
        assert_eq!(spellings("VIP"), ["VIP"]);
        assert_eq!(spellings("تهران"), ["تهران"]);
    }

    #[test]
    fn letters_digits_and_joints_vary_and_the_text_itself_comes_first() {
        assert_eq!(spellings("علي"), ["علي", "علی"]);
        assert_eq!(spellings("یک"), ["یک", "يك"]);
        assert_eq!(spellings("VIP-1"), ["VIP-1", "VIP-۱"]);
        let plate = spellings("پلاک ٣۱");
        for spelling in ["پلاک 31", "پلاک ۳۱", "پلاك 31"] {
            assert!(plate.contains(&spelling.to_owned()), "{spelling}");
        }
        let books = spellings("کتاب\u{200c}ها");
        assert_eq!(books[0], "کتاب\u{200c}ها");
        for spelling in ["كتاب\u{200c}ها", "کتابها", "کتاب ها"] {
            assert!(books.contains(&spelling.to_owned()), "{spelling}");
        }
        assert!(spellings("کتاب ها").contains(&"کتاب\u{200c}ها".to_owned()));
    }

    #[test]
    fn there_are_never_more_than_twelve() {
        assert_eq!(spellings("کی\u{200c}كي ها ۱2").len(), MOST);
    }
}
