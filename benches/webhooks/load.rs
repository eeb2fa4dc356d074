//! Webhooks that leave on a schedule, over connections that wait for them.

use std::sync::Arc;
use std::time::Duration;
use std::time::Instant;

use bytes::Bytes;
use hyper::Method;
use hyper::header::HeaderName;
use tokio::sync::Mutex;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::kit::table::Times;
use crate::serving::client::Client;
use crate::serving::server::Server;
use crate::serving::server::WEBHOOK_TOKEN;

/// More than are ever under way, so that none waits for a connection.
const CONNECTIONS: usize = 64;

/// A webhook and the instant at which it should leave.
type Due = (Instant, Bytes);

/// Sends these so often a second. Answers how long each took from its instant.
pub(crate) async fn run(server: &Server, rate: u32, bodies: Vec<Bytes>) -> Times {
    let (sender, due) = mpsc::unbounded_channel();
    let due = Arc::new(Mutex::new(due));
    let mut senders = JoinSet::new();
    for _ in 0..CONNECTIONS {
        let token = HeaderName::from_static("x-callback-token");
        let headers = vec![(token, WEBHOOK_TOKEN.to_owned())];
        let client = Client::connect(server.address, headers).await;
        let client = client.expect("it listens");
        senders.spawn(send(client, Arc::clone(&due)));
    }
    // A thread of its own keeps time: the runtime's timers are a millisecond coarse.
    let schedule = std::thread::spawn(move || keep_time(rate, bodies, &sender));
    let times = senders.join_all().await;
    schedule.join().expect("time was kept");
    Times::of(times.into_iter().flatten().collect())
}

fn keep_time(rate: u32, bodies: Vec<Bytes>, sender: &mpsc::UnboundedSender<Due>) {
    let begun = Instant::now();
    for (body, place) in bodies.into_iter().zip(0_u32..) {
        let due = begun + Duration::from_secs(1) * place / rate;
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        sender.send((due, body)).expect("somebody sends");
    }
}

async fn send(mut client: Client, due: Arc<Mutex<mpsc::UnboundedReceiver<Due>>>) -> Vec<Duration> {
    let mut times = Vec::new();
    loop {
        let next = due.lock().await.recv().await;
        let Some((at, body)) = next else {
            return times;
        };
        let answer = client.send(Method::POST, "/api/v1/webhook/xendit/", body);
        let (status, answer) = answer.await;
        assert_eq!(status, 200, "{}", String::from_utf8_lossy(&answer));
        times.push(at.elapsed());
    }
}
