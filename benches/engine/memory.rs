//! What an order that is awake costs in resident memory.
//!
//! Measured in a process of its own, so that nothing freed before is found again.

use std::process::Command;
use std::sync::Arc;

use rajut::actors::change::Sealed;
use rajut::actors::engine::Engine;
use rajut::actors::order::Submission;
use rajut::store::Change;
use rajut::store::surreal::StoreAddress;

use crate::engine::workshop;
use crate::kit::commits::Written;
use crate::kit::disk;
use crate::kit::orders;
use crate::kit::table;

/// The part of this bench that runs in the other process.
pub(crate) const CHILD: &str = "wake";

const ORDERS: u32 = 20_000;
const BATCH: usize = 1_000;
/// Of every Linux we run on.
const PAGE_BYTES: f64 = 4_096.0;

pub(crate) async fn measure() {
    table::part("memory");
    let directory = disk::directory();
    fill(&disk::address(&directory)).await;
    let bench = std::env::current_exe().expect("our own path");
    let mut child = Command::new(bench);
    child.arg(CHILD).arg(directory.path());
    let status = child.status().expect("the other process starts");
    assert!(status.success(), "the other process ends well");
}

async fn fill(address: &StoreAddress) {
    let store = disk::store(address).await;
    let mut written = Written::to(&store).await;
    let begun: Vec<Sealed> = (0..ORDERS).map(|number| orders::begun(number).1).collect();
    for batch in begun.chunks(BATCH) {
        let changes: Vec<&Change> = batch.iter().map(|sealed| &sealed.change).collect();
        written.write(&changes).await;
    }
}

/// Wakes every order of a store, and says what that took.
pub(crate) async fn wake(directory: &str) {
    let address = StoreAddress::embedded(format!("surrealkv://{directory}"));
    let store = Arc::new(disk::store(&address).await);
    let engine = Engine::start(store, workshop::SETTINGS).await;
    let engine = engine.expect("the engine starts");
    // The database keeps what was read once; that is its memory, not an order's.
    for number in 0..ORDERS {
        engine
            .orders
            .view(orders::id(number))
            .await
            .expect("the store reads");
    }

    let before = resident();
    wake_some(&engine, 0..ORDERS / 2).await;
    let halfway = resident();
    wake_some(&engine, ORDERS / 2..ORDERS).await;
    let after = resident();

    assert_eq!(
        engine.orders.count_awake(),
        ORDERS as usize,
        "all are awake"
    );
    let each = (after - before) / f64::from(ORDERS);
    let later = (after - halfway) / f64::from(ORDERS / 2);
    let remark = format!("of 20,000; the later half {:.1} KiB each", later / 1_024.0);
    table::line(
        "an order awake",
        &format!("{:.1} KiB", each / 1_024.0),
        &remark,
    );
    let engine_alone = format!("{:.1} MiB", before / 1_048_576.0);
    table::line("the engine with 20,000 orders asleep", &engine_alone, "");
}

async fn wake_some(engine: &Engine, numbers: std::ops::Range<u32>) {
    for number in numbers {
        // It has this many already, so nothing is written.
        let command = orders::requantified(orders::id(number), 50);
        let submission = Submission::of(command);
        let answer = engine
            .orders
            .submit(submission)
            .await
            .expect("a legal wish");
        assert!(answer.event.is_none(), "nothing had to change");
    }
}

/// The bytes of this process that are in memory.
pub(crate) fn resident() -> f64 {
    let statm = std::fs::read_to_string("/proc/self/statm").expect("Linux");
    let pages = statm.split(' ').nth(1).expect("two numbers at least");
    pages.parse::<f64>().expect("a number") * PAGE_BYTES
}
