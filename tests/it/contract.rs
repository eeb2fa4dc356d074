//! The contract: what it tells is what is answered, to good requests and bad ones.

mod bad;
mod document;
mod forms;
pub(crate) mod judge;
mod production;
mod promises;
mod stage;
mod tokens;
