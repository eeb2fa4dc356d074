//! Many connections, each changing one field of its own order over and over.

use std::time::Duration;
use std::time::Instant;

use bytes::Bytes;
use hyper::Method;
use tokio::task::JoinSet;

use crate::kit::table::Times;
use crate::serving::client::Client;
use crate::serving::server::Server;

/// How fast it went.
pub(crate) struct Outcome {
    pub(crate) rate: f64,
    pub(crate) times: Times,
}

/// One connection for each order, for so long.
pub(crate) async fn run(server: &Server, orders: &[String], time: Duration) -> Outcome {
    let mut clients = Vec::with_capacity(orders.len());
    for order in orders {
        clients.push((server.client().await, format!("/api/v1/order/{order}/")));
    }
    let started = Instant::now();
    let mut tasks = JoinSet::new();
    for (client, path) in clients {
        tasks.spawn(patch_over_and_over(client, path, time));
    }
    let times = tasks.join_all().await;
    let seconds = started.elapsed().as_secs_f64();
    let times = Times::of(times.into_iter().flatten().collect());
    #[expect(clippy::cast_precision_loss, reason = "a count of a few seconds")]
    let rate = times.count() as f64 / seconds;
    Outcome { rate, times }
}

async fn patch_over_and_over(mut client: Client, path: String, time: Duration) -> Vec<Duration> {
    let bodies = [br#"{"quantity":51}"#, br#"{"quantity":52}"#];
    let begun = Instant::now();
    let mut times = Vec::new();
    for body in bodies.into_iter().cycle() {
        let started = Instant::now();
        let body = Bytes::from_static(body);
        let (status, answer) = client.send(Method::PATCH, &path, body).await;
        assert_eq!(status, 200, "{}", String::from_utf8_lossy(&answer));
        times.push(started.elapsed());
        if begun.elapsed() >= time {
            break;
        }
    }
    times
}
