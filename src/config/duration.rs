//! Spans of time as people write them: a number and its unit.

use std::time::Duration;

/// Reads `250ms`, `5s`, `10min`, `2h` or `7d`.
pub(super) fn parse(text: &str) -> Option<Duration> {
    let text = text.trim();
    let split = text.find(|letter: char| !letter.is_ascii_digit())?;
    let (count, unit) = text.split_at(split);
    let count: u64 = count.parse().ok()?;
    let millis = match unit.trim_start() {
        "ms" => 1,
        "s" => 1_000,
        "min" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return None,
    };
    count.checked_mul(millis).map(Duration::from_millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_a_number_and_a_unit() {
        assert_eq!(parse("250ms"), Some(Duration::from_millis(250)));
        assert_eq!(parse("5 s"), Some(Duration::from_secs(5)));
        assert_eq!(parse("10min"), Some(Duration::from_mins(10)));
        assert_eq!(parse("2h"), Some(Duration::from_hours(2)));
        assert_eq!(parse("7d"), Some(Duration::from_hours(7 * 24)));
    }

    #[test]
    fn what_is_no_span_is_not_guessed_at() {
        for text in [
            "",
            "5",
            "s",
            "-5s",
            "5m",
            "1.5h",
            "99999999999999999999s",
            "18446744073709551615d",
        ] {
            assert_eq!(parse(text), None, "{text:?}");
        }
    }
}
