//! Instants and days, wherever a field may hold either.

use jiff::civil::Date;
use serde_json::Value;

use crate::domain::time::Timestamp;
use crate::http::konveksi::form::Form;
use crate::wire::konveksi::flaws::Flaw;

/// Characters of a day: `2025-06-30`.
const DAY_CHARS: usize = 10;

/// When something is, or was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum When {
    /// Some time on a business day.
    On(Date),
    /// At an instant.
    At(Timestamp),
}

impl Form<'_> {
    /// An instant, with any offset, or a day.
    pub(crate) fn when(&mut self, name: &str) -> Option<When> {
        self.read(name, |value: &Value| {
            let text = value.as_str().ok_or(Flaw::NotAMoment)?.trim();
            if text.len() == DAY_CHARS {
                return text.parse().map(When::On).map_err(|_| Flaw::NotADay);
            }
            text.parse().map(When::At).map_err(|_| Flaw::NotAMoment)
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn days_and_instants_are_told_apart() {
        let read = |text: &str| {
            let fields = json!({ "due_date": text });
            let mut form = Form::of(fields.as_object().unwrap());
            let when = form.when("due_date");
            form.finish(when).ok().flatten()
        };

        let day = jiff::civil::date(2025, 6, 30);
        assert_eq!(read("2025-06-30"), Some(When::On(day)));
        let instant = "2025-06-30T14:30:00Z".parse().unwrap();
        assert_eq!(read("2025-06-30T21:30:00+07:00"), Some(When::At(instant)));
        for odd in [
            "",
            "2025-13-01",
            "30-06-2025",
            "2025-06-30T25:00:00Z",
            "besok",
        ] {
            assert_eq!(read(odd), None, "{odd}");
        }
    }
}
