//! Turns values into types, and what cannot be turned into sentences.

use std::net::SocketAddr;
use std::time::Duration;

use toml::Value;

use crate::config::duration;
use crate::config::layers::Layers;
use crate::config::mistake::Mistakes;

/// A type a setting can have.
pub(super) trait Setting: Sized {
    /// Reads a value, or says what it should have been: "must be …".
    fn read(value: &Value) -> Result<Self, String>;
}

/// Reads settings and collects what is wrong with them.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    layers: &'a Layers,
    mistakes: &'a mut Mistakes,
}

/// One section of the settings.
#[derive(Debug)]
pub(super) struct Section<'r, 'a> {
    reader: &'r mut Reader<'a>,
    name: &'static str,
}

impl<'a> Reader<'a> {
    pub(super) const fn new(layers: &'a Layers, mistakes: &'a mut Mistakes) -> Self {
        Self { layers, mistakes }
    }

    pub(super) const fn section(&mut self, name: &'static str) -> Section<'_, 'a> {
        Section { reader: self, name }
    }

    /// Says what is wrong with a key, and where its value came from.
    pub(super) fn complain(&mut self, key: &str, problem: impl std::fmt::Display) {
        self.mistakes.push(self.layers.subject(key), problem);
    }
}

impl Section<'_, '_> {
    /// Reads a key. An unreadable one is a mistake and its default stands in, so that
    /// the other keys can still be looked at.
    pub(super) fn get<T: Setting>(&mut self, key: &str) -> T {
        let key = format!("{}.{key}", self.name);
        let setting = self.reader.layers.get(&key);
        match T::read(&setting.value) {
            Ok(value) => value,
            Err(problem) => {
                self.reader.complain(&key, problem);
                T::read(&setting.default).expect("every default is readable, a test reads them")
            }
        }
    }
}

/// The sentence for a value that is not what it should be.
pub(super) fn wanted(what: &str, value: &Value) -> String {
    format!("must be {what}, not {value}")
}

/// Reads one of a few words.
pub(super) fn one_of<T: Copy>(value: &Value, words: &[(&str, T)]) -> Result<T, String> {
    let known = words.iter().find(|(word, _)| value.as_str() == Some(*word));
    known.map(|(_, meaning)| *meaning).ok_or_else(|| {
        let words: Vec<_> = words.iter().map(|(word, _)| format!("{word:?}")).collect();
        wanted(&words.join(" or "), value)
    })
}

/// Reads text that a type can be parsed from.
pub(super) fn parsed<T>(
    value: &Value,
    what: &str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<T, String> {
    value
        .as_str()
        .and_then(parse)
        .ok_or_else(|| wanted(what, value))
}

impl Setting for bool {
    fn read(value: &Value) -> Result<Self, String> {
        value
            .as_bool()
            .ok_or_else(|| wanted("true or false", value))
    }
}

impl Setting for String {
    fn read(value: &Value) -> Result<Self, String> {
        parsed(value, "text", |text| Some(text.trim().to_owned()))
    }
}

impl Setting for usize {
    fn read(value: &Value) -> Result<Self, String> {
        let number = value.as_integer().and_then(|number| number.try_into().ok());
        number.ok_or_else(|| wanted("a whole number", value))
    }
}

impl Setting for u32 {
    fn read(value: &Value) -> Result<Self, String> {
        let number = value.as_integer().and_then(|number| number.try_into().ok());
        number.ok_or_else(|| wanted("a whole number below 4294967296", value))
    }
}

impl Setting for Duration {
    fn read(value: &Value) -> Result<Self, String> {
        parsed(
            value,
            "a span such as \"250ms\", \"5s\", \"10min\", \"2h\" or \"7d\"",
            duration::parse,
        )
    }
}

impl Setting for SocketAddr {
    fn read(value: &Value) -> Result<Self, String> {
        parsed(
            value,
            "an address and a port such as \"127.0.0.1:8000\"",
            |text| text.parse().ok(),
        )
    }
}

impl<T: Setting> Setting for Vec<T> {
    fn read(value: &Value) -> Result<Self, String> {
        let parts = value.as_array().ok_or_else(|| wanted("a list", value))?;
        parts.iter().map(T::read).collect()
    }
}
