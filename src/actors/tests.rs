//! The living parts on a store that misbehaves.

mod joint;
mod kit;
mod life;
mod nodes;
mod simulation;
