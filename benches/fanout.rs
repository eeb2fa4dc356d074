//! What it costs to tell many: frames a second and how late they come, beside a bare loop
//! that writes the same bytes and beside servers by others, all in one run; from a commit to
//! a thousand sockets; and what a socket costs in memory while nothing happens.
//!
//! Those who read are a process of their own. It shares the cores of this machine with
//! whoever writes.

use mimalloc::MiMalloc;

#[expect(
    dead_code,
    reason = "telling many needs the table and a place for the store, no orders"
)]
mod kit;
mod parts;
mod serving;

mod fanout {
    pub(crate) mod bare;
    pub(crate) mod changes;
    pub(crate) mod course;
    pub(crate) mod crowd;
    pub(crate) mod idle;
    pub(crate) mod ours;
    pub(crate) mod paced;
    pub(crate) mod peers;
    pub(crate) mod readers;
    pub(crate) mod reading;
}

use crate::fanout::course::Figures;
use crate::kit::table;

/// The server's own.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

const SOCKETS: [usize; 4] = [100, 1_000, 5_000, 10_000];
/// As long as a staff frame of a plain order.
const FRAME_BYTES: usize = 1_200;
/// How many frames are sent in a burst, by how many sockets there are.
const FRAMES_IN_ALL: usize = 500_000;
const FRAMES_MAX: usize = 800;
/// Of the bare loop.
const GOAL_PERCENT: f64 = 80.0;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(kit::STACK_BYTES)
        .build();
    let runtime = runtime.expect("threads");
    match fanout::reading::ordered() {
        Some(order) => runtime.block_on(fanout::reading::read(order)),
        None => runtime.block_on(measure()),
    }
}

/// Every part, or those that were named: `course`, `changes`, `idle`.
async fn measure() {
    let named = parts::named();
    let wants = |part: &str| named.is_empty() || named.iter().any(|name| name == part);
    table::preface();
    if wants("course") {
        run_the_course().await;
    }
    if wants("changes") {
        table::part("from a change to a thousand sockets, in the real server");
        fanout::changes::measure().await;
    }
    if wants("idle") {
        table::part("sockets that hear nothing, in the real server");
        fanout::idle::measure().await;
    }
}

async fn run_the_course() {
    table::part("to all sockets: frames of a burst, and one frame after the other");
    for sockets in SOCKETS {
        let frames = (FRAMES_IN_ALL / sockets).min(FRAMES_MAX);
        println!("  {sockets} sockets, bursts of {frames} frames");
        let bare = fanout::bare::measure(sockets, frames).await;
        tell("a bare loop", &bare, "");
        let ours = fanout::ours::measure(sockets, frames).await;
        let percent = ours.rate / bare.rate * 100.0;
        tell("ours", &ours, &format!(", {percent:.0} % of bare"));
        if percent < GOAL_PERCENT {
            println!("  that is below the goal of {GOAL_PERCENT} %");
        }
        for peer in fanout::peers::PEERS {
            match peer.measure(sockets, (frames / peer.share).max(1)).await {
                Some(theirs) => {
                    let times = ours.rate / theirs.rate;
                    tell(
                        peer.name,
                        &theirs,
                        &format!(", ours is {times:.1} times that"),
                    );
                }
                None => println!(
                    "  {}: not installed, or it did not come to an end",
                    peer.name
                ),
            }
        }
    }
}

fn tell(who: &str, figures: &Figures, remark: &str) {
    let times = figures.times.summary();
    let remark = format!("one frame: {times}{remark}");
    table::line(&format!("  {who}"), &table::rate(figures.rate), &remark);
}
