//! The customers' pages: an order's way, a bill, the landing page, and what is said when
//! something is not there.
//!
//! Each is whole HTML without a script: a script only keeps it fresh, by asking for the same
//! page again. They show what the look-ups by code show, behind the same masks. Nothing in
//! them is taken for markup, and nothing comes from elsewhere.

pub mod bill;
pub mod landing;
mod marks;
mod shell;
mod steps;
mod story;
#[cfg(test)]
mod tests;
pub mod tracker;
pub mod trouble;

use crate::domain::contact::parse_phone;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::BusinessZone;
use crate::domain::time::Timestamp;
use crate::wire::language::Language;

/// What a page needs to know beside what it shows.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// What the page is written in.
    pub language: Language,
    /// Whose page it is.
    pub business: Business<'a>,
    /// How it looks and stays fresh; nothing when that was not built.
    pub built: Option<&'a Built>,
    /// The present instant.
    pub now: Timestamp,
    /// Where days end.
    pub zone: &'a BusinessZone,
}

/// Whose pages they are, and how to reach them. All but the name may be empty.
#[derive(Debug, Clone, Copy)]
pub struct Business<'a> {
    /// What customers call it.
    pub name: &'a str,
    /// Where it is.
    pub address: &'a str,
    /// Its telephone number, as people write it.
    pub phone: &'a str,
    /// Where it reads mail.
    pub email: &'a str,
}

/// What was built for these pages: paths on this server.
#[derive(Debug, Clone, Default)]
pub struct Built {
    /// The module that starts it.
    pub script: String,
    /// What that module needs at once.
    pub preloads: Vec<String>,
    /// How it looks.
    pub styles: Vec<String>,
    /// What stands for it in a tab.
    pub icon: String,
}

/// What lets a page that was counted once ask again for itself and for its socket.
#[derive(Debug, Clone, Copy)]
pub struct Tickets<'a> {
    /// For the page.
    pub page: &'a str,
    /// For the socket of its order.
    pub socket: &'a str,
}

impl Setting<'_> {
    /// One of two texts, by the language.
    const fn pick<'t>(&self, indonesian: &'t str, english: &'t str) -> &'t str {
        self.language.pick(indonesian, english)
    }

    fn day(&self, at: Timestamp) -> String {
        self.language.day(at, self.zone)
    }

    fn moment(&self, at: Timestamp) -> String {
        self.language.moment(at, self.zone)
    }
}

impl Business<'_> {
    /// A link that opens a chat with the business, with a text in it.
    fn chat(&self, text: &str) -> Option<String> {
        let number = parse_phone(self.phone).ok()?;
        let number = number.trim_start_matches('+').to_owned();
        Some(format!("https://wa.me/{number}?text={}", in_query(text)))
    }
}

/// An amount that is never torn apart at the end of a line.
fn whole(amount: Rupiah) -> String {
    amount.to_string().replace(' ', "\u{a0}")
}

/// A text as it stands in an address.
fn in_query(text: &str) -> String {
    let written = text.bytes().map(|byte| {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            char::from(byte).to_string()
        } else {
            format!("%{byte:02X}")
        }
    });
    let written: Vec<_> = written.collect();
    written.concat()
}
