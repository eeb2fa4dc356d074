//! Someone who reads the feed at their own pace.

use std::collections::VecDeque;
use std::sync::Arc;

use tokio::sync::watch;

use crate::actors::change::Moved;
use crate::actors::feed::Feed;
use crate::actors::feed::PAGE;
use crate::actors::feed::position::Position;
use crate::store::StoreError;
use crate::telemetry::metrics as names;

/// Reads what happened after a position, in order, missing nothing.
#[derive(Debug)]
pub struct Reader {
    feed: Feed,
    told: watch::Receiver<u64>,
    /// Everything up to here was answered.
    position: Position,
    /// The place in the ring to look at next; `None` while older events are still missing.
    at: Option<u64>,
    /// Older events, read from the journal and not answered yet.
    backlog: VecDeque<Arc<Moved>>,
}

impl Reader {
    pub(super) fn new(feed: Feed, position: Position) -> Self {
        let told = feed.0.told.subscribe();
        Self {
            feed,
            told,
            position,
            at: None,
            backlog: VecDeque::new(),
        }
    }

    /// Everything up to here was answered.
    #[must_use]
    pub const fn position(&self) -> &Position {
        &self.position
    }

    /// The next event, waiting for one if need be. Safe to cancel: nothing is lost.
    ///
    /// # Errors
    ///
    /// When older events are needed and the store cannot be read (ask again later), or they
    /// were cleaned away ([`StoreError::Cleaned`]: asking again is no use).
    ///
    /// # Panics
    ///
    /// Never: a reader keeps its feed alive.
    pub async fn next(&mut self) -> Result<Arc<Moved>, StoreError> {
        loop {
            if let Some(moved) = self.backlog.pop_front() {
                if self.is_news(&moved) {
                    return Ok(moved);
                }
                continue;
            }
            match self.look() {
                Look::Found(moved) if self.is_news(&moved) => return Ok(moved),
                Look::Behind(start) => self.read_back(&start).await?,
                // We hold the feed ourselves, so the sender is there as long as we are.
                Look::Nothing => self.told.changed().await.expect("the feed is held by us"),
                Look::Found(_) => {}
            }
        }
    }

    /// The next event, if there is one now.
    ///
    /// # Errors
    ///
    /// As [`next`](Self::next).
    pub async fn next_now(&mut self) -> Result<Option<Arc<Moved>>, StoreError> {
        loop {
            if let Some(moved) = self.next_at_once() {
                return Ok(Some(moved));
            }
            match self.look() {
                Look::Found(moved) if self.is_news(&moved) => return Ok(Some(moved)),
                Look::Behind(start) => self.read_back(&start).await?,
                Look::Nothing => return Ok(None),
                Look::Found(_) => {}
            }
        }
    }

    /// The next event, if it is in memory now.
    pub fn next_at_once(&mut self) -> Option<Arc<Moved>> {
        loop {
            let next = match self.backlog.pop_front() {
                Some(moved) => moved,
                None => match self.look() {
                    Look::Found(moved) => moved,
                    Look::Nothing | Look::Behind(_) => return None,
                },
            };
            if self.is_news(&next) {
                return Some(next);
            }
        }
    }

    fn is_news(&mut self, moved: &Moved) -> bool {
        let news = !self.position.has_passed(moved.place);
        self.position.pass(moved.place);
        news
    }

    fn look(&mut self) -> Look {
        self.told.mark_unchanged();
        let ring = self.feed.0.ring.lock();
        let at = match self.at {
            Some(at) if at >= ring.dropped => at,
            _ if self.position.covers(&ring.start) => ring.dropped,
            _ => return Look::Behind(ring.start.clone()),
        };
        let found = ring.get(at).map(Arc::clone);
        drop(ring);
        self.at = Some(at + u64::from(found.is_some()));
        found.map_or(Look::Nothing, Look::Found)
    }

    /// Reads a page of what lies between us and the ring.
    async fn read_back(&mut self, start: &Position) -> Result<(), StoreError> {
        metrics::counter!(names::FEED_CATCHUPS_TOTAL).increment(1);
        self.at = None;
        let floors = self.feed.0.store.floors().await?;
        if !self.position.reaches(&floors) {
            return Err(StoreError::Cleaned);
        }
        let mut tips = self.feed.0.store.streams().await?;
        // One incarnation of a node has to be behind us before its next begins.
        tips.sort_unstable();
        for tip in tips {
            // What the ring's start has not passed will come from the ring itself.
            let Some(after) = self.position.after(tip.stream) else {
                continue;
            };
            if start.after(tip.stream).is_some_and(|until| until <= after) {
                continue;
            }
            let page = self.feed.read(tip.stream, after, PAGE).await?;
            if !page.is_empty() {
                self.backlog.extend(page.into_iter().map(Arc::new));
                return Ok(());
            }
            // Nothing is left of a stream this old; what remains of it is behind us.
            self.position.pass(tip);
        }
        self.position.join(start);
        Ok(())
    }
}

enum Look {
    Found(Arc<Moved>),
    Nothing,
    Behind(Position),
}
