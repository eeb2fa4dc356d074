//! What happened, in order, for everyone who wants to know.
//!
//! The recent past is a ring in memory; what is older is read from the journal, so a
//! [reader](reader::Reader) that lags catches up instead of losing anything. Our own
//! events enter only after the journal's acknowledgement; other nodes' events are
//! [followed](follower).

pub mod follower;
pub mod position;
pub mod reader;

use std::collections::HashMap;
use std::collections::HashSet;
use std::collections::VecDeque;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::sync::watch;
use tokio::time::Instant;

use crate::actors::change::Moved;
use crate::actors::change::read_event;
use crate::actors::change::read_order;
use crate::actors::feed::position::Position;
use crate::actors::feed::reader::Reader;
use crate::actors::index::OrderIndex;
use crate::domain::ids::OrderId;
use crate::store::JournalRow;
use crate::store::Place;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::Stream;
use crate::telemetry::metrics as names;

/// How many journal rows are read at a time.
const PAGE: usize = 256;

/// A cheap, cloneable handle on what happened.
#[derive(Debug, Clone)]
pub struct Feed(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    store: Arc<dyn Store>,
    index: OrderIndex,
    ring: Mutex<Ring>,
    /// The count of everything ever told here; readers wait for it to grow.
    told: watch::Sender<u64>,
}

/// The recent past.
#[derive(Debug)]
struct Ring {
    moved: VecDeque<Arc<Moved>>,
    max: usize,
    /// How many were told before the oldest one kept.
    dropped: u64,
    /// The position just before the oldest one kept.
    start: Position,
    /// The position after the newest one.
    end: Position,
}

impl Feed {
    /// A feed that goes on where the index is, and remembers `ring_max` events.
    #[must_use]
    pub fn new(store: Arc<dyn Store>, index: OrderIndex, ring_max: usize) -> Self {
        let start = index.position();
        let ring = Ring {
            moved: VecDeque::new(),
            max: ring_max.max(1),
            dropped: 0,
            end: start.clone(),
            start,
        };
        let (told, _) = watch::channel(0);
        Self(Arc::new(Shared {
            store,
            index,
            ring: Mutex::new(ring),
            told,
        }))
    }

    /// The index that is kept up with this feed.
    #[must_use]
    pub fn index(&self) -> &OrderIndex {
        &self.0.index
    }

    /// Where the feed is now.
    #[must_use]
    pub fn position(&self) -> Position {
        self.0.ring.lock().end.clone()
    }

    /// Reads everything after a position: from memory, or from the journal when it lies
    /// further back.
    #[must_use]
    pub fn since(&self, position: Position) -> Reader {
        Reader::new(self.clone(), position)
    }

    /// Wakes whoever waits when anything is told, and says nothing of what.
    #[must_use]
    pub fn news(&self) -> watch::Receiver<u64> {
        self.0.told.subscribe()
    }

    /// How many events at most lie between a position and the present, when all of them are
    /// in memory and the position is one of ours.
    #[must_use]
    pub fn missed_in_memory(&self, position: &Position) -> Option<u64> {
        // Lists are answered a moment before readers are told.
        let mut known = self.0.index.position();
        let ring = self.0.ring.lock();
        known.join(&ring.end);
        if !position.covers(&ring.start) || !known.covers(position) {
            return None;
        }
        let all = ring.moved.len() as u64;
        let behind = |end: Place| {
            let after = position.after(end.stream);
            after.map_or(0, |after| end.seq.saturating_sub(after))
        };
        Some(ring.end.places().map(behind).sum::<u64>().min(all))
    }

