//! What is old enough to be forgotten, in bites that keep nobody else waiting.

use async_trait::async_trait;

use super::Place;
use super::StoreError;
use crate::domain::time::Timestamp;

/// What became of a look at clients' keys.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CleanedKeys {
    /// How many were forgotten.
    pub count: usize,
    /// Scope and key of the last one that was looked at, when there may be more.
    pub next: Option<(String, String)>,
}

/// Forgets what nobody may need any more.
#[async_trait]
pub trait Cleaning {
    /// The floor of each node's journal that has one: lines at or below it are gone, or
    /// going, and streams before it too. Whoever has not passed a floor has missed something.
    async fn floors(&self) -> Result<Vec<Place>, StoreError>;

    /// Raises the floor of a node's journal; never lowers it.
    async fn raise_floor(&self, floor: Place) -> Result<(), StoreError>;

    /// Removes lines at or below their floor, at most `limit`, and answers how many. When
    /// there are no more of them, the streams that are over and wholly below go too.
    async fn clean_journal(&self, limit: usize) -> Result<usize, StoreError>;

    /// Looks at `limit` clients' keys after one, and forgets those taken before an instant:
    /// each may be taken again.
    async fn clean_keys(
        &self,
        before: Timestamp,
        after: Option<&(String, String)>,
        limit: usize,
    ) -> Result<CleanedKeys, StoreError>;
}
