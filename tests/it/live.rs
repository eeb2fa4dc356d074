//! Connections that stay, over real sockets.

mod abuse;
mod client;
mod dashboard;
mod doors;
mod fuzz;
mod notices;
mod order;
mod pages;
mod presence;
mod python;
mod recovery;
mod soak;
pub(crate) mod socket;
mod staff;
mod stream;
