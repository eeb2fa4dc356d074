//! Where a sandbox keeps what should outlive its process.

use async_trait::async_trait;

/// Keeps records by key. Losing one costs a demo its page, and nobody money.
#[async_trait]
pub trait Shelf: Send + Sync {
    /// Keeps a record in place of any other of that key.
    async fn put(&self, key: &str, json: String);

    /// Every record there is, in any order.
    async fn all(&self) -> Vec<(String, String)>;
}

/// Keeps nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoShelf;

#[async_trait]
impl Shelf for NoShelf {
    async fn put(&self, _key: &str, _json: String) {}

    async fn all(&self) -> Vec<(String, String)> {
        Vec::new()
    }
}
