//! How the Konveksi surface spells things.
//!
//! Everything a client reads or writes is spelled here, once: the feed encodes with the
//! same views that the HTTP answers use.

pub mod alert;
pub mod attempt;
pub mod audit;
pub mod callback;
pub mod flaws;
pub mod frames;
pub mod health;
pub mod invoice;
pub mod letter;
pub mod money;
pub mod order;
pub mod pages;
pub mod payment;
pub mod plan;
pub mod product;
pub mod refund;
mod schema;
pub mod sentences;
pub mod statistics;
pub mod template;
pub mod time;
pub mod tracking;
pub mod unmatched;
pub mod verification;
pub mod words;

use serde::Serialize;

use crate::domain::role::Role;

/// Who reads: what they may see decides how an order is spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Audience {
    /// Staff who see everything.
    Staff,
    /// Staff who see no amounts.
    Production,
    /// Anyone who knows the order's code.
    Public,
}

impl Audience {
    /// The audience a role belongs to.
    #[must_use]
    pub const fn of(role: Role) -> Self {
        if role.sees_money() {
            Self::Staff
        } else {
            Self::Production
        }
    }

    /// Whether amounts may be shown to it.
    #[must_use]
    pub const fn sees_money(self) -> bool {
        !matches!(self, Self::Production)
    }
}

/// A value that is null where there is none; the field around it may be absent.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(transparent)]
pub struct OrNull<T>(pub Option<T>);

/// Who reads, and where the links they get begin.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// Who.
    pub audience: Audience,
    /// The base of absolute links, without a trailing slash.
    pub base: &'a str,
}
