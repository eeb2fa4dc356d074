//! What the engine asks of a database, and nothing more.
//!
//! The engine decides; a [`Store`] remembers. Rows carry their domain values as JSON text
//! beside a few plain columns, so this layer never needs to know what an order is.
//! Two stores exist: [`surreal`] for the world, [`standin`] for seeded misfortune.
//! One suite of promises runs against both. Beside the orders and their journal, a store
//! keeps an [outbox](Outbox), an [inbox](Inbox), [alerts](Alerts), [jobs](Jobs) and what was
//! [asked](Requests) of us. What is old is [cleaned](Cleaning) away.

pub mod accounts;
mod alerts;
mod cleaning;
pub mod files;
mod inbox;
mod jobs;
pub mod moving;
mod outbox;
pub mod products;
#[cfg(test)]
mod promises;
pub mod records;
mod requests;
pub mod standin;
pub mod surreal;

use async_trait::async_trait;

pub use self::alerts::AlertFilter;
pub use self::alerts::AlertRow;
pub use self::alerts::Alerts;
pub use self::alerts::StoredAlert;
pub use self::cleaning::CleanedKeys;
pub use self::cleaning::Cleaning;
pub use self::inbox::DeliveryRow;
pub use self::inbox::DeliveryState;
pub use self::inbox::Inbox;
pub use self::inbox::UnmatchedRow;
pub use self::jobs::JobRow;
pub use self::jobs::Jobs;
pub use self::outbox::Outbox;
pub use self::outbox::OutboxRow;
pub use self::requests::REQUESTS_SEEN_MAX;
pub use self::requests::RequestFilter;
pub use self::requests::RequestRow;
pub use self::requests::Requests;
use crate::domain::ids::NodeId;
use crate::domain::ids::OrderId;
use crate::domain::time::Timestamp;

/// One numbered stream of the journal: a node and the count of its starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stream {
    /// The process that writes it.
    pub node: NodeId,
    /// Grows by one at each start, so that a restarted node never meets its own numbers.
    pub incarnation: u32,
}

/// A place in the journal: the stream and the number in it, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Which stream.
    pub stream: Stream,
    /// Gapless within the stream.
    pub seq: u64,
}

/// An order as the store keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderRow {
    /// Whose row it is.
    pub id: OrderId,
    /// How many changes it has seen, from 1.
    pub version: u64,
    /// Its code, for people who look into the database.
    pub code: String,
    /// Its status word, likewise.
    pub status: &'static str,
    /// The whole order as JSON.
    pub data: String,
}

/// An order as it was read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredOrder {
    /// Whose row it is.
    pub id: OrderId,
    /// How many changes it has seen.
    pub version: u64,
    /// The whole order as JSON.
    pub data: String,
}

/// One order's part of a change set: the event, and the order as it leaves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The order after the change. `row.version` is also the event's number: the fence.
    pub row: OrderRow,
    /// The event as JSON, without personal values.
    pub event: String,
    /// The personal values the event sets, as JSON, when there are any.
    pub private: Option<String>,
}

/// A name only one change may ever take.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Unique {
    /// An order code.
    OrderCode(String),
    /// An invoice code.
    InvoiceCode(String),
    /// A client's key for one request.
    Idempotency {
        /// Who sent it: a user or an address.
        scope: String,
        /// What they sent.
        key: String,
    },
    /// A provider's id of a payment page.
    Page(String),
    /// A provider's id of money: it counts once in the whole business.
    Money(String),
    /// The digest, in hex, of a bank slip.
    Slip(String),
}

/// A claim on a name, with what later readers of the name should find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The name.
    pub unique: Unique,
    /// The order that takes it.
    pub order: OrderId,
    /// When it was taken.
    pub at: Timestamp,
    /// Free for the claimant: the request's digest, the invoice's id, …
    pub note: String,
}

/// A change set: all of it becomes durable, or none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// The orders it changes; mostly one.
    pub parts: Vec<Part>,
    /// The names it takes.
    pub claims: Vec<Claim>,
    /// What we owe for it.
    pub outbox: Vec<OutboxRow>,
    /// What staff should look at because of it.
    pub alerts: Vec<AlertRow>,
    /// What the world told us and this settles; it takes the place of the row as it came in.
    pub delivery: Option<DeliveryRow>,
}

/// Several change sets with consecutive journal numbers: one transaction.
///
/// Part `i`, counted through all changes, is number `first + i` of the stream.
#[derive(Debug, Clone)]
pub struct Batch<'a> {
    /// The stream the batch is written to.
    pub stream: Stream,
    /// The journal number of the first part.
    pub first: u64,
    /// The changes, in order.
    pub changes: &'a [&'a Change],
}

