//! Phone numbers, in every form that people write them.
//!
//! Didar compares numbers as they are stored (didar-api.md F61), so what is saved has one
//! form, and what is looked up is asked for in each of the usual ones
//! (docs/decisions/0010-phone-numbers-are-read-here.md).

use super::text::{self, persian_digits, plain};

/// Area codes of Iran, without the zero; eight more digits follow.
const AREAS: [&str; 31] = [
    "11", "13", "17", "21", "23", "24", "25", "26", "28", "31", "34", "35", "38", "41", "44", "45",
    "51", "54", "56", "58", "61", "66", "71", "74", "76", "77", "81", "83", "84", "86", "87",
];
/// Words before an extension.
const EXTENSION_WORDS: [&str; 5] = ["داخلی", "extension", "ext", "x", "#"];
/// Digits of a number with its country code (E.164).
const INTERNATIONAL: std::ops::RangeInclusive<usize> = 7..=15;
/// Digits of a number whose country and area are not known.
const LOCAL: std::ops::RangeInclusive<usize> = 3..=15;

/// A phone number that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phone {
    number: Number,
    extension: Option<Extension>,
    /// As it was written, in Latin digits and without marks that nobody sees.
    written: String,
}

/// Whose number it is, as digits without any prefix.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Number {
    /// A mobile number of Iran: ten digits, the first a 9.
    Mobile(String),
    /// A landline of Iran: area code and number, ten digits.
    Landline(String),
    /// A number of another country, with its country code.
    Foreign(String),
    /// A number without its area, or of a form that is not known.
    Local(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Extension {
    /// As it was written: `داخلی`, `ext`.
    word: String,
    digits: String,
}

impl Phone {
    /// Understands a number: any digits, any separators, any prefix (`0`, `98`, `098`,
    /// `+98`, `0098`, also twice), `tel:`, an extension behind it. `None` for a text that is
    /// no number.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let written = plain(text);
        let lower = written.to_lowercase();
        let (bare, parameters) = match lower.strip_prefix("tel:") {
            Some(address) => address.split_once(';').unwrap_or((address, "")),
            None => (lower.as_str(), ""),
        };
        let (bare, extension) = split_extension(bare.trim())?;
        let extension = match parameter(parameters, "ext") {
            Some(digits) => Some(Extension::of("ext", digits)?),
            None => extension,
        };
        let number = Number::of(bare)?;
        Some(Self { number, extension, written: written.into_owned() })
    }

    /// The form in which it is saved: `09…` and `021…`, which is what Didar's users type,
    /// `+49…` for other countries. A number whose area is not known stays as it was written.
    #[must_use]
    pub fn stored(&self) -> String {
        let base = match &self.number {
            Number::Mobile(digits) | Number::Landline(digits) => format!("0{digits}"),
            Number::Foreign(digits) => format!("+{digits}"),
            Number::Local(_) => return self.written.clone(),
        };
        match &self.extension {
            Some(Extension { word, digits }) => format!("{base} {word} {digits}"),
            None => base,
        }
    }

    /// Whether calls reach somebody by the number alone: country and area are known.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        !matches!(self.number, Number::Local(_))
    }

    /// Whether it has an extension, which no mobile phone has.
    #[must_use]
    pub fn has_extension(&self) -> bool {
        self.extension.is_some()
    }

    /// The spellings under which integrators and people store the number, in the order of
    /// how common they are (didar-api.md F61).
    #[must_use]
    pub fn spellings(&self) -> Vec<String> {
        let spelled = |prefixes: &[&str], digits: &str| -> Vec<String> {
            prefixes.iter().map(|prefix| format!("{prefix}{digits}")).collect()
        };
        let mut spellings = match (&self.number, &self.extension) {
            (_, Some(Extension { digits, .. })) => {
                let base = Self { extension: None, ..self.clone() }.stored();
                vec![self.stored(), format!("{base} داخلی {digits}"), base]
            }
            (Number::Mobile(digits) | Number::Landline(digits), None) => {
                let mut spellings = spelled(&["0", "+98", "98", "0098", ""], digits);
                spellings.push(persian_digits(&format!("0{digits}")));
                spellings.extend(self.number.in_groups());
                spellings
            }
            (Number::Foreign(digits), None) => spelled(&["+", "00", ""], digits),
            (Number::Local(digits), None) => vec![digits.clone(), persian_digits(digits)],
        };
        if !spellings.contains(&self.written) {
            spellings.push(self.written.clone());
        }
        spellings
    }

    /// The number as `+98…`, where it is a mobile number of Iran.
    #[must_use]
    pub fn mobile_e164(&self) -> Option<String> {
        match &self.number {
            Number::Mobile(digits) => Some(format!("+98{digits}")),
            _ => None,
        }
    }

    /// Whether it is the same number, at the same extension.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        let extension = |phone: &Self| phone.extension.as_ref().map(|known| known.digits.clone());
        self.number == other.number && extension(self) == extension(other)
    }
}

