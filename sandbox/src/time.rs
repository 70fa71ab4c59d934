//! Points in time as the wire spells them (F16 to F19).

use std::fmt;

use jiff::civil::{Date, DateTime, date};
use jiff::{SignedDuration, Timestamp};

/// A UTC point in time in steps of 100 nanoseconds since 1970, the resolution of the seven
/// fraction digits of F17. Unlike a timestamp it reaches past the year 9999-12-30, so the
/// "no upper bound" of F16 is an ordinary value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Instant(i64);

const EPOCH: DateTime = date(1970, 1, 1).at(0, 0, 0, 0);

impl Instant {
    /// From steps of 100 nanoseconds since 1970.
    pub(crate) const fn from_ticks(ticks: i64) -> Self {
        Self(ticks)
    }

    /// The present moment, for records created through the API.
    pub(crate) fn now() -> Self {
        Self((Timestamp::now().as_nanosecond() / 100) as i64)
    }

    /// Reads ISO text with or without fraction, `Z` or offset; a bare date is its midnight
    /// (F18). Text without a zone is UTC (F17).
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(stamp) = text.parse::<Timestamp>() {
            return i64::try_from(stamp.as_nanosecond().div_euclid(100)).ok().map(Self);
        }
        let civil = text.strip_suffix(['Z', 'z']).unwrap_or(text);
        civil.parse().ok().and_then(Self::from_civil)
    }

    fn from_civil(moment: DateTime) -> Option<Self> {
        let nanos = moment.duration_since(EPOCH).as_nanos();
        i64::try_from(nanos.div_euclid(100)).ok().map(Self)
    }

    fn civil(self) -> DateTime {
        let seconds = self.0.div_euclid(10_000_000);
        EPOCH.saturating_add(SignedDuration::from_secs(seconds))
    }

    /// The day it lies in.
    pub(crate) fn date(self) -> Date {
        self.civil().date()
    }

    /// The moment to the second without a zone: `2026-01-05T08:00:00`.
    pub(crate) fn zoneless(self) -> String {
        self.civil().strftime("%Y-%m-%dT%H:%M:%S").to_string()
    }

    /// The moment to the second with `Z`, the short form of F201.
    pub(crate) fn seconds(self) -> String {
        format!("{}Z", self.zoneless())
    }

    /// The moment a number of seconds later.
    pub(crate) fn after(self, seconds: i64) -> Self {
        Self(self.0 + seconds * 10_000_000)
    }

    /// The moment with milliseconds and `Z`, the JavaScript form of F16.
    pub(crate) fn millis(self) -> String {
        let fraction = self.0.rem_euclid(10_000_000) / 10_000;
        format!("{}.{fraction:03}Z", self.zoneless())
    }
}

/// The long form of F17: seven fraction digits and `Z`.
impl fmt::Display for Instant {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fraction = self.0.rem_euclid(10_000_000);
        write!(out, "{}.{fraction:07}Z", self.zoneless())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        Instant::parse(text).expect("a date")
    }

    #[test]
    fn every_documented_spelling_is_the_same_moment() {
        let moment = at("2026-01-05T08:00:00Z");
        for text in ["2026-01-05T08:00:00", "2026-01-05T08:00:00.0000000Z"] {
            assert_eq!(at(text), moment);
        }
        assert_eq!(at("2026-01-05T11:30:00+03:30"), moment);
        assert_eq!(at("2026-01-05"), at("2026-01-05T00:00:00Z"));
    }

    #[test]
    fn bounds_far_outside_the_documented_range_are_readable() {
        assert!(at("1000-01-01") < at("1930-01-01T00:00:00.000Z"));
        assert!(at("9999-12-31T23:59:59.999Z") > at("9999-12-01T00:00:00.000Z"));
        assert_eq!(Instant::parse("1404/02/15"), None);
    }

    #[test]
    fn the_long_form_has_seven_digits() {
        let moment = at("2026-01-05T08:00:00.12Z");
        assert_eq!(moment.to_string(), "2026-01-05T08:00:00.1200000Z");
        assert_eq!(moment.millis(), "2026-01-05T08:00:00.120Z");
        assert_eq!(at("1969-12-31T23:59:59.5Z").to_string(), "1969-12-31T23:59:59.5000000Z");
    }
}
