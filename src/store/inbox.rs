//! What the world told us, as it came in, and money that nobody can say what it is for.

use std::borrow::Cow;

use async_trait::async_trait;

use super::Claim;
use super::OutboxRow;
use super::StoreError;
use super::Unique;
use crate::domain::ids::OrderId;
use crate::domain::ids::UnmatchedId;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Timestamp;

/// A message of a provider, raw, with what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryRow {
    /// A digest of it, in hex: the same message again has the same key.
    pub key: String,
    /// Who sent it: `xendit`, …
    pub source: Cow<'static, str>,
    /// What it is about: `invoice.paid`, …
    pub kind: Cow<'static, str>,
    /// What became of it.
    pub state: DeliveryState,
    /// When it came.
    pub received_at: Timestamp,
    /// When it got into the state it is in, if that was noted.
    pub settled_at: Option<Timestamp>,
    /// The order it turned out to be about.
    pub order: Option<OrderId>,
    /// Its headers, as JSON.
    pub headers: String,
    /// Its body, byte for byte.
    pub body: Vec<u8>,
    /// Why it is in this state, for people.
    pub note: String,
}

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DeliveryState {
    /// It is here, and nothing was done about it yet.
    Received,
    /// What it says was done.
    Processed,
    /// There is nothing to do about it.
    Ignored,
    /// It speaks of something we do not know.
    Unmatched,
    /// It could not be understood, or what it says could not be done.
    Failed,
}

impl DeliveryState {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Received,
        Self::Processed,
        Self::Ignored,
        Self::Unmatched,
        Self::Failed,
    ];

    /// How it is stored, and spelled for people.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Processed => "processed",
            Self::Ignored => "ignored",
            Self::Unmatched => "unmatched",
            Self::Failed => "failed",
        }
    }

    /// The state of a word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// Money that arrived and belongs to no order we know of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnmatchedRow {
    /// Its id. Whoever derives it from the provider's id keeps the same money once.
    pub id: UnmatchedId,
    /// The provider's id of the money.
    pub provider_id: String,
    /// What the provider calls our side of it.
    pub external_id: String,
    /// How much.
    pub amount: Rupiah,
    /// When it came.
    pub at: Timestamp,
    /// What else was told, as JSON.
    pub data: String,
    /// The order it was given to, and when.
    pub matched: Option<(OrderId, Timestamp)>,
}

/// Keeps what came in from outside.
#[async_trait]
pub trait Inbox {
    /// A message, if it ever came.
    async fn delivery(&self, key: &str) -> Result<Option<DeliveryRow>, StoreError>;

    /// The same, and who took a name, at one look: what a message may be about.
    async fn delivery_about(
        &self,
        key: &str,
        name: &Unique,
    ) -> Result<(Option<DeliveryRow>, Option<Claim>), StoreError>;

    /// Keeps a message and owes what is to be done about it, both or neither. Answers
    /// whether it is new: an existing one is left as it is, and nothing is owed again.
    async fn keep_delivery(
        &self,
        row: &DeliveryRow,
        owed: Option<&OutboxRow>,
    ) -> Result<bool, StoreError>;

    /// Notes what became of a message, and when. An order that was known stays so unless
    /// another is named.
    async fn settle_delivery(
        &self,
        key: &str,
        (state, at): (DeliveryState, Timestamp),
        order: Option<OrderId>,
        note: &str,
    ) -> Result<(), StoreError>;

    /// The messages that turned out to be about an order, oldest first; of very many some.
    async fn deliveries_of(&self, order: OrderId) -> Result<Vec<DeliveryRow>, StoreError>;

    /// Keeps money that belongs nowhere. Answers whether it is new: an existing row is left.
    async fn keep_unmatched(&self, row: &UnmatchedRow) -> Result<bool, StoreError>;

    /// How many there are, and a page of them, newest first: those that were given to an
    /// order, those that wait for one, or all.
    async fn unmatched(
        &self,
        matched: Option<bool>,
        offset: usize,
        limit: usize,
    ) -> Result<(usize, Vec<UnmatchedRow>), StoreError>;

    /// One of them.
    async fn unmatched_one(&self, id: UnmatchedId) -> Result<Option<UnmatchedRow>, StoreError>;

    /// Notes that money was given to an order. Answers whether it is that order's now: money
    /// that went to another stays there, and a repeat changes nothing.
    async fn match_unmatched(
        &self,
        id: UnmatchedId,
        order: OrderId,
        at: Timestamp,
    ) -> Result<bool, StoreError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_reads_back_from_its_word() {
        for state in DeliveryState::ALL {
            assert_eq!(DeliveryState::of_word(state.word()), Some(state));
        }
        assert_eq!(DeliveryState::of_word("Received"), None);
    }
}
