//! The single numbered writer: groups the changes of many orders into one transaction.
//!
//! - **Starts** with the app, on a stream of its own.
//! - **Owns** the stream's numbers: gapless, one transaction in flight.
//! - **Answers** a change once it is durable and the index knows it, then tells the feed.
//! - **Fails** without loss: its successor reads what the stream holds before it writes.

mod batch;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

use ractor::Actor;
use ractor::ActorProcessingErr;
use ractor::ActorRef;
use tokio::sync::Mutex;
use tokio::sync::mpsc;
use tokio::sync::oneshot;

use crate::actors::change::Sealed;
use crate::actors::feed::Feed;
use crate::actors::journal::batch::Writer;
use crate::actors::notifier::Nudge;
use crate::store::Batch;
use crate::store::Store;
use crate::store::Stream;
use crate::store::Taken;
use crate::telemetry::metrics as names;

/// A cheap, cloneable way to make changes durable.
#[derive(Debug, Clone)]
pub struct Journal {
    queue: mpsc::Sender<Item>,
    trouble: Trouble,
}

/// Whether the store takes what is to be written. Cheap to clone.
#[derive(Debug, Clone, Default)]
struct Trouble(Arc<AtomicBool>);

/// Why a change is not, or may not be, durable.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JournalError {
    /// Not written: somebody else took a version or a name first.
    #[error("lost to another writer: {0:?}")]
    Lost(Taken),
    /// Not written: too many changes wait already.
    #[error("too many changes are waiting")]
    Busy,
    /// Not written: the store will not have it.
    #[error("refused by the store: {0}")]
    Refused(String),
    /// Not written: the store is away, or the journal is closed.
    #[error("the journal is not available: {0}")]
    Unavailable(String),
    /// Perhaps written.
    #[error("outcome unknown")]
    Unknown,
}

/// What waits in the queue.
#[derive(Debug)]
enum Item {
    Change(Box<Pending>),
    Drain(oneshot::Sender<()>),
}

/// A change that waits, and who waits for it.
#[derive(Debug)]
struct Pending {
    sealed: Sealed,
    answer: oneshot::Sender<Result<(), JournalError>>,
}

impl Journal {
    /// Makes a change durable. Answers once it is, and the index knows it.
    ///
    /// # Errors
    ///
    /// See [`JournalError`]; after all but `Unknown` nothing was written.
    pub async fn commit(&self, sealed: Sealed) -> Result<(), JournalError> {
        let (answer, answered) = oneshot::channel();
        let item = Item::Change(Box::new(Pending { sealed, answer }));
        self.queue.try_send(item).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => JournalError::Busy,
            mpsc::error::TrySendError::Closed(_) => closed(),
        })?;
        answered.await.unwrap_or(Err(JournalError::Unknown))
    }

    /// Whether a change is being sent again and again, because the store does not take it.
    #[must_use]
    pub fn is_in_trouble(&self) -> bool {
        self.trouble.0.load(Ordering::Relaxed)
    }

    /// Answers once everything that was queued before has been dealt with.
    pub async fn drain(&self) {
        let (done, drained) = oneshot::channel();
        if self.queue.send(Item::Drain(done)).await.is_ok() {
            // A journal that fell meanwhile has nothing of ours left to write.
            drained.await.ok();
        }
    }
}

impl Trouble {
    fn is(&self, there: bool) {
        self.0.store(there, Ordering::Relaxed);
    }
}

fn closed() -> JournalError {
    JournalError::Unavailable("the journal is closed".to_owned())
}

/// What a journal is started with; a successor is started with the same.
#[derive(Debug, Clone)]
pub struct JournalArguments {
    queue: Arc<Mutex<mpsc::Receiver<Item>>>,
    store: Arc<dyn Store>,
    stream: Stream,
    feed: Feed,
    nudge: Nudge,
    trouble: Trouble,
    batch_max: usize,
}

impl JournalArguments {
    /// A queue of so many changes at most, written in batches of so many at most. `nudge`
    /// hears of changes that owe something.
    #[must_use]
    pub fn new(
        store: Arc<dyn Store>,
        stream: Stream,
        feed: Feed,
        nudge: Nudge,
        (queue_max, batch_max): (usize, usize),
    ) -> (Self, Journal) {
        let (sender, queue) = mpsc::channel(queue_max);
        let queue = Arc::new(Mutex::new(queue));
        let trouble = Trouble::default();
        let journal = Journal {
            queue: sender,
            trouble: trouble.clone(),
        };
        let arguments = Self {
            queue,
            store,
            stream,
            feed,
            nudge,
            trouble,
            batch_max,
        };
        (arguments, journal)
    }
}

/// The actor behind [`Journal`].
#[derive(Debug)]
pub struct JournalActor;

/// Asks the actor to deal with what waits.
#[derive(Debug)]
pub struct Pump;

/// What the actor owns.
#[derive(Debug)]
pub struct JournalState {
    queue: Arc<Mutex<mpsc::Receiver<Item>>>,
    batch_max: usize,
    writer: Writer,
}

impl Actor for JournalActor {
    type Msg = Pump;
    type State = JournalState;
    type Arguments = JournalArguments;

    async fn pre_start(
        &self,
        myself: ActorRef<Pump>,
        arguments: JournalArguments,
    ) -> Result<JournalState, ActorProcessingErr> {
        let JournalArguments {
            queue,
            store,
            stream,
            feed,
            nudge,
            trouble,
            batch_max,
        } = arguments;
        // A predecessor may have written more than it lived to tell. What can be seen of it
        // need not be durable yet: a later durable write vouches for it.
        let tips = store.streams().await?;
        if let Some(tip) = tips.iter().find(|tip| tip.stream == stream && tip.seq > 0) {
            let vouching = Batch {
                stream,
                first: tip.seq + 1,
                changes: &[],
            };
            store.commit(vouching).await?;
        }
        feed.catch_up(stream).await?;
        let next = feed.index().reached(stream) + 1;
        myself.cast(Pump)?;
        Ok(JournalState {
            queue,
            batch_max,
            writer: Writer::new(store, stream, next, feed, nudge, trouble),
        })
    }

    async fn handle(
        &self,
        myself: ActorRef<Pump>,
        _pump: Pump,
        state: &mut JournalState,
    ) -> Result<(), ActorProcessingErr> {
        let mut waiting = Vec::with_capacity(state.batch_max);
        let mut queue = state.queue.lock().await;
        if queue.recv_many(&mut waiting, state.batch_max).await == 0 {
            myself.stop(None);
            return Ok(());
        }
        metrics::gauge!(names::JOURNAL_QUEUE).set(count(queue.len()));
        drop(queue);
        let mut changes = Vec::with_capacity(waiting.len());
        for item in waiting {
            match item {
                Item::Change(pending) => changes.push(*pending),
                Item::Drain(done) => {
                    state.writer.write(std::mem::take(&mut changes)).await;
                    // Whoever asked may have gone.
                    done.send(()).ok();
                }
            }
        }
        state.writer.write(changes).await;
        myself.cast(Pump)?;
        Ok(())
    }
}

#[expect(clippy::cast_precision_loss, reason = "a count of things in memory")]
fn count(of: usize) -> f64 {
    of as f64
}
