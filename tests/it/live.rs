//! Connections that stay, over real sockets.

mod abuse;
mod client;
mod dashboard;
mod doors;
mod notices;
mod order;
mod pages;
mod presence;
mod recovery;
mod soak;
pub(crate) mod socket;
mod staff;
mod stream;
