//! Those who read, as whoever measures sees them: a process that says what it has read.

use std::net::SocketAddr;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::AsyncBufReadExt;
use tokio::io::AsyncWriteExt;
use tokio::io::BufReader;
use tokio::io::Lines;
use tokio::process::Child;
use tokio::process::ChildStdin;
use tokio::process::ChildStdout;
use tokio::process::Command;
use tokio::time::timeout;

use crate::kit::table::Times;

/// How long anything may take.
const PATIENCE: Duration = Duration::from_mins(2);

/// A process with many open sockets.
pub(crate) struct Readers {
    _child: Child,
    orders: ChildStdin,
    said: Lines<BufReader<ChildStdout>>,
}

impl Readers {
    /// Starts the process, which begins to connect. `entrance` says how it comes in, and
    /// how far from the beginning of a frame its text is.
    pub(crate) fn start(
        address: SocketAddr,
        sockets: usize,
        entrance: &str,
        text_at: usize,
    ) -> Option<Self> {
        let mut child = Command::new(std::env::current_exe().ok()?)
            .args(["read", &address.to_string(), &sockets.to_string()])
            .args([&text_at.to_string(), entrance])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .ok()?;
        let orders = child.stdin.take()?;
        let said = BufReader::new(child.stdout.take()?).lines();
        Some(Self {
            _child: child,
            orders,
            said,
        })
    }

    /// Waits until all are connected and were greeted.
    pub(crate) async fn connected(&mut self) -> Option<()> {
        self.hear("connected").await
    }

    /// Says how many frames are to come in all.
    pub(crate) async fn expect(&mut self, frames: usize) -> Option<()> {
        self.order(&format!("expect {frames}")).await?;
        self.hear("expecting").await
    }

    /// Waits until they have.
    pub(crate) async fn finished(&mut self) -> Option<()> {
        self.hear("finished").await
    }

    /// From here on it is noted how late frames come.
    pub(crate) async fn begin_timing(&mut self) -> Option<()> {
        self.order("time").await?;
        self.hear("timing").await
    }

    /// How late they came.
    pub(crate) async fn times(&mut self) -> Option<Times> {
        self.order("times").await?;
        let line = self.line().await?;
        let micros = line.split(' ').map(str::parse);
        let times: Result<Vec<u64>, _> = micros.collect();
        let times = times.ok()?.into_iter().map(Duration::from_micros);
        Some(Times::of(times.collect()))
    }

    async fn order(&mut self, what: &str) -> Option<()> {
        let line = format!("{what}\n");
        self.orders.write_all(line.as_bytes()).await.ok()
    }

    async fn hear(&mut self, what: &str) -> Option<()> {
        (self.line().await? == what).then_some(())
    }

    async fn line(&mut self) -> Option<String> {
        timeout(PATIENCE, self.said.next_line()).await.ok()?.ok()?
    }
}
