//! Proof that an order keeps its contract: rule by rule, and over random histories.

mod cancelling;
mod changes;
mod deliveries;
pub(crate) mod histories;
mod invariants;
mod invoices;
pub(crate) mod kit;
mod messages;
mod model;
pub(crate) mod moves;
mod pages;
mod payments;
mod plans;
mod production;
mod refunds;
mod status;
mod values;
