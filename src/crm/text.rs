//! What a text is as people see it, and when two texts are the same to them.
//!
//! Texts are pasted out of web pages, chats and spreadsheets, and carry marks that nobody
//! sees. [`clean`] is what saves store; [`plain`] the same of codes, numbers and addresses,
//! which are of Latin digits and hold no marks at all; [`fold`] is by what texts are
//! compared. Nothing else in the gateway decides what is the same text.

use std::borrow::Cow;

use icu_normalizer::ComposingNormalizerBorrowed;
use icu_properties::{
    CodePointMapData, CodePointSetData,
    props::{DefaultIgnorableCodePoint, GeneralCategory},
};

/// The zero-width non-joiner, which Persian words are written with.
pub const ZWNJ: char = '\u{200c}';
const ZWJ: char = '\u{200d}';

/// The text without marks that nobody sees and without outer spaces; the many kinds of
/// spaces become the plain one. Joiners stay where they shape what is seen: between the
/// letters of a Persian word, inside an emoji.
#[must_use]
pub fn clean(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text.trim());
    }
    let seen: Vec<char> = text
        .chars()
        .filter(|mark| is_joiner(*mark) || is_selector(*mark) || !is_invisible(*mark))
        .map(plain_space)
        .collect();
    let seen = kept(&seen, |mark, before, after| !is_selector(mark) || selects(before, after));
    let seen = kept(&seen, |mark, before, after| !is_joiner(mark) || joins(before, after));
    Cow::Owned(seen.iter().collect::<String>().trim().to_owned())
}

/// A code, number, address or id: without any mark that nobody sees, in Latin digits, full
/// width letters as ASCII.
#[must_use]
pub fn plain(text: &str) -> Cow<'_, str> {
    // Most are so already.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Cow::Borrowed(text.trim());
    }
    let seen = text.chars().filter(|mark| !is_invisible(*mark)).map(plain_space);
    let latin: String = seen.map(|mark| narrow(latin_digit(mark))).collect();
    Cow::Owned(latin.trim().to_owned())
}

/// The first character that a text cannot hold: a control character other than a line
/// break or a tab.
#[must_use]
pub fn control(text: &str) -> Option<char> {
    text.chars().find(|mark| mark.is_control() && !matches!(mark, '\n' | '\r' | '\t'))
}

/// The text as it is compared: without case, with Persian letters for Arabic ones and Latin
/// digits, without joiners, stretching and vowel marks, compatibility forms (Unicode NFKC)
/// as the usual ones.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = folded_once(text);
    // What goes may leave marks side by side that now compose; this ends after a round or two.
    for _ in 0..4 {
        let again = folded_once(&folded);
        if again == folded {
            break;
        }
        folded = again;
    }
    folded
}

/// Whether two texts are the same to people. Texts of which nothing is left to compare are
/// the same only to the letter.
#[must_use]
pub fn are_same(one: &str, other: &str) -> bool {
    let folded = || fold(one);
    one == other || (folded() == fold(other) && !folded().is_empty())
}

/// Whether nothing of a text is left to compare.
#[must_use]
pub fn is_void(text: &str) -> bool {
    fold(text).is_empty()
}

fn folded_once(text: &str) -> String {
    if text.is_ascii() {
        return words(&text.to_ascii_lowercase());
    }
    let seen: String = text.chars().filter(|mark| !is_invisible(*mark)).map(plain_space).collect();
    let usual = ComposingNormalizerBorrowed::new_nfkc().normalize(&seen);
    // By way of capitals letters with several small forms meet: ß and ss.
    let small = usual.to_uppercase().to_lowercase();
    let letters: String =
        small.chars().filter(|mark| !is_vowel_mark(*mark)).map(persian_letter).collect();
    words(&letters)
}

/// The words with one space between them.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn persian_letter(letter: char) -> char {
    match letter {
        'ي' | 'ى' => 'ی',
        'ك' => 'ک',
        'ۀ' => 'ه',
        other => latin_digit(other),
    }
}

