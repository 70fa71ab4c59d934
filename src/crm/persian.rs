//! The spellings of a Persian text that mean the same to people.
//!
//! Keyboards write ي or ی and ك or ک, and words are joined by a zero-width non-joiner,
//! a space, or nothing. Didar compares letters as they are (didar-api.md 9, row 12).

/// The zero-width non-joiner.
const ZWNJ: char = '\u{200c}';
/// How many spellings a text is expanded into, itself included.
const MOST: usize = 6;

/// The text and its other spellings, the likeliest first.
#[must_use]
pub fn spellings(text: &str) -> Vec<String> {
    let joined: [fn(&str) -> String; 4] = [
        str::to_owned,
        |text| text.replace(ZWNJ, ""),
        |text| text.replace(ZWNJ, " "),
        |text| text.replace(' ', "\u{200c}"),
    ];
    let mut found: Vec<String> = Vec::new();
    for join in joined {
        for letters in [str::to_owned, persian, arabic] {
            let spelling = letters(&join(text));
            if !found.contains(&spelling) {
                found.push(spelling);
            }
        }
    }
    found.truncate(MOST);
    found
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
        assert_eq!(spellings("VIP-1"), ["VIP-1"]);
        assert_eq!(spellings("تهران"), ["تهران"]);
    }

    #[test]
    fn letters_and_joints_vary_and_the_text_itself_comes_first() {
        assert_eq!(spellings("علي"), ["علي", "علی"]);
        assert_eq!(spellings("یک"), ["یک", "يك"]);
        let books = spellings("کتاب\u{200c}ها");
        assert_eq!(books[0], "کتاب\u{200c}ها");
        for spelling in ["كتاب\u{200c}ها", "کتابها", "کتاب ها"] {
            assert!(books.contains(&spelling.to_owned()), "{spelling}");
        }
        assert!(spellings("کتاب ها").contains(&"کتاب\u{200c}ها".to_owned()));
    }

    #[test]
    fn there_are_never_more_than_six() {
        assert_eq!(spellings("کی\u{200c}كي ها").len(), MOST);
    }
}
