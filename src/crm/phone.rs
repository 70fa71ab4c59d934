//! Iranian phone numbers and the digits people type them with.

use std::borrow::Cow;

/// Replaces Persian and Arabic-Indic digits by Latin ones, leaving all else.
#[must_use]
pub fn fold_digits(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(fold_digit).collect())
}

fn fold_digit(letter: char) -> char {
    let zero = match letter {
        '۰'..='۹' => '۰',
        '٠'..='٩' => '٠',
        _ => return letter,
    };
    let value = u32::from(letter) - u32::from(zero);
    char::from_digit(value, 10).unwrap_or(letter)
}

/// The number as `+98…`, where the text is a valid Iranian mobile number in any
/// of its spellings (`0912…`, `+98912…`, `0098912…`, `98912…`, `912…`).
#[must_use]
pub fn mobile_e164(text: &str) -> Option<String> {
    national_mobile(text).map(|national| format!("+98{national}"))
}

/// Every spelling under which integrators store the number, in the order of
/// how common they are (didar-api.md F61). Just the text itself, digits folded,
/// where it is not an Iranian mobile number.
#[must_use]
pub fn spellings(text: &str) -> Vec<String> {
    match national_mobile(text) {
        Some(national) => {
            let prefixes = ["0", "+98", "98", "0098", ""].iter();
            let latin = prefixes.map(|prefix| format!("{prefix}{national}"));
            latin.chain([persian_digits(&format!("0{national}"))]).collect()
        }
        None => {
            let latin = fold_digits(text.trim()).into_owned();
            let persian = persian_digits(&latin);
            if persian == latin { vec![latin] } else { vec![latin, persian] }
        }
    }
}

/// Whether two texts are the same number: two spellings of a mobile number, or the
/// same digits.
#[must_use]
pub fn are_equal(one: &str, other: &str) -> bool {
    match (national_mobile(one), national_mobile(other)) {
        (None, None) if digits(one).is_empty() => one.trim() == other.trim(),
        (None, None) => digits(one) == digits(other),
        (one, other) => one == other,
    }
}

fn digits(text: &str) -> String {
    fold_digits(text).chars().filter(char::is_ascii_digit).collect()
}

/// The text with Persian digits for Latin ones.
#[must_use]
pub fn persian_digits(text: &str) -> String {
    let zero = u32::from('۰');
    let digit = |letter: char| char::from_u32(zero + letter.to_digit(10)?);
    text.chars().map(|letter| digit(letter).unwrap_or(letter)).collect()
}

/// The ten digits `9…` behind any prefix.
fn national_mobile(text: &str) -> Option<String> {
    let compact: String = fold_digits(text)
        .chars()
        .filter(|letter| {
            !matches!(letter, ' ' | '-' | '(' | ')' | '\u{200c}' | '\u{200e}' | '\u{200f}')
        })
        .collect();
    let rest = ["+98", "0098", "98", "0"]
        .iter()
        .find_map(|prefix| compact.strip_prefix(prefix))
        .unwrap_or(&compact);
    let rest = rest.strip_prefix('0').unwrap_or(rest);
    let valid =
        rest.len() == 10 && rest.starts_with('9') && rest.bytes().all(|b| b.is_ascii_digit());
    valid.then(|| rest.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_mobile_number_is_the_same_number() {
        for text in [
            "09120000000",
            "+989120000000",
            "00989120000000",
            "989120000000",
            "9120000000",
            "۰۹۱۲۰۰۰۰۰۰۰",
            "٠٩١٢٠٠٠٠٠٠٠",
            "0912 000-0000",
            "+98 (0)912 000 0000",
        ] {
            assert_eq!(mobile_e164(text).as_deref(), Some("+989120000000"), "{text}");
        }
    }

    #[test]
    fn numbers_are_equal_whatever_their_spelling_and_never_by_a_part() {
        for (one, other, equal) in [
            ("09120000000", "+98 912 000 0000", true),
            ("021-1234", "۰۲۱۱۲۳۴", true),
            ("0912000000", "09120000000", false),
            ("021-1234", "021-12345", false),
            ("ندارد", "ندارد (بعدا)", false),
            ("ندارد", " ندارد", true),
        ] {
            assert_eq!(are_equal(one, other), equal, "{one} {other}");
        }
    }

    #[test]
    fn what_is_no_mobile_number_has_no_e164_form() {
        for text in ["", "02100000000", "0912000000", "091200000000", "x9120000000"] {
            assert_eq!(mobile_e164(text), None, "{text}");
        }
    }
}
