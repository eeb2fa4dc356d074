//! Stories of garment orders.

pub mod create;
pub mod demo;
