//! What sandboxes remember, on the database of the orders.

use async_trait::async_trait;
use tracing::warn;

use crate::integrations::shelf::Shelf;
use crate::store::records::Records;

/// A shelf of records in the store.
#[derive(Debug)]
pub(super) struct KeptShelf(pub(super) Records);

#[async_trait]
impl Shelf for KeptShelf {
    async fn put(&self, key: &str, json: String) {
        if let Err(error) = self.0.put(key, &json).await {
            warn!(%error, "a sandbox cannot keep a record");
        }
    }

    async fn all(&self) -> Vec<(String, String)> {
        self.0.all().await.unwrap_or_else(|error| {
            warn!(%error, "a sandbox cannot read its records");
            Vec::new()
        })
    }
}
