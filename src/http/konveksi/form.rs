//! Reading typed values out of an object, and collecting everything that is wrong.

mod contact;
pub(crate) mod days;
mod fillings;
mod items;
pub(crate) mod names;

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::str::FromStr;

use serde_json::Map;
use serde_json::Value;

use crate::domain::contact::parse_email;
use crate::domain::rupiah::BasisPoints;
use crate::domain::rupiah::Rupiah;
use crate::domain::text::clean;
use crate::domain::time::Timestamp;
use crate::http::konveksi::error::ApiError;
use crate::wire::konveksi::flaws::Flaw;
use crate::wire::konveksi::money::NumberFlaw;
use crate::wire::konveksi::money::Percent;
use crate::wire::konveksi::money::parse_amount;
use crate::wire::konveksi::money::parse_percent;
use crate::wire::konveksi::words::Word;

/// The fields of a request, and what is wrong with them so far.
///
/// Each reader answers `None` for a field that is absent and for one that is flawed;
/// [`finish`](Self::finish) tells the two apart for the whole request at once.
#[derive(Debug)]
pub(crate) struct Form<'a> {
    fields: &'a Map<String, Value>,
    flaws: BTreeMap<String, Vec<String>>,
}

impl<'a> Form<'a> {
    pub(crate) const fn of(fields: &'a Map<String, Value>) -> Self {
        Self {
            fields,
            flaws: BTreeMap::new(),
        }
    }

    /// The value read, unless anything was flawed.
    pub(crate) fn finish<T>(self, value: T) -> Result<T, ApiError> {
        if self.flaws.is_empty() {
            Ok(value)
        } else {
            Err(ApiError::fields(self.flaws))
        }
    }

    /// As [`finish`](Self::finish), for a value that only flaws could keep from being.
    pub(crate) fn finish_whole<T>(self, value: Option<T>) -> Result<T, ApiError> {
        let incomplete = || ApiError::Internal("a field was neither read nor flawed".into());
        self.finish(value)?.ok_or_else(incomplete)
    }

    /// Notes what is wrong with a field.
    pub(crate) fn flaw(&mut self, name: &str, flaw: &Flaw) {
        self.complain(name, &flaw.to_string());
    }

    /// Notes what is wrong with a field, in a sentence of the caller's.
    pub(crate) fn complain(&mut self, name: &str, sentence: &str) {
        let flaws = self.flaws.entry(name.to_owned()).or_default();
        flaws.push(sentence.to_owned());
    }

    /// Whether a field is there and holds something: browsers send what was left empty
    /// as an empty text, others as null.
    pub(crate) fn has(&self, name: &str) -> bool {
        let empty = |value: &Value| value.is_null() || value.as_str().is_some_and(is_blank);
        self.fields.get(name).is_some_and(|value| !empty(value))
    }

    /// Whether a field is there and says that there is nothing.
    pub(crate) fn is_null(&self, name: &str) -> bool {
        self.fields.get(name).is_some_and(Value::is_null)
    }

    /// Looks that a field, if it is there, is text: for what is read elsewhere.
    pub(crate) fn check_text(&mut self, name: &str) {
        let value = self.fields.get(name);
        if value.is_some_and(|it| !it.is_null() && !it.is_string()) {
            self.flaw(name, &Flaw::NotText);
        }
    }

    /// Wants a field to be there.
    pub(crate) fn require(&mut self, name: &str) {
        if !self.fields.contains_key(name) {
            self.flaw(name, &Flaw::Required);
        }
    }

    /// One line of text, cleaned, of so many characters.
    pub(crate) fn line(&mut self, name: &str, chars: RangeInclusive<usize>) -> Option<String> {
        self.text(name, chars, false)
    }

    /// Text exactly as it was typed, of so many characters: a password.
    pub(crate) fn secret(&mut self, name: &str, chars: RangeInclusive<usize>) -> Option<String> {
        self.read(name, |value| {
            let text = value.as_str().ok_or(Flaw::NotText)?;
            if chars.contains(&text.chars().count()) {
                Ok(text.to_owned())
            } else {
                Err(Flaw::Length(chars))
            }
        })
    }

    /// An e-mail address, or nothing.
    pub(crate) fn email(&mut self, name: &str) -> Option<String> {
        self.read(name, |value| {
            let text = clean(value.as_str().ok_or(Flaw::NotText)?, false);
            if text.is_empty() {
                return Ok(text);
            }
            parse_email(&text).map_err(Flaw::Contact)
        })
    }

