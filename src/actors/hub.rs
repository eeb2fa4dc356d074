//! Who listens to what, and telling all of them.
//!
//! The [`HubActor`](telling::HubActor) reads the feed; each change is spelled once for every
//! audience that listens, and the hub pushes the shared bytes into the outlets of sessions. Those who listen are
//! kept in shards, each with its own lock and its own place in the feed: whoever joins
//! learns exactly from where on it is told.

pub mod presence;
pub mod replay;
pub mod telling;
mod told;

use std::collections::HashMap;
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::time::Duration;

use dashmap::DashMap;
use parking_lot::Mutex;
use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::actors::change::Moved;
use crate::actors::feed::Feed;
use crate::actors::feed::position::Position;
use crate::actors::hub::presence::Presence;
use crate::actors::session::Link;
use crate::actors::session::close::Close;
use crate::actors::session::frame::Frame;
use crate::domain::ids::OrderId;
use crate::domain::konveksi::alert::alerts_for;
use crate::wire::konveksi::Audience;
use crate::wire::konveksi::Reader as Eyes;
use crate::wire::konveksi::frames::staff::StaffFrame;
use crate::wire::konveksi::frames::staff::Was;

/// How many groups of listeners there are: enough that joining one delays few.
const SHARDS: usize = 16;
/// How many changes are told together at most.
pub const BATCH: usize = 64;
/// How many clients may read old changes from the store at once; the others wait.
const REPLAYS_MAX: usize = 16;
/// How often, and how many times, it is looked whether the hub came as far as a client.
const CATCH_UP_WAIT: Duration = Duration::from_millis(2);
const CATCH_UP_TRIES: usize = 500;

/// What is kept of the past for those who come back.
#[derive(Debug, Clone, Copy)]
pub struct RecoveryLimits {
    /// For how long.
    pub span: Duration,
    /// How many changes one client is told at most.
    pub events: usize,
}

/// A cheap, cloneable handle on everyone who listens.
#[derive(Debug, Clone)]
pub struct Hub(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    feed: Feed,
    /// The base of absolute links in frames.
    base: String,
    recovery: RecoveryLimits,
    shards: Vec<Mutex<Shard>>,
    next_shard: AtomicUsize,
    watched: DashMap<OrderId, Vec<Arc<Link>>>,
    notified: DashMap<Uuid, Arc<Link>>,
    presence: Presence,
    alerted: AtomicBool,
    replays: Arc<Semaphore>,
    /// How far the actor, or its predecessor, has come.
    reached: Mutex<Position>,
}

/// Some of those who listen to all orders.
#[derive(Debug, Default)]
struct Shard {
    listeners: Vec<(Audience, Arc<Link>)>,
    /// Up to where they were told.
    position: Position,
}

/// That a session hears of all orders; ends when dropped.
#[derive(Debug)]
pub struct Subscription {
    hub: Hub,
    shard: usize,
    id: Uuid,
}

/// That a session hears of one order; ends when dropped.
#[derive(Debug)]
pub struct Watching {
    hub: Hub,
    order: OrderId,
    id: Uuid,
}

/// That a session hears notices; ends when dropped.
#[derive(Debug)]
pub struct Notified {
    hub: Hub,
    id: Uuid,
}

impl Hub {
    /// Nobody listens yet.
    #[must_use]
    pub fn new(feed: Feed, base: String, recovery: RecoveryLimits) -> Self {
        let reached = feed.position();
        let shard = |_| {
            Mutex::new(Shard {
                listeners: Vec::new(),
                position: reached.clone(),
            })
        };
        Self(Arc::new(Shared {
            base,
            recovery,
            shards: (0..SHARDS).map(shard).collect(),
            next_shard: AtomicUsize::new(0),
            watched: DashMap::new(),
            notified: DashMap::new(),
            presence: Presence::default(),
            alerted: AtomicBool::new(false),
            replays: Arc::new(Semaphore::new(REPLAYS_MAX)),
            reached: Mutex::new(reached),
            feed,
        }))
    }

    /// Lets a session hear of all orders, and answers the place after which it does.
    #[must_use]
    pub fn subscribe(&self, link: &Arc<Link>, audience: Audience) -> (Subscription, Position) {
        let number = self.0.next_shard.fetch_add(1, Ordering::Relaxed) % SHARDS;
        let mut shard = self.0.shards[number].lock();
        shard.listeners.push((audience, Arc::clone(link)));
        let position = shard.position.clone();
        drop(shard);
        let subscription = Subscription {
            hub: self.clone(),
            shard: number,
            id: link.id,
        };
        (subscription, position)
    }

    /// Lets a session hear that one order moved.
    #[must_use]
    pub fn watch(&self, link: &Arc<Link>, order: OrderId) -> Watching {
        let mut watching = self.0.watched.entry(order).or_default();
        watching.push(Arc::clone(link));
        drop(watching);
        Watching {
            hub: self.clone(),
            order,
            id: link.id,
        }
    }

