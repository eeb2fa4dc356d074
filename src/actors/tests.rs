//! The living parts on a store that misbehaves.

mod cleaned;
mod joint;
pub(in crate::actors) mod kit;
mod life;
mod live;
mod nodes;
mod numbers;
mod silence;
mod simulation;
