//! The one live query: "the journal moved", and nothing more.
//!
//! Notifications may be lost or come out of order, so they carry no news, only the
//! advice to look. Whoever waits here also looks by itself now and then.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use surrealdb::Surreal;
use surrealdb::engine::any::Any;
use surrealdb::types::Value;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::sleep;
use tracing::warn;

/// How long to wait before a lost live query is asked for again.
const PAUSE: Duration = Duration::from_millis(500);

/// A bell that rings when a stream has moved; taken down when it is dropped.
#[derive(Debug)]
pub(super) struct Doorbell {
    bell: Arc<Notify>,
    /// Owns the task that listens, and ends it.
    _listener: JoinSet<()>,
}

impl Doorbell {
    /// Hangs the bell. It rings once by itself, for whatever moved before it hung.
    pub(super) fn hang(db: Arc<Surreal<Any>>) -> Self {
        let bell = Arc::new(Notify::new());
        let mut listener = JoinSet::new();
        listener.spawn(listen(db, Arc::clone(&bell)));
        Self {
            bell,
            _listener: listener,
        }
    }

    /// Waits for a ring. One that came while nobody waited is kept for the next to ask.
    pub(super) async fn rung(&self) {
        self.bell.notified().await;
    }
}

async fn listen(db: Arc<Surreal<Any>>, bell: Arc<Notify>) {
    loop {
        if let Err(error) = listen_once(&db, &bell).await {
            warn!(%error, "live query of the journal lost");
        }
        sleep(PAUSE).await;
    }
}

/// Listens until the live query ends, which it does when the connection is lost.
async fn listen_once(db: &Surreal<Any>, bell: &Notify) -> surrealdb::Result<()> {
    let mut answers = db
        .query("LIVE SELECT VALUE last FROM stream")
        .await?
        .check()?;
    let mut moves = answers.stream::<Value>(0)?;
    // What moved between two live queries was told to neither.
    bell.notify_one();
    while let Some(moved) = moves.next().await {
        moved?;
        bell.notify_one();
    }
    Ok(())
}
