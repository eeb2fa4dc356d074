//! The languages of pages and papers, and how each writes days and times.

use crate::domain::time::BusinessZone;
use crate::domain::time::Timestamp;

/// What a page is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// Everybody's, unless they choose.
    #[default]
    Indonesian,
    /// For whoever asks for it.
    English,
}

const MONTHS: [[&str; 12]; 2] = [
    [
        "Januari",
        "Februari",
        "Maret",
        "April",
        "Mei",
        "Juni",
        "Juli",
        "Agustus",
        "September",
        "Oktober",
        "November",
        "Desember",
    ],
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
];

impl Language {
    /// Its name among languages: `id`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Indonesian => "id",
            Self::English => "en",
        }
    }

    /// The one of that name.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        match code {
            "id" => Some(Self::Indonesian),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    /// One of two texts.
    #[must_use]
    pub const fn pick<'a>(self, indonesian: &'a str, english: &'a str) -> &'a str {
        match self {
            Self::Indonesian => indonesian,
            Self::English => english,
        }
    }

    /// A number as it is written in a text: `10.000`.
    #[must_use]
    pub fn number(self, number: u32) -> String {
        let digits = number.to_string();
        let mut written = String::new();
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                written.push_str(self.pick(".", ","));
            }
            written.push(digit);
        }
        written
    }

    /// A day of the business: `30 Juni 2025`.
    #[must_use]
    pub fn day(self, at: Timestamp, zone: &BusinessZone) -> String {
        let day = zone.day(at);
        let month = usize::try_from(day.month() - 1).unwrap_or(0);
        format!(
            "{} {} {}",
            day.day(),
            MONTHS[self as usize][month],
            day.year()
        )
    }

    /// A time of a day of the business: `30 Juni 2025, 17.00 WIB`.
    #[must_use]
    pub fn moment(self, at: Timestamp, zone: &BusinessZone) -> String {
        let clock = zone.wall_clock(at);
        let between = self.pick(".", ":");
        format!(
            "{}, {:02}{between}{:02} {}",
            self.day(at, zone),
            clock.hour(),
            clock.minute(),
            zone.abbreviation(at),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_times_are_those_of_the_business() {
        let zone = BusinessZone::named("Asia/Jakarta").unwrap();
        let at: Timestamp = "2025-07-31T17:05:00Z".parse().unwrap();

        assert_eq!(Language::Indonesian.day(at, &zone), "1 Agustus 2025");
        assert_eq!(
            Language::Indonesian.moment(at, &zone),
            "1 Agustus 2025, 00.05 WIB"
        );
        assert_eq!(
            Language::English.moment(at, &zone),
            "1 August 2025, 00:05 WIB"
        );
    }

    #[test]
    fn large_numbers_are_written_in_groups() {
        for (number, indonesian, english) in [
            (7, "7", "7"),
            (999, "999", "999"),
            (10_000, "10.000", "10,000"),
            (u32::MAX, "4.294.967.295", "4,294,967,295"),
        ] {
            assert_eq!(Language::Indonesian.number(number), indonesian);
            assert_eq!(Language::English.number(number), english);
        }
    }

    #[test]
    fn a_language_is_known_by_its_code_alone() {
        for language in [Language::Indonesian, Language::English] {
            assert_eq!(Language::of_code(language.code()), Some(language));
        }
        assert_eq!(Language::of_code("ID"), None);
    }
}