impl Batch<'_> {
    /// The number of the last part; one less than `first` when there is none.
    #[must_use]
    pub fn last(&self) -> u64 {
        let parts: usize = self.changes.iter().map(|change| change.parts.len()).sum();
        self.first + parts as u64 - 1
    }
}

/// What a lost race was about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// Another writer made this version of this order first.
    Version(OrderId, u64),
    /// Another change holds this name.
    Name(Unique),
}

/// Why a batch was not, or may not have been, committed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CommitError {
    /// Not applied: a record that must be new was there already.
    #[error("already taken: {0:?}")]
    Taken(Taken),
    /// Not applied, through no fault of the batch: the same batch may be sent again.
    #[error("conflicted with another transaction")]
    Conflict,
    /// Not applied, and the same batch would fail again.
    #[error("refused by the store: {0}")]
    Refused(String),
    /// Perhaps applied: the answer was lost. Read the journal before anything else.
    #[error("outcome unknown: {0}")]
    Unknown(String),
}

/// Why a read, or a write outside the journal, did not succeed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database could not be reached or failed to answer.
    #[error("store unavailable: {0}")]
    Unavailable(String),
    /// What is asked for was cleaned away: whoever asks starts over from the present state.
    #[error("the journal that far back was cleaned away")]
    Cleaned,
    /// A row does not read as what it should be.
    #[error("row {row} is not readable: {reason}")]
    Unreadable {
        /// The table and key of the row.
        row: String,
        /// What was wrong with it.
        reason: String,
    },
}

/// A line of the journal: which order moved to which version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JournalRow {
    /// Its number in the stream.
    pub seq: u64,
    /// The order that changed.
    pub order: OrderId,
    /// The version it changed to.
    pub version: u64,
}

/// An event as it was read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEvent {
    /// The order's version after it.
    pub version: u64,
    /// The event as JSON.
    pub event: String,
    /// Its personal values as JSON; gone once the person was erased.
    pub private: Option<String>,
}

/// Remembers. Every write is durable when it answers `Ok`; one that answers otherwise may
/// have happened, except where a [`CommitError`] says that it has not.
#[async_trait]
pub trait Store:
    Outbox + Inbox + Alerts + Jobs + Requests + Cleaning + std::fmt::Debug + Send + Sync + 'static
{
    /// Begins a new incarnation of a node and answers its stream, still empty.
    async fn open_stream(&self, node: NodeId) -> Result<Stream, StoreError>;

    /// Commits a batch in one durable transaction: all of it or nothing.
    async fn commit(&self, batch: Batch<'_>) -> Result<(), CommitError>;

    /// One order, if there is one.
    async fn order(&self, id: OrderId) -> Result<Option<StoredOrder>, StoreError>;

    /// Those of the orders that exist, in no particular order.
    async fn orders(&self, ids: &[OrderId]) -> Result<Vec<StoredOrder>, StoreError>;

    /// A page of all orders by id, after the given one.
    async fn orders_after(
        &self,
        after: Option<OrderId>,
        limit: usize,
    ) -> Result<Vec<StoredOrder>, StoreError>;

    /// The events of an order from a version on, oldest first, at most `limit`.
    async fn events(
        &self,
        order: OrderId,
        from_version: u64,
        limit: usize,
    ) -> Result<Vec<StoredEvent>, StoreError>;

    /// Every stream with the last number it claims to have reached.
    async fn streams(&self) -> Result<Vec<Place>, StoreError>;

    /// The lines of a stream after a number, in order, at most `limit`.
    async fn journal(
        &self,
        stream: Stream,
        after: u64,
        limit: usize,
    ) -> Result<Vec<JournalRow>, StoreError>;

    /// Who took a name, if anyone did.
    async fn claim(&self, unique: &Unique) -> Result<Option<Claim>, StoreError>;

    /// Replaces a named snapshot with new chunks, all or nothing as seen by readers.
    async fn save_snapshot(&self, name: &str, chunks: Vec<Vec<u8>>) -> Result<(), StoreError>;

    /// The chunks of a named snapshot, in order; empty when there is none.
    async fn load_snapshot(&self, name: &str) -> Result<Vec<Vec<u8>>, StoreError>;

    /// Waits until the journal may have moved: a hint, never a promise. May wake for nothing.
    async fn doorbell(&self);
}
