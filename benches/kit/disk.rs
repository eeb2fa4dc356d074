//! A place on the disk that the build is on, and what that disk can do.

use std::fs::File;
use std::io::Write;
use std::time::Duration;
use std::time::Instant;

use rajut::store::surreal::StoreAddress;
use rajut::store::surreal::SurrealStore;
use tempfile::TempDir;

use crate::kit::table::Times;

/// What a log writes at the least.
const BLOCK: [u8; 4_096] = [b'x'; 4_096];

/// An empty directory beside what was built: a disk, where `/tmp` may be memory.
pub(crate) fn directory() -> TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("the build can be written to")
}

/// Where the store in a directory is.
pub(crate) fn address(directory: &TempDir) -> StoreAddress {
    StoreAddress::embedded(format!("surrealkv://{}", directory.path().display()))
}

/// The store in a directory, its tables made. It syncs every commit.
pub(crate) async fn store(address: &StoreAddress) -> SurrealStore {
    let store = SurrealStore::open(address).await.expect("the store opens");
    store.migrate().await.expect("the tables are made");
    store
}

/// How often a second 4 KiB more become durable, with nothing else to do, and how long each
/// time takes.
pub(crate) fn syncs(time: Duration) -> (f64, Times) {
    let directory = directory();
    let mut file = File::create(directory.path().join("log")).expect("a file");
    let begun = Instant::now();
    let mut times = Vec::new();
    while begun.elapsed() < time {
        let started = Instant::now();
        file.write_all(&BLOCK).expect("the disk has room");
        file.sync_data().expect("the disk syncs");
        times.push(started.elapsed());
    }
    let times = Times::of(times);
    #[expect(clippy::cast_precision_loss, reason = "a count of a few seconds")]
    let rate = times.count() as f64 / begun.elapsed().as_secs_f64();
    (rate, times)
}
