//! Letters to customers about their invoices: templates, what fills them, what they become.
//!
//! A letter is plain text on every channel, so nothing in it is escaped; who sends it as HTML
//! has to. What customers and staff typed loses its tags before it is put in.

mod builtin;
pub mod gaps;
mod plain;
mod values;

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::domain::contact::Channel;
use crate::domain::ids::TemplateId;
use crate::domain::konveksi::message::Letter;
use crate::domain::konveksi::message::TemplateRef;
use crate::domain::text::clean;
use crate::domain::time::Timestamp;
use crate::wire::konveksi::letter::gaps::Fillings;
use crate::wire::konveksi::letter::gaps::GapFlaw;
use crate::wire::konveksi::letter::gaps::Gapped;
use crate::wire::konveksi::words::message::TemplateKind;

pub use self::builtin::builtin;
pub use self::plain::plain;
pub use self::values::AVAILABLE;
pub use self::values::House;
pub use self::values::PAYMENT_LINK;
pub use self::values::values_of;

/// Characters a letter may have: what `WhatsApp` takes in one message.
pub const LETTER_CHARS_MAX: usize = 4_096;

/// A message's text with gaps, and what staff know about it.
#[derive(Debug, Clone)]
pub struct Template {
    /// Its id.
    pub id: TemplateId,
    /// What staff call it.
    pub name: Cow<'static, str>,
    /// What it is for.
    pub kind: TemplateKind,
    /// How its letters go out; on both, the invoice's channel decides.
    pub channel: Channel,
    /// For mail.
    pub subject: Text,
    /// The text.
    pub body: Text,
    /// Whether it may be used.
    pub is_active: bool,
    /// Whether it is the usual one for what it is for.
    pub is_default: bool,
    /// Since when it is there.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// A text with gaps, as it was written and as it was read.
#[derive(Debug, Clone)]
pub struct Text {
    written: Cow<'static, str>,
    read: Gapped,
}

/// A letter, and what became of the template's gaps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The letter. Gaps that nothing was known for stand in it as they were.
    pub letter: Letter,
    /// The names of those gaps.
    pub missing: BTreeSet<String>,
    /// What was known and asked for.
    pub used: Fillings,
}

impl Text {
    /// Reads a text.
    ///
    /// # Errors
    ///
    /// When its braces make no sense.
    pub fn read(written: impl Into<Cow<'static, str>>) -> Result<Self, GapFlaw> {
        let written = written.into();
        let read = Gapped::parse(&written)?;
        Ok(Self { written, read })
    }

    /// As it was written.
    #[must_use]
    pub fn written(&self) -> &str {
        &self.written
    }
}

impl Template {
    /// It, as an order's history names it.
    #[must_use]
    pub fn name_now(&self) -> TemplateRef {
        TemplateRef {
            id: self.id,
            name: self.name.clone().into_owned(),
        }
    }

    /// The names of its gaps, each once.
    #[must_use]
    pub fn variables(&self) -> Vec<&str> {
        let mut names = self.subject.read.names();
        for name in self.body.read.names() {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// Writes a letter.
    #[must_use]
    pub fn write(&self, values: &Fillings) -> Written {
        let subject = self.subject.read.fill(values);
        let body = self.body.read.fill(values);
        // A line break would end the subject, and begin another header of the mail.
        let words: Vec<_> = subject.text.split_whitespace().collect();
        let is_used = |name: &String| subject.used.contains(name) || body.used.contains(name);
        let mut used = values.clone();
        used.retain(|name, _| is_used(name));
        Written {
            letter: Letter {
                subject: clean(&words.join(" "), false),
                body: clean(&body.text, true),
            },
            missing: subject.missing.into_iter().chain(body.missing).collect(),
            used,
        }
    }
}

impl Written {
    /// Whether the letter fits into one message.
    #[must_use]
    pub fn fits(&self) -> bool {
        let lengths = [&self.letter.subject, &self.letter.body].map(|it| it.chars().count());
        lengths.iter().all(|length| *length <= LETTER_CHARS_MAX)
    }
}

#[cfg(test)]
mod tests;
