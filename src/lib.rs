//! rajut: orders that everyone can watch being knitted together.
//!
//! The layers, in reading order; each knows only those above it.

pub mod domain;
