//! What the store can do without us: grouped commits of the smallest change, one after
//! another, each waiting for its sync.

use std::sync::Arc;
use std::time::Duration;
use std::time::Instant;

use rajut::actors::change::Sealed;
use rajut::domain::ids::NodeId;
use rajut::domain::konveksi::Order;
use rajut::store::Batch;
use rajut::store::Change;
use rajut::store::Store;
use rajut::store::Stream;

use crate::kit::disk;
use crate::kit::orders;

/// As many changes as the journal puts into one transaction.
pub(crate) const BATCH: usize = 64;
/// Orders that take turns.
const ORDERS: u32 = 2_048;

/// A stream, and the number that comes next in it.
pub(crate) struct Written<'a> {
    store: &'a dyn Store,
    stream: Stream,
    next: u64,
}

impl<'a> Written<'a> {
    pub(crate) async fn to(store: &'a dyn Store) -> Self {
        let stream = store.open_stream(NodeId(1)).await.expect("a stream");
        Self {
            store,
            stream,
            next: 1,
        }
    }

    /// Makes changes of one order each durable, in one transaction.
    pub(crate) async fn write(&mut self, changes: &[&Change]) {
        let batch = Batch {
            stream: self.stream,
            first: self.next,
            changes,
        };
        let last = batch.last();
        self.store.commit(batch).await.expect("a fresh change");
        self.next = last + 1;
    }
}

/// How many one-field changes a second the bare store makes durable, [`BATCH`] at a time.
pub(crate) async fn grouped(time: Duration) -> f64 {
    let directory = disk::directory();
    let store = disk::store(&disk::address(&directory)).await;
    let mut written = Written::to(&store).await;
    let mut orders = Vec::new();
    let mut begun = Vec::new();
    for (order, sealed) in (0..ORDERS).map(orders::begun) {
        orders.push(order);
        begun.push(sealed);
    }
    write_all(&mut written, &begun).await;

    let mut count = 0;
    let mut took = Duration::ZERO;
    while took < time {
        let edited: Vec<Sealed> = orders.iter_mut().map(edited).collect();
        let started = Instant::now();
        write_all(&mut written, &edited).await;
        took += started.elapsed();
        count += ORDERS;
    }
    f64::from(count) / took.as_secs_f64()
}

async fn write_all(written: &mut Written<'_>, sealed: &[Sealed]) {
    for batch in sealed.chunks(BATCH) {
        let changes: Vec<&Change> = batch.iter().map(|sealed| &sealed.change).collect();
        written.write(&changes).await;
    }
}

fn edited(order: &mut Arc<Order>) -> Sealed {
    let (next, event) = orders::decided(Some(order), &orders::edit(order));
    *order = Arc::clone(&next);
    Sealed::of(&next, &event, None)
}
