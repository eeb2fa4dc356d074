//! A store in memory that keeps every promise, and can be told to keep them barely.
//!
//! It refuses, delays, loses the answer before or after applying, and shows rows before
//! they are durable, as the real one does. One seed gives one history, as long as its
//! callers share one thread. [`StandIn::crash`] is the power cut.

mod alerts;
mod cleaning;
mod contents;
mod inbox;
mod jobs;
mod misfortune;
mod outbox;
mod requests;

use std::collections::VecDeque;
use std::fmt;
use std::future::pending;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::Weak;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

use async_trait::async_trait;
use tokio::sync::Notify;
use tokio::time::sleep;

pub use self::contents::Contents;
use self::contents::Written;
pub use self::jobs::StoredJob;
use self::misfortune::Fate;
pub use self::misfortune::Misfortune;
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

/// One process's way to a shared store; clones belong to the same process.
#[derive(Clone)]
pub struct StandIn {
    disk: Arc<Mutex<Disk>>,
    process: Arc<Process>,
}

/// A write on its way to the disk: what is visible saw it already, what is durable will.
type Unsynced = Box<dyn FnOnce(&mut Contents) + Send>;

/// What all processes share.
struct Disk {
    /// What readers see.
    visible: Contents,
    /// What a crash leaves.
    durable: Contents,
    /// Visible, not yet durable, in the order in which they became visible.
    unsynced: VecDeque<(u64, Unsynced)>,
    /// Numbers the writes, so that each knows when its own turn has come.
    tickets: u64,
    /// How often the power was cut. Whoever was under way then has lost its answer.
    crashes: u64,
    fate: Fate,
    processes: Vec<Weak<Process>>,
}

#[derive(Debug, Default)]
struct Process {
    is_dead: AtomicBool,
    bell: Notify,
}

impl StandIn {
    /// A store that keeps its promises at once.
    #[must_use]
    pub fn calm_one() -> Self {
        Self::seeded(0, Misfortune::NONE)
    }

    /// A store with bad luck, the same for the same seed.
    #[must_use]
    pub fn seeded(seed: u64, misfortune: Misfortune) -> Self {
        let process = Arc::new(Process::default());
        let disk = Disk {
            visible: Contents::default(),
            durable: Contents::default(),
            unsynced: VecDeque::new(),
            tickets: 0,
            crashes: 0,
            fate: Fate::new(seed, misfortune),
            processes: vec![Arc::downgrade(&process)],
        };
        Self {
            disk: Arc::new(Mutex::new(disk)),
            process,
        }
    }

    /// Another process on the same store.
    #[must_use]
    pub fn another_process(&self) -> Self {
        let process = Arc::new(Process::default());
        self.disk().processes.push(Arc::downgrade(&process));
        Self {
            disk: Arc::clone(&self.disk),
            process,
        }
    }

    /// Cuts the power. Rows that were not durable are gone, commits under way answer
    /// [`CommitError::Unknown`], and this process is dead; the answer is the restarted one.
    #[must_use]
    pub fn crash(&self) -> Self {
        {
            let mut disk = self.disk();
            disk.visible = disk.durable.clone();
            disk.unsynced.clear();
            disk.crashes += 1;
        }
        self.kill()
    }

    /// Ends this process alone; the store keeps everything. The answer is the restarted one.
    #[must_use]
    pub fn kill(&self) -> Self {
        self.process.is_dead.store(true, Ordering::Relaxed);
        self.another_process()
    }

    /// Ends all bad luck.
    pub fn calm(&self) {
        self.befall(Misfortune::NONE);
    }

    /// Changes the luck from here on.
    pub fn befall(&self, misfortune: Misfortune) {
        self.disk().fate.misfortune = misfortune;
    }

    /// Everything readers can see.
    #[must_use]
    pub fn contents(&self) -> Contents {
        self.disk().visible.clone()
    }

    /// Everything a crash would leave.
    #[must_use]
    pub fn durable(&self) -> Contents {
        self.disk().durable.clone()
    }

