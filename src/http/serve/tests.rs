//! The listening loop, with real sockets.

use std::time::Instant;

use axum::Router;
use axum::routing::get;
use futures_util::stream;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use tokio::sync::mpsc;

use super::*;

const GRACE: Duration = Duration::from_secs(5);

struct House {
    address: SocketAddr,
    stop: mpsc::Sender<()>,
    serving: JoinSet<Ending>,
}

impl House {
    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    async fn ending(mut self) -> Ending {
        self.serving.join_next().await.unwrap().unwrap()
    }
}

async fn open(grace: Duration) -> House {
    let routes = Router::new()
        .route("/who", get(who))
        .route("/slow", get(slow))
        .route("/never", get(std::future::pending::<()>));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, mut stops) = mpsc::channel(2);
    let stops = stream::poll_fn(move |context| stops.poll_recv(context));
    let mut serving = JoinSet::new();
    serving.spawn(serve(listener, routes, grace, stops));
    House {
        address,
        stop,
        serving,
    }
}

async fn who(ConnectInfo(peer): ConnectInfo<SocketAddr>) -> String {
    peer.ip().to_string()
}

async fn slow() -> &'static str {
    sleep(Duration::from_millis(300)).await;
    "done"
}

async fn ask(connection: &mut TcpStream, path: &str) {
    let head = format!("GET {path} HTTP/1.1\r\nHost: rajut\r\n\r\n");
    connection.write_all(head.as_bytes()).await.unwrap();
}

async fn rest(mut connection: TcpStream) -> String {
    let mut text = String::new();
    let _ = connection.read_to_string(&mut text).await;
    text
}

#[tokio::test]
async fn handlers_know_who_is_at_the_other_end() {
    let house = open(GRACE).await;
    let mut connection = house.connect().await;
    ask(&mut connection, "/who").await;
    let mut answer = vec![0; 1_024];
    let count = connection.read(&mut answer).await.unwrap();

    let answer = String::from_utf8_lossy(&answer[..count]);
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    assert!(answer.ends_with("127.0.0.1"), "{answer}");
}

#[tokio::test]
async fn what_was_accepted_is_finished_and_idle_clients_are_let_go() {
    let house = open(GRACE).await;
    let mut busy = house.connect().await;
    let idle = house.connect().await;
    ask(&mut busy, "/slow").await;
    sleep(Duration::from_millis(50)).await;

    let started = Instant::now();
    house.stop.send(()).await.unwrap();
    let (answer, silence) = tokio::join!(rest(busy), rest(idle));

    assert!(answer.ends_with("done"), "{answer}");
    assert_eq!(silence, "");
    let address = house.address;
    assert_eq!(house.ending().await, Ending::Drained);
    assert!(started.elapsed() < Duration::from_secs(2));
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn what_takes_too_long_is_cut() {
    let house = open(Duration::from_millis(100)).await;
    let mut connection = house.connect().await;
    ask(&mut connection, "/never").await;
    sleep(Duration::from_millis(50)).await;

    house.stop.send(()).await.unwrap();

    assert_eq!(house.ending().await, Ending::Cut(1));
    assert_eq!(rest(connection).await, "");
}

#[tokio::test]
async fn the_second_signal_ends_at_once() {
    let house = open(Duration::from_mins(1)).await;
    let mut connection = house.connect().await;
    ask(&mut connection, "/never").await;
    sleep(Duration::from_millis(50)).await;

    house.stop.send(()).await.unwrap();
    house.stop.send(()).await.unwrap();

    let ending = timeout(Duration::from_secs(2), house.ending()).await;
    assert_eq!(ending, Ok(Ending::Cut(1)));
}

#[tokio::test]
async fn a_head_that_never_ends_is_not_waited_for() {
    let house = open(GRACE).await;
    let mut slow = house.connect().await;
    slow.write_all(b"GET /who HTTP/1.1\r\nHost: ra")
        .await
        .unwrap();
    let mut endless = house.connect().await;
    endless
        .write_all(b"GET /who HTTP/1.1\r\nX: ")
        .await
        .unwrap();

    for _ in 0..2 * HEAD_BYTES_MAX / 1_024 {
        if endless.write_all(&[b'a'; 1_024]).await.is_err() {
            break;
        }
    }
    let refused = rest(endless).await;
    assert!(
        refused.is_empty() || refused.starts_with("HTTP/1.1 431"),
        "{refused}"
    );

    tokio::time::pause();
    let started = tokio::time::Instant::now();
    assert_eq!(rest(slow).await, "");
    let left = HEAD_PATIENCE.saturating_sub(started.elapsed());
    assert!(left < Duration::from_secs(1), "{left:?}");
}
