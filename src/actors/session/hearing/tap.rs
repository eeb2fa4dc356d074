//! Where a client's bytes come from. Whoever is silent has no buffer: bytes are taken where
//! the call stands, and kept only until somebody reads on.

use std::future::poll_fn;
use std::io;
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use std::task::Context;
use std::task::Poll;
use std::task::ready;

use tokio::io::AsyncRead;
use tokio::io::ReadBuf;

use crate::actors::session::Reading;
use crate::actors::session::patience::Patience;

/// How much is taken of what a silent client begins to say; it has most messages whole.
const FIRST_BYTES: usize = 256;

/// A connection, and what was taken from it and is not read yet.
pub(in crate::actors::session) struct Tap {
    reading: Reading,
    taken: Vec<u8>,
}

/// Reads on, counts what it reads, and notes that something came.
pub(super) struct Counting<'a> {
    tap: &'a mut Tap,
    count: &'a AtomicU64,
    patience: &'a Patience,
}

impl Tap {
    pub(super) const fn new(reading: Reading) -> Self {
        let taken = Vec::new();
        Self { reading, taken }
    }

    /// Waits for the next bytes; false when the connection has ended. May be broken off.
    pub(super) async fn flows(&mut self) -> bool {
        let came = poll_fn(|context| self.poll_flow(context)).await;
        came.is_ok_and(|count| count > 0)
    }

    /// Lets go of everything that comes, until the end. A connection that is closed over
    /// something unread takes our last words back.
    pub(in crate::actors::session) async fn pour_away(&mut self) {
        loop {
            self.taken = Vec::new();
            if !self.flows().await {
                return;
            }
        }
    }

    /// The same connection, to read on. What it reads is added to `count`.
    pub(super) const fn counting<'a>(
        &'a mut self,
        count: &'a AtomicU64,
        patience: &'a Patience,
    ) -> Counting<'a> {
        Counting {
            tap: self,
            count,
            patience,
        }
    }

    fn poll_flow(&mut self, context: &mut Context<'_>) -> Poll<io::Result<usize>> {
        if !self.taken.is_empty() {
            return Poll::Ready(Ok(self.taken.len()));
        }
        let mut room = [MaybeUninit::uninit(); FIRST_BYTES];
        let mut room = ReadBuf::uninit(&mut room);
        ready!(Pin::new(&mut self.reading).poll_read(context, &mut room))?;
        self.taken = room.filled().to_vec();
        Poll::Ready(Ok(self.taken.len()))
    }

    fn poll_read(
        &mut self,
        context: &mut Context<'_>,
        to: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.taken.is_empty() {
            return Pin::new(&mut self.reading).poll_read(context, to);
        }
        let count = self.taken.len().min(to.remaining());
        to.put_slice(&self.taken[..count]);
        // The room goes too, once it is empty.
        self.taken = self.taken.split_off(count);
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for Counting<'_> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        to: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = to.filled().len();
        ready!(self.tap.poll_read(context, to))?;
        let count = to.filled().len() - before;
        self.count.fetch_add(count as u64, Ordering::Relaxed);
        if count > 0 {
            self.patience.heard();
        }
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt;
    use tokio::io::AsyncWriteExt;

    use super::*;

    #[tokio::test]
    async fn what_came_is_read_once_and_in_order_and_counted() {
        let (mut client, server) = tokio::io::duplex(1_024);
        let mut tap = Tap::new(Box::new(server));
        let said: Vec<u8> = (0..=255).cycle().take(600).collect();
        client.write_all(&said).await.unwrap();
        let (count, patience) = (AtomicU64::new(0), Patience::default());

        assert!(tap.flows().await && tap.flows().await);
        let mut read = vec![0; 600];
        let mut reading = tap.counting(&count, &patience);
        reading.read_exact(&mut read[..10]).await.unwrap();
        reading.read_exact(&mut read[10..]).await.unwrap();

        assert_eq!((read, count.into_inner()), (said, 600));
        assert_eq!(tap.taken.capacity(), 0);
        drop(client);
        assert!(!tap.flows().await);
    }
}
