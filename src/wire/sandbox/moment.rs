//! Instants as a customer reads them: in western Indonesian time, where the demo lives.

use std::fmt;

use jiff::tz::Offset;

use crate::domain::time::Timestamp;

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des",
];

/// An instant: `5 Jan 2026, 10.04 WIB`.
pub(super) struct Moment(pub(super) Timestamp);

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let instant = jiff::Timestamp::from_millisecond(self.0.0).unwrap_or_default();
        let local = Offset::constant(7).to_datetime(instant);
        let place = usize::try_from(local.month() - 1).unwrap_or(0);
        write!(
            f,
            "{} {} {}, {:02}.{:02} WIB",
            local.day(),
            MONTHS[place.min(11)],
            local.year(),
            local.hour(),
            local.minute(),
        )
    }
}

/// The same in a narrow column: `10.04.05`.
pub(super) struct TimeOfDay(pub(super) Timestamp);

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let instant = jiff::Timestamp::from_millisecond(self.0.0).unwrap_or_default();
        let local = Offset::constant(7).to_datetime(instant);
        let (hour, minute, second) = (local.hour(), local.minute(), local.second());
        write!(f, "{hour:02}.{minute:02}.{second:02}")
    }
}

/// How long until then, in the two largest units: `2 hari 23 jam`.
pub(super) struct Remaining {
    pub(super) now: Timestamp,
    pub(super) until: Timestamp,
}

impl fmt::Display for Remaining {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minutes = self.until.millis_since(self.now) / 60_000;
        let (days, hours) = (minutes / 1_440, minutes / 60 % 24);
        match (days, hours, minutes % 60) {
            (0, 0, 0) => f.write_str("kurang dari semenit"),
            (0, 0, minutes) => write!(f, "{minutes} menit"),
            (0, hours, 0) => write!(f, "{hours} jam"),
            (0, hours, minutes) => write!(f, "{hours} jam {minutes} menit"),
            (days, 0, _) => write!(f, "{days} hari"),
            (days, hours, _) => write!(f, "{days} hari {hours} jam"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_told_in_western_indonesian_time() {
        let at: Timestamp = "2026-05-31T17:04:05Z".parse().unwrap();

        assert_eq!(Moment(at).to_string(), "1 Jun 2026, 00.04 WIB");
        assert_eq!(TimeOfDay(at).to_string(), "00.04.05");
    }

    #[test]
    fn what_remains_is_told_in_its_two_largest_units() {
        let remaining = |minutes: i64| {
            let (now, until) = (Timestamp(0), Timestamp(minutes * 60_000));
            Remaining { now, until }.to_string()
        };

        assert_eq!(remaining(-5), "kurang dari semenit");
        assert_eq!(remaining(5), "5 menit");
        assert_eq!(remaining(60), "1 jam");
        assert_eq!(remaining(125), "2 jam 5 menit");
        assert_eq!(remaining(1_445), "1 hari");
        assert_eq!(remaining(4_260), "2 hari 23 jam");
    }
}
