//! Days of the Solar Hijri (Jalali) calendar, as people in Iran write them.

use std::{fmt, str::FromStr};

use icu_calendar::{Date, Iso, cal::Persian};
use jiff::{Span, Timestamp, civil, tz::TimeZone};

use super::text::plain;

use crate::message::{Message, error_of_message, message};

/// Asia/Tehran, compiled in: a container image may carry no zone files.
const TEHRAN: TimeZone = jiff::tz::get!("Asia/Tehran");

/// A day of the Solar Hijri calendar in Asia/Tehran.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JalaliDate(civil::Date);

/// The text names no day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotJalali {
    /// It is none of any month.
    NoDay,
    /// The month ends before it.
    Beyond {
        /// Name of the month.
        month: &'static str,
        /// The year.
        year: u16,
        /// How many days the month has.
        days: u8,
    },
}

impl From<&NotJalali> for Message {
    fn from(error: &NotJalali) -> Self {
        match *error {
            NotJalali::NoDay => {
                message!("expected a day of the Solar Hijri calendar such as 1404-02-15")
            }
            NotJalali::Beyond { month, year, days } => {
                message!("{month} of {year} has {days} days", month, year, days)
            }
        }
    }
}

error_of_message!(NotJalali);

use NotJalali::NoDay;

/// The names of the months in Latin letters.
const MONTHS: [&str; 12] = [
    "Farvardin",
    "Ordibehesht",
    "Khordad",
    "Tir",
    "Mordad",
    "Shahrivar",
    "Mehr",
    "Aban",
    "Azar",
    "Dey",
    "Bahman",
    "Esfand",
];

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
        let midnight = self.0.to_zoned(TimeZone::UTC).map_err(|_| NoDay)?;
        Ok(midnight.timestamp())
    }

    /// The first instant of the day in Tehran.
    ///
    /// # Errors
    /// Where the day lies outside the range of instants.
    pub fn start(self) -> Result<Timestamp, NotJalali> {
        let midnight = self.0.to_zoned(TEHRAN).map_err(|_| NoDay)?;
        Ok(midnight.timestamp())
    }

    /// The last millisecond of the day in Tehran.
    ///
    /// # Errors
    /// Where the day lies outside the range of instants.
    pub fn end(self) -> Result<Timestamp, NotJalali> {
        let tomorrow = self.0.tomorrow().map_err(|_| NoDay)?;
        let next = Self(tomorrow).start()?;
        next.checked_sub(Span::new().milliseconds(1)).map_err(|_| NoDay)
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
        let [year, month, day] = numbers(text).ok_or(NoDay)?;
        let day = u8::try_from(day).map_err(|_| NoDay)?;
        Self::of(year, month, day).ok_or_else(|| match Self::last_of(year, month) {
            Some((_, days)) if day > days => {
                let name = MONTHS.get(usize::from(month).wrapping_sub(1)).copied();
                NotJalali::Beyond { month: name.unwrap_or_default(), year, days }
            }
            _ => NoDay,
        })
    }
}

impl JalaliDate {
    /// The first and the last day of a month, read as `YYYY-MM` in the same ways.
    #[must_use]
    pub fn month(text: &str) -> Option<(Self, Self)> {
        let [year, month] = numbers(text)?;
        Some((Self::of(year, month, 1)?, Self::last_of(year, month)?.0))
    }

    fn of(year: u16, month: u16, day: u8) -> Option<Self> {
        // A year such as 2025 is a Gregorian one in the wrong field.
        (1200..1600).contains(&year).then_some(())?;
        let month = u8::try_from(month).ok()?;
        let persian = Date::try_new_persian(i32::from(year), month, day).ok()?;
        gregorian(persian.to_calendar(Iso)).map(Self)
    }

    /// The last day of a month, and how many it has.
    fn last_of(year: u16, month: u16) -> Option<(Self, u8)> {
        (29..=31).rev().find_map(|day| Some((Self::of(year, month, day)?, day)))
    }
}

/// The numbers of a text, if they are so many.
fn numbers<const N: usize>(text: &str) -> Option<[u16; N]> {
    let text = plain(text);
    let numbers: Vec<u16> =
        text.split(['-', '/']).map(str::parse).collect::<Result<_, _>>().ok()?;
    numbers.try_into().ok()
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
            assert!(text.parse::<JalaliDate>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_month_has_its_first_and_last_day_and_one_beyond_is_told_its_length() {
        let month = |text| JalaliDate::month(text).map(|(first, last)| format!("{first} {last}"));
        assert_eq!(month("1404-07").as_deref(), Some("1404-07-01 1404-07-30"));
        assert_eq!(month("۱۴۰۳/۱۲").as_deref(), Some("1403-12-01 1403-12-30"));
        assert_eq!(month("1404-12").as_deref(), Some("1404-12-01 1404-12-29"));
        assert!(
            ["1404", "1404-13", "2025-01", "1404-07-01"].iter().all(|text| month(text).is_none())
        );
        let beyond = "1404-07-31".parse::<JalaliDate>().expect_err("no such day");
        assert_eq!(beyond.to_string(), "Mehr of 1404 has 30 days");
    }
}
