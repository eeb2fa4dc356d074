//! Where a sandbox keeps what it would otherwise forget at the next start.

use std::fmt::Debug;

use async_trait::async_trait;

/// A few named texts. Losing one costs a sandbox its memory and nobody any money, so
/// keeping cannot fail here: whoever keeps says in the log what went wrong.
#[async_trait]
pub trait Shelf: Debug + Send + Sync + 'static {
    /// Keeps a text under a name, in place of what was there.
    async fn put(&self, key: &str, json: String);

    /// Everything that is kept, in no particular order.
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