/// Whether two texts are the same number; where neither is one, whether they are the same
/// text.
#[must_use]
pub fn are_equal(one: &str, other: &str) -> bool {
    match (Phone::parse(one), Phone::parse(other)) {
        (Some(one), Some(other)) => one.is(&other),
        (None, None) => text::are_same(one, other),
        _ => false,
    }
}

impl Number {
    /// Understands what is left of a number without its extension.
    fn of(text: &str) -> Option<Self> {
        let (has_sign, text) = without_sign(text)?;
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let is_international = has_sign || digits.starts_with("00");
        // The trunk zero of a country, as in +49 (0)30.
        let text = if is_international { text.replace("(0)", "") } else { text.to_owned() };
        if !text.chars().all(|mark| mark.is_ascii_digit() || is_separator(mark)) {
            return None;
        }
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        match (national(&digits, has_sign), is_international) {
            (Some(national), _) if is_operator(national) => Some(Self::Mobile(national.to_owned())),
            (Some(national), _) => Some(Self::Landline(national.to_owned())),
            (None, true) => {
                let digits = digits.trim_start_matches('0');
                let is_foreign = !digits.starts_with("98") && INTERNATIONAL.contains(&digits.len());
                is_foreign.then(|| Self::Foreign(digits.to_owned()))
            }
            (None, false) => LOCAL.contains(&digits.len()).then_some(Self::Local(digits)),
        }
    }

    /// A number of Iran with its digits set apart, as people type it.
    fn in_groups(&self) -> Vec<String> {
        match self {
            Self::Mobile(digits) => {
                let (area, rest) = digits.split_at(3);
                let (middle, end) = rest.split_at(3);
                vec![
                    format!("0{area} {middle} {end}"),
                    format!("0{area}-{middle}-{end}"),
                    format!("+98 {area} {middle} {end}"),
                ]
            }
            Self::Landline(digits) => {
                let (area, rest) = digits.split_at(2);
                vec![format!("0{area}-{rest}"), format!("0{area} {rest}")]
            }
            Self::Foreign(_) | Self::Local(_) => Vec::new(),
        }
    }
}

/// The number without its sign, and whether it had one. The sign stands in front; at the
/// end where the number was copied out of a line that runs from right to left; and behind
/// nothing but a prefix where that was typed twice. Elsewhere it joins two numbers.
fn without_sign(text: &str) -> Option<(bool, &str)> {
    let Some((before, number)) =
        text.strip_suffix('+').map(|rest| ("", rest)).or_else(|| text.rsplit_once('+'))
    else {
        return Some((false, text));
    };
    let prefix: String = before.chars().filter(char::is_ascii_digit).collect();
    let is_prefix = ["", "0", "00", "98", "098", "0098"].contains(&prefix.as_str());
    (is_prefix && !number.contains('+')).then_some((true, number))
}

/// Marks that people set digits apart with.
fn is_separator(mark: char) -> bool {
    !mark.is_alphanumeric() && !"#*;=@&%$!?<>^\"".contains(mark)
}

