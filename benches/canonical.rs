//! The one number we quote: durable changes a second over HTTP, each answered after its
//! sync, beside what the disk and the bare store can do in the same run.
//!
//! The server is a process of its own with its default settings; the load shares its cores.

use std::time::Duration;

use mimalloc::MiMalloc;

mod kit;
mod serving;

mod canonical {
    pub(crate) mod load;
}

use crate::canonical::load;
use crate::canonical::load::Outcome;
use crate::kit::commits;
use crate::kit::disk;
use crate::kit::table;
use crate::serving::server::Server;

/// The server's own, so that the bare commits are made by equal means.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

const CONNECTIONS: [usize; 3] = [1, 64, 256];
const TIME: Duration = Duration::from_secs(10);
const WARM_UP: Duration = Duration::from_secs(2);
/// Of the bare store's commits; and a second, at the most connections.
const GOALS: (f64, f64) = (60.0, 5_000.0);

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(kit::STACK_BYTES)
        .build();
    runtime.expect("threads").block_on(measure());
}

async fn measure() {
    table::preface();
    table::part("durable, without the server");
    let (syncs, times) = disk::syncs(TIME / 2);
    let what = "bare write of 4 KiB and fdatasync";
    table::line(what, &table::rate(syncs), &times.summary());
    let bare = commits::grouped(TIME).await;
    table::line(
        "bare grouped commits",
        &table::rate(bare),
        "64 a transaction",
    );

    table::part("durable, over HTTP: PATCH of one field, each of another order");
    let server = Server::start().await;
    let orders = server.orders(CONNECTIONS[CONNECTIONS.len() - 1]).await;
    let mut last = 0.0;
    for connections in CONNECTIONS {
        let orders = &orders[..connections];
        load::run(&server, orders, WARM_UP).await;
        let before = server.cpu();
        let Outcome { rate, times } = load::run(&server, orders, TIME).await;
        let changes = rate * TIME.as_secs_f64();
        let micros = (server.cpu() - before) * 1e6 / changes;
        let remark = format!(
            "{}, {micros:.0} µs of the server's cores each",
            times.summary()
        );
        let what = match connections {
            1 => "1 connection".to_owned(),
            many => format!("{many} connections"),
        };
        table::line(&what, &table::rate(rate), &remark);
        last = rate;
    }
    let share = last * 100.0 / bare;
    let (share_goal, rate_goal) = GOALS;
    table::line(
        "of the bare commits",
        &format!("{share:.0} %"),
        &format!("goal {share_goal} %"),
    );
    let met = if last >= rate_goal { "met" } else { "missed" };
    table::line("goal", &table::rate(rate_goal), met);
    table::line("the server's memory at the end", &server.memory(), "");
    server.stop().await;
}
