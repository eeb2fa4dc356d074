//! Garment orders: down payment, production, final payment.
//!
//! [`order::Order`] is the facts; [`status`] is what they mean; [`decide`] is what may
//! happen next; [`apply`] is what happened. Money lives in [`ledger`].

pub mod agenda;
pub mod alert;
pub mod apply;
pub mod attention;
pub mod command;
pub mod debt;
pub mod decide;
pub mod event;
pub mod fields;
pub mod invoice;
pub mod ledger;
pub mod message;
pub mod order;
pub mod payment;
pub mod plan;
pub mod product;
pub mod production;
pub mod refund;
pub mod refusal;
pub mod statistics;
pub mod status;

#[cfg(test)]
pub(crate) mod tests;

pub use command::Action;
pub use command::Command;
pub use event::Event;
pub use event::Fact;
pub use order::Order;
pub use refusal::Refusal;
pub use status::Status;
