//! One message at a time to one person.

use std::hash::BuildHasher;
use std::hash::RandomState;

use tokio::sync::Mutex;
use tokio::sync::MutexGuard;

/// How many lanes there are: many more than messages are sent at once, so that two people
/// rarely share one, and sharing only costs a moment.
const LANES: usize = 256;

/// The lanes: each person's messages always go by the same one.
#[derive(Debug)]
pub(super) struct Lanes {
    lanes: Vec<Mutex<()>>,
    hasher: RandomState,
}

impl Default for Lanes {
    fn default() -> Self {
        Self {
            lanes: (0..LANES).map(|_| Mutex::new(())).collect(),
            hasher: RandomState::new(),
        }
    }
}

impl Lanes {
    /// Waits until nothing else is on its way to somebody, and keeps it so.
    pub(super) async fn enter(&self, to: &str) -> MutexGuard<'_, ()> {
        let hash = self.hasher.hash_one(to);
        let lane = usize::try_from(hash % LANES as u64).unwrap_or(0);
        self.lanes[lane].lock().await
    }
}
