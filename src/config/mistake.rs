//! What is wrong with a configuration, all of it, in sentences.

use std::error::Error;
use std::fmt;

/// Everything wrong with a configuration. Prints as a list, one line per mistake.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Mistakes(Vec<String>);

impl Mistakes {
    /// Adds what is wrong with the thing named, in the order of discovery.
    pub(super) fn push(&mut self, subject: impl fmt::Display, problem: impl fmt::Display) {
        self.0.push(format!("{subject}: {problem}"));
    }

    /// Nothing, when there is nothing wrong.
    pub(super) fn into_result(self) -> Result<(), Self> {
        if self.0.is_empty() { Ok(()) } else { Err(self) }
    }

    /// One line per mistake.
    #[must_use]
    pub fn lines(&self) -> &[String] {
        &self.0
    }
}

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let noun = if self.0.len() == 1 {
            "mistake"
        } else {
            "mistakes"
        };
        write!(f, "{} {noun} in the configuration", self.0.len())?;
        for line in &self.0 {
            write!(f, "\n  - {line}")?;
        }
        Ok(())
    }
}

impl Error for Mistakes {}

/// The known name that was probably meant, when one is near enough.
pub(super) fn nearest<'a>(
    given: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let far = given.chars().count().div_ceil(3).max(2);
    known
        .into_iter()
        .map(|name| (distance(given, name), name))
        .filter(|(distance, _)| *distance <= far)
        .min()
        .map(|(_, name)| name)
}

/// How many letters must be added, taken away or exchanged to get from one to the other.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for letter in from.chars() {
        let mut diagonal = row[0];
        row[0] += 1;
        for (place, other) in to.iter().enumerate() {
            let exchanged = diagonal + usize::from(letter != *other);
            diagonal = row[place + 1];
            row[place + 1] = exchanged.min(diagonal + 1).min(row[place] + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_finds_the_name_that_was_meant() {
        let known = ["bind", "public_url", "allowed_hosts"];

        assert_eq!(nearest("bnid", known), Some("bind"));
        assert_eq!(nearest("alowed_host", known), Some("allowed_hosts"));
        assert_eq!(nearest("weather", known), None);
    }

    #[test]
    fn distances_are_counted_in_letters() {
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("rajut", "rajut"), 0);
    }
}
