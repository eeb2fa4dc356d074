//! The services of others that we need: a trait for each need, an adapter for each provider,
//! a sandbox in each that speaks the provider's own wire.
//!
//! They translate and remember nothing. When to call, how often to try again and what an
//! answer means for an order is decided elsewhere.

pub mod payment;
