//! The whole server, driven from outside.

#![expect(clippy::unwrap_used, reason = "a test says by falling what is wrong")]

mod accounts;
mod alerts;
mod audit;
mod auth;
mod check;
mod client;
mod contract;
mod crash;
mod customers;
mod dashboard;
mod examples;
mod files;
mod health;
mod invoices;
mod kit;
mod ledger;
mod limits;
mod lists;
mod live;
mod messages;
mod money;
mod moving;
mod orders;
mod pages;
mod papers;
mod payments;
mod process;
mod products;
mod sdk;
mod search;
mod security;
mod settings;
mod templates;
mod tracking;
mod unmatched;
