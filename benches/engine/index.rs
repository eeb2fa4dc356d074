//! Lists and sums from the index, small and large; nothing is awaited.

use std::hint::black_box;
use std::time::Duration;
use std::time::Instant;

use rajut::actors::change::Moved;
use rajut::actors::index::InvoiceQuery;
use rajut::actors::index::OrderIndex;
use rajut::actors::index::PaymentQuery;
use rajut::actors::index::Query;
use rajut::actors::index::Sort;
use rajut::domain::konveksi::Status;
use rajut::domain::konveksi::invoice::InvoiceStatus;
use rajut::domain::rupiah::Rupiah;
use rajut::domain::time::Span;

use crate::engine::workshop;
use crate::kit::orders;
use crate::kit::table;
use crate::kit::table::Times;

const SIZES: [u32; 2] = [10_000, 300_000];
const RUNS: usize = 500;
const PAGE: usize = 20;
/// What is taken in at once, as the journal does it.
const BATCH: usize = 64;

pub(crate) fn measure() {
    for size in SIZES {
        let title = format!("the index, {} orders", table::thousands(size.into()));
        table::part(&title);
        let index = filled(size);
        let depth = size as usize * 9 / 10;
        for (what, query) in queries(depth) {
            let times = Times::of((0..RUNS).map(|_| timed(&index, &query)).collect());
            table::line(what, &table::span(times.within(99)), &times.summary());
        }
        measure_money(&index);
    }
}

/// Lists of invoices and payments, and what is due.
fn measure_money(index: &OrderIndex) {
    let line = |what: &str, ask: &dyn Fn()| {
        let once = |_| {
            let started = Instant::now();
            ask();
            started.elapsed()
        };
        let times = Times::of((0..RUNS).map(once).collect());
        table::line(what, &table::span(times.within(99)), &times.summary());
    };
    let invoices = |search: Option<&str>, status| {
        black_box(index.select_invoices(&InvoiceQuery {
            search: search.map(ToOwned::to_owned),
            status,
            limit: PAGE,
            ..InvoiceQuery::default()
        }));
    };
    line("newest invoices", &|| invoices(None, None));
    line("open invoices", &|| {
        invoices(None, Some(InvoiceStatus::Open));
    });
    line("invoices by a code", &|| invoices(Some("INV-482"), None));
    line("newest payments", &|| {
        black_box(index.select_payments(&PaymentQuery {
            limit: PAGE,
            ..PaymentQuery::default()
        }));
    });
    line("a hundred that are due", &|| {
        black_box(index.due(orders::NOON + Span::days(4), 100));
    });
}

/// Fills an index, and says what the last ones cost: each is known already, in an older version.
fn filled(size: u32) -> OrderIndex {
    let index = OrderIndex::default();
    let mut moved: Vec<Moved> = Vec::new();
    for one in workshop::moved(size) {
        moved.push(one);
        if moved.len() == BATCH {
            index.take_in(&moved);
            moved.clear();
        }
    }
    index.take_in(&moved);
    let mut again: Vec<Moved> = workshop::moved(size.min(10_000)).collect();
    for one in &mut again {
        let mut order = (*one.order).clone();
        order.version += 1;
        one.order = order.into();
    }
    let started = Instant::now();
    for batch in again.chunks(BATCH) {
        index.take_in(batch);
    }
    #[expect(clippy::cast_precision_loss, reason = "ten thousand")]
    let nanos = started.elapsed().as_secs_f64() * 1e9 / again.len() as f64;
    let figure = format!("{} ns", table::thousands(nanos));
    table::line("taking in a change", &figure, "each, 64 at a time");
    index
}

fn queries(depth: usize) -> [(&'static str, Query); 9] {
    let plain = || Query {
        limit: PAGE,
        ..Query::default()
    };
    let day = orders::NOON + Span::days(5);
    let settled = Query {
        status: Some(Status::Settled),
        ..plain()
    };
    let of_days = Query {
        created_from: Some(day),
        created_before: Some(day + Span::days(14)),
        ..settled.clone()
    };
    let of_amount = Query {
        price_min: Some(Rupiah(5_000_000)),
        price_max: Some(Rupiah(7_500_000)),
        ..plain()
    };
    let by_price = Query {
        sort: Sort::Price,
        ..plain()
    };
    [
        ("newest page", plain()),
        (
            "page nine tenths down",
            Query {
                offset: depth,
                ..plain()
            },
        ),
        ("of a status", settled.clone()),
        (
            "of a status, summary alone",
            Query {
                limit: 0,
                ..settled
            },
        ),
        ("of a status and a fortnight", of_days),
        ("of a range of amounts", of_amount),
        ("dearest first", by_price.clone()),
        (
            "dearest first, nine tenths down",
            Query {
                offset: depth,
                ..by_price
            },
        ),
        (
            "last changed first",
            Query {
                sort: Sort::Updated,
                ..plain()
            },
        ),
    ]
}

fn timed(index: &OrderIndex, query: &Query) -> Duration {
    let started = Instant::now();
    black_box(index.select(black_box(query)));
    started.elapsed()
}
