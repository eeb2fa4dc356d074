//! The real server, started for the bench on an empty store.

use std::net::SocketAddr;
use std::net::TcpListener;
use std::process::Stdio;
use std::time::Duration;

use bytes::Bytes;
use hyper::Method;
use hyper::header::AUTHORIZATION;
use serde_json::Value;
use serde_json::json;
use tempfile::TempDir;
use tokio::process::Child;
use tokio::process::Command;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio::time::sleep;

use crate::kit::disk;
use crate::serving::client::Client;

/// What a webhook of the payment provider shows.
pub(crate) const WEBHOOK_TOKEN: &str = "token-of-the-bench";
const PASSWORD: &str = "Kancing-Baju-1945";
const START_MAX: Duration = Duration::from_secs(30);
const BEAT: Duration = Duration::from_millis(50);
/// What the system counts a second in, on every Linux we run on.
const TICKS: f64 = 100.0;
const PAGE_BYTES: u64 = 4_096;
const MIB: u64 = 1 << 20;

/// A server and the token of its owner.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
    pub(crate) token: String,
    _directory: TempDir,
}

impl Server {
    pub(crate) async fn start() -> Self {
        let directory = disk::directory();
        let address = free_address();
        // Every socket of a bench comes from one address and one person.
        let settings = "[live]\nsessions_per_user_max = 20_000\n";
        std::fs::write(directory.path().join("default.toml"), settings).expect("room");
        let database = directory.path().join("store");
        let child = Command::new(env!("CARGO_BIN_EXE_rajut"))
            .arg("serve")
            .arg("--config")
            .arg(directory.path())
            .current_dir(&directory)
            .env("BIND_ADDR", address.to_string())
            .env(
                "DATABASE_URL",
                format!("surrealkv://{}", database.display()),
            )
            .env("ADMIN_USERNAME", "owner")
            .env("ADMIN_PASSWORD", PASSWORD)
            .env("RATE_LIMITS", "off")
            .env("XENDIT_WEBHOOK_TOKEN", WEBHOOK_TOKEN)
            .env("RUST_LOG", "warn")
            // The database makes errors in passing; with this set each would walk the stack.
            .env_remove("RUST_BACKTRACE")
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("the server starts");
        await_ready(address).await;
        let mut stranger = Client::connect(address, Vec::new())
            .await
            .expect("it listens");
        let who = json!({ "username": "owner", "password": PASSWORD });
        let signed_in = stranger.post("/api/v1/auth/login/", &who).await;
        let token = signed_in["access"].as_str().expect("a token").to_owned();
        Self {
            child,
            address,
            token,
            _directory: directory,
        }
    }

    pub(crate) async fn client(&self) -> Client {
        let bearer = format!("Bearer {}", self.token);
        let client = Client::connect(self.address, vec![(AUTHORIZATION, bearer)]).await;
        client.expect("it listens")
    }

    /// Makes so many orders, all at once, and answers their ids.
    pub(crate) async fn orders(&self, count: usize) -> Vec<String> {
        let mut tasks = JoinSet::new();
        for _ in 0..count {
            let mut client = self.client().await;
            tasks.spawn(async move { client.post("/api/v1/order/", &form()).await });
        }
        let answers = tasks.join_all().await;
        let id = |answer: &Value| answer["order"]["id"].as_str().expect("an id").to_owned();
        answers.iter().map(id).collect()
    }

    /// The seconds its threads have had so far.
    pub(crate) fn cpu(&self) -> f64 {
        let stat = self.of_process("stat");
        // The name in parentheses may hold anything, so counting begins behind it.
        let (_, fields) = stat.rsplit_once(") ").expect("a name");
        let ticks = fields.split(' ').skip(11).take(2);
        let ticks: f64 = ticks.map(|it| it.parse::<f64>().expect("ticks")).sum();
        ticks / TICKS
    }

    /// What of it is in memory, for people to read.
    pub(crate) fn memory(&self) -> String {
        format!("{} MiB", self.resident() / MIB)
    }

    /// The bytes of it that are in memory.
    pub(crate) fn resident(&self) -> u64 {
        let statm = self.of_process("statm");
        let pages = statm
            .split(' ')
            .nth(1)
            .and_then(|it| it.parse::<u64>().ok());
        pages.expect("pages") * PAGE_BYTES
    }

    /// Kills it: nothing it holds is needed again.
    pub(crate) async fn stop(mut self) {
        self.child.kill().await.expect("it ends");
    }

    fn of_process(&self, file: &str) -> String {
        let id = self.child.id().expect("it runs");
        std::fs::read_to_string(format!("/proc/{id}/{file}")).expect("Linux")
    }
}

fn form() -> Value {
    json!({
        "customer_name": "Budi Santoso",
        "product_name": "Kaos Custom",
        "quantity": 50,
        "total_price": "7500000",
        "payment_type": "dp",
        "dp_percent": 50,
        "contact_information": "081234567890",
        "notification_channel": "whatsapp",
        "design_notes": "Logo di dada kiri",
    })
}

fn free_address() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address")
}

async fn await_ready(address: SocketAddr) {
    let begun = Instant::now();
    while begun.elapsed() < START_MAX {
        if let Ok(mut client) = Client::connect(address, Vec::new()).await {
            let (status, _) = client.send(Method::GET, "/readyz", Bytes::new()).await;
            if status == 200 {
                return;
            }
        }
        sleep(BEAT).await;
    }
    panic!("the server is not ready after {START_MAX:?}");
}
