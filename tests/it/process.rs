//! The real server as a process of its own, and a client that speaks to it over TCP.

use std::fs::File;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

use http_body_util::BodyExt;
use http_body_util::Full;
use hyper::Request;
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::http::response;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use serde_json::json;
use tokio::net::TcpStream;

/// The account every server here is started with.
pub(crate) const OWNER: (&str, &str) = ("pemilik", "benang merah");

/// How long a server may take to answer for the first time.
const START_MAX: Duration = Duration::from_mins(1);

/// What Linux counts memory in.
const PAGE_BYTES: u64 = 4_096;

/// A running server. It is killed when it is dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
}

impl Server {
    /// Starts the binary on a store and waits until it answers.
    pub(crate) async fn start(data: &Path) -> Self {
        Self::start_with(data, &[]).await
    }

    /// The same with other settings, by the names of their variables.
    pub(crate) async fn start_with(data: &Path, variables: &[(&str, &str)]) -> Self {
        Self::start_as(data, variables, None).await
    }

    /// The same with the settings in a folder.
    pub(crate) async fn start_as(
        data: &Path,
        variables: &[(&str, &str)],
        settings: Option<&Path>,
    ) -> Self {
        Self::launch(data, variables, settings, Stdio::inherit()).await
    }

    /// The same with everything of it in one folder: settings, store and log.
    pub(crate) async fn start_within(folder: &Path) -> Self {
        let log = File::create(folder.join("log")).unwrap();
        Self::launch(&folder.join("store"), &[], Some(folder), log.into()).await
    }

    async fn launch(
        data: &Path,
        variables: &[(&str, &str)],
        settings: Option<&Path>,
        log: Stdio,
    ) -> Self {
        let address = free_address();
        // A file that may not grow is an error to it, as on a full disk, and not its end.
        let mut command = Command::new("sh");
        command.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""]);
        command.args([env!("CARGO_BIN_EXE_rajut"), "serve"]);
        if let Some(folder) = settings {
            command.arg("--config").arg(folder);
        }
        let child = command
            .env("BIND_ADDR", address.to_string())
            .env("DATABASE_URL", format!("surrealkv://{}", data.display()))
            .env("ADMIN_USERNAME", OWNER.0)
            .env("ADMIN_PASSWORD", OWNER.1)
            .env(
                "SECRET_KEY",
                "a key for tests that is long enough for anyone",
            )
            .env("RATE_LIMITS", "off")
            .env("RUST_LOG", "warn")
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut server = Self { child, address };
        server.wait().await;
        server
    }

    async fn wait(&mut self) {
        let started = Instant::now();
        while Connection::open(self.address).await.is_err() {
            let ended = self.child.try_wait().unwrap();
            assert!(ended.is_none(), "the server did not start: {ended:?}");
            assert!(started.elapsed() < START_MAX, "the server does not answer");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// The bytes of it that are in memory.
    pub(crate) fn resident(&self) -> u64 {
        let statm = std::fs::read_to_string(format!("/proc/{}/statm", self.child.id()));
        let statm = statm.expect("a system that tells");
        let pages: u64 = statm.split(' ').nth(1).unwrap().parse().unwrap();
        pages * PAGE_BYTES
    }

    /// Lets its disk be full, or have room again.
    pub(crate) fn fill_disk(&self, full: bool) {
        let limited = Command::new("prlimit")
            .arg(format!("--pid={}", self.child.id()))
            .arg(if full {
                "--fsize=1:"
            } else {
                "--fsize=unlimited:"
            })
            .status();
        assert!(limited.expect("prlimit is there").success());
    }

    /// Ends it as a power cut would: with SIGKILL.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop, with SIGTERM, and waits until it has.
    pub(crate) fn terminate(mut self) -> bool {
        let asked = Command::new("kill")
            .arg("-TERM")
            .arg(self.child.id().to_string())
            .status();
        assert!(asked.unwrap().success());
        self.child.wait().unwrap().success()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn free_address() -> SocketAddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap()
}

/// One connection to a server, kept open.
pub(crate) struct Connection {
    sender: http1::SendRequest<Full<Bytes>>,
    token: Option<String>,
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> std::io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        let handshake = http1::handshake(TokioIo::new(stream)).await;
        let (sender, connection) = handshake.map_err(std::io::Error::other)?;
        #[expect(clippy::disallowed_methods, reason = "it ends with the connection")]
        tokio::spawn(connection);
        Ok(Self {
            sender,
            token: None,
        })
    }

    /// The same, signed in as the owner.
    pub(crate) async fn signed_in(address: SocketAddr) -> Self {
        let mut connection = Self::open(address).await.unwrap();
        let body = json!({ "username": OWNER.0, "password": OWNER.1 });
        let answer = connection
            .send("POST", "/api/v1/auth/login/", None, &body)
            .await;
        let (status, body) = answer.unwrap();
        assert_eq!(status, 200, "{body}");
        connection.token = body["access"].as_str().map(str::to_owned);
        connection
    }

    /// The bearer token of whoever is signed in.
    pub(crate) fn token(&self) -> &str {
        self.token.as_deref().unwrap_or_default()
    }

    /// The same, as whoever a token belongs to.
    pub(crate) fn with_token(mut self, token: &str) -> Self {
        self.token = Some(token.to_owned());
        self
    }

    /// Another connection of the same person.
    pub(crate) async fn another(&self, address: SocketAddr) -> Self {
        let mut connection = Self::open(address).await.unwrap();
        connection.token.clone_from(&self.token);
        connection
    }

    /// Sends a request; nothing when the connection broke before the answer came.
    pub(crate) async fn send(
        &mut self,
        method: &str,
        path: &str,
        key: Option<&str>,
        body: &Value,
    ) -> Option<(u16, Value)> {
        let (head, bytes) = self.ask(method, path, key, body.to_string()).await?;
        Some((
            head.status.as_u16(),
            serde_json::from_slice(&bytes).unwrap_or(Value::Null),
        ))
    }

    /// Reads something; nothing when the connection broke before the answer came.
    pub(crate) async fn read(&mut self, path: &str) -> Option<(response::Parts, Bytes)> {
        self.ask("GET", path, None, String::new()).await
    }

    async fn ask(
        &mut self,
        method: &str,
        path: &str,
        key: Option<&str>,
        body: String,
    ) -> Option<(response::Parts, Bytes)> {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "localhost")
            .header("content-type", "application/json");
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let request = request.body(Full::new(Bytes::from(body))).unwrap();
        self.sender.ready().await.ok()?;
        let response = self.sender.send_request(request).await.ok()?;
        let (head, body) = response.into_parts();
        let bytes = body.collect().await.ok()?.to_bytes();
        Some((head, bytes))
    }
}
