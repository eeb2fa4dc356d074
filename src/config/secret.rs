//! Words that must not be seen: in logs, in debug output, in error messages.

use std::fmt;

use subtle::ConstantTimeEq;
use toml::Value;

use crate::config::reader::Setting;

/// A secret. Prints as `***`; only [`Secret::expose`] shows it, so that every place that
/// looks at one can be found.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Hides a word.
    #[must_use]
    pub fn new(word: impl Into<String>) -> Self {
        Self(word.into())
    }

    /// The word itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether somebody gave the same word. Takes the same time however much of it is right.
    #[must_use]
    pub fn matches(&self, given: &str) -> bool {
        self.0.as_bytes().ct_eq(given.as_bytes()).into()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl Setting for Option<Secret> {
    /// Empty means that there is none. The value is not quoted back.
    fn read(value: &Value) -> Result<Self, String> {
        let text = value.as_str().ok_or("must be text")?.trim();
        Ok((!text.is_empty()).then(|| Secret::new(text)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_never_printed() {
        let secret = Some(Secret::new("hunter2"));

        assert_eq!(format!("{secret:?}"), "Some(***)");
        assert_eq!(Secret::new("hunter2").to_string(), "***");
    }

    #[test]
    fn a_secret_knows_itself() {
        assert!(Secret::new("hunter2").matches("hunter2"));
        assert!(!Secret::new("hunter2").matches("hunter"));
    }
}