    /// Text that may have several lines, of so many characters.
    pub(crate) fn lines(&mut self, name: &str, chars: RangeInclusive<usize>) -> Option<String> {
        self.text(name, chars, true)
    }

    /// Text that may have several lines or be empty; absent and null read the same.
    pub(crate) fn prose(&mut self, name: &str, chars_max: usize) -> Option<String> {
        if self.fields.get(name)?.is_null() {
            return None;
        }
        self.lines(name, 0..=chars_max)
    }

    fn text(
        &mut self,
        name: &str,
        chars: RangeInclusive<usize>,
        multiline: bool,
    ) -> Option<String> {
        let read = |value: &Value| {
            let text = clean(value.as_str().ok_or(Flaw::NotText)?, multiline);
            if chars.contains(&text.chars().count()) {
                Ok(text)
            } else {
                Err(Flaw::Length(chars))
            }
        };
        self.read(name, read)
    }

    /// A whole number, written as a number or as text.
    pub(crate) fn whole(&mut self, name: &str, range: RangeInclusive<u32>) -> Option<u32> {
        self.read(name, |value| {
            let outside = Flaw::Range((*range.start()).into(), (*range.end()).into());
            match parse_amount(value) {
                Ok(Rupiah(number)) => u32::try_from(number)
                    .ok()
                    .filter(|number| range.contains(number))
                    .ok_or(outside),
                Err(NumberFlaw::TooLarge) => Err(outside),
                Err(_) => Err(Flaw::NotWhole),
            }
        })
    }

    /// An amount of money.
    pub(crate) fn amount(&mut self, name: &str, range: RangeInclusive<Rupiah>) -> Option<Rupiah> {
        self.read(name, |value| match parse_amount(value) {
            Ok(amount) if range.contains(&amount) => Ok(amount),
            Ok(_) | Err(NumberFlaw::TooLarge) => Err(Flaw::Amount(range)),
            Err(flaw) => Err(Flaw::Number(flaw)),
        })
    }

    /// A share in percent.
    pub(crate) fn share(
        &mut self,
        name: &str,
        range: RangeInclusive<BasisPoints>,
    ) -> Option<BasisPoints> {
        self.read(name, |value| match parse_percent(value) {
            Ok(share) if range.contains(&share) => Ok(share),
            Ok(_) | Err(NumberFlaw::TooLarge) => {
                Err(Flaw::Share(Percent(*range.start()), Percent(*range.end())))
            }
            Err(flaw) => Err(Flaw::Number(flaw)),
        })
    }

    /// One of a closed set of words.
    pub(crate) fn word<T: Word>(&mut self, name: &str) -> Option<T> {
        self.read(name, |value| {
            let word = value.as_str().ok_or(Flaw::NotText)?.trim();
            T::from_word(word).ok_or_else(choice::<T>)
        })
    }

    /// True or false, written as such or as text.
    pub(crate) fn flag(&mut self, name: &str) -> Option<bool> {
        self.read(name, |value| match value {
            Value::Bool(flag) => Ok(*flag),
            Value::String(text) => text.trim().parse().map_err(|_| Flaw::NotAFlag),
            _ => Err(Flaw::NotAFlag),
        })
    }

    /// An instant, with any offset.
    pub(crate) fn moment(&mut self, name: &str) -> Option<Timestamp> {
        self.read(name, |value| {
            let text = value.as_str().ok_or(Flaw::NotAMoment)?;
            text.trim().parse().map_err(|_| Flaw::NotAMoment)
        })
    }

    /// An id.
    pub(crate) fn id<T: FromStr>(&mut self, name: &str) -> Option<T> {
        self.read(name, |value| {
            let text = value.as_str().ok_or(Flaw::NotAnId)?;
            text.trim().parse().map_err(|_| Flaw::NotAnId)
        })
    }

    /// Reads a field if it is there; null counts as missing where something is needed.
    fn read<T>(&mut self, name: &str, read: impl FnOnce(&Value) -> Result<T, Flaw>) -> Option<T> {
        let value = match self.fields.get(name)? {
            Value::Null => Err(Flaw::Required),
            value => read(value),
        };
        value.map_err(|flaw| self.flaw(name, &flaw)).ok()
    }
}

/// What may be said instead of an unknown word.
pub(crate) fn choice<T: Word>() -> Flaw {
    Flaw::Choice(T::ALL.iter().map(|it| it.word()).collect())
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

#[cfg(test)]
mod tests;
