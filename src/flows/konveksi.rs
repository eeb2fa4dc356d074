//! Stories of garment orders.

pub mod cashier;
pub mod create;
pub mod demo;
pub mod post;
pub mod templates;
pub mod slip;
