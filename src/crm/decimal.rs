//! Decimal numbers, exactly as they were written.
//!
//! A number of 17 digits is a customer's card or an invoice, and two of them may share
//! their nearest binary fraction (f64). Whatever decides on a number (a match, what is
//! stored already, the operand of a filter) and whatever is saved uses this type; only a
//! GraphQL `Float` on its way out is an f64.

use std::{cmp::Ordering, fmt, str::FromStr};

use crate::message::{Message, error_of_message, message};

/// How many digits a number has at most when it is written out. Enough for the largest
/// and the smallest f64.
const MOST_DIGITS: usize = 400;

/// A decimal number. Equal numbers are equal values: `1.50` is `15e-1`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Decimal {
    is_negative: bool,
    /// Without zeros at either end; empty for nought.
    digits: String,
    /// Places of the decimal point: the number is `0.digits` times ten to this power.
    point: i32,
}

/// The text is no decimal number, or one that cannot be written out in 400 digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotDecimal;

impl From<&NotDecimal> for Message {
    fn from(_: &NotDecimal) -> Self {
        message!("expected a decimal number of at most {most} digits", most = MOST_DIGITS)
    }
}

error_of_message!(NotDecimal);

impl Decimal {
    /// The nearest f64.
    #[must_use]
    pub fn to_f64(&self) -> f64 {
        // What is written out is what f64 parses.
        self.to_string().parse().unwrap_or(f64::NAN)
    }

    /// The number, where it is whole and has 64 bits.
    #[must_use]
    pub fn to_i64(&self) -> Option<i64> {
        self.to_string().parse().ok()
    }

    /// Reads a number as people type it into a text field: digits of any script, a Persian
    /// or Latin decimal point, thousands set apart in groups of three.
    ///
    /// # Errors
    /// For any other text.
    pub fn parse_lenient(text: &str) -> Result<Self, NotDecimal> {
        let text = super::text::plain(text);
        let text: String = text.chars().map(latin_mark).collect();
        let (whole, rest) = text.split_at(text.find(['.', 'e', 'E']).unwrap_or(text.len()));
        let whole = if whole.contains([',', ' ', '\'']) { ungrouped(whole)? } else { whole.into() };
        format!("{}{rest}", whole.strip_prefix('+').unwrap_or(&whole)).parse()
    }
}

/// Persian and typographic marks as ASCII writes them.
fn latin_mark(mark: char) -> char {
    match mark {
        '\u{66b}' => '.',
        '\u{66c}' | '،' => ',',
        '\u{2212}' => '-',
        '\u{2019}' => '\'',
        other => other,
    }
}

/// The digits of `1,250,000`; groups of another size are no number.
fn ungrouped(text: &str) -> Result<String, NotDecimal> {
    let unsigned = text.trim_start_matches(['-', '+']);
    let mark = unsigned.find([',', ' ', '\'']).and_then(|at| unsigned[at..].chars().next());
    let mut groups = unsigned.split(mark.ok_or(NotDecimal)?);
    let first = groups.next().unwrap_or_default();
    // A first group that begins with nought is the whole part before a decimal comma.
    let is_grouped = (1..=3).contains(&first.len())
        && !first.starts_with('0')
        && groups.clone().all(|group| group.len() == 3);
    if !is_grouped {
        return Err(NotDecimal);
    }
    let sign = text.len() - unsigned.len();
    Ok(format!("{}{first}{}", &text[..sign], groups.collect::<String>()))
}

impl From<i64> for Decimal {
    fn from(whole: i64) -> Self {
        // Its 20 digits are fewer than the most.
        whole.to_string().parse().unwrap_or_default()
    }
}

impl FromStr for Decimal {
    type Err = NotDecimal;

    /// Reads a number in the notation of JSON, where zeros may lead and a side of the point
    /// may be empty.
    fn from_str(text: &str) -> Result<Self, NotDecimal> {
        let (is_negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (mantissa, power) = match text.split_once(['e', 'E']) {
            Some((mantissa, power)) => (mantissa, power.parse::<i32>().map_err(|_| NotDecimal)?),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let written = format!("{whole}{fraction}");
        if written.is_empty() || !written.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(NotDecimal);
        }
        let digits = written.trim_start_matches('0');
        if digits.is_empty() {
            return Ok(Self { is_negative: false, digits: String::new(), point: 0 });
        }
        let leading = i64::try_from(written.len() - digits.len()).map_err(|_| NotDecimal)?;
        let whole = i64::try_from(whole.len()).map_err(|_| NotDecimal)?;
        let point = i32::try_from(whole - leading + i64::from(power)).map_err(|_| NotDecimal)?;
        let digits = digits.trim_end_matches('0').to_owned();
        let number = Self { is_negative, digits, point };
        if number.written_length() > MOST_DIGITS { Err(NotDecimal) } else { Ok(number) }
    }
}

impl Decimal {
    /// How many digits the number has when it is written out.
    fn written_length(&self) -> usize {
        let point = usize::try_from(self.point.unsigned_abs()).unwrap_or(usize::MAX);
        if self.point > 0 {
            self.digits.len().max(point)
        } else {
            self.digits.len().saturating_add(point)
        }
    }
}

impl fmt::Display for Decimal {
    /// Plain digits, without an exponent.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.is_negative { "-" } else { "" };
        let places = usize::try_from(self.point.unsigned_abs()).unwrap_or(usize::MAX);
        match &self.digits {
            none if none.is_empty() => f.write_str("0"),
            digits if self.point <= 0 => write!(f, "{sign}0.{}{digits}", "0".repeat(places)),
            digits if digits.len() <= places => {
                write!(f, "{sign}{digits}{}", "0".repeat(places - digits.len()))
            }
            digits => {
                let (whole, fraction) = digits.split_at(places);
                write!(f, "{sign}{whole}.{fraction}")
            }
        }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.sign(), other.sign()) {
            (one, other) if one != other => one.cmp(&other),
            (-1, _) => other.magnitude().cmp(&self.magnitude()),
            _ => self.magnitude().cmp(&other.magnitude()),
        }
    }
}

