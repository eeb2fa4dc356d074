//! Whether requests are welcome: asked by whoever sends them here.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::time::timeout;

use crate::actors::engine::Pulse;
use crate::store::Store;
use crate::store::surreal::SurrealStore;

/// A part that has not answered by then is not ready, whatever it will say.
const PATIENCE: Duration = Duration::from_secs(2);

type Check = Box<dyn Fn() -> BoxFuture<'static, Result<(), String>> + Send + Sync>;

/// The parts that have to be there before requests are welcome. Cheap to clone.
#[derive(Clone, Default)]
pub struct Readiness(Arc<Vec<(&'static str, Check)>>);

/// The first part that is not there yet.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{part}: {reason}")]
pub struct NotReady {
    /// Which part.
    pub part: &'static str,
    /// What it says. Strangers may read it.
    pub reason: String,
}

impl Readiness {
    /// Asks these parts, in this order.
    #[must_use]
    pub fn of(parts: Vec<(&'static str, Check)>) -> Self {
        Self(Arc::new(parts))
    }

    /// Asks a store and the engine on it. Index and feed are there before the first request
    /// is; the store may go away later.
    pub(super) fn of_engine(store: Arc<SurrealStore>, pulse: Pulse) -> Self {
        let writing = pulse.clone();
        let store_answers = move || {
            let (store, writing) = (Arc::clone(&store), writing.clone());
            async move {
                let answered = store.streams().await;
                answered.map_err(|_| "the store does not answer".to_owned())?;
                let takes = writing.is_writing();
                takes
                    .then_some(())
                    .ok_or_else(|| "the store takes no changes".to_owned())
            }
        };
        let engine_lives = move || {
            let there = pulse.is_there();
            async move {
                there
                    .then_some(())
                    .ok_or_else(|| "the engine has stopped".to_owned())
            }
        };
        Self::of(vec![
            part("store", store_answers),
            part("engine", engine_lives),
        ])
    }

    /// Whether every part is there.
    ///
    /// # Errors
    ///
    /// With the first part that is not.
    pub async fn check(&self) -> Result<(), NotReady> {
        for (part, check) in self.0.iter() {
            let told = timeout(PATIENCE, check()).await;
            let told = told.unwrap_or_else(|_| Err("no answer in time".to_owned()));
            told.map_err(|reason| NotReady { part, reason })?;
        }
        Ok(())
    }
}

/// A part and how to ask it.
pub fn part<F>(
    name: &'static str,
    check: impl Fn() -> F + Send + Sync + 'static,
) -> (&'static str, Check)
where
    F: Future<Output = Result<(), String>> + Send + 'static,
{
    (name, Box::new(move || Box::pin(check())))
}

impl fmt::Debug for Readiness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = self.0.iter().map(|(part, _)| part);
        f.debug_tuple("Readiness")
            .field(&parts.collect::<Vec<_>>())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;
    use std::future::ready;

    use super::*;

    #[tokio::test]
    async fn the_first_part_that_is_missing_is_named() {
        let all = Readiness::of(vec![
            part("store", || ready(Ok(()))),
            part("index", || ready(Err("still loading".to_owned()))),
            part("feed", || ready(Err("never asked".to_owned()))),
        ]);

        let told = all.check().await.unwrap_err();

        assert_eq!(told.to_string(), "index: still loading");
        assert_eq!(Readiness::default().check().await, Ok(()));
    }

    #[tokio::test(start_paused = true)]
    async fn a_silent_part_is_not_ready() {
        let silent = Readiness::of(vec![part("store", pending)]);

        let told = silent.check().await.unwrap_err();

        assert_eq!(told.to_string(), "store: no answer in time");
    }
}
