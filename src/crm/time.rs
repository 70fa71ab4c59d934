//! The instants Didar accepts, and how it writes them (didar-api.md 2.1).

use jiff::{Timestamp, civil, tz::TimeZone};

/// The earliest instant Didar documents (F16). It also means "no lower bound".
pub const EARLIEST: Timestamp = Timestamp::constant(-1_262_304_000, 0);
/// The latest instant Didar documents (F16). It also means "no upper bound".
pub const LATEST: Timestamp = Timestamp::constant(253_399_622_400, 0);

/// Why a text is not an instant that Didar takes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InstantError {
    /// Not ISO-8601 with an offset.
    #[error("expected an ISO-8601 instant such as 2026-01-05T08:00:00.000Z")]
    NotIso,
    /// The year is one of the Solar Hijri calendar.
    #[error("the year looks like a Solar Hijri one; use a JalaliDate field, or convert it first")]
    LooksJalali,
    /// Outside 1930 to 9999.
    #[error("must lie between 1930-01-01T00:00:00.000Z and 9999-12-01T00:00:00.000Z")]
    OutOfRange,
}

/// Reads an instant from a client: ISO-8601 with an offset, 1930 to 9999.
///
/// # Errors
/// Where the text is no instant, is out of range or carries a Jalali year.
pub fn parse_strict(text: &str) -> Result<Timestamp, InstantError> {
    let text = super::phone::fold_digits(text);
    let instant: Timestamp = text.parse().map_err(|_| InstantError::NotIso)?;
    if (EARLIEST..=LATEST).contains(&instant) {
        return Ok(instant);
    }
    let year = instant.to_zoned(TimeZone::UTC).year();
    Err(if (1200..1600).contains(&year) {
        InstantError::LooksJalali
    } else {
        InstantError::OutOfRange
    })
}

/// Reads an instant as Didar writes it: with or without fraction or `Z`, or a
/// bare date (F17). `None` where it is none of these.
#[must_use]
pub fn parse_lenient(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(instant) = text.parse() {
        return Some(instant);
    }
    if text.starts_with("9999-12-31") {
        // .NET's last instant, which is past the last one that jiff has.
        return Some(LATEST);
    }
    let civil: civil::DateTime = text.parse().ok()?;
    Some(civil.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

/// Writes an instant the way Didar documents it: UTC with milliseconds.
#[must_use]
pub fn format(instant: Timestamp) -> String {
    instant.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_bounds_are_the_constants() {
        assert_eq!(format(EARLIEST), "1930-01-01T00:00:00.000Z");
        assert_eq!(format(LATEST), "9999-12-01T00:00:00.000Z");
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
                parse_lenient(text).map(format).as_deref(),
                Some("2026-01-05T08:00:00.000Z"),
                "{text}"
            );
        }
        assert_eq!(parse_lenient("yesterday"), None);
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
