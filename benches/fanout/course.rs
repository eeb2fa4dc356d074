//! The same course for everybody: a burst to warm up, some that count, then one frame after
//! the other, each when the last has come to all.

use std::time::Duration;
use std::time::Instant;

use async_trait::async_trait;

use crate::FRAME_BYTES;
use crate::fanout::readers::Readers;
use crate::kit::table::Times;

/// How many bursts count: as many as this, or those of so long a time.
const BURSTS: usize = 7;
const BURSTS_TAKE: Duration = Duration::from_secs(10);
/// How many frames go out alone, unless that would take minutes.
pub(crate) const ROUNDS: usize = 50;
/// How many digits say when a frame was sent.
pub(crate) const STAMP_DIGITS: usize = 19;

/// Who sends a text to everybody, so many times.
#[async_trait]
pub(crate) trait Sender: Send {
    async fn send(&mut self, text: &str, frames: usize);
}

/// How it went.
pub(crate) struct Figures {
    /// Frames a second, in the burst in the middle of all that count.
    pub(crate) rate: f64,
    /// From before a frame is sent until it is read, over all sockets and rounds.
    pub(crate) times: Times,
}

/// What is sent to whom.
#[derive(Clone, Copy)]
pub(crate) struct Course {
    pub(crate) sockets: usize,
    /// In a burst.
    pub(crate) frames: usize,
    /// Alone.
    pub(crate) rounds: usize,
    /// The bytes that a frame has around its text.
    pub(crate) around: usize,
}

/// Runs the course; nothing when somebody does not come to its end.
pub(crate) async fn run(
    sender: &mut dyn Sender,
    readers: &mut Readers,
    course: Course,
) -> Option<Figures> {
    let Course {
        sockets,
        frames,
        rounds,
        around,
    } = course;
    let text = text(around);
    let mut took = Vec::with_capacity(1 + BURSTS);
    let since = Instant::now();
    while took.len() < 2 || (took.len() <= BURSTS && since.elapsed() < BURSTS_TAKE) {
        readers.expect(sockets * frames).await?;
        let begun = Instant::now();
        sender.send(&text, frames).await;
        readers.finished().await?;
        took.push(begun.elapsed());
    }
    let count = &mut took[1..];
    count.sort_unstable();
    let burst = count[count.len() / 2];
    readers.begin_timing().await?;
    for _ in 0..rounds {
        readers.expect(sockets).await?;
        sender.send(&self::text(around), 1).await;
        readers.finished().await?;
    }
    #[expect(clippy::cast_precision_loss, reason = "counts of a bench")]
    let rate = (sockets * frames) as f64 / burst.as_secs_f64();
    let times = readers.times().await?;
    Some(Figures { rate, times })
}

/// A text that begins with the present instant and fills a frame.
fn text(around: usize) -> String {
    let now = jiff::Timestamp::now().as_nanosecond();
    let length = FRAME_BYTES - around;
    format!("{now:0STAMP_DIGITS$}{}", "x".repeat(length - STAMP_DIGITS))
}
