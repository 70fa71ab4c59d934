//! Invented phone numbers in the spellings people type (F61).

use crate::seed::rng::{Rng, Stream};

/// How a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Spelling {
    Local,
    Plus,
    DoubleZero,
    Bare,
    PersianDigits,
    Spaced,
    PlusSpaced,
}

const SPELLINGS: [Spelling; 7] = [
    Spelling::Local,
    Spelling::Plus,
    Spelling::DoubleZero,
    Spelling::Bare,
    Spelling::PersianDigits,
    Spelling::Spaced,
    Spelling::PlusSpaced,
];

/// The mobile number of a contact as it was typed; some have none. Now and then a contact has
/// the number of the one before in another spelling: the same person twice, which the
/// duplicate rule cannot see (quirk 3 of section 8).
pub(crate) fn mobile(seed: u64, index: u64) -> Option<String> {
    let place = if index % 97 == 96 {
        spelling(seed, index - 1).map(|before| (before + 1) % SPELLINGS.len())
    } else {
        spelling(seed, index)
    };
    let holder = if index % 97 == 96 { index - 1 } else { index };
    Some(spelled(&digits(holder), SPELLINGS[place?]))
}

/// The place of the spelling among the seven; `None` for a contact without a number.
fn spelling(seed: u64, index: u64) -> Option<usize> {
    let mut rng = Rng::new(seed, Stream::Phone, index);
    if rng.chance(8) {
        return None;
    }
    let common = rng.chance(50);
    Some(if common { 0 } else { rng.below(SPELLINGS.len() as u64) as usize })
}

/// Ten digits nobody has: `912000…` like the example of the official page, and past ten
/// thousand contacts `960…`, a prefix no operator uses.
fn digits(index: u64) -> String {
    if index < 10_000 { format!("912000{index:04}") } else { format!("960{index:07}") }
}

fn spelled(digits: &str, spelling: Spelling) -> String {
    let (area, middle, end) = (&digits[..3], &digits[3..6], &digits[6..]);
    match spelling {
        Spelling::Local => format!("0{digits}"),
        Spelling::Plus => format!("+98{digits}"),
        Spelling::DoubleZero => format!("0098{digits}"),
        Spelling::Bare => format!("98{digits}"),
        Spelling::PersianDigits => persian(&format!("0{digits}")),
        Spelling::Spaced => format!("0{area} {middle} {end}"),
        Spelling::PlusSpaced => format!("+98 {area} {middle} {end}"),
    }
}

/// The same digits in Persian figures.
fn persian(text: &str) -> String {
    let figure = |letter: char| {
        let digit = letter.to_digit(10);
        digit.and_then(|digit| char::from_u32(0x06f0 + digit)).unwrap_or(letter)
    };
    text.chars().map(figure).collect()
}

/// A land line of an exchange that does not exist.
pub(crate) fn work(index: u64) -> String {
    format!("0210000{:04}", index % 10_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_number() {
        let all = SPELLINGS.map(|spelling| spelled("9120001234", spelling));
        assert_eq!(
            all,
            [
                "09120001234",
                "+989120001234",
                "00989120001234",
                "989120001234",
                "۰۹۱۲۰۰۰۱۲۳۴",
                "0912 000 1234",
                "+98 912 000 1234",
            ]
        );
    }

    #[test]
    fn the_same_person_twice_has_two_spellings() {
        let pairs = (0..2000).filter(|index| index % 97 == 96);
        for index in pairs {
            let (one, other) = (mobile(1, index - 1), mobile(1, index));
            assert_eq!(one.is_some(), other.is_some());
            assert!(one.is_none() || one != other);
        }
    }
}
