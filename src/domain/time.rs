//! Instants, the clock they come from, and the days of the business.

use std::fmt;
use std::ops::Add;
use std::ops::RangeInclusive;
use std::ops::Sub;
use std::str::FromStr;
use std::time::Duration;

use jiff::civil::Date;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde::Serialize;

/// An instant, in milliseconds since 1970 UTC.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    fn instant(self) -> jiff::Timestamp {
        jiff::Timestamp::from_millisecond(self.0).unwrap_or(jiff::Timestamp::MAX)
    }

    /// How many milliseconds have passed since `earlier`; nothing when it lies ahead.
    #[must_use]
    pub fn millis_since(self, earlier: Self) -> u64 {
        u64::try_from(self.0 - earlier.0).unwrap_or(0)
    }
}

impl fmt::Display for Timestamp {
    /// RFC 3339 in UTC: `2025-06-30T10:30:00Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.instant().fmt(f)
    }
}

impl FromStr for Timestamp {
    type Err = jiff::Error;

    /// Reads RFC 3339 with any offset.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let instant: jiff::Timestamp = text.parse()?;
        Ok(Self(instant.as_millisecond()))
    }
}

/// A span of time, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span(i64);

impl Span {
    /// So many milliseconds.
    #[must_use]
    pub const fn millis(count: i64) -> Self {
        Self(count)
    }

    /// So many seconds.
    #[must_use]
    pub const fn seconds(count: i64) -> Self {
        Self(count * 1_000)
    }

    /// So many minutes.
    #[must_use]
    pub const fn minutes(count: i64) -> Self {
        Self::seconds(count * 60)
    }

    /// So many hours.
    #[must_use]
    pub const fn hours(count: i64) -> Self {
        Self(count * 3_600_000)
    }

    /// So many days of exactly 24 hours.
    #[must_use]
    pub const fn days(count: i64) -> Self {
        Self::hours(count * 24)
    }

    /// A span of a clock of the machine.
    #[must_use]
    pub fn of(duration: Duration) -> Self {
        Self(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX))
    }

    /// So many times as long.
    #[must_use]
    pub const fn times(self, count: i64) -> Self {
        Self(self.0.saturating_mul(count))
    }

    /// Its whole seconds.
    #[must_use]
    pub const fn whole_seconds(self) -> i64 {
        self.0 / 1_000
    }
}

impl Add<Span> for Timestamp {
    type Output = Self;

    fn add(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl Sub<Span> for Timestamp {
    type Output = Self;

    fn sub(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.0))
    }
}

/// Where the time comes from. Only `app` makes the real one; tests move their own.
pub trait Clock: fmt::Debug + Send + Sync {
    /// The present instant.
    fn now(&self) -> Timestamp;
}

/// The time zone in which days, months and order-code dates are counted.
#[derive(Debug, Clone)]
pub struct BusinessZone(TimeZone);

impl Default for BusinessZone {
    fn default() -> Self {
        Self::UTC
    }
}

impl BusinessZone {
    /// The zone of no business in particular.
    pub const UTC: Self = Self(TimeZone::UTC);

    /// Finds a zone by its IANA name, such as `Asia/Jakarta`.
    ///
    /// # Errors
    ///
    /// When no zone has that name.
    pub fn named(name: &str) -> Result<Self, jiff::Error> {
        TimeZone::get(name).map(Self)
    }

    /// The business day on which an instant falls.
    #[must_use]
    pub fn day(&self, at: Timestamp) -> Date {
        self.0.to_datetime(at.instant()).date()
    }

    /// What a clock of the business shows at an instant.
    #[must_use]
    pub fn wall_clock(&self, at: Timestamp) -> DateTime {
        self.0.to_datetime(at.instant())
    }

    /// What people call the zone at an instant: `WIB`.
    #[must_use]
    pub fn abbreviation(&self, at: Timestamp) -> String {
        let offset = self.0.to_offset_info(at.instant());
        offset.abbreviation().to_owned()
    }

    /// The first instant of a business day.
    #[must_use]
    pub fn start_of(&self, day: Date) -> Timestamp {
        let start = day.to_zoned(self.0.clone()).map(|start| start.timestamp());
        Timestamp(start.unwrap_or(jiff::Timestamp::MAX).as_millisecond())
    }

