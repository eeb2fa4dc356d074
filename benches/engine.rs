//! What each layer below HTTP costs alone, from a decision to a list of 300,000 orders.
//!
//! Without arguments everything is measured; otherwise the parts that are named: `domain`,
//! `store`, `submit`, `index`, `snapshot`, `memory`, `desk`.

use mimalloc::MiMalloc;

mod kit;
mod parts;

#[path = "serving/client.rs"]
mod client;

mod engine {
    pub(crate) mod desk;
    pub(crate) mod domain;
    pub(crate) mod index;
    pub(crate) mod memory;
    pub(crate) mod snapshot;
    pub(crate) mod store;
    pub(crate) mod submit;
    pub(crate) mod workshop;
}

/// The server's own.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() {
    let named = parts::named();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(kit::STACK_BYTES)
        .build()
        .expect("threads");
    if let [part, directory] = named.as_slice()
        && part == engine::memory::CHILD
    {
        runtime.block_on(engine::memory::wake(directory));
        return;
    }

    let wants = |part: &str| named.is_empty() || named.iter().any(|name| name == part);
    kit::table::preface();
    if wants("domain") {
        engine::domain::measure();
    }
    if wants("store") {
        runtime.block_on(engine::store::measure());
    }
    if wants("submit") {
        runtime.block_on(engine::submit::measure());
    }
    if wants("index") {
        engine::index::measure();
    }
    if wants("snapshot") {
        runtime.block_on(engine::snapshot::measure());
    }
    if wants("desk") {
        runtime.block_on(engine::desk::measure());
    }
    if wants("memory") {
        runtime.block_on(engine::memory::measure());
    }
}
