//! Which version of which order was told last.
//!
//! The streams of several nodes are told as they are read, so version 7 of an order may
//! come by before version 6 of it. Nobody should see an order go back.

use std::collections::HashMap;

use crate::actors::change::Moved;
use crate::domain::ids::OrderId;
use crate::wire::konveksi::frames::staff::Was;

/// How many orders are remembered before the older half is forgotten, some 40 bytes each.
const ORDERS_MAX: usize = 32_768;

/// What was told of orders lately.
#[derive(Debug, Default)]
pub(super) struct Told {
    young: HashMap<OrderId, Last>,
    old: HashMap<OrderId, Last>,
}

#[derive(Debug, Clone, Copy)]
struct Last {
    version: u64,
    was: Option<Was>,
}

/// Whether it is time to tell a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// It is.
    Now,
    /// It, or a later one, was told.
    Again,
    /// Only those up to this version were told.
    TooEarly {
        /// Which.
        after: u64,
    },
}

impl Told {
    /// Nothing was told yet, and these are the first versions that are to be.
    pub(super) fn after(first: HashMap<OrderId, u64>) -> Self {
        let before = |(order, version): (OrderId, u64)| {
            let last = Last {
                version: version.saturating_sub(1),
                was: None,
            };
            (order, last)
        };
        Self {
            young: first.into_iter().map(before).collect(),
            old: HashMap::new(),
        }
    }

    /// Whether it is a change's turn, as far as is remembered.
    pub(super) fn turn(&self, moved: &Moved) -> Turn {
        let version = moved.event.version;
        match self.last(moved.event.order).map(|last| last.version) {
            Some(last) if version <= last => Turn::Again,
            Some(last) if version > last + 1 => Turn::TooEarly { after: last },
            _ => Turn::Now,
        }
    }

    /// Notes that a change is told, and answers what the order was before it, if that is
    /// known.
    pub(super) fn note(&mut self, moved: &Moved) -> Option<Was> {
        let (order, version) = (moved.event.order, moved.event.version);
        let before = self.last(order).filter(|last| last.version + 1 == version);
        let last = Last {
            version,
            was: Some(Was::of(&moved.order)),
        };
        if self.young.len() >= ORDERS_MAX / 2 {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(order, last);
        before.and_then(|last| last.was)
    }

    fn last(&self, order: OrderId) -> Option<Last> {
        let found = self.young.get(&order).or_else(|| self.old.get(&order));
        found.copied()
    }
}
