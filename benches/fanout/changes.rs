//! From a change to a thousand sockets: two hundred changes a second in the real server, on
//! a disk that syncs every commit.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::OnceLock;
use std::time::Duration;
use std::time::Instant;

use bytes::Bytes;
use hyper::Method;
use serde_json::json;
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;
use tokio::time::interval_at;

use crate::fanout::crowd;
use crate::fanout::crowd::Crowd;
use crate::fanout::idle;
use crate::fanout::paced;
use crate::kit::table;
use crate::kit::table::Times;
use crate::serving::server::Server;

pub(crate) const SOCKETS: usize = 1_000;
pub(crate) const CHANGES: usize = 3_000;
/// From one change to the next: two hundred a second.
pub(crate) const BETWEEN: Duration = Duration::from_millis(5);
/// The quantity of the first. No order of the bench begins with so many, so that every
/// change changes something.
const FIRST: usize = 1_000;
/// Who send the changes, in turns.
const CLIENTS: usize = 10;
const GOAL: Duration = Duration::from_millis(10);

/// When a change was sent, when it was answered, and when it was read.
#[derive(Default)]
struct Change {
    sent: OnceLock<Instant>,
    answered: OnceLock<Instant>,
    read: Mutex<Vec<Instant>>,
}

pub(crate) async fn measure() {
    let times = paced::measure().await;
    let p99 = table::span(times.within(99));
    table::line("a bare loop at that pace", &p99, &times.summary());
    let server = Arc::new(Server::start().await);
    let orders = Arc::new(server.orders(CHANGES / CLIENTS).await);
    let changes: Vec<_> = (0..CHANGES).map(|_| Change::default()).collect();
    let changes = Arc::new(changes);
    let noted = Arc::clone(&changes);
    let sockets = idle::open(&server, SOCKETS).await;
    let crowd = Crowd::gather(sockets, move |quantity, now| {
        let change = quantity.checked_sub(FIRST).and_then(|it| noted.get(it));
        if let Some(change) = change {
            change.read.lock().expect("nobody fell").push(now);
        }
    });
    let (begun, cpu) = (Instant::now(), server.cpu());
    let mut clients = JoinSet::new();
    for number in 0..CLIENTS {
        let (server, orders) = (Arc::clone(&server), Arc::clone(&orders));
        let changes = Arc::clone(&changes);
        let begun = begun.into();
        clients.spawn(async move { change(&server, &orders, &changes, number, begun).await });
    }
    clients.join_all().await;
    let took = begun.elapsed();
    let share = (server.cpu() - cpu) / took.as_secs_f64();
    tokio::time::sleep(Duration::from_secs(1)).await;
    drop(crowd);
    tell(&changes, took);
    table::line("cores the server was busy on", &format!("{share:.2}"), "");
    lag(&server).await;
}

/// Sends one of as many changes as there are clients, each known by the quantity it sets.
async fn change(
    server: &Server,
    orders: &[String],
    changes: &[Change],
    number: usize,
    begun: tokio::time::Instant,
) {
    let mut client = server.client().await;
    let [clients, turn] = [CLIENTS, number].map(|it| u32::try_from(it).expect("a few"));
    let mut beat = interval_at(begun + BETWEEN * turn, BETWEEN * clients);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for step in 0..CHANGES / CLIENTS {
        beat.tick().await;
        let place = step * CLIENTS + number;
        let order = &orders[place % orders.len()];
        let path = format!("/api/v1/order/{order}/");
        let body = Bytes::from(json!({ "quantity": FIRST + place }).to_string());
        changes[place].sent.set(Instant::now()).ok();
        let (status, _) = client.send(Method::PATCH, &path, body).await;
        changes[place].answered.set(Instant::now()).ok();
        assert_eq!(status, 200, "a change is taken");
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of a bench")]
fn tell(changes: &[Change], took: Duration) {
    let (mut whole, mut after) = (Vec::new(), Vec::new());
    for change in changes {
        let sent = change.sent.get().expect("it was sent");
        let answered = change.answered.get().expect("it was answered");
        for read in change.read.lock().expect("nobody fell").iter() {
            whole.push(*read - *sent);
            // What is read before its answer was not late at all.
            after.push(read.saturating_duration_since(*answered));
        }
    }
    let rate = CHANGES as f64 / took.as_secs_f64();
    let looked_at = SOCKETS.div_ceil(crowd::NOTES);
    assert_eq!(
        whole.len(),
        CHANGES * looked_at,
        "everybody reads everything"
    );
    let remark = format!("to {SOCKETS} sockets, {looked_at} of them looked at");
    table::line("changes", &table::rate(rate), &remark);
    let (whole, after) = (Times::of(whole), Times::of(after));
    let p99 = |times: &Times| table::span(times.within(99));
    table::line(
        "a request, until its frame is read",
        &p99(&whole),
        &whole.summary(),
    );
    table::line(
        "its answer, until its frame is read",
        &p99(&after),
        &after.summary(),
    );
    if after.within(99) > GOAL {
        println!("  that is beyond the goal of {}", table::span(GOAL));
    }
}

/// What the server says itself: from durable until handed to a connection.
async fn lag(server: &Server) {
    let mut client = server.client().await;
    let (_, page) = client.send(Method::GET, "/metrics", Bytes::new()).await;
    let page = String::from_utf8_lossy(&page);
    let buckets: Vec<(String, u64)> = page
        .lines()
        .filter_map(|line| line.strip_prefix("ws_lag_seconds_bucket{le=\""))
        .filter_map(|line| line.split_once("\"} "))
        .filter_map(|(bound, count)| Some((bound.to_owned(), count.parse().ok()?)))
        .collect();
    let all = buckets.last().map_or(0, |(_, count)| *count);
    let bound = buckets.iter().find(|(_, count)| count * 100 >= all * 99);
    let bound = bound.map_or("?", |(bound, _)| bound);
    let remark = format!("99 % of {all} writes");
    table::line(
        "durable, until it is written",
        &format!("≤ {bound} s"),
        &remark,
    );
}
