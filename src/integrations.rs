//! The services of others that we need: a trait for each need, an adapter for each provider,
//! a sandbox in each that stands in for them.
//!
//! They translate and remember nothing, sandboxes aside. When to call, how often to try again
//! and what an answer means for an order is decided elsewhere.

pub mod messaging;
pub mod payment;
pub mod shelf;