/// Marks over and under letters that few people write, and the stretching between letters.
fn is_vowel_mark(mark: char) -> bool {
    matches!(mark,
        '\u{640}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}'
        | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e8}' | '\u{6ea}'..='\u{6ed}')
}

/// The text with Latin digits for those of any other script.
#[must_use]
pub fn latin_digits(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(latin_digit).collect())
}

/// The text with Persian digits for Latin ones.
#[must_use]
pub fn persian_digits(text: &str) -> String {
    let zero = u32::from('۰');
    let digit = |letter: char| char::from_u32(zero + letter.to_digit(10)?);
    text.chars().map(|letter| digit(letter).unwrap_or(letter)).collect()
}

/// Digits stand in runs of ten, from nought to nine (Unicode, 4.6).
fn latin_digit(mark: char) -> char {
    if mark.is_ascii() || !is_digit(mark) {
        return mark;
    }
    let before = (1..).map_while(|back| char::from_u32(u32::from(mark).checked_sub(back)?));
    let before = before.take_while(|mark| is_digit(*mark)).count();
    u32::try_from(before % 10).ok().and_then(|value| char::from_digit(value, 10)).unwrap_or(mark)
}

fn is_digit(mark: char) -> bool {
    category(mark) == GeneralCategory::DecimalNumber
}

fn category(mark: char) -> GeneralCategory {
    CodePointMapData::<GeneralCategory>::new().get(mark)
}

/// Letters of full width, as East Asian keyboards write ASCII.
fn narrow(mark: char) -> char {
    match mark {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(mark) - 0xff01 + 0x21).unwrap_or(mark),
        other => other,
    }
}

/// Whether a character leaves nothing on the page, and is not a space.
fn is_invisible(mark: char) -> bool {
    if mark.is_ascii() {
        return false;
    }
    let is_format = || category(mark) == GeneralCategory::Format && !is_number_sign(mark);
    mark == BLANK_BRAILLE
        || CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(mark)
        || is_format()
}

const BLANK_BRAILLE: char = '\u{2800}';

/// Format characters that are seen all the same: signs that enclose numbers.
fn is_number_sign(mark: char) -> bool {
    matches!(
        mark,
        '\u{600}'
            ..='\u{605}'
                | '\u{6dd}'
                | '\u{70f}'
                | '\u{890}'
                | '\u{891}'
                | '\u{8e2}'
                | '\u{110bd}'
                | '\u{110cd}'
    )
}

fn is_joiner(mark: char) -> bool {
    matches!(mark, ZWNJ | ZWJ)
}

/// Chooses how the symbol before it is drawn.
fn is_selector(mark: char) -> bool {
    matches!(mark, '\u{fe0e}' | '\u{fe0f}')
}

fn plain_space(mark: char) -> char {
    match mark {
        '\n' | '\r' | '\t' => mark,
        '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
        _ if mark.is_whitespace() => ' ',
        _ => mark,
    }
}

/// Whether a joiner between these is seen.
fn joins(before: Option<char>, after: Option<char>) -> bool {
    let is_seen = |mark: char| !mark.is_whitespace() && !is_joiner(mark);
    before.is_some_and(|mark| !mark.is_ascii() && is_seen(mark)) && after.is_some_and(is_seen)
}

/// Whether a selector behind a character is seen: behind a symbol, or in a keycap.
fn selects(before: Option<char>, after: Option<char>) -> bool {
    let is_symbol = |mark: char| {
        !mark.is_ascii()
            && !mark.is_alphanumeric()
            && !mark.is_whitespace()
            && !is_joiner(mark)
            && !is_selector(mark)
    };
    before.is_some_and(is_symbol) || (before.is_some() && after == Some('\u{20e3}'))
}