    /// How many events lie between a position and the present; none when it is no position
    /// of this store, or not all of them are kept.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn missed(&self, position: &Position) -> Result<Option<u64>, StoreError> {
        if !self.keeps(position).await? {
            return Ok(None);
        }
        let tips = self.0.store.streams().await?;
        let is_ours = |place: Place| {
            let mut tips = tips.iter();
            tips.any(|tip| tip.stream == place.stream && tip.seq >= place.seq)
        };
        if !position.places().all(is_ours) {
            return Ok(None);
        }
        let behind = |tip: &Place| {
            let after = position.after(tip.stream);
            after.map_or(0, |after| tip.seq.saturating_sub(after))
        };
        Ok(Some(tips.iter().map(behind).sum()))
    }

    /// The first version of each order that lies between a position and the present, where
    /// several nodes have written since: read one stream after the other, a later version
    /// may come by before it.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn first_missed(
        &self,
        position: &Position,
    ) -> Result<HashMap<OrderId, u64>, StoreError> {
        let mut first = HashMap::new();
        if self.position().places().count() < 2 {
            return Ok(first);
        }
        let mut tips = self.0.store.streams().await?;
        tips.retain(|tip| !position.has_passed(*tip));
        let nodes: HashSet<_> = tips.iter().map(|tip| tip.stream.node).collect();
        if nodes.len() < 2 {
            return Ok(first);
        }
        for tip in tips {
            let mut after = position.after(tip.stream).unwrap_or(tip.seq);
            while after < tip.seq {
                let rows = self.0.store.journal(tip.stream, after, PAGE).await?;
                let Some(last) = rows.last() else { break };
                after = last.seq;
                for row in rows {
                    let version = first.entry(row.order).or_insert(row.version);
                    *version = row.version.min(*version);
                }
            }
        }
        Ok(first)
    }

    /// The events of an order after a version and before one that was told, each with the
    /// place and the order of that one.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn between(&self, told: &Moved, after: u64) -> Result<Vec<Moved>, StoreError> {
        let count = told.event.version.saturating_sub(after + 1);
        let count = usize::try_from(count).unwrap_or(PAGE).min(PAGE);
        let rows = self.0.store.events(told.event.order, after + 1, count);
        let moved = |row| {
            Ok(Moved {
                event: Arc::new(read_event(row)?),
                ..told.clone()
            })
        };
        rows.await?.iter().map(moved).collect()
    }

    /// Whether everything after a position can still be read. When it cannot, whoever stands
    /// there starts over from the present state.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn keeps(&self, position: &Position) -> Result<bool, StoreError> {
        let start = self.0.ring.lock().start.clone();
        if position.covers(&start) {
            return Ok(true);
        }
        Ok(position.reaches(&self.0.store.floors().await?))
    }

    /// Tells everyone what has become durable. The index knows it already.
    pub fn tell(&self, moved: Vec<Moved>) {
        let mut ring = self.0.ring.lock();
        for moved in moved {
            ring.push(Arc::new(moved));
        }
        let told = ring.dropped + ring.moved.len() as u64;
        drop(ring);
        self.0.told.send_replace(told);
    }

    /// Takes in and tells what a stream holds beyond what we know of it.
    ///
    /// # Errors
    ///
    /// When the store cannot be read, or what is missing was cleaned away; what was read so
    /// far has been told.
    pub async fn catch_up(&self, stream: Stream) -> Result<(), StoreError> {
        loop {
            let known = self.0.ring.lock().end.after(stream);
            let Some(after) = known else { return Ok(()) };
            let moved = self.read(stream, after, PAGE).await?;
            if moved.is_empty() {
                let floors = self.0.store.floors().await?;
                let whole = self.position().reaches(&floors);
                return whole.then_some(()).ok_or(StoreError::Cleaned);
            }
            metrics::counter!(names::FEED_CATCHUPS_TOTAL).increment(1);
            self.0.index.take_in(&moved);
            self.tell(moved);
        }
    }

    /// A page of a stream after a number, up to the first number that is missing.
    async fn read(&self, stream: Stream, after: u64, max: usize) -> Result<Vec<Moved>, StoreError> {
        let rows = self.0.store.journal(stream, after, max).await?;
        let gapless = (after + 1..)
            .zip(&rows)
            .take_while(|(seq, row)| *seq == row.seq);
        let mut moved = Vec::with_capacity(rows.len());
        for (_, row) in gapless {
            moved.push(self.read_one(stream, row).await?);
        }
        Ok(moved)
    }

    async fn read_one(&self, stream: Stream, row: &JournalRow) -> Result<Moved, StoreError> {
        let missing = |what: &str| StoreError::Unreadable {
            row: format!("{what} of order {} version {}", row.order, row.version),
            reason: "the journal names it, but it is not there".to_owned(),
        };
        let events = self.0.store.events(row.order, row.version, 1).await?;
        let event = events.first().filter(|event| event.version == row.version);
        let event = read_event(event.ok_or_else(|| missing("event"))?)?;
        let order = self
            .0
            .store
            .order(row.order)
            .await?
            .ok_or_else(|| missing("row"))?;
        Ok(Moved {
            place: Place {
                stream,
                seq: row.seq,
            },
            order: Arc::new(read_order(&order)?),
            event: Arc::new(event),
            durable_at: Instant::now(),
        })
    }
}

impl Ring {
    fn push(&mut self, moved: Arc<Moved>) {
        if self.moved.len() == self.max
            && let Some(oldest) = self.moved.pop_front()
        {
            self.start.pass(oldest.place);
            self.dropped += 1;
        }
        self.end.pass(moved.place);
        self.moved.push_back(moved);
    }

    /// The event that was told as number `at`, counted from 0; `None` beyond the ends.
    fn get(&self, at: u64) -> Option<&Arc<Moved>> {
        let place = usize::try_from(at.checked_sub(self.dropped)?).ok()?;
        self.moved.get(place)
    }
}
