//! The contract: what it tells is what is answered, to good requests and bad ones.

mod bad;
mod document;
pub(crate) mod judge;
mod production;
mod stage;
