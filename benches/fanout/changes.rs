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
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;
use tokio::time::interval;

use crate::fanout::idle;
use crate::kit::table;
use crate::kit::table::Times;
use crate::serving::server::Server;

const SOCKETS: usize = 1_000;
/// One in so many is looked at; the others only read, as not to measure ourselves.
const LOOKED_AT: usize = 10;
/// Each sends one change with every beat: two hundred a second together.
const CLIENTS: usize = 10;
const BEAT: Duration = Duration::from_millis(50);
const CHANGES: usize = 3_000;
const GOAL: Duration = Duration::from_millis(10);
const BUFFER_BYTES: usize = 64 << 10;
const FIELD: &[u8] = b"\"quantity\":";

/// When a change was sent, and when it was answered.
#[derive(Default)]
struct Change {
    sent: OnceLock<Instant>,
    answered: OnceLock<Instant>,
    read: Mutex<Vec<Instant>>,
}

pub(crate) async fn measure() {
    let server = Arc::new(Server::start().await);
    let orders = Arc::new(server.orders(CHANGES / CLIENTS).await);
    let changes: Vec<_> = (0..=CHANGES).map(|_| Change::default()).collect();
    let changes = Arc::new(changes);
    let mut readers = JoinSet::new();
    for (place, socket) in idle::open(&server, SOCKETS).await.into_iter().enumerate() {
        if place % LOOKED_AT == 0 {
            readers.spawn(look(socket, Arc::clone(&changes)));
        } else {
            readers.spawn(drain(socket));
        }
    }
    let begun = Instant::now();
    let mut clients = JoinSet::new();
    for number in 0..CLIENTS {
        let (server, orders) = (Arc::clone(&server), Arc::clone(&orders));
        let changes = Arc::clone(&changes);
        clients.spawn(async move { change(&server, &orders, &changes, number).await });
    }
    clients.join_all().await;
    let took = begun.elapsed();
    tokio::time::sleep(Duration::from_secs(1)).await;
    readers.shutdown().await;
    tell(&changes, took);
    lag(&server).await;
}

/// One change with every beat, numbered by the quantity it sets.
async fn change(server: &Server, orders: &[String], changes: &[Change], number: usize) {
    let mut client = server.client().await;
    let mut beat = interval(BEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for step in 0..CHANGES / CLIENTS {
        beat.tick().await;
        let place = step * CLIENTS + number;
        let (quantity, order) = (1 + place, &orders[place % orders.len()]);
        let path = format!("/api/v1/order/{order}/");
        let body = Bytes::from(json!({ "quantity": quantity }).to_string());
        changes[quantity].sent.set(Instant::now()).ok();
        let (status, _) = client.send(Method::PATCH, &path, body).await;
        changes[quantity].answered.set(Instant::now()).ok();
        assert_eq!(status, 200, "a change is taken");
    }
}

async fn drain(mut socket: TcpStream) {
    let mut buffer = vec![0; BUFFER_BYTES];
    while socket.read(&mut buffer).await.is_ok_and(|count| count > 0) {}
}

/// Notes when each change is read.
async fn look(mut socket: TcpStream, changes: Arc<Vec<Change>>) {
    let mut read = Vec::with_capacity(BUFFER_BYTES);
    while socket
        .read_buf(&mut read)
        .await
        .is_ok_and(|count| count > 0)
    {
        let now = Instant::now();
        let mut begun = 0;
        while let Some(length) = whole(&read[begun..]) {
            let frame = &read[begun..begun + length];
            if let Some(change) = quantity(frame).and_then(|it| changes.get(it)) {
                change.read.lock().expect("nobody fell").push(now);
            }
            begun += length;
        }
        read.drain(..begun);
    }
}

/// The length of the first frame, when it is whole.
fn whole(read: &[u8]) -> Option<usize> {
    let length = match *read.get(1)? {
        126 => 4 + usize::from(u16::from_be_bytes(read.get(2..4)?.try_into().ok()?)),
        short => 2 + usize::from(short),
    };
    (read.len() >= length).then_some(length)
}

fn quantity(frame: &[u8]) -> Option<usize> {
    let place = frame.windows(FIELD.len()).position(|it| it == FIELD)?;
    let digits = frame[place + FIELD.len()..].iter();
    let digits = digits.take_while(|it| it.is_ascii_digit());
    let number = digits.fold(0, |number, digit| number * 10 + usize::from(digit - b'0'));
    Some(number)
}

#[expect(clippy::cast_precision_loss, reason = "counts of a bench")]
fn tell(changes: &[Change], took: Duration) {
    let (mut whole, mut after) = (Vec::new(), Vec::new());
    for change in &changes[1..] {
        let sent = change.sent.get().expect("it was sent");
        let answered = change.answered.get().expect("it was answered");
        for read in change.read.lock().expect("nobody fell").iter() {
            whole.push(*read - *sent);
            // What is read before its answer was not late at all.
            after.push(read.saturating_duration_since(*answered));
        }
    }
    let rate = CHANGES as f64 / took.as_secs_f64();
    let looked_at = whole.len() / CHANGES;
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
