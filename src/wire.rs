//! How each surface spells things: views for each audience, words, sentences. Pure.

pub mod html;
pub mod konveksi;
pub mod language;
pub mod pages;
pub mod postman;
pub mod reference;
pub mod sandbox;
pub mod sandbox_messages;
pub mod terbilang;
