//! `[engine]`: sizes, waits and beats of the living parts.

use std::time::Duration;

use crate::config::reader::Reader;
use crate::domain::ids::NodeId;

/// Sizes, waits and beats of the living parts.
#[derive(Debug, Clone)]
pub struct EngineConfig {
    /// The number of this process among those that share a store.
    pub node: NodeId,
    /// How long an order stays awake after its last message.
    pub order_idle: Duration,
    /// How many orders may be awake at once.
    pub orders_awake_max: usize,
    /// How many callers may wait for one order.
    pub order_permits: usize,
    /// How many changes one transaction carries at most.
    pub journal_batch_max: usize,
    /// How many changes may wait for a transaction.
    pub journal_queue_max: usize,
    /// How long a caller waits for an order or the journal.
    pub reply_timeout: Duration,
    /// How many recent events are kept in memory.
    pub feed_ring_max: usize,
    /// How often to look for changes in an embedded store.
    pub sweep_interval_embedded: Duration,
    /// How often to look for changes in a store other processes write to.
    pub sweep_interval_shared: Duration,
    /// How often the order index is saved.
    pub index_snapshot_interval: Duration,
    /// How far back the journal goes at least.
    pub journal_kept: Duration,
}

impl EngineConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let mut section = reader.section("engine");
        Self {
            node: NodeId(section.get("node")),
            order_idle: section.get("order_idle"),
            orders_awake_max: section.get("orders_awake_max"),
            order_permits: section.get("order_permits"),
            journal_batch_max: section.get("journal_batch_max"),
            journal_queue_max: section.get("journal_queue_max"),
            reply_timeout: section.get("reply_timeout"),
            feed_ring_max: section.get("feed_ring_max"),
            sweep_interval_embedded: section.get("sweep_interval_embedded"),
            sweep_interval_shared: section.get("sweep_interval_shared"),
            index_snapshot_interval: section.get("index_snapshot_interval"),
            journal_kept: section.get("journal_kept"),
        }
    }
}