    /// Lets a session hear notices.
    #[must_use]
    pub fn notify(&self, link: &Arc<Link>) -> Notified {
        self.0.notified.insert(link.id, Arc::clone(link));
        Notified {
            hub: self.clone(),
            id: link.id,
        }
    }

    /// Those who hear notices.
    #[must_use]
    pub fn notified(&self) -> Vec<Arc<Link>> {
        let notified = self.0.notified.iter();
        notified.map(|it| Arc::clone(it.value())).collect()
    }

    /// Whether a change since the last question was worth an alert.
    #[must_use]
    pub fn was_alerted(&self) -> bool {
        self.0.alerted.swap(false, Ordering::AcqRel)
    }

    /// Who looks at which order.
    #[must_use]
    pub fn presence(&self) -> &Presence {
        &self.0.presence
    }

    /// Whether there is an order of that id.
    #[must_use]
    pub fn knows(&self, order: OrderId) -> bool {
        self.0.feed.index().contains(order)
    }

    /// For how many milliseconds the past is kept for those who come back.
    #[must_use]
    pub fn recovery_span(&self) -> i64 {
        i64::try_from(self.0.recovery.span.as_millis()).unwrap_or(i64::MAX)
    }

    /// Waits until everyone was told what lies before a position; not for ever, because a
    /// frame told twice is better than none.
    pub async fn await_position(&self, position: &Position) {
        for _ in 0..CATCH_UP_TRIES {
            if self.0.reached.lock().covers(position) {
                return;
            }
            tokio::time::sleep(CATCH_UP_WAIT).await;
        }
    }

    /// Tells all staff who listen something outside the feed.
    pub fn tell_staff(&self, frames: &[Arc<Frame>]) {
        if frames.is_empty() {
            return;
        }
        for shard in &self.0.shards {
            let shard = shard.lock();
            for (_, link) in &shard.listeners {
                if link.who.is_staff() {
                    link.outlet.push(frames);
                }
            }
        }
    }

    /// Goes on with the present, because what lies before it was cleaned away; everybody
    /// who listens has to come back and start over.
    fn start_over(&self) {
        let present = self.0.feed.position();
        for shard in &self.0.shards {
            let mut shard = shard.lock();
            shard.position.clone_from(&present);
            let listeners = shard.listeners.iter();
            listeners.for_each(|(_, link)| link.outlet.close(Close::Failed));
        }
        for watching in &self.0.watched {
            watching.iter().for_each(|link| link.outlet.nudge());
        }
        *self.0.reached.lock() = present;
    }

    /// The frame of a change for an audience.
    fn frame(&self, moved: &Moved, was: Option<Was>, cursor: &Arc<str>, to: Audience) -> Frame {
        let eyes = Eyes {
            audience: to,
            base: &self.0.base,
        };
        let view = StaffFrame::of(&moved.event, &moved.order, was, cursor, eyes);
        Frame::of(&view)
            .at(Arc::clone(cursor))
            .since(moved.durable_at)
    }

    /// Tells a batch of changes to everyone who listens.
    fn deliver(&self, batch: &[(Arc<Moved>, Option<Was>, Arc<str>)], reached: &Position) {
        let mut spelled: HashMap<Audience, Vec<Arc<Frame>>> = HashMap::new();
        for shard in &self.0.shards {
            let mut shard = shard.lock();
            for (audience, link) in &shard.listeners {
                let frames = spelled.entry(*audience).or_insert_with(|| {
                    let frame = |(moved, was, cursor): &(Arc<Moved>, _, _)| {
                        Arc::new(self.frame(moved, *was, cursor, *audience))
                    };
                    batch.iter().map(frame).collect()
                });
                link.outlet.push(frames);
            }
            shard.position.clone_from(reached);
        }
        for (moved, _, _) in batch {
            if let Some(watching) = self.0.watched.get(&moved.event.order) {
                watching.iter().for_each(|link| link.outlet.nudge());
            }
            if !alerts_for(&moved.event).is_empty() {
                self.0.alerted.store(true, Ordering::Release);
            }
        }
        self.0.reached.lock().clone_from(reached);
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let mut shard = self.hub.0.shards[self.shard].lock();
        let place = shard.listeners.iter().position(|(_, it)| it.id == self.id);
        if let Some(place) = place {
            shard.listeners.swap_remove(place);
        }
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let watched = &self.hub.0.watched;
        if let Some(mut watching) = watched.get_mut(&self.order) {
            watching.retain(|link| link.id != self.id);
        }
        watched.remove_if(&self.order, |_, watching| watching.is_empty());
    }
}

impl Drop for Notified {
    fn drop(&mut self) {
        self.hub.0.notified.remove(&self.id);
    }
}

/// Frames as they are sent.
pub type Frames = VecDeque<Arc<Frame>>;
