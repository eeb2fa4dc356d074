//! Changes through the whole engine, each answered once it is durable; HTTP left out.

use std::sync::Arc;
use std::time::Duration;
use std::time::Instant;

use rajut::actors::engine::Engine;
use rajut::actors::order::Submission;
use rajut::actors::registry::Orders;
use rajut::domain::konveksi::Command;
use tokio::task::JoinSet;

use crate::engine::workshop;
use crate::kit::disk;
use crate::kit::orders;
use crate::kit::table;
use crate::kit::table::Times;

const TIME: Duration = Duration::from_secs(5);
const WARM_UP: Duration = Duration::from_secs(1);
const IN_FLIGHT: [u32; 3] = [1, 64, 256];

pub(crate) async fn measure() {
    table::part("durable, through the engine: one field edited, each of another order");
    let directory = disk::directory();
    let store = Arc::new(disk::store(&disk::address(&directory)).await);
    let engine = Engine::start(store, workshop::SETTINGS).await;
    let engine = engine.expect("the engine starts");
    for number in 0..IN_FLIGHT[IN_FLIGHT.len() - 1] {
        submit(&engine.orders, orders::beginning(number)).await;
    }
    for in_flight in IN_FLIGHT {
        run(&engine.orders, in_flight, WARM_UP).await;
        let started = Instant::now();
        let times = run(&engine.orders, in_flight, TIME).await;
        let seconds = started.elapsed().as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "a count of a few seconds")]
        let rate = times.count() as f64 / seconds;
        let what = format!("{in_flight} in flight");
        table::line(&what, &table::rate(rate), &times.summary());
    }
    engine.stop().await;
}

/// Keeps so many in flight for so long; answers how long each took.
async fn run(orders: &Orders, in_flight: u32, time: Duration) -> Times {
    let mut tasks = JoinSet::new();
    for number in 0..in_flight {
        tasks.spawn(edit_over_and_over(orders.clone(), number, time));
    }
    let times = tasks.join_all().await;
    Times::of(times.into_iter().flatten().collect())
}

async fn edit_over_and_over(orders: Orders, number: u32, time: Duration) -> Vec<Duration> {
    let begun = Instant::now();
    let mut times = Vec::new();
    let order = orders
        .view(orders::id(number))
        .await
        .expect("the store reads");
    let mut order = order.expect("the order is there");
    while begun.elapsed() < time {
        let started = Instant::now();
        order = submit(&orders, orders::edit(&order)).await;
        times.push(started.elapsed());
    }
    times
}

async fn submit(orders: &Orders, command: Command) -> Arc<rajut::domain::konveksi::Order> {
    let submission = Submission::of(command);
    orders
        .submit(submission)
        .await
        .expect("a legal change")
        .order
}
