//! The store of the world: SurrealDB, embedded or over a socket.
//!
//! Rows are found by their key or by a range of keys; there is no secondary index, and
//! nothing here knows what the JSON in a row means. One handle serves the whole process.

mod address;
mod alerts;
mod answers;
mod cleaning;
mod commit;
mod doorbell;
mod failure;
mod filling;
mod inbox;
mod jobs;
mod keys;
mod migrations;
mod outbox;
mod reads;
mod requests;
pub(crate) mod rows;
mod snapshots;
mod streams;
pub(crate) mod values;

use std::sync::Arc;
use std::sync::OnceLock;
use std::time::Duration;
use std::time::Instant;

use async_trait::async_trait;
use surrealdb::Surreal;
use surrealdb::engine::any;
use surrealdb::engine::any::Any;
use surrealdb::opt::auth::Root;
use surrealdb::types::Variables;
use tokio::time::sleep;
use tokio::time::timeout;

pub use self::address::OpenError;
pub use self::address::StoreAddress;
use self::answers::Answers;
pub(crate) use self::commit::claim;
use self::doorbell::Doorbell;
pub(crate) use self::failure::Failure;
pub(crate) use self::keys::unique;
pub use self::migrations::MigrateError;
use self::values::bound;
use self::values::list;

use super::Batch;
use super::Claim;
use super::CommitError;
use super::JournalRow;
use super::Place;
use super::Store;
use super::StoreError;
use super::StoredEvent;
use super::StoredOrder;
use super::Stream;
use super::Unique;
use crate::domain::ids::NodeId;
use crate::domain::ids::OrderId;
use crate::telemetry::load::Load;

/// A process that is just ending needs a moment to let go of its directory.
const LOCK_PATIENCE: Duration = Duration::from_secs(3);

/// How often we look whether it has.
const LOCK_BEAT: Duration = Duration::from_millis(50);

/// Longer than the slowest commit of a healthy server; after it the outcome is unknown.
const REMOTE_TIMEOUT: Duration = Duration::from_secs(10);

/// How often a transaction outside the journal is sent again after a conflict.
const ATTEMPTS_MAX: u32 = 12;

/// Any write would do.
const VOUCH: &str = "UPSERT counter:vouched SET last += 1 RETURN NONE";

/// Orders, events and journal in SurrealDB.
#[derive(Debug)]
pub struct SurrealStore {
    /// Shared, never cloned: every clone of the handle inside opens a session of its own.
    db: Arc<Surreal<Any>>,
    bell: OnceLock<Doorbell>,
    timeout: Option<Duration>,
    load: Arc<Load>,
}

impl SurrealStore {
    /// Opens the database, creating it if need be. Its tables come with [`Self::migrate`].
    ///
    /// # Errors
    ///
    /// When the address is of no kind we speak, or the database is held or out of reach.
    pub async fn open(address: &StoreAddress) -> Result<Self, OpenError> {
        let endpoint = address.endpoint()?;
        let failed = |error| failed(&address.url, error);
        let connect = async {
            let db = connect(&endpoint, &address.url).await?;
            if !address.user.is_empty() {
                let root = Root {
                    username: address.user.clone(),
                    password: address.password.clone(),
                };
                db.signin(root).await.map_err(failed)?;
            }
            db.use_ns(&address.namespace)
                .use_db(&address.database)
                .await
                .map_err(failed)?;
            Ok(db)
        };
        let silent = |_| OpenError::Silent(address.url.clone());
        let db = if address.is_remote() {
            timeout(REMOTE_TIMEOUT, connect).await.map_err(silent)??
        } else {
            connect.await?
        };

        Ok(Self {
            db: Arc::new(db),
            bell: OnceLock::new(),
            // An embedded database cannot fall silent without its disk, and its threads are
            // unknown to a paused clock.
            timeout: address.is_remote().then_some(REMOTE_TIMEOUT),
            load: Arc::default(),
        })
    }

    /// Where calls are counted.
    #[must_use]
    pub fn load(&self) -> Arc<Load> {
        Arc::clone(&self.load)
    }

