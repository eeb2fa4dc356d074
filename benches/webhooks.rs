//! From a webhook of the payment provider to the order that has its money, durable: how long
//! that takes at a steady rate, beside what the disk takes for one write in the same run.
//!
//! The load is open: webhooks leave on a schedule whether or not the ones before are
//! answered, and each is measured from the instant at which it was due.

use std::time::Duration;

use mimalloc::MiMalloc;

mod kit;
mod serving;

mod webhooks {
    pub(crate) mod load;
    pub(crate) mod money;
}

use crate::kit::commits;
use crate::kit::disk;
use crate::kit::table;
use crate::serving::server::Server;
use crate::webhooks::load;
use crate::webhooks::money;

/// The server's own, as everywhere here.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

const RATES: [u32; 3] = [50, 200, 400];
const TIME: Duration = Duration::from_secs(10);
/// So long at the first rate before anything counts.
const WARM_UP: Duration = Duration::from_secs(2);
/// At the second rate.
const GOAL: Duration = Duration::from_millis(10);

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(kit::STACK_BYTES)
        .build();
    runtime.expect("threads").block_on(measure());
}

async fn measure() {
    table::preface();
    table::part("without the server");
    write_alone();
    #[expect(clippy::cast_precision_loss, reason = "a small number")]
    let transactions = commits::grouped(TIME / 2).await / commits::BATCH as f64;
    table::line(
        "bare transaction of 64 changes",
        &table::span(Duration::from_secs_f64(1.0 / transactions)),
        "one after another, on average",
    );

    table::part("webhook to committed order, over HTTP");
    let server = Server::start().await;
    warm_up(&server).await;
    for rate in RATES {
        let bodies = money::paid(&server, count(rate, TIME)).await;
        let before = server.cpu();
        let times = load::run(&server, rate, bodies).await;
        let cost = (server.cpu() - before) * 1e3 / f64::from(count(rate, TIME));
        let met = match times.within(99) <= GOAL {
            _ if rate != RATES[1] => "",
            true => ", goal met",
            false => ", goal missed",
        };
        let longest = table::span(times.within(100));
        let remark = format!(
            "{}, max {longest}, {cost:.2} ms of the server's cores each{met}",
            times.summary()
        );
        table::line(
            &format!("{rate} a second"),
            &table::span(times.within(99)),
            &remark,
        );
    }
    money::is_all_there(&server).await;
    table::line("goal at 200 a second", &table::span(GOAL), "p99");
    table::line("the server's memory at the end", &server.memory(), "");
    server.stop().await;

    table::part("without the server, again");
    write_alone();
}

/// One write after another, each waited for: what no commit can be faster than.
fn write_alone() {
    let (rate, times) = disk::syncs(TIME / 4);
    let longest = table::span(times.within(100));
    let (summary, rate) = (times.summary(), table::rate(rate));
    table::line(
        "bare write of 4 KiB and fdatasync",
        &table::span(times.within(99)),
        &format!("{summary}, max {longest}, {rate}"),
    );
}

async fn warm_up(server: &Server) {
    let bodies = money::paid(server, count(RATES[0], WARM_UP)).await;
    load::run(server, RATES[0], bodies).await;
}

fn count(rate: u32, time: Duration) -> u32 {
    let seconds = u32::try_from(time.as_secs()).expect("some seconds");
    rate * seconds
}