    fn disk(&self) -> MutexGuard<'_, Disk> {
        self.disk
            .lock()
            .expect("no one panics while holding the disk")
    }

    fn is_dead(&self) -> bool {
        self.process.is_dead.load(Ordering::Relaxed)
    }

    async fn delay(&self) {
        let delay = self.disk().fate.delay();
        if !delay.is_zero() {
            sleep(delay).await;
        }
    }

    async fn read<T>(&self, read: impl FnOnce(&Contents) -> T) -> Result<T, StoreError> {
        self.delay().await;
        let mut disk = self.disk();
        if self.is_dead() || disk.fate.read_fails() {
            return Err(failed("the read failed"));
        }
        Ok(read(&disk.visible))
    }

    /// Writes outside the journal never conflict, but may fail before or after they happen.
    /// They become durable in their turn: the same `write`, told the same, does the same.
    async fn write<T>(
        &self,
        write: impl Fn(&mut Contents) -> T + Send + 'static,
    ) -> Result<T, StoreError> {
        self.delay().await;
        let (written, (ticket, crashes)) = {
            let mut disk = self.disk();
            if self.is_dead() || disk.fate.write_fails() {
                return Err(failed("the write failed"));
            }
            let written = write(&mut disk.visible);
            let later = move |contents: &mut Contents| {
                write(contents);
            };
            (written, disk.enqueue(Box::new(later)))
        };
        self.delay().await;
        let mut disk = self.disk();
        if disk.crashes != crashes {
            return Err(failed("the power was cut"));
        }
        disk.sync(ticket);
        if self.is_dead() || disk.fate.answer_is_lost() {
            return Err(failed("the answer was lost after writing"));
        }
        Ok(written)
    }

    /// Makes a batch visible, and answers its ticket and the crashes so far.
    fn show(&self, batch: &Batch<'_>) -> Result<(u64, u64), CommitError> {
        let mut disk = self.disk();
        if self.is_dead() {
            return Err(unknown("the process is dead"));
        }
        disk.fate.verdict()?;
        disk.visible.check(batch)?;
        let written = Written::from(batch);
        disk.visible.apply(&written);
        Ok(disk.enqueue(Box::new(move |contents| contents.apply(&written))))
    }
}

impl Disk {
    /// Queues a write that is visible for the sync; answers its ticket and the crashes so far.
    fn enqueue(&mut self, write: Unsynced) -> (u64, u64) {
        self.tickets += 1;
        self.unsynced.push_back((self.tickets, write));
        self.ring();
        (self.tickets, self.crashes)
    }

    /// Syncs everything up to a ticket: a later write is never durable before an earlier one.
    fn sync(&mut self, ticket: u64) {
        while self
            .unsynced
            .front()
            .is_some_and(|(next, _)| *next <= ticket)
        {
            if let Some((_, write)) = self.unsynced.pop_front() {
                write(&mut self.durable);
            }
        }
    }

    fn ring(&mut self) {
        self.processes.retain(|process| process.strong_count() > 0);
        for process in self.processes.iter().filter_map(Weak::upgrade) {
            if !self.fate.ring_is_lost() {
                process.bell.notify_one();
            }
        }
    }
}

#[async_trait]
impl Store for StandIn {
    async fn open_stream(&self, node: NodeId) -> Result<Stream, StoreError> {
        self.write(move |contents| contents.open_stream(node)).await
    }

    async fn commit(&self, batch: Batch<'_>) -> Result<(), CommitError> {
        self.delay().await;
        let (ticket, crashes) = self.show(&batch)?;
        self.delay().await;
        let mut disk = self.disk();
        if disk.crashes != crashes {
            return Err(unknown("the power was cut"));
        }
        disk.sync(ticket);
        if self.is_dead() || disk.fate.answer_is_lost() {
            return Err(unknown("the answer was lost after applying"));
        }
        Ok(())
    }

    async fn order(&self, id: OrderId) -> Result<Option<StoredOrder>, StoreError> {
        self.read(|contents| contents.order(id)).await
    }

    async fn orders(&self, ids: &[OrderId]) -> Result<Vec<StoredOrder>, StoreError> {
        self.read(|contents| contents.orders_among(ids)).await
    }

    async fn orders_after(
        &self,
        after: Option<OrderId>,
        limit: usize,
    ) -> Result<Vec<StoredOrder>, StoreError> {
        self.read(|contents| contents.orders_after(after, limit))
            .await
    }

    async fn events(
        &self,
        order: OrderId,
        from_version: u64,
        limit: usize,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        self.read(|contents| contents.events_from(order, from_version, limit))
            .await
    }

    async fn streams(&self) -> Result<Vec<Place>, StoreError> {
        self.read(Contents::tips).await
    }

    async fn journal(
        &self,
        stream: Stream,
        after: u64,
        limit: usize,
    ) -> Result<Vec<JournalRow>, StoreError> {
        self.read(|contents| contents.journal_after(stream, after, limit))
            .await
    }

    async fn claim(&self, unique: &Unique) -> Result<Option<Claim>, StoreError> {
        self.read(|contents| contents.claims.get(unique).cloned())
            .await
    }

    async fn save_snapshot(&self, name: &str, chunks: Vec<Vec<u8>>) -> Result<(), StoreError> {
        let name = name.to_owned();
        self.write(move |contents| {
            contents.snapshots.insert(name.clone(), chunks.clone());
        })
        .await
    }

    async fn load_snapshot(&self, name: &str) -> Result<Vec<Vec<u8>>, StoreError> {
        self.read(|contents| contents.snapshots.get(name).cloned().unwrap_or_default())
            .await
    }

    async fn doorbell(&self) {
        if self.is_dead() {
            pending::<()>().await;
        }
        self.process.bell.notified().await;
    }
}

impl fmt::Debug for StandIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StandIn")
            .field("is_dead", &self.is_dead())
            .finish_non_exhaustive()
    }
}

fn failed(reason: &str) -> StoreError {
    StoreError::Unavailable(reason.to_owned())
}

fn unknown(reason: &str) -> CommitError {
    CommitError::Unknown(reason.to_owned())
}

#[cfg(test)]
mod tests;
