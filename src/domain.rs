//! What the words mean: no input or output, no clock, no chance, no `async`.
//!
//! Everything here is a function of what it is given. Commands bring their own time
//! and their own ids, so that the same order and the same command always give the
//! same answer.

pub mod aggregate;
pub mod base64;
pub mod code;
pub mod contact;
pub mod ids;
pub mod konveksi;
pub mod media;
pub mod network;
pub mod role;
pub mod rupiah;
pub mod text;
pub mod time;
