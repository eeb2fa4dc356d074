//! What all clients of a soak share: where the server is, what frames say, and the truth.

use std::collections::HashMap;
use std::fmt;
use std::hash::BuildHasher;
use std::hash::RandomState;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::OnceLock;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::time::Duration;
use std::time::Instant;

use serde::Deserialize;
use serde_json::value::RawValue;
use tokio::time::sleep;
use uuid::Uuid;

use crate::live::soak::line::Line;
use crate::process::Connection;

/// How many frames are remembered, so that the second to get one need not read it.
const FRAMES_MAX: usize = 4_096;
/// How long to wait before a server that is not there is asked again.
pub(super) const AWAY_WAIT: Duration = Duration::from_millis(100);

/// How much there is of everything.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    pub(super) staff: u64,
    pub(super) customers: u64,
    pub(super) orders: usize,
    pub(super) changes: usize,
    /// How long each of those who change something waits between two changes.
    pub(super) pause: Duration,
    /// After how many frames a connection breaks, at most.
    pub(super) frames_max: u32,
    /// How often a slow reader falls so far behind that it is closed, at least. The system
    /// holds some hundred kilobytes for each before it comes to that.
    pub(super) too_slow_min: u64,
}

impl Size {
    /// Some seconds.
    pub(super) const fn short() -> Self {
        Self {
            staff: 150,
            customers: 40,
            orders: 20,
            changes: 900,
            pause: Duration::from_millis(5),
            frames_max: 300,
            too_slow_min: 0,
        }
    }

    /// A busy day for so many seconds: fifty changes in each.
    pub(super) const fn long(seconds: usize) -> Self {
        Self {
            staff: 2_000,
            customers: 500,
            orders: 100,
            changes: seconds * 50,
            pause: Duration::from_millis(80),
            frames_max: 4_000,
            too_slow_min: 1,
        }
    }
}

/// An order as somebody knows it: its version, and a digest of all that is shown of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) version: u64,
    pub(super) digest: u64,
}

/// Orders that are there.
pub(super) type Orders = HashMap<Uuid, Shown>;

/// What a frame says.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) kind: String,
    pub(super) order: Option<Uuid>,
    pub(super) version: u64,
    pub(super) cursor: Option<String>,
    pub(super) recovered: bool,
    /// The order it shows; none of an order that is gone.
    pub(super) shown: Option<Shown>,
}

/// How it went.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) frames: u64,
    pub(super) broken: u64,
    pub(super) recovered: u64,
    pub(super) started_over: u64,
    pub(super) too_slow: u64,
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} frames, {} connections broken, {} recovered, {} started over, {} too slow",
            self.frames, self.broken, self.recovered, self.started_over, self.too_slow
        )
    }
}

/// The same, while it is counted.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) frames: AtomicU64,
    pub(super) broken: AtomicU64,
    pub(super) recovered: AtomicU64,
    pub(super) started_over: AtomicU64,
    pub(super) too_slow: AtomicU64,
}

/// What all share.
pub(super) struct World {
    pub(super) size: Size,
    pub(super) token: String,
    pub(super) counts: Counts,
    /// How many changes were answered.
    pub(super) changed: AtomicUsize,
    truth: OnceLock<Orders>,
    server: Mutex<SocketAddr>,
    frames: Mutex<HashMap<u64, Arc<Said>>>,
    digests: RandomState,
    began: Instant,
}

#[derive(Deserialize)]
struct Frame<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    order_id: Option<Uuid>,
    #[serde(default)]
    version: u64,
    cursor: Option<&'a str>,
    #[serde(default)]
    recovered: bool,
    #[serde(borrow)]
    order: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Listed<'a> {
    next: Option<String>,
    #[serde(borrow)]
    results: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct Row {
    id: Uuid,
    version: u64,
    deleted_at: Option<String>,
}

impl World {
    pub(super) fn new(size: Size, server: SocketAddr, token: &str) -> Self {
        Self {
            size,
            token: token.to_owned(),
            counts: Counts::default(),
            changed: AtomicUsize::new(0),
            truth: OnceLock::new(),
            server: Mutex::new(server),
            frames: Mutex::default(),
            digests: RandomState::new(),
            began: Instant::now(),
        }
    }

