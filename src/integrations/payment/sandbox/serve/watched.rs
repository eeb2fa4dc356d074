//! A socket that says when the next bytes have left through it.

use std::io;
use std::io::IoSlice;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Context;
use std::task::Poll;

use parking_lot::Mutex;
use tokio::io::AsyncRead;
use tokio::io::AsyncWrite;
use tokio::io::ReadBuf;
use tokio::net::TcpStream;

use crate::integrations::payment::sandbox::step::Step;

/// The step that the next write completes.
#[derive(Debug, Clone, Default)]
pub(super) struct Departures(Arc<Mutex<Option<Step>>>);

impl Departures {
    pub(super) fn expect(&self, step: Step) {
        *self.0.lock() = Some(step);
    }
}

/// The socket.
pub(super) struct Watched<F> {
    stream: TcpStream,
    departures: Departures,
    told: F,
}

impl<F: Fn(Step) + Unpin> Watched<F> {
    pub(super) fn new(stream: TcpStream, told: F) -> (Self, Departures) {
        let departures = Departures::default();
        let watched = Self {
            stream,
            departures: departures.clone(),
            told,
        };
        (watched, departures)
    }

    fn watch(&self, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        // Answers here are small enough to leave in one piece.
        if matches!(written, Poll::Ready(Ok(bytes)) if bytes > 0) {
            let step = self.departures.0.lock().take();
            if let Some(step) = step {
                (self.told)(step);
            }
        }
        written
    }
}

impl<F: Fn(Step) + Unpin> AsyncRead for Watched<F> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<F: Fn(Step) + Unpin> AsyncWrite for Watched<F> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.watch(written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.watch(written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
