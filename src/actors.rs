//! The processes that own live state.
//!
//! Each [order] that is awake has an actor, its only writer; the
//! [registry] sees to it that it has one at most. The [journal] makes
//! their changes durable, many at a time. What happened goes to the [index], which
//! answers lists, and to the [feed], which everyone else reads. The [dashboard] tells
//! which numbers they changed, [search] finds orders by a text. The
//! [notifier] pays what a change made us owe the outside world, the [scheduler] runs what
//! has its hour. The [hub] tells every [session] that listens, the [doorkeeper] looks
//! after those. The [supervisor] starts what fell.

pub mod alarm;
pub mod alerts;
pub mod caretaker;
pub mod change;
pub mod dashboard;
pub mod doorkeeper;
pub mod engine;
pub mod falls;
pub mod feed;
pub mod hub;
pub mod index;
pub mod journal;
pub mod notifier;
pub mod order;
pub mod recount;
pub mod registry;
pub mod scheduler;
pub mod search;
pub mod session;
pub mod supervisor;
pub mod watch;
pub mod witness;

#[cfg(test)]
mod tests;
