//! What the tests of stories share: a small engine's settings, and a watch.

use std::sync::atomic::AtomicI64;
use std::sync::atomic::Ordering;
use std::time::Duration;

use crate::actors::engine::EngineSettings;
use crate::actors::registry::OrderLimits;
use crate::actors::registry::SleepLimits;
use crate::domain::ids::NodeId;
use crate::domain::time::BusinessZone;
use crate::domain::time::Clock;
use crate::domain::time::Span;
use crate::domain::time::Timestamp;

const NOON: i64 = 1_760_000_000_000;

/// Stands until somebody moves it.
#[derive(Debug)]
pub(super) struct Watch(AtomicI64);

impl Watch {
    pub(super) fn wait(&self, span: Span) {
        let later = self.now() + span;
        self.0.store(later.0, Ordering::SeqCst);
    }
}

impl Default for Watch {
    fn default() -> Self {
        Self(AtomicI64::new(NOON))
    }
}

impl Clock for Watch {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

pub(super) fn settings() -> EngineSettings {
    EngineSettings {
        node: NodeId(1),
        journal_batch_max: 8,
        journal_queue_max: 256,
        feed_ring_max: 16,
        sweep: Duration::from_millis(100),
        snapshot_interval: Duration::from_mins(1),
        zone: BusinessZone::UTC,
        orders: OrderLimits {
            permits: 64,
            reply_timeout: Duration::from_secs(5),
        },
        sleep: SleepLimits {
            idle: Duration::from_mins(1),
            awake_max: 4,
        },
    }
}
