//! Days of the Solar Hijri (Jalali) calendar, as people in Iran write them.

use std::{fmt, str::FromStr};

use icu_calendar::{Date, Iso, cal::Persian};
use jiff::{Span, Timestamp, civil, tz::TimeZone};

use super::text::plain;

/// Asia/Tehran, compiled in: a container image may carry no zone files.
const TEHRAN: TimeZone = jiff::tz::get!("Asia/Tehran");

/// A day of the Solar Hijri calendar in Asia/Tehran.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JalaliDate(civil::Date);

/// The text names no day of the calendar.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a day of the Solar Hijri calendar such as 1404-02-15")]
pub struct NotJalali;

impl JalaliDate {
    /// The day in Tehran at an instant.
    #[must_use]
    pub fn at(instant: Timestamp) -> Self {
        Self(instant.to_zoned(TEHRAN).date())
    }

    /// Midnight in UTC of the day that has the same date: it is this day in UTC and in Tehran.
    ///
    /// # Errors
    /// Where the day lies outside the range of instants.
    pub fn midnight_utc(self) -> Result<Timestamp, NotJalali> {
        let midnight = self.0.to_zoned(TimeZone::UTC).map_err(|_| NotJalali)?;
        Ok(midnight.timestamp())
    }

    /// The first instant of the day in Tehran.
    ///
    /// # Errors
    /// Where the day lies outside the range of instants.
    pub fn start(self) -> Result<Timestamp, NotJalali> {
        let midnight = self.0.to_zoned(TEHRAN).map_err(|_| NotJalali)?;
        Ok(midnight.timestamp())
    }

    /// The last millisecond of the day in Tehran.
    ///
    /// # Errors
    /// Where the day lies outside the range of instants.
    pub fn end(self) -> Result<Timestamp, NotJalali> {
        let tomorrow = self.0.tomorrow().map_err(|_| NotJalali)?;
        let next = Self(tomorrow).start()?;
        next.checked_sub(Span::new().milliseconds(1)).map_err(|_| NotJalali)
    }
}

impl fmt::Display for JalaliDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = (self.0.year(), self.0.month(), self.0.day());
        // A civil::Date is a valid Gregorian day by construction.
        let Ok(iso) = Date::try_new_iso(i32::from(year), month.unsigned_abs(), day.unsigned_abs())
        else {
            return Err(fmt::Error);
        };
        let persian = iso.to_calendar(Persian);
        write!(
            f,
            "{:04}-{:02}-{:02}",
            persian.year().extended_year(),
            persian.month().ordinal,
            persian.day_of_month().0
        )
    }
}

impl FromStr for JalaliDate {
    type Err = NotJalali;

    /// Reads `YYYY-MM-DD`, with `/` for `-` and with Persian or Arabic digits too.
    fn from_str(text: &str) -> Result<Self, NotJalali> {
        let text = plain(text);
        let mut parts = text.split(['-', '/']).map(str::parse::<u16>);
        let (Some(Ok(year)), Some(Ok(month)), Some(Ok(day)), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(NotJalali);
        };
        // A year such as 2025 is a Gregorian one in the wrong field.
        if !(1200..1600).contains(&year) {
            return Err(NotJalali);
        }
        let (Ok(month), Ok(day)) = (u8::try_from(month), u8::try_from(day)) else {
            return Err(NotJalali);
        };
        let persian = Date::try_new_persian(i32::from(year), month, day).map_err(|_| NotJalali)?;
        gregorian(persian.to_calendar(Iso)).map(Self).ok_or(NotJalali)
    }
}

fn gregorian(date: Date<Iso>) -> Option<civil::Date> {
    let year = i16::try_from(date.year().extended_year()).ok()?;
    let month = i8::try_from(date.month().ordinal).ok()?;
    let day = i8::try_from(date.day_of_month().0).ok()?;
    civil::Date::new(year, month, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instant(text: &str) -> Timestamp {
        text.parse().expect("a literal instant")
    }

    #[test]
    fn a_day_begins_at_midnight_in_tehran_whatever_the_offset_was() {
        let new_year: JalaliDate = "1404-01-01".parse().expect("a literal day");
        assert_eq!(new_year.start(), Ok(instant("2025-03-20T20:30:00Z")));
        assert_eq!(new_year.end(), Ok(instant("2025-03-21T20:29:59.999Z")));
        // Until 1401 Iran had summer time.
        let summer: JalaliDate = "1400/05/01".parse().expect("a literal day");
        assert_eq!(summer.start(), Ok(instant("2021-07-22T19:30:00Z")));
    }

    #[test]
    fn an_instant_is_written_as_the_day_it_falls_on_in_tehran() {
        let day = |text| JalaliDate::at(instant(text)).to_string();
        assert_eq!(day("2025-03-20T20:29:59Z"), "1403-12-30");
        assert_eq!(day("2025-03-20T20:30:00Z"), "1404-01-01");
        assert_eq!(day("2026-11-22T12:00:00Z"), "1405-09-01");
    }

    #[test]
    fn digits_of_either_keyboard_are_read_and_other_text_is_refused() {
        assert_eq!(
            "۱۴۰۴/۰۲/۱۵".parse::<JalaliDate>().map(|d| d.to_string()).as_deref(),
            Ok("1404-02-15")
        );
        for text in ["", "1404-13-01", "1404-12-30", "2025-03-20", "1404-02", "1404-02-15-1", "x"] {
            assert_eq!(text.parse::<JalaliDate>(), Err(NotJalali), "{text}");
        }
    }
}
