//! The real server as a process of its own, and a client that asks it.

pub(crate) mod client;
pub(crate) mod server;
