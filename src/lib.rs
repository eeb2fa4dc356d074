//! rajut: orders that everyone can watch being knitted together.
//!
//! The layers, in reading order; each knows only those above it.

pub mod domain;

pub mod config;
pub mod telemetry;
pub mod wire;

pub mod integrations;
pub mod print;
pub mod store;

pub mod actors;

pub mod flows;

pub mod app;

pub mod access;

pub mod http;
pub mod live;

pub mod cli;
