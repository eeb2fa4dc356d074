//! The place of one order in the registry: its lock, and its actor while it has one.

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

use parking_lot::RwLock;
use ractor::ActorRef;
use ractor::ActorStatus;
use ractor::MessagingErr;
use tokio::time::Instant;

use crate::actors::order::Asks;
use crate::actors::order::Permit;
use crate::actors::order::Present;
use crate::actors::order::Request;

/// The place of one order.
#[derive(Debug, Default)]
pub(super) struct Slot {
    gate: tokio::sync::Mutex<()>,
    live: RwLock<Option<Live>>,
}

impl Slot {
    /// Held while an actor starts, and until the last one has fully stopped.
    pub(super) async fn lock(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.gate.lock().await
    }

    /// The gate, when nobody holds it.
    pub(super) fn try_lock(&self) -> Option<tokio::sync::MutexGuard<'_, ()>> {
        self.gate.try_lock().ok()
    }

    /// The actor, unless it has fallen or sleeps.
    pub(super) fn live(&self) -> Option<Live> {
        self.live.read().clone().filter(Live::is_running)
    }

    pub(super) fn fill(&self, live: Live) {
        *self.live.write() = Some(live);
    }

    pub(super) fn empty(&self) -> Option<Live> {
        self.live.write().take()
    }

    /// When the order was last asked something; `None` while it has no actor.
    pub(super) fn used_at(&self) -> Option<Instant> {
        self.live.read().as_ref().map(|live| *live.used.read())
    }
}

/// An order that is awake.
#[derive(Debug, Clone)]
pub(super) struct Live {
    pub(super) actor: ActorRef<Request>,
    pub(super) present: Present,
    waiting: Arc<AtomicUsize>,
    used: Arc<RwLock<Instant>>,
}

/// What became of a message.
pub(super) enum Sent {
    /// It waits for its turn.
    Waiting,
    /// Too many wait already.
    Full,
    /// The actor takes nothing more; here is the message again.
    Stopping(Asks),
}

impl Live {
    pub(super) fn new(actor: ActorRef<Request>, present: Present) -> Self {
        let used = Arc::new(RwLock::new(Instant::now()));
        Self {
            actor,
            present,
            waiting: Arc::default(),
            used,
        }
    }

    fn is_running(&self) -> bool {
        matches!(
            self.actor.get_status(),
            ActorStatus::Running | ActorStatus::Starting
        )
    }

    /// Whether somebody waits for an answer.
    pub(super) fn is_busy(&self) -> bool {
        self.waiting.load(Ordering::Acquire) > 0
    }

    /// Sends a request on, if fewer than `max` are waiting or being dealt with.
    pub(super) fn send(&self, asks: Asks, max: usize) -> Sent {
        let before = self.waiting.fetch_add(1, Ordering::AcqRel);
        let permit = Permit(Arc::clone(&self.waiting));
        if before >= max {
            return Sent::Full;
        }
        *self.used.write() = Instant::now();
        match self.actor.cast(Request { asks, permit }) {
            Ok(()) => Sent::Waiting,
            Err(MessagingErr::SendErr(request)) => Sent::Stopping(request.asks),
            // Neither can happen to an actor of this type.
            Err(MessagingErr::ChannelClosed | MessagingErr::InvalidActorType) => Sent::Full,
        }
    }
}