    /// The first instant after a business day.
    #[must_use]
    pub fn end_of(&self, day: Date) -> Timestamp {
        self.start_of(day.saturating_add(jiff::Span::new().days(1)))
    }

    /// The last instant of a business day.
    #[must_use]
    pub fn last_of(&self, day: Date) -> Timestamp {
        Timestamp(self.end_of(day).0 - 1)
    }
}

/// A month of the business.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(Date);

impl Month {
    /// The month a day lies in.
    #[must_use]
    pub fn of(day: Date) -> Self {
        Self(day.first_of_month())
    }

    /// The month so many months before.
    #[must_use]
    pub fn before(self, months: i32) -> Self {
        Self(months_after(self.0, -months))
    }

    /// Its days up to the one of that number, or all of them where there are fewer.
    #[must_use]
    pub fn days_to(self, number: i8) -> RangeInclusive<Date> {
        let first = self.0;
        let beyond = i32::from(number.min(first.days_in_month())) - 1;
        first..=first.saturating_add(jiff::Span::new().days(beyond))
    }
}

impl fmt::Display for Month {
    /// `2025-06`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.year(), self.0.month())
    }
}

/// The same day so many months later; the last of the month where there is no such day.
#[must_use]
pub fn months_after(day: Date, months: i32) -> Date {
    day.saturating_add(jiff::Span::new().months(months))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_name_the_same_instant() {
        let utc: Timestamp = "2025-06-30T17:00:00Z".parse().unwrap();
        let jakarta: Timestamp = "2025-07-01T00:00:00+07:00".parse().unwrap();

        assert_eq!(utc, jakarta);
        assert_eq!(jakarta.to_string(), "2025-06-30T17:00:00Z");
    }

    #[test]
    fn a_month_later_is_the_same_day_or_the_last() {
        let day = |text: &str| text.parse::<Date>().unwrap();

        assert_eq!(months_after(day("2025-06-30"), 1), day("2025-07-30"));
        assert_eq!(months_after(day("2025-01-31"), 1), day("2025-02-28"));
        assert_eq!(months_after(day("2025-01-31"), 2), day("2025-03-31"));
        assert_eq!(months_after(day("2025-11-15"), 3), day("2026-02-15"));
    }

    #[test]
    fn a_month_has_its_days_up_to_a_number_and_months_before_it() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let march = Month::of(day("2026-03-31"));

        assert_eq!(march.to_string(), "2026-03");
        assert_eq!(march.before(3).to_string(), "2025-12");
        assert_eq!(march.days_to(1), day("2026-03-01")..=day("2026-03-01"));
        assert_eq!(march.days_to(31), day("2026-03-01")..=day("2026-03-31"));
        let february = march.before(1).days_to(31);
        assert_eq!(february, day("2026-02-01")..=day("2026-02-28"));
    }

    #[test]
    fn a_business_day_starts_at_midnight_in_jakarta() {
        let zone = BusinessZone::named("Asia/Jakarta").unwrap();
        let midnight: Timestamp = "2025-06-30T17:00:00Z".parse().unwrap();
        let day = zone.day(midnight);

        assert_eq!(day.to_string(), "2025-07-01");
        assert_eq!(zone.start_of(day), midnight);
        assert_eq!(zone.end_of(day), midnight + Span::days(1));
        assert_eq!(zone.day(zone.last_of(day)), day);
        assert_eq!(
            zone.day(Timestamp(midnight.0 - 1)).to_string(),
            "2025-06-30"
        );
    }

    #[test]
    fn clocks_show_the_time_of_the_business() {
        let at: Timestamp = "2024-12-31T16:59:00Z".parse().unwrap();
        for (zone, clock, called) in [
            ("Asia/Jakarta", "2024-12-31T23:59:00", "WIB"),
            ("Asia/Makassar", "2025-01-01T00:59:00", "WITA"),
            ("Asia/Jayapura", "2025-01-01T01:59:00", "WIT"),
        ] {
            let zone = BusinessZone::named(zone).unwrap();
            assert_eq!(zone.wall_clock(at).to_string(), clock);
            assert_eq!(zone.abbreviation(at), called);
        }
    }
}
