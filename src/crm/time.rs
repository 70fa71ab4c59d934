//! The instants Didar accepts, and how it writes them (didar-api.md 2.1).

use std::ops::Range;

use jiff::{Timestamp, civil, tz::TimeZone};

use crate::message::{Message, error_of_message, message};

/// The earliest instant Didar documents (F16). It also means "no lower bound".
pub const EARLIEST: Timestamp = Timestamp::constant(-1_262_304_000, 0);
/// The latest instant Didar documents (F16). It also means "no upper bound".
pub const LATEST: Timestamp = Timestamp::constant(253_399_622_400, 0);

/// Why a text is not an instant that Didar takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InstantError {
    /// Not ISO-8601 with an offset.
    NotIso,
    /// The year is one of the Solar Hijri calendar.
    LooksJalali,
    /// Outside 1930 to 9999.
    OutOfRange,
}

impl From<&InstantError> for Message {
    fn from(error: &InstantError) -> Self {
        match error {
            InstantError::NotIso => {
                message!("expected an ISO-8601 instant such as 2026-01-05T08:00:00.000Z")
            }
            InstantError::LooksJalali => message!(
                "the year looks like a Solar Hijri one; use a JalaliDate field, or convert it first"
            ),
            InstantError::OutOfRange => {
                message!("must lie between 1930-01-01T00:00:00.000Z and 9999-12-01T00:00:00.000Z")
            }
        }
    }
}

error_of_message!(InstantError);

/// Reads an instant from a client: ISO-8601 with an offset, 1930 to 9999.
///
/// # Errors
/// Where the text is no instant, is out of range or carries a Jalali year.
pub fn parse_strict(text: &str) -> Result<Timestamp, InstantError> {
    let text = super::text::plain(text);
    let instant: Timestamp = text.parse().map_err(|_| InstantError::NotIso)?;
    within_range(instant)
}

/// An instant that the scalar `DateTime` has.
fn within_range(instant: Timestamp) -> Result<Timestamp, InstantError> {
    if (EARLIEST..=LATEST).contains(&instant) {
        return Ok(instant);
    }
    let year = instant.to_zoned(TimeZone::UTC).year();
    let looks_jalali = (1200..1600).contains(&year);
    Err(if looks_jalali { InstantError::LooksJalali } else { InstantError::OutOfRange })
}

/// Reads an instant as Didar writes it: with or without fraction or `Z`, or a bare date
/// (F17). What people typed into it is no instant: a Solar Hijri year, or one outside the
/// documented range.
///
/// # Errors
/// Where it is none of these.
pub fn parse_stored(text: &str) -> Result<Timestamp, InstantError> {
    let text = super::text::plain(text);
    let civil = text.strip_suffix('Z').unwrap_or(&text).parse::<civil::DateTime>();
    if civil.as_ref().is_ok_and(|civil| (civil.year(), civil.month()) == (9999, 12)) {
        // "No upper bound", and .NET's last instant, which is past the last one of jiff.
        return Ok(LATEST);
    }
    let instant = text
        .parse::<Timestamp>()
        .or_else(|_| civil?.to_zoned(TimeZone::UTC).map(|zoned| zoned.timestamp()));
    within_range(instant.map_err(|_| InstantError::NotIso)?)
}

/// What [`format()`] writes of the instant that [`parse_stored`] reads. `None` where the text
/// is not of the usual form, which only these two can tell of.
#[must_use]
pub fn rewritten(text: &str) -> Option<[u8; 24]> {
    let (usual, rest) = text.as_bytes().split_first_chunk::<19>()?;
    let mut written = *b"0000-00-00T00:00:00.000Z";
    for (place, (to, from)) in written.iter_mut().zip(usual).enumerate() {
        let is_digit = from.is_ascii_digit();
        let is_usual = if matches!(place, 4 | 7 | 10 | 13 | 16) { to == from } else { is_digit };
        is_usual.then(|| *to = *from)?;
    }
    let fraction = rest.strip_suffix(b"Z").unwrap_or(rest);
    if let Some(digits) = fraction.strip_prefix(b".") {
        let is_fraction = (1..=9).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit);
        is_fraction.then_some(())?;
        written.iter_mut().skip(20).zip(digits.iter().take(3)).for_each(|(to, from)| *to = *from);
    } else if !fraction.is_empty() {
        return None;
    }
    let number = |at: Range<usize>| {
        let digits = usual.get(at).unwrap_or_default().iter();
        digits.fold(0_u32, |number, digit| number * 10 + u32::from(digit - b'0'))
    };
    let (year, month, day) = (number(0..4), number(5..7), number(8..10));
    // The years at both ends of the range, and the 29th of February, are for those who know
    // calendars.
    let is_month = (1930..9999).contains(&year) && (1..=12).contains(&month);
    let days = match month {
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    let is_time = number(11..13) < 24 && number(14..16) < 60 && number(17..19) < 60;
    (is_month && (1..=days).contains(&day) && is_time).then_some(written)
}

