//! The sandbox from its sockets: its API, its pages, its webhooks, what goes wrong.

mod api;
mod gateway;
mod kit;
mod mishaps;
mod refunds;
mod tellings;
mod visits;
