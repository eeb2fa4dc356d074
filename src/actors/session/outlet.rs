//! What waits for one client: a queue with an end, and whether it should be closed.
//!
//! Whoever has something to say pushes and goes on; nobody waits for a slow reader. One
//! task takes everything there is at once.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::Arc;
use std::task::Context;
use std::task::Poll;
use std::task::Waker;

use parking_lot::Mutex;

use crate::actors::session::close::Close;
use crate::actors::session::frame::Frame;
use crate::actors::session::patience::Patience;

/// The queue of one client.
#[derive(Debug)]
pub struct Outlet {
    waiting: Mutex<Waiting>,
    bytes_max: usize,
    patience: Patience,
}

#[derive(Debug, Default)]
struct Waiting {
    frames: VecDeque<Arc<Frame>>,
    /// Of the frames here, and of those that were taken and are not written yet.
    bytes: usize,
    nudged: bool,
    closing: Option<Close>,
    waker: Option<Waker>,
}

/// Everything that waited.
#[derive(Debug, Default)]
pub struct Taken {
    /// Frames to write, in order.
    pub frames: VecDeque<Arc<Frame>>,
    /// Whether something moved that has to be looked up.
    pub nudged: bool,
    /// Whether the session is to end after that.
    pub closing: Option<Close>,
}

impl Outlet {
    /// An empty queue for so many bytes.
    #[must_use]
    pub fn new(bytes_max: usize) -> Self {
        Self {
            waiting: Mutex::default(),
            bytes_max,
            patience: Patience::default(),
        }
    }

    /// How long its client has given no sign.
    #[must_use]
    pub const fn patience(&self) -> &Patience {
        &self.patience
    }

    /// Adds frames. When they do not fit, what waits is dropped and the session closes: it
    /// can come back for everything.
    pub fn push(&self, frames: &[Arc<Frame>]) {
        let mut waiting = self.waiting.lock();
        if waiting.closing.is_some() {
            return;
        }
        waiting.bytes += frames.iter().map(|frame| frame.wire().len()).sum::<usize>();
        if waiting.bytes > self.bytes_max {
            waiting.close(Close::TooSlow);
        } else {
            waiting.frames.extend(frames.iter().map(Arc::clone));
        }
        waiting.wake();
    }

    /// Says that something moved that the session has to look up.
    pub fn nudge(&self) {
        let mut waiting = self.waiting.lock();
        waiting.nudged = true;
        waiting.wake();
    }

    /// Ends the session. The first to say so is the one who is heard.
    pub fn close(&self, how: Close) {
        let mut waiting = self.waiting.lock();
        if waiting.closing.is_none() {
            waiting.close(how);
            waiting.wake();
        }
    }

    /// How the session is about to end, if it is.
    #[must_use]
    pub fn closing(&self) -> Option<Close> {
        self.waiting.lock().closing
    }

    /// How many bytes wait.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.waiting.lock().bytes
    }

    /// Waits until there is something, and takes all of it. For one task only.
    pub async fn next(&self) -> Taken {
        poll_fn(|context| {
            let mut waiting = self.waiting.lock();
            if waiting.frames.is_empty() && !waiting.nudged && waiting.closing.is_none() {
                waiting.remember(context);
                return Poll::Pending;
            }
            Poll::Ready(waiting.take())
        })
        .await
    }

    /// Takes what there is, without waiting.
    #[must_use]
    pub fn take(&self) -> Taken {
        self.waiting.lock().take()
    }

    /// Whether the session is to end now, whatever is still to be written. Wakes the task
    /// that asks when that changes.
    pub fn poll_cut(&self, context: &Context<'_>) -> Option<Close> {
        let mut waiting = self.waiting.lock();
        let cut = waiting.closing.filter(|close| close.drops_what_waits());
        if cut.is_none() {
            waiting.remember(context);
        }
        cut
    }

    /// Notes that so many bytes of what was taken are written.
    pub fn written(&self, bytes: usize) {
        self.patience.took();
        let mut waiting = self.waiting.lock();
        waiting.bytes = waiting.bytes.saturating_sub(bytes);
    }
}

impl Waiting {
    fn take(&mut self) -> Taken {
        Taken {
            // The room goes too: most of the time nothing waits.
            frames: std::mem::take(&mut self.frames),
            nudged: std::mem::take(&mut self.nudged),
            closing: self.closing,
        }
    }

    fn close(&mut self, how: Close) {
        self.closing = Some(how);
        if how.drops_what_waits() {
            self.frames = VecDeque::new();
        }
    }

    fn remember(&mut self, context: &Context<'_>) {
        match &mut self.waker {
            Some(waker) => waker.clone_from(context.waker()),
            None => self.waker = Some(context.waker().clone()),
        }
    }

    fn wake(&mut self) {
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(length: usize) -> Arc<Frame> {
        Arc::new(Frame::of(&"x".repeat(length)))
    }

    #[tokio::test]
    async fn everything_that_waits_is_taken_at_once_and_in_order() {
        let outlet = Outlet::new(1_000);
        outlet.push(&[frame(1), frame(2)]);
        outlet.push(&[frame(3)]);
        outlet.nudge();

        let taken = outlet.next().await;

        let lengths: Vec<_> = taken.frames.iter().map(|it| it.wire().len()).collect();
        assert_eq!(lengths, [5, 6, 7]);
        assert!(taken.nudged && taken.closing.is_none());
        assert_eq!(outlet.bytes(), 18);
        outlet.written(18);
        assert_eq!(outlet.bytes(), 0);
    }

    #[tokio::test]
    async fn a_queue_that_is_full_closes_its_session_and_lets_go_of_what_waits() {
        let outlet = Outlet::new(100);
        outlet.push(&[frame(40)]);
        outlet.push(&[frame(60)]);
        outlet.push(&[frame(1)]);
        outlet.close(Close::Flood);

        let taken = outlet.next().await;

        assert!(taken.frames.is_empty());
        assert_eq!(taken.closing, Some(Close::TooSlow));
    }

    #[tokio::test]
    async fn bytes_that_were_taken_count_until_they_are_written() {
        let outlet = Outlet::new(100);
        outlet.push(&[frame(60)]);
        let _in_hand = outlet.next().await;

        outlet.push(&[frame(60)]);

        assert_eq!(outlet.closing(), Some(Close::TooSlow));
    }

    #[tokio::test]
    async fn who_waits_is_woken() {
        let outlet = Arc::new(Outlet::new(100));
        let waiting = Arc::clone(&outlet);
        let mut tasks = tokio::task::JoinSet::new();
        tasks.spawn(async move { waiting.next().await.frames.len() });
        tokio::task::yield_now().await;

        outlet.push(&[frame(1)]);

        assert_eq!(tasks.join_next().await.unwrap().unwrap(), 1);
    }
}