/// Writes an instant the way Didar documents it: UTC with milliseconds.
#[must_use]
pub fn format(instant: Timestamp) -> String {
    let at = instant.to_zoned(TimeZone::UTC).datetime();
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
        at.year(),
        at.month(),
        at.day(),
        at.hour(),
        at.minute(),
        at.second(),
        at.millisecond(),
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_documented_bounds_are_the_constants() {
        assert_eq!(format(EARLIEST), "1930-01-01T00:00:00.000Z");
        assert_eq!(format(LATEST), "9999-12-01T00:00:00.000Z");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_rewritten_is_what_is_read_and_written(
            text in "(19[23][0-9]|20[0-9]{2}|999[89])-[01][0-9]-[0-3][0-9][T ][0-2][0-9]:[0-6][0-9]:[0-6][0-9](\\.[0-9]{0,10})?(Z|z|\\+03:30)?",
        ) {
            if let Some(written) = rewritten(&text) {
                let read = parse_stored(&text).map(format);
                prop_assert_eq!(Ok(written.as_slice()), read.as_deref().map(str::as_bytes));
            }
        }
    }

    #[test]
    fn usual_dates_are_rewritten() {
        for text in ["2024-03-20T10:00:00Z", "2024-03-20T10:00:00", "2024-12-28T23:59:59.1234567"] {
            assert!(rewritten(text).is_some(), "{text}");
        }
    }

    #[test]
    fn every_spelling_of_a_response_date_is_the_same_instant() {
        let spellings = [
            "2026-01-05T08:00:00Z",
            "2026-01-05T08:00:00.000Z",
            "2026-01-05T08:00:00.0000000Z",
            "2026-01-05T08:00:00",
            "2026-01-05T08:00:00.0000000",
        ];
        for text in spellings {
            assert_eq!(
                parse_stored(text).map(format).as_deref(),
                Ok("2026-01-05T08:00:00.000Z"),
                "{text}"
            );
        }
        assert_eq!(parse_stored("yesterday"), Err(InstantError::NotIso));
        for text in ["9999-12-31T23:59:59.9999999", "9999-12-31T23:59:59.9999999Z", "9999-12-01"] {
            assert_eq!(parse_stored(text), Ok(LATEST), "{text}");
        }
    }

    #[test]
    fn a_stored_year_that_is_none_of_ours_is_no_instant() {
        for text in ["1404-02-15", "1404-02-15T00:00:00Z", "14040215", "۱۴۰۴-۰۲-۱۵"] {
            assert_eq!(parse_stored(text), Err(InstantError::LooksJalali), "{text}");
        }
        for text in [
            "1889-01-01T00:00:00Z",
            "1929-12-31T23:59:59Z",
            "0622-03-22",
            "9999-11-30x",
            "9999-12",
            "9999-12-99 foo",
        ] {
            assert!(parse_stored(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_client_is_told_why_an_instant_is_refused() {
        assert!(parse_strict("2026-01-05T11:30:00+03:30").is_ok());
        assert!(parse_strict("۲۰۲۶-۰۱-۰۵T08:00:00Z").is_ok());
        assert_eq!(parse_strict("2026-01-05"), Err(InstantError::NotIso));
        assert_eq!(parse_strict("1404-02-15T00:00:00Z"), Err(InstantError::LooksJalali));
        assert_eq!(parse_strict("1929-12-31T23:59:59Z"), Err(InstantError::OutOfRange));
        assert_eq!(parse_strict("9999-12-01T00:00:01Z"), Err(InstantError::OutOfRange));
    }
}
