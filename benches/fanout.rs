//! What it costs to tell many: frames a second, beside a bare loop that writes the same
//! bytes in the same run; and what a socket costs in memory while nothing happens.
//!
//! Writers and readers share the cores of this machine.

use std::time::Duration;

use mimalloc::MiMalloc;

#[expect(
    dead_code,
    reason = "telling many needs the table and a place for the store, no orders"
)]
mod kit;
mod serving;

mod fanout {
    pub(crate) mod bare;
    pub(crate) mod idle;
    pub(crate) mod ours;
    pub(crate) mod peers;
    pub(crate) mod readers;
}

use crate::kit::table;

/// The server's own.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

const SOCKETS: [usize; 3] = [100, 1_000, 5_000];
/// As long as a staff frame of a plain order.
const FRAME_BYTES: usize = 1_200;
/// How many frames each socket is sent in a burst, by how many sockets there are.
const FRAMES_IN_ALL: usize = 500_000;
/// Of the bare loop.
const GOAL_PERCENT: f64 = 80.0;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(kit::STACK_BYTES)
        .build();
    runtime.expect("threads").block_on(measure());
}

async fn measure() {
    table::preface();
    table::part("a burst to all sockets, each frame shared by all of them");
    for sockets in SOCKETS {
        let frames = (FRAMES_IN_ALL / sockets).min(800);
        // Whoever goes first warms the system up for the other, so both go twice.
        fanout::bare::burst(sockets, frames).await;
        let bare = rate(sockets, frames, fanout::bare::burst(sockets, frames).await);
        fanout::ours::burst(sockets, frames).await;
        let ours = rate(sockets, frames, fanout::ours::burst(sockets, frames).await);
        let percent = ours / bare * 100.0;
        let what = format!("{sockets} sockets, {frames} frames");
        let remark = format!("{percent:.0} % of bare {}", table::rate(bare));
        table::line(&what, &table::rate(ours), &remark);
        if percent < GOAL_PERCENT {
            println!("  that is below the goal of {GOAL_PERCENT} %");
        }
        beside(sockets, frames, ours).await;
    }
    table::part("sockets that hear nothing, in the real server");
    fanout::idle::measure().await;
}

/// What others reach with the same bytes.
async fn beside(sockets: usize, frames: usize, ours: f64) {
    for peer in fanout::peers::PEERS {
        let frames = (frames / peer.share).max(1);
        let Some(took) = peer.burst(sockets, frames).await else {
            println!(
                "  {}: not installed, or it did not come to an end",
                peer.name
            );
            continue;
        };
        let theirs = rate(sockets, frames, took);
        let remark = format!("ours is {:.1} times that", ours / theirs);
        table::line(&format!("  {}", peer.name), &table::rate(theirs), &remark);
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of a bench")]
fn rate(sockets: usize, frames: usize, took: Duration) -> f64 {
    (sockets * frames) as f64 / took.as_secs_f64()
}
