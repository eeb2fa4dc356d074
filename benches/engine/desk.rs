//! What people at a desk wait for, at 300,000 orders on disk: searching, the dashboard, and
//! every GET of the real server.

mod endpoints;

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;
use std::time::Instant;

use rajut::actors::change::Sealed;
use rajut::actors::engine::Engine;
use rajut::actors::index::Query;
use rajut::actors::index::Sort;
use rajut::actors::search::Search;
use rajut::actors::search::text::Sought;
use rajut::domain::konveksi::Status;
use rajut::domain::time::Clock;
use rajut::domain::time::Span;
use rajut::domain::time::Timestamp;
use rajut::store::Change;
use rajut::store::surreal::SurrealStore;

use crate::engine::memory::resident;
use crate::engine::workshop;
use crate::kit::commits::Written;
use crate::kit::disk;
use crate::kit::orders;
use crate::kit::table;
use crate::kit::table::Times;

const ORDERS: u32 = 300_000;
/// Larger than a journal's batch: this is only to get there.
const BATCH: usize = 1_000;
const RUNS: usize = 500;
const PAGE: usize = 20;
const MIB: f64 = 1_048_576.0;
/// How often to look whether the texts are read.
const BEAT: Duration = Duration::from_millis(20);

pub(crate) async fn measure() {
    let directory = disk::directory();
    let address = disk::address(&directory);
    let store = Arc::new(disk::store(&address).await);
    fill(&store).await;

    table::part("the desk, 300,000 orders");
    let engine = Engine::start(Arc::clone(&store) as _, workshop::SETTINGS).await;
    let engine = engine.expect("the engine starts");
    let before = resident();
    let started = Instant::now();
    let search = engine.open_search();
    while !search.is_ready() {
        tokio::time::sleep(BEAT).await;
    }
    let took = started.elapsed();
    let grown = format!("{:.0} MiB more", (resident() - before) / MIB);
    table::line(
        "reading what orders are found by",
        &table::span(took),
        &grown,
    );
    for (what, text) in TEXTS {
        searched(&search, what, &plain(), text).await;
    }
    let of_status = Query {
        status: Some(Status::Settled),
        sort: Sort::Price,
        ..plain()
    };
    searched(
        &search,
        "a name, of a status, dearest first",
        &of_status,
        "santoso",
    )
    .await;
    statistics(&engine).await;
    engine.stop().await;
    drop(search);
    drop(store);

    endpoints::measure(&directory).await;
}

const TEXTS: [(&str, &str); 10] = [
    ("a name", "santoso"),
    ("a name with a slip", "snatoso"),
    ("two words of a name", "budi santoso"),
    ("a part of a product", "anit"),
    ("one letter", "a"),
    ("a name and a product", "budi kaos"),
    ("a phone number", "081200000331"),
    ("an address", "pelanggan29997@example.com"),
    ("a code", "ORD-20251009-000042"),
    ("nothing there is", "zzyzx quux"),
];

async fn fill(store: &SurrealStore) {
    let mut written = Written::to(store).await;
    let mut years = workshop::years(ORDERS).peekable();
    while years.peek().is_some() {
        let some = years.by_ref().take(BATCH);
        let begun: Vec<Change> = some
            .map(|(order, event)| Change {
                parts: Sealed::of(&order, &event, None).change.parts,
                ..Change::default()
            })
            .collect();
        let changes: Vec<&Change> = begun.iter().collect();
        written.write(&changes).await;
    }
}

fn plain() -> Query {
    Query {
        limit: PAGE,
        ..Query::default()
    }
}

async fn searched(search: &Search, what: &str, query: &Query, text: &str) {
    let mut times = Vec::with_capacity(RUNS);
    let mut count = 0;
    for _ in 0..RUNS {
        let started = Instant::now();
        let sought = Sought::of(black_box(text));
        let found = search.select(query, &sought).await;
        times.push(started.elapsed());
        count = found.expect("the library answers").count;
    }
    let times = Times::of(times);
    #[expect(clippy::cast_precision_loss, reason = "a count of orders")]
    let found = table::thousands(count as f64);
    let remark = format!("{}, {found} found", times.summary());
    table::line(what, &table::span(times.within(99)), &remark);
}

/// When the last of the orders has just been made.
#[derive(Debug)]
struct Evening;

impl Clock for Evening {
    fn now(&self) -> Timestamp {
        orders::NOON + Span::days(695)
    }
}

async fn statistics(engine: &Engine) {
    let clock: Arc<dyn Clock> = Arc::new(Evening);
    let times = (0..RUNS).map(|_| {
        let started = Instant::now();
        black_box(engine.index.statistics(clock.now(), 10));
        started.elapsed()
    });
    let times = Times::of(times.collect());
    let (figure, summary) = (table::span(times.within(99)), times.summary());
    table::line("the dashboard's numbers", &figure, &summary);
    let dashboard = engine.open_dashboard(&clock);
    let mut times = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        let started = Instant::now();
        black_box(dashboard.snapshot().await.expect("the store reads"));
        times.push(started.elapsed());
    }
    let times = Times::of(times);
    let (figure, summary) = (table::span(times.within(99)), times.summary());
    table::line("the same with the newest ten orders", &figure, &summary);
}
