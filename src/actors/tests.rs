//! The living parts on a store that misbehaves.

mod kit;
mod life;
mod nodes;
mod simulation;
