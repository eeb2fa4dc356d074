//! The index across a restart: read from every order, saved, and read from its snapshot.

use std::sync::Arc;
use std::time::Instant;

use rajut::actors::change::Sealed;
use rajut::actors::index::OrderIndex;
use rajut::domain::konveksi::Event;
use rajut::domain::konveksi::Order;
use rajut::domain::time::BusinessZone;
use rajut::store::Change;

use crate::engine::workshop;
use crate::kit::commits::Written;
use crate::kit::disk;
use crate::kit::table;

const ORDERS: u32 = 300_000;
/// Larger than a journal's batch: this is only to get there.
const BATCH: usize = 1_000;

pub(crate) async fn measure() {
    table::part("the index across a restart, 300,000 orders");
    let directory = disk::directory();
    let store = disk::store(&disk::address(&directory)).await;
    let mut written = Written::to(&store).await;
    let mut years = workshop::years(ORDERS).peekable();
    while years.peek().is_some() {
        let begun: Vec<Change> = years
            .by_ref()
            .take(BATCH)
            .map(|(order, event)| rows(&order, &event))
            .collect();
        let changes: Vec<&Change> = begun.iter().collect();
        written.write(&changes).await;
    }

    let started = Instant::now();
    let index = OrderIndex::load(&store, BusinessZone::UTC)
        .await
        .expect("every order reads");
    table::line(
        "reading every order",
        &table::span(started.elapsed()),
        "no snapshot yet",
    );

    let started = Instant::now();
    index.save(&store).await.expect("the snapshot is saved");
    table::line("saving the snapshot", &table::span(started.elapsed()), "");

    let started = Instant::now();
    let again = OrderIndex::load(&store, BusinessZone::UTC)
        .await
        .expect("the snapshot reads");
    table::line("loading the snapshot", &table::span(started.elapsed()), "");
    assert_eq!(again.len(), index.len(), "nothing is lost on the way");
}

/// The order's own rows. The event is another's, so its names are taken.
fn rows(order: &Arc<Order>, event: &Arc<Event>) -> Change {
    Change {
        parts: Sealed::of(order, event, None).change.parts,
        ..Change::default()
    }
}
