//! Finding orders by a text, and whoever keeps that up to date.
//!
//! - **Starts** with the app, and reads every order once; lists do not wait for it.
//! - **Owns** the [library]; what it does not hold yet stands beside it in the
//!   [index](super::index), so that a search knows every change that was answered.
//! - **Fails** without loss: its successor fills a new library.

pub mod catalogue;
pub mod library;
pub mod text;

use std::sync::Arc;
use std::time::Duration;

use ractor::Actor;
use ractor::ActorProcessingErr;
use ractor::ActorRef;
use tokio::sync::watch;
use tokio::task::spawn_blocking;
use tokio::time::Instant;
use tracing::info;
use tracing::warn;

use crate::actors::change::read_order;
use crate::actors::index::OrderIndex;
use crate::actors::index::Query;
use crate::actors::index::SearchError;
use crate::actors::index::Selection;
use crate::actors::search::library::Library;
use crate::actors::search::text::Sought;
use crate::actors::search::text::Text;
use crate::domain::ids::OrderId;
use crate::domain::konveksi::Order;
use crate::store::Store;
use crate::store::StoreError;

/// How many orders are read at a time.
const PAGE: usize = 512;
/// How often to look whether texts wait.
const BEAT: Duration = Duration::from_millis(250);
/// So many are put away at once; as many are read word by word in a fraction of a
/// millisecond, so fewer are left where they are for a while.
const ENOUGH: usize = 256;
/// How long few may wait.
const LINGER: Duration = Duration::from_secs(10);
/// More than this are not put away at once.
const BATCH_MAX: usize = 4_096;
/// How long to wait after the store could not be read.
const RETRY: Duration = Duration::from_secs(1);
/// How long a search waits for the texts to have been read: longer than a small store takes.
const PATIENCE: Duration = Duration::from_secs(2);

/// A cheap, cloneable way to search.
#[derive(Debug, Clone)]
pub struct Search {
    index: OrderIndex,
    ready: watch::Receiver<bool>,
}

impl Search {
    /// Whether every order can be found.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        *self.ready.borrow()
    }

    /// Answers a query among the orders that a text finds. Just after a start it waits a
    /// little for the texts.
    ///
    /// # Errors
    ///
    /// While the texts are still being read, or when the library fails.
    pub async fn select(&self, query: &Query, sought: &Sought) -> Result<Selection, SearchError> {
        let mut ready = self.ready.clone();
        // Whatever comes of the wait, the index knows best.
        tokio::time::timeout(PATIENCE, ready.wait_for(|ready| *ready))
            .await
            .ok();
        self.index.search(query, sought)
    }
}

/// What the actor is started with; a successor is started with the same.
#[derive(Debug, Clone)]
pub struct SearchArguments {
    index: OrderIndex,
    store: Arc<dyn Store>,
    ready: watch::Sender<bool>,
}

impl SearchArguments {
    pub(super) fn new(index: OrderIndex, store: Arc<dyn Store>) -> (Self, Search) {
        let (sender, ready) = watch::channel(false);
        let search = Search {
            index: index.clone(),
            ready,
        };
        let arguments = Self {
            index,
            store,
            ready: sender,
        };
        (arguments, search)
    }
}

/// The actor.
#[derive(Debug)]
pub struct SearchActor;

/// Asks the actor for the next step.
#[derive(Debug)]
pub struct Step;

/// What the actor owns.
#[derive(Debug)]
pub struct Librarian {
    arguments: SearchArguments,
    /// Away while its threads are at work.
    library: Option<Library>,
    stage: Stage,
}

/// How far the library is.
#[derive(Debug)]
enum Stage {
    Filling {
        after: Option<OrderId>,
        count: usize,
        since: Instant,
    },
    Open {
        put_away_at: Instant,
    },
}

impl Actor for SearchActor {
    type Msg = Step;
    type State = Librarian;
    type Arguments = SearchArguments;

    async fn pre_start(
        &self,
        myself: ActorRef<Step>,
        arguments: SearchArguments,
    ) -> Result<Librarian, ActorProcessingErr> {
        let mut librarian = Librarian {
            arguments,
            library: None,
            stage: Librarian::beginning(),
        };
        librarian.begin()?;
        myself.cast(Step)?;
        Ok(librarian)
    }