/// The characters that pass a test, which sees what was kept before and what comes after.
fn kept(marks: &[char], passes: impl Fn(char, Option<char>, Option<char>) -> bool) -> Vec<char> {
    let mut kept: Vec<char> = Vec::with_capacity(marks.len());
    for (at, mark) in marks.iter().enumerate() {
        if passes(*mark, kept.last().copied(), marks.get(at + 1).copied()) {
            kept.push(*mark);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn marks_that_nobody_sees_go_and_joiners_that_shape_a_word_stay() {
        for (text, seen) in [
            ("  سارا\u{a0}احمدی\u{200f} ", "سارا احمدی"),
            ("\u{200b}", ""),
            ("\u{3164}\u{2800}\u{115f}\u{feff}\u{ad}\u{200d}\u{200c}\u{fe0f}", ""),
            ("C\u{200b}-\u{2066}1\u{2069}", "C-1"),
            ("می\u{200c}خواهم", "می\u{200c}خواهم"),
            ("\u{200c}سارا\u{200c} \u{200c}احمدی\u{200c}", "سارا احمدی"),
            ("ه\u{200d}.ش", "ه\u{200d}.ش"),
            ("a\u{200c}b", "ab"),
            ("س\u{fe0f}ارا", "سارا"),
            ("❤\u{fe0f}\u{200d}🔥", "❤\u{fe0f}\u{200d}🔥"),
            ("1\u{fe0f}\u{20e3}", "1\u{fe0f}\u{20e3}"),
            ("a\u{2028}b", "a\nb"),
        ] {
            assert_eq!(clean(text), seen, "{text:?}");
        }
        assert_eq!(plain("\u{202a}Ｃ‐۱\u{200c}۲\u{202c}"), "C‐12");
        assert_eq!(control("a\u{0}b"), Some('\u{0}'));
        assert_eq!(control("a\n\tb"), None);
    }

    #[test]
    fn texts_that_people_take_for_one_are_the_same() {
        for (one, other) in [
            ("علي", "علی"),
            ("كاظم", "کاظم"),
            ("کتاب\u{200c}ها", "کتابها"),
            ("پلاک ۱۲", "پلاک 12"),
            ("٤٥", "45"),
            ("مُحَمَّد", "محمد"),
            ("خانهٔ", "خانه"),
            ("خانۀ", "خانه"),
            ("کـــتاب", "کتاب"),
            ("ﺳﻼﻡ", "سلام"),
            ("Sara  AHMADI", " sara ahmadi"),
            ("ＳＡＲＡ", "sara"),
            ("STRASSE", "straße"),
            ("رئيس", "رئیس"),
            ("آرش", "ا\u{653}رش"),
        ] {
            assert!(are_same(one, other), "{one} {other}: {} {}", fold(one), fold(other));
        }
        for (one, other) in [
            ("علی", "علیرضا"),
            ("آرش", "ارش"),
            ("a b", "ab"),
            ("12", "21"),
            ("rené", "rene"),
            ("ـ", ""),
            ("ـ", "\u{64b}"),
        ] {
            assert!(!are_same(one, other), "{one} {other}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn cleaning_and_folding_twice_is_doing_it_once(
            text in "[\\PCa-zA-Z\u{200b}-\u{200f}\u{fe0f}\u{20e3}❤🔥\u{2028}\u{85} ىيكک۱٣ـًٓٔیا\u{3164}\u{34f}]{0,24}"
        ) {
            let seen = clean(&text).into_owned();
            prop_assert_eq!(&clean(&seen), &seen);
            let folded = fold(&text);
            prop_assert_eq!(&fold(&folded), &folded);
            prop_assert_eq!(&fold(&seen), &folded, "what is stored is the same text");
            let plainly = plain(&text);
            prop_assert_eq!(&plain(&plainly), &plainly);
            prop_assert_eq!(&fold(&plainly), &folded);
        }

        #[test]
        fn any_text_is_folded_to_a_fixed_point(text in any::<String>()) {
            let folded = fold(&text);
            prop_assert_eq!(&fold(&folded), &folded);
        }
    }
}