/// The ten digits of a number of Iran behind its prefixes, which may be there twice.
fn national(digits: &str, has_sign: bool) -> Option<&str> {
    let zeros = digits.len() - digits.trim_start_matches('0').len();
    let (mut rest, mut has_country) = (digits, false);
    while rest.len() > 10 || rest.starts_with('0') {
        rest = match (rest.strip_prefix("98"), rest.strip_prefix('0')) {
            (Some(rest), _) => {
                has_country = true;
                rest
            }
            (None, Some(rest)) => rest,
            (None, None) => return None,
        };
    }
    let is_landline = AREAS.iter().any(|area| rest.starts_with(area));
    // Behind 00 or a sign another country's code may look like an area of ours. No country
    // whose code begins like our mobile numbers has numbers as short as these.
    let is_ours = match (has_sign, zeros) {
        (false, 0 | 1) | (true, 1) => true,
        _ => has_country || is_operator(rest),
    };
    (rest.len() == 10 && (is_landline || is_operator(rest)) && is_ours).then_some(rest)
}

/// Whether ten digits begin as the mobile numbers of Iran do.
fn is_operator(digits: &str) -> bool {
    ["90", "91", "92", "93", "94", "99"].iter().any(|prefix| digits.starts_with(prefix))
}

impl Extension {
    /// Extensions have one to eight digits.
    fn of(word: &str, digits: &str) -> Option<Self> {
        let is_short = (1..=8).contains(&digits.len());
        let is_number = is_short && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| Self { word: word.to_owned(), digits: digits.to_owned() })
    }
}

/// The number, and the extension behind it; `None` where a word is no word for one.
fn split_extension(text: &str) -> Option<(&str, Option<Extension>)> {
    let Some(at) = text.find(|mark: char| mark.is_alphabetic() || mark == '#') else {
        return Some((text, None));
    };
    let (number, rest) = text.split_at(at);
    let end = rest.find(|mark: char| mark.is_ascii_digit()).unwrap_or(rest.len());
    let (word, digits) = rest.split_at(end);
    let word = text::fold(word);
    let word = word.trim_end_matches([' ', '.', ':', '-', '(', '#']).trim();
    let word = if word.is_empty() { "#" } else { word };
    let known = EXTENSION_WORDS.iter().find(|known| **known == word)?;
    let extension = Extension::of(known, digits.trim_end_matches([' ', ')', '.']))?;
    Some((number.trim_end_matches([' ', '(', ',', '-']), Some(extension)))
}

/// A parameter of a `tel:` address (RFC 3966).
fn parameter<'t>(parameters: &'t str, name: &str) -> Option<&'t str> {
    let mut parameters = parameters.split(';').filter_map(|one| one.split_once('='));
    parameters.find(|(known, _)| known.trim() == name).map(|(_, value)| value.trim())
}

#[cfg(test)]
mod tests {
    use proptest::{prelude::*, sample::select};

    use super::*;

    fn stored(text: &str) -> Option<String> {
        Phone::parse(text).map(|phone| phone.stored())
    }

    #[test]
    fn every_spelling_of_a_mobile_number_is_stored_as_one() {
        for text in [
            "09121234567",
            "9121234567",
            "989121234567",
            "+989121234567",
            "00989121234567",
            "0989121234567",
            "+00989121234567",
            "+98 98 912 123 4567",
            "009121234567",
            "+09121234567",
            "+98+989121234567",
            "98+989121234567",
            "۰۹۱۲۱۲۳۴۵۶۷",
            "٠٩١٢١٢٣٤٥٦٧",
            "０９１２１２３４５６７",
            "0912 123-4567",
            "0912.123.4567",
            "0912/123/4567",
            "0912_123_4567",
            "0912\u{2011}123\u{2013}4567",
            "+98 (0)912 123 4567",
            "(+98) 912 123 4567",
            "989121234567+",
            "\u{202a}0912\u{a0}1234567\u{202c}",
            "0912\u{200b}123\u{fe0f}4567",
            "tel:+98-912-123-4567",
        ] {
            assert_eq!(stored(text).as_deref(), Some("09121234567"), "{text}");
            let e164 = Phone::parse(text).and_then(|phone| phone.mobile_e164());
            assert_eq!(e164.as_deref(), Some("+989121234567"), "{text}");
        }
    }

