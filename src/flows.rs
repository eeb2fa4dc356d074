//! Stories that cross aggregates, or that take more than one try.

pub mod konveksi;
pub mod staff;