impl Decimal {
    fn sign(&self) -> i8 {
        match (self.digits.is_empty(), self.is_negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        }
    }

    /// Compares as the number without its sign does: `digits` are a fraction without zeros
    /// in front, so their order is that of the texts.
    fn magnitude(&self) -> (i32, &str) {
        (self.point, &self.digits)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().expect("a number")
    }

    #[test]
    fn equal_numbers_are_equal_values_and_are_written_plainly() {
        for (written, plain) in [
            ("0", "0"),
            ("-0.00", "0"),
            ("1.50", "1.5"),
            ("15e-1", "1.5"),
            ("007", "7"),
            ("1e3", "1000"),
            ("-12.0E+2", "-1200"),
            ("0.00125", "0.00125"),
            ("12345678901234567890.5", "12345678901234567890.5"),
            ("9007199254740993", "9007199254740993"),
            ("1.5e-5", "0.000015"),
        ] {
            assert_eq!(decimal(written).to_string(), plain, "{written}");
            assert_eq!(decimal(written), decimal(plain), "{written}");
        }
        assert_ne!(decimal("12345678901234567"), decimal("12345678901234568"));
        assert_eq!(decimal("1e308").to_f64(), 1e308);
        assert_eq!(decimal("-42.0").to_i64(), Some(-42));
        assert_eq!([decimal("0.5").to_i64(), decimal("1e30").to_i64()], [None, None]);
    }

    #[test]
    fn what_is_no_number_or_cannot_be_written_out_is_refused() {
        for text in [
            "",
            "-",
            ".",
            "e5",
            "1e",
            "1e401",
            "1e-401",
            "1e99999999999",
            "0x1",
            "NaN",
            "1 2",
            "--1",
        ] {
            assert_eq!(text.parse::<Decimal>(), Err(NotDecimal), "{text}");
        }
        assert!("9".repeat(401).parse::<Decimal>().is_err());
    }

    #[test]
    fn people_s_spellings_are_read() {
        for (text, plain) in [
            ("۱۲٫۵", "12.5"),
            ("1,250,000", "1250000"),
            ("۱٬۲۵۰٬۰۰۰", "1250000"),
            ("۱،۲۵۰", "1250"),
            ("1 250 000.75", "1250000.75"),
            ("1\u{a0}250", "1250"),
            ("-1,250", "-1250"),
            ("−5", "-5"),
            ("+12", "12"),
            ("\u{200f} 12 \u{200e}", "12"),
            (".5", "0.5"),
            ("5.", "5"),
            ("1e3", "1000"),
        ] {
            let read = Decimal::parse_lenient(text).map(|number| number.to_string());
            assert_eq!(read.as_deref(), Ok(plain), "{text}");
        }
        for text in [
            "",
            "0,125",
            "۰،۱۲۵",
            "-00,125",
            "1,25",
            "1,2500",
            ",250",
            "12,500,00",
            "1,250 000",
            "12.5.1",
            "ten",
            "-",
        ] {
            assert_eq!(Decimal::parse_lenient(text), Err(NotDecimal), "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_number_is_itself_to_the_last_digit(text in "-?[1-9][0-9]{0,40}(\\.[0-9]{0,20}[1-9])?") {
            prop_assert_eq!(decimal(&text).to_string(), text);
        }

        #[test]
        fn a_changed_digit_is_another_number(whole in "[1-9][0-9]{15,30}", at in 0usize..15) {
            let mut digits = whole.clone().into_bytes();
            digits[at] = if digits[at] == b'9' { b'1' } else { digits[at] + 1 };
            let other = String::from_utf8(digits).expect("digits");
            prop_assert_ne!(decimal(&whole), decimal(&other));
        }

        #[test]
        fn numbers_have_the_order_of_integers(one in any::<i64>(), other in any::<i64>()) {
            let compared = decimal(&one.to_string()).cmp(&decimal(&other.to_string()));
            prop_assert_eq!(compared, one.cmp(&other));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,40}") {
            let _ = Decimal::parse_lenient(&text);
        }
    }
}
