//! What staff should look at. The same trouble again is the same alert, counted.

use std::borrow::Cow;

use async_trait::async_trait;

use super::StoreError;
use crate::domain::ids::AlertId;
use crate::domain::ids::OrderId;
use crate::domain::ids::UserId;
use crate::domain::time::Timestamp;

/// An alert as it is raised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertRow {
    /// Its id. Whoever derives it from what is wrong raises the same alert again.
    pub id: AlertId,
    /// What is wrong, as a word: `money_late`, …
    pub kind: Cow<'static, str>,
    /// How bad it is: `info`, `warning` or `critical`.
    pub severity: Cow<'static, str>,
    /// The order it is about, if it is about one.
    pub order: Option<OrderId>,
    /// When it was seen.
    pub at: Timestamp,
    /// Its details, as JSON.
    pub data: String,
}

/// An alert as it was read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAlert {
    /// Its id.
    pub id: AlertId,
    /// What is wrong, as a word.
    pub kind: String,
    /// How bad it was when last raised.
    pub severity: String,
    /// The order it is about.
    pub order: Option<OrderId>,
    /// The details of when it was last raised, as JSON.
    pub data: String,
    /// How often it was raised.
    pub count: u64,
    /// When it was raised first.
    pub first_seen_at: Timestamp,
    /// When it was raised last.
    pub last_seen_at: Timestamp,
    /// When somebody said they had seen it, if nothing happened since.
    pub acknowledged_at: Option<Timestamp>,
    /// Who did.
    pub acknowledged_by: Option<UserId>,
}

/// Which alerts to list; all of them unless something is said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AlertFilter {
    /// Of this kind; ending in `*`, of the kinds that begin so.
    pub kind: Option<String>,
    /// Acknowledged, or not.
    pub acknowledged: Option<bool>,
}

/// Keeps alerts. A [`Change`](super::Change) raises its own with itself.
#[async_trait]
pub trait Alerts {
    /// Raises an alert. One that is there counts one more, takes the severity, the details
    /// and the instant of this one, and is no longer acknowledged.
    ///
    /// Raising it again after an unknown outcome may count it twice.
    async fn raise(&self, alert: &AlertRow) -> Result<(), StoreError>;

    /// How many alerts there are of those asked for, and a page of them, last seen first.
    async fn alerts(
        &self,
        filter: &AlertFilter,
        offset: usize,
        limit: usize,
    ) -> Result<(usize, Vec<StoredAlert>), StoreError>;

    /// One alert, if there is one.
    async fn alert(&self, id: AlertId) -> Result<Option<StoredAlert>, StoreError>;

    /// Notes that somebody has seen an alert, and answers it if there is one. The first to
    /// say so since it was raised is remembered.
    async fn acknowledge(
        &self,
        id: AlertId,
        by: UserId,
        at: Timestamp,
    ) -> Result<Option<StoredAlert>, StoreError>;
}
