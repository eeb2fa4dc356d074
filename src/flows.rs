//! Stories that cross aggregates, or that take more than one try.

pub mod cleaning;
pub mod konveksi;
pub mod moving;
pub mod security;
pub mod staff;
