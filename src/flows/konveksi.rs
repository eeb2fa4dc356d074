//! Stories of garment orders.

pub mod bulk;
pub mod cashier;
pub mod catalogue;
pub mod create;
pub mod demo;
pub mod design;
pub mod post;
#[cfg(test)]
mod rehearsal;
pub mod slip;
pub mod templates;
pub mod with_file;