    async fn handle(
        &self,
        myself: ActorRef<Step>,
        _step: Step,
        state: &mut Librarian,
    ) -> Result<(), ActorProcessingErr> {
        let pause = state.step().await?;
        myself.send_after(pause, || Step);
        Ok(())
    }
}

impl Librarian {
    fn beginning() -> Stage {
        Stage::Filling {
            after: None,
            count: 0,
            since: Instant::now(),
        }
    }

    /// Begins with an empty library.
    fn begin(&mut self) -> Result<(), ActorProcessingErr> {
        if self.library.is_some() {
            warn!("too many texts were waiting, all of them are read again");
        }
        self.arguments.ready.send_replace(false);
        self.library = Some(Library::new()?);
        self.arguments.index.begin_texts();
        self.stage = Self::beginning();
        Ok(())
    }

    /// Does the next step. Answers how long to wait before the one after it.
    async fn step(&mut self) -> Result<Duration, ActorProcessingErr> {
        match self.stage {
            Stage::Filling {
                after,
                count,
                since,
            } => {
                let orders = match self.read(after).await {
                    Ok(orders) => orders,
                    Err(error) => {
                        warn!(%error, "the texts of orders cannot be read yet");
                        return Ok(RETRY);
                    }
                };
                if let Some(last) = orders.last() {
                    let admitted = self.arguments.index.admit_texts(&orders);
                    self.put(admitted, true).await?;
                    self.stage = Stage::Filling {
                        after: Some(last.id),
                        count: count + orders.len(),
                        since,
                    };
                } else if self.open(&[]).await? {
                    let took = since.elapsed().as_secs_f64();
                    info!(orders = count, seconds = took, "search ready");
                }
                Ok(Duration::ZERO)
            }
            Stage::Open { put_away_at } => {
                let Some(waiting) = self.arguments.index.count_waiting_texts() else {
                    self.begin()?;
                    return Ok(Duration::ZERO);
                };
                let lingers = waiting > 0 && put_away_at.elapsed() >= LINGER;
                if waiting >= ENOUGH || lingers {
                    let waiting = self.arguments.index.waiting_texts(BATCH_MAX);
                    let put = self.put(waiting, false).await?;
                    self.open(&put).await?;
                }
                Ok(BEAT)
            }
        }
    }

    async fn read(&self, after: Option<OrderId>) -> Result<Vec<Order>, StoreError> {
        let page = self.arguments.store.orders_after(after, PAGE).await?;
        page.iter().map(read_order).collect()
    }

    /// Puts texts in and gives them back.
    async fn put(
        &mut self,
        texts: Vec<(u32, Text)>,
        are_new: bool,
    ) -> Result<Vec<(u32, Text)>, ActorProcessingErr> {
        let library = self.take()?;
        let (library, texts, done) = spawn_blocking(move || {
            let mut put = texts.iter();
            let done = put.try_for_each(|(row, text)| library.put(*row, text, are_new));
            (library, texts, done)
        })
        .await?;
        self.library = Some(library);
        done?;
        Ok(texts)
    }

    /// Has what was put in answer from now on; begins anew when too much waited.
    async fn open(&mut self, put: &[(u32, Text)]) -> Result<bool, ActorProcessingErr> {
        let mut library = self.take()?;
        let is_first = matches!(self.stage, Stage::Filling { .. });
        let (library, catalogue) = spawn_blocking(move || {
            let bound = if is_first { library.bind() } else { Ok(()) };
            let catalogue = bound.and_then(|()| library.open());
            (library, catalogue)
        })
        .await?;
        self.library = Some(library);
        if !self.arguments.index.let_answer(catalogue?, put) {
            self.begin()?;
            return Ok(false);
        }
        self.stage = Stage::Open {
            put_away_at: Instant::now(),
        };
        self.arguments.ready.send_replace(true);
        Ok(true)
    }

    fn take(&mut self) -> Result<Library, ActorProcessingErr> {
        let library = self.library.take();
        library.ok_or_else(|| "the library did not come back".into())
    }
}

#[cfg(test)]
mod tests;