    #[test]
    fn landlines_extensions_and_other_countries_are_understood() {
        for (text, expected) in [
            ("021-88776655", "02188776655"),
            ("+98 21 8877 6655", "02188776655"),
            ("(021) 8877-6655", "02188776655"),
            ("2188776655", "02188776655"),
            ("02188776655 داخلی ۱۲", "02188776655 داخلی 12"),
            ("021 8877 6655 ext. 12", "02188776655 ext 12"),
            ("02188776655#12", "02188776655 # 12"),
            ("tel:+98-21-88776655;ext=12", "02188776655 ext 12"),
            ("+49 (0)30 123456", "+4930123456"),
            ("0049 30 123456", "+4930123456"),
            ("+212 555-1234", "+2125551234"),
            ("00960 771 2345", "+9607712345"),
            ("(0045) 12 34 56 78", "+4512345678"),
            ("+02188776655", "02188776655"),
            ("02188776655 (داخلى 12)", "02188776655 داخلی 12"),
            ("8877-6655", "8877-6655"),
            ("1590", "1590"),
            ("02188776655-7", "02188776655-7"),
            ("9800912345678", "9800912345678"),
        ] {
            assert_eq!(stored(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_none_and_what_lacks_its_area_is_not_complete() {
        for text in [
            "",
            "ندارد",
            "12",
            "+98912123456",
            "0912123x",
            "02188776655 دفتر 12",
            "a@b",
            "+12",
            "02188776655+1",
            "09121234567;09127654321",
            "02188776655;12",
            "tel:+98-21-88776655;ext=123456789",
            "02188776655 ext 123456789",
        ] {
            assert_eq!(Phone::parse(text), None, "{text}");
        }
        for text in
            ["88776655", "9800912345678", "0912123456", "12025550123", "9891212345", "98 8877 6655"]
        {
            assert!(!Phone::parse(text).expect("digits").is_complete(), "{text}");
        }
        assert!(Phone::parse("+12025550123").expect("a number").is_complete());
    }

    #[test]
    fn numbers_are_equal_whatever_their_spelling_and_never_by_a_part() {
        for (one, other, equal) in [
            ("09120000000", "+98 912 000 0000", true),
            ("021-88776655", "+98 21 8877 6655", true),
            ("021-1234", "۰۲۱۱۲۳۴", true),
            ("+49 (0)30 123456", "004930123456", true),
            ("02188776655 داخلی 12", "021-88776655 ext 12", true),
            ("02188776655 داخلی 12", "02188776655", false),
            ("02188776655", "88776655", false),
            ("0912000000", "09120000000", false),
            ("021-1234", "021-12345", false),
            ("ندارد", "ندارد (بعدا)", false),
            ("ندارد", " ندارد", true),
        ] {
            assert_eq!(are_equal(one, other), equal, "{one} {other}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn two_spellings_of_a_number_are_one(
            national in "9[0-49][0-9]{8}|(21|31|51|86)[2-9][0-9]{7}",
            prefix in select(vec!["0", "+98", "98", "0098", "098", "+0098", "+98 98", ""]),
            separator in select(vec!["", " ", "-", ".", "/", "\u{2011}", "\u{200b}", "\u{a0}"]),
            persian in any::<bool>(),
        ) {
            let (start, end) = national.split_at(3);
            let text = format!("{prefix}{separator}{start}{separator}{end}");
            let text = if persian { persian_digits(&text) } else { text };
            prop_assert_eq!(stored(&text), Some(format!("0{national}")), "{}", text);
        }

        #[test]
        fn what_is_stored_is_understood_and_stays(text in "[+0-9 ()./#xext-]{0,20}") {
            if let Some(phone) = Phone::parse(&text) {
                let stored = phone.stored();
                let again = Phone::parse(&stored);
                prop_assert!(again.as_ref().is_some_and(|again| again.is(&phone)), "{}", stored);
                prop_assert_eq!(again.map(|again| again.stored()), Some(stored));
            }
        }

        #[test]
        fn any_text_is_a_number_or_none(text in any::<String>()) {
            let _ = Phone::parse(&text);
        }
    }
}
