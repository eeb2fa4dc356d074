//! What the benches share: a disk, orders, bare commits to hold ours against, and a table.

pub(crate) mod commits;
pub(crate) mod disk;
pub(crate) mod orders;
pub(crate) mod table;

/// Of each thread, as the server has it.
pub(crate) const STACK_BYTES: usize = 10 << 20;