    /// Asks the database, and answers only when every statement succeeded.
    ///
    /// Every read and write of this layer passes here, so no failed statement goes unseen.
    pub(crate) async fn query(&self, sql: &str, parameters: Variables) -> Result<Answers, Failure> {
        let started = Instant::now();
        let answers = self.db.query(sql).bind(parameters).into_future();
        let answers = match self.timeout {
            None => answers.await,
            Some(limit) => timeout(limit, answers)
                .await
                .map_err(|_| Failure::Unknown("the database did not answer in time".to_owned()))?,
        };
        self.load.note_call(started.elapsed());
        Answers::judged(answers.map_err(|error| Failure::of_call(&error))?)
    }

    /// Like [`Self::query`], for a transaction that may simply be sent again after a conflict.
    pub(crate) async fn transact(
        &self,
        sql: &str,
        parameters: Variables,
    ) -> Result<Answers, Failure> {
        for attempt in 1..ATTEMPTS_MAX {
            match self.query(sql, parameters.clone()).await {
                Err(Failure::Conflict) => sleep(Duration::from_millis(1 << attempt.min(6))).await,
                settled => return settled,
            }
        }
        self.query(sql, parameters).await
    }

    /// Deletes the rows whose ids a query finds, in a transaction that holds nothing else,
    /// and answers how many.
    pub(crate) async fn delete_some(
        &self,
        which: &str,
        parameters: Variables,
    ) -> Result<usize, StoreError> {
        let ids = self.query(which, parameters).await?.values(0);
        let count = ids.len();
        if count > 0 {
            let ids = bound([("ids", list(ids))]);
            self.transact("DELETE $ids RETURN NONE", ids).await?;
        }
        Ok(count)
    }

    /// Makes sure that what can be seen is durable: rows are visible a moment earlier, and a
    /// later durable write vouches for them. For whoever is about to say that something is
    /// kept because somebody else kept it.
    pub(crate) async fn vouch(&self) -> Result<(), StoreError> {
        self.transact(VOUCH, Variables::new()).await?;
        Ok(())
    }
}

async fn connect(endpoint: &str, url: &str) -> Result<Surreal<Any>, OpenError> {
    for _ in 0..LOCK_PATIENCE.as_millis() / LOCK_BEAT.as_millis() {
        match any::connect(endpoint).await {
            Ok(db) => return Ok(db),
            // The client has no type for this, only these words.
            Err(error) if error.message().contains("already locked") => sleep(LOCK_BEAT).await,
            Err(error) => return Err(failed(url, error)),
        }
    }
    Err(OpenError::Held(url.to_owned()))
}

fn failed(url: &str, error: surrealdb::Error) -> OpenError {
    OpenError::Failed {
        url: url.to_owned(),
        source: Box::new(error),
    }
}

#[async_trait]
impl Store for SurrealStore {
    async fn open_stream(&self, node: NodeId) -> Result<Stream, StoreError> {
        self.next_stream(node).await
    }

    async fn commit(&self, batch: Batch<'_>) -> Result<(), CommitError> {
        self.write_batch(&batch).await
    }

    async fn order(&self, id: OrderId) -> Result<Option<StoredOrder>, StoreError> {
        self.read_order(id).await
    }

    async fn orders(&self, ids: &[OrderId]) -> Result<Vec<StoredOrder>, StoreError> {
        self.read_orders(ids).await
    }

    async fn orders_after(
        &self,
        after: Option<OrderId>,
        limit: usize,
    ) -> Result<Vec<StoredOrder>, StoreError> {
        self.read_orders_after(after, limit).await
    }

    async fn events(
        &self,
        order: OrderId,
        from_version: u64,
        limit: usize,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        self.read_events(order, from_version, limit).await
    }

    async fn streams(&self) -> Result<Vec<Place>, StoreError> {
        self.read_streams().await
    }

    async fn journal(
        &self,
        stream: Stream,
        after: u64,
        limit: usize,
    ) -> Result<Vec<JournalRow>, StoreError> {
        self.read_journal(stream, after, limit).await
    }

    async fn claim(&self, unique: &Unique) -> Result<Option<Claim>, StoreError> {
        self.read_claim(unique).await
    }

    async fn save_snapshot(&self, name: &str, chunks: Vec<Vec<u8>>) -> Result<(), StoreError> {
        self.write_snapshot(name, chunks).await
    }

    async fn load_snapshot(&self, name: &str) -> Result<Vec<Vec<u8>>, StoreError> {
        self.read_snapshot(name).await
    }

    async fn doorbell(&self) {
        self.bell
            .get_or_init(|| Doorbell::hang(Arc::clone(&self.db)))
            .rung()
            .await;
    }
}

#[cfg(test)]
mod tests;