    /// Tells whoever watches a long run how it goes.
    pub(super) fn say(&self, what: &str) {
        let seconds = self.began.elapsed().as_secs();
        let changed = self.changed.load(Ordering::Acquire);
        println!("{seconds} s, {changed} changes, {}: {what}", self.seen());
    }

    pub(super) fn seen(&self) -> Seen {
        let counts = &self.counts;
        Seen {
            frames: counts.frames.load(Ordering::Relaxed),
            broken: counts.broken.load(Ordering::Relaxed),
            recovered: counts.recovered.load(Ordering::Relaxed),
            started_over: counts.started_over.load(Ordering::Relaxed),
            too_slow: counts.too_slow.load(Ordering::Relaxed),
        }
    }

    pub(super) fn moved_to(&self, server: SocketAddr) {
        *self.server.lock().unwrap() = server;
    }

    fn server(&self) -> SocketAddr {
        *self.server.lock().unwrap()
    }

    /// A connection for requests, once there is a server.
    pub(super) async fn connection(&self) -> Connection {
        loop {
            match Connection::open(self.server()).await {
                Ok(connection) => return connection.with_token(&self.token),
                Err(_) => sleep(AWAY_WAIT).await,
            }
        }
    }

    /// A socket; the status when the server does not want it, nothing when it is not there.
    pub(super) async fn line(&self, path: &str, is_slow: bool) -> Result<Line, Option<u16>> {
        Line::open(self.server(), path, is_slow).await
    }

    /// What a frame says. Most were seen by somebody else already.
    pub(super) fn read(&self, frame: &[u8]) -> Arc<Said> {
        self.counts.frames.fetch_add(1, Ordering::Relaxed);
        let key = self.digests.hash_one(frame);
        if let Some(said) = self.frames.lock().unwrap().get(&key) {
            return Arc::clone(said);
        }
        let read: Frame = serde_json::from_slice(frame).unwrap();
        let is_gone = read.kind == "order_deleted";
        let shown = read.order.filter(|_| !is_gone);
        let said = Arc::new(Said {
            kind: read.kind.to_owned(),
            order: read.order_id,
            version: read.version,
            cursor: read.cursor.map(str::to_owned),
            recovered: read.recovered,
            shown: shown.and_then(|order| self.shown(order)).map(|it| it.1),
        });
        let mut frames = self.frames.lock().unwrap();
        if frames.len() >= FRAMES_MAX {
            frames.clear();
        }
        frames.insert(key, Arc::clone(&said));
        said
    }

    /// An order as it is shown, unless it is deleted.
    fn shown(&self, order: &RawValue) -> Option<(Uuid, Shown)> {
        let row: Row = serde_json::from_str(order.get()).unwrap();
        let digest = self.digests.hash_one(order.get());
        let version = row.version;
        let shown = (row.id, Shown { version, digest });
        row.deleted_at.is_none().then_some(shown)
    }

    /// All orders as a list shows them. Deleted ones are asked for too: they keep their
    /// places, so that none moves to a page that was read already.
    pub(super) async fn listed(&self) -> Orders {
        'again: loop {
            let mut connection = self.connection().await;
            let mut orders = Orders::new();
            for page in 1.. {
                let path = format!("/api/v1/order/?include_deleted=true&page_size=100&page={page}");
                let read = connection.read(&path).await;
                let Some((_, text)) = read.filter(|(head, _)| head.status == 200) else {
                    sleep(AWAY_WAIT).await;
                    continue 'again;
                };
                let listed: Listed = serde_json::from_slice(&text).unwrap();
                orders.extend(listed.results.iter().filter_map(|order| self.shown(order)));
                if listed.next.is_none() {
                    return orders;
                }
            }
        }
    }

    /// Says what the truth is, once nothing changes any more.
    pub(super) async fn settle(&self) -> Orders {
        let mut truth = self.listed().await;
        loop {
            sleep(AWAY_WAIT).await;
            let again = self.listed().await;
            if again == truth {
                return self.truth.get_or_init(|| truth).clone();
            }
            truth = again;
        }
    }

    /// The truth, once there is one.
    pub(super) fn truth(&self) -> Option<&Orders> {
        self.truth.get()
    }
}
