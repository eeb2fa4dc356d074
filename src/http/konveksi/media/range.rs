//! Which part of a file is wanted.

use std::ops::Range;

use axum::http::HeaderValue;

/// What of a file is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wanted {
    /// All of it: nothing else was said, or it was not understood, or several parts were
    /// wanted at once.
    Whole,
    /// These bytes of it.
    Part(Range<u64>),
    /// Bytes it does not have.
    Nothing,
}

impl Wanted {
    /// Reads `Range` for a file of so many bytes.
    pub(super) fn read(header: Option<&HeaderValue>, length: u64) -> Self {
        let text = header.and_then(|value| value.to_str().ok());
        let ends = text.and_then(|text| text.trim().strip_prefix("bytes="));
        let ends = ends.and_then(|ends| ends.split_once('-'));
        let part = match ends.map(|(from, to)| (from.trim(), to.trim())) {
            None => None,
            Some(("", last)) => number(last).map(|last| length.saturating_sub(last)..length),
            Some((from, "")) => number(from).map(|from| from..length),
            Some((from, to)) => number(from)
                .zip(number(to))
                .filter(|(from, to)| from <= to)
                .map(|(from, to)| from..to.saturating_add(1).min(length)),
        };
        let Some(part) = part else {
            return Self::Whole;
        };
        if part.is_empty() {
            Self::Nothing
        } else {
            Self::Part(part)
        }
    }
}

/// More digits than a number can have are a place behind every file.
fn number(text: &str) -> Option<u64> {
    let plain = !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit());
    plain.then(|| text.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_read_as_http_writes_them() {
        for (text, wanted) in [
            ("bytes=0-9", Wanted::Part(0..10)),
            ("bytes=90-", Wanted::Part(90..100)),
            ("bytes=-10", Wanted::Part(90..100)),
            ("bytes=-1000", Wanted::Part(0..100)),
            ("bytes=50-1000", Wanted::Part(50..100)),
            (" bytes= 5 - 6 ", Wanted::Part(5..7)),
            ("bytes=100-", Wanted::Nothing),
            ("bytes=200-300", Wanted::Nothing),
            ("bytes=-0", Wanted::Nothing),
            ("bytes=99999999999999999999-", Wanted::Nothing),
            ("bytes=-99999999999999999999", Wanted::Part(0..100)),
            ("bytes=9-5", Wanted::Whole),
            ("bytes=0-1,5-6", Wanted::Whole),
            ("bytes=-", Wanted::Whole),
            ("bytes=a-b", Wanted::Whole),
            ("bytes=+1-2", Wanted::Whole),
            ("items=0-1", Wanted::Whole),
            ("", Wanted::Whole),
        ] {
            let header = HeaderValue::try_from(text).unwrap();
            assert_eq!(Wanted::read(Some(&header), 100), wanted, "{text}");
        }
        assert_eq!(Wanted::read(None, 100), Wanted::Whole);
        let first = HeaderValue::from_static("bytes=0-");
        assert_eq!(Wanted::read(Some(&first), 0), Wanted::Nothing);
    }
}
