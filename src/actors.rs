//! The processes that own live state.
//!
//! Each [order](order) that is awake has an actor, its only writer; the
//! [registry](registry) sees to it that it has one at most. The [journal](journal) makes
//! their changes durable, many at a time. What happened goes to the [index](index), which
//! answers lists, and to the [feed](feed), which everyone else reads. The
//! [supervisor](supervisor) starts what fell.

pub mod caretaker;
pub mod change;
pub mod engine;
pub mod falls;
pub mod feed;
pub mod index;
pub mod journal;
pub mod order;
pub mod registry;
pub mod supervisor;

#[cfg(test)]
mod tests;
