//! The way out to one client: a WebSocket, or a stream of events.
//!
//! Many frames go out with one system call. A write that does not get on is given up when
//! the session is to end; what was begun of a frame is remembered, because nothing else
//! may follow half of one.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::io::IoSlice;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Context;
use std::task::Poll;
use std::task::ready;
use std::time::Duration;

use bytes::Bytes;
use tokio::io::AsyncWrite;
use tokio::io::AsyncWriteExt;
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::actors::session::close::Close;
use crate::actors::session::frame::Frame;
use crate::actors::session::outlet::Outlet;
use crate::telemetry::metrics as names;

/// How many frames one system call carries at most.
const FRAMES_PER_WRITE: usize = 64;
/// How long a client may take to read our goodbye.
const GOODBYE_MAX: Duration = Duration::from_secs(5);

/// Where the bytes of a WebSocket go.
pub type Writing = Box<dyn AsyncWrite + Send + Unpin>;

/// The way out to one client.
#[derive(Debug)]
pub enum Line {
    /// A WebSocket.
    Socket(SocketLine),
    /// Server-Sent Events.
    Events(mpsc::Sender<Bytes>),
}

/// The way out of a WebSocket.
pub struct SocketLine {
    writing: Writing,
    /// A frame of which so many bytes were written.
    begun: Option<(Arc<Frame>, usize)>,
}

impl std::fmt::Debug for SocketLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SocketLine").finish_non_exhaustive()
    }
}

impl Line {
    /// Over a WebSocket.
    #[must_use]
    pub fn of_socket(writing: Writing) -> Self {
        Self::Socket(SocketLine {
            writing,
            begun: None,
        })
    }

    /// Writes frames, in order. `outlet` knows whether the session is to end meanwhile.
    ///
    /// # Errors
    ///
    /// When the session ends before they are written.
    pub async fn send(
        &mut self,
        frames: VecDeque<Arc<Frame>>,
        outlet: &Outlet,
    ) -> Result<(), Close> {
        let count = frames.len() as u64;
        let durable_at = frames.iter().find_map(|frame| frame.durable_at());
        match self {
            Self::Socket(socket) => socket.send(frames, outlet).await?,
            Self::Events(sender) => send_events(sender, frames, outlet).await?,
        }
        metrics::counter!(names::WS_FRAMES_TOTAL).increment(count);
        if let Some(durable_at) = durable_at {
            metrics::histogram!(names::WS_LAG_SECONDS).record(durable_at.elapsed());
        }
        Ok(())
    }

    /// Says goodbye, as well as it can still be said.
    pub async fn close(&mut self, how: Close) {
        let Some(code) = how.code() else { return };
        let reason = how.reason();
        // Whoever does not listen to a goodbye is left without one.
        match self {
            Self::Socket(socket) => {
                let goodbye = Frame::close(code, &reason);
                timeout(GOODBYE_MAX, socket.end(&goodbye)).await.ok();
            }
            Self::Events(sender) => {
                let data = serde_json::json!({ "code": code, "reason": reason });
                let event = format!("event: close\ndata: {data}\n\n");
                sender.send_timeout(event.into(), GOODBYE_MAX).await.ok();
            }
        }
    }
}

impl SocketLine {
    async fn send(
        &mut self,
        mut frames: VecDeque<Arc<Frame>>,
        outlet: &Outlet,
    ) -> Result<(), Close> {
        poll_fn(|context| self.poll_send(context, &mut frames, outlet)).await
    }

    fn poll_send(
        &mut self,
        context: &mut Context<'_>,
        frames: &mut VecDeque<Arc<Frame>>,
        outlet: &Outlet,
    ) -> Poll<Result<(), Close>> {
        while self.begun.is_some() || !frames.is_empty() {
            match self.poll_write(context, frames) {
                Poll::Ready(Ok(written)) if written > 0 => {
                    outlet.written(written);
                    if self.pass(frames, written) {
                        outlet.patience().asked();
                    }
                }
                Poll::Ready(_) => return Poll::Ready(Err(Close::Lost)),
                Poll::Pending => {
                    outlet.patience().stuck();
                    return match outlet.poll_cut(context) {
                        Some(close) => Poll::Ready(Err(close)),
                        None => Poll::Pending,
                    };
                }
            }
        }
        Poll::Ready(Ok(()))
    }

    fn poll_write(
        &mut self,
        context: &mut Context<'_>,
        frames: &VecDeque<Arc<Frame>>,
    ) -> Poll<std::io::Result<usize>> {
        let mut slices = [IoSlice::new(&[]); FRAMES_PER_WRITE];
        let begun = self.begun.iter().map(|(frame, at)| &frame.wire()[*at..]);
        let waiting = frames.iter().map(|frame| frame.wire());
        let mut count = 0;
        for (slice, bytes) in slices.iter_mut().zip(begun.chain(waiting)) {
            *slice = IoSlice::new(bytes);
            count += 1;
        }
        let written =
            ready!(Pin::new(&mut self.writing).poll_write_vectored(context, &slices[..count]))?;
        Poll::Ready(Ok(written))
    }

    /// Forgets what is written; whether it asks if the client is there.
    fn pass(&mut self, frames: &mut VecDeque<Arc<Frame>>, mut written: usize) -> bool {
        let mut asks = false;
        while written > 0 {
            let Some((frame, at)) = self
                .begun
                .take()
                .or_else(|| frames.pop_front().map(|frame| (frame, 0)))
            else {
                break;
            };
            let left = frame.wire().len() - at;
            if written < left {
                self.begun = Some((frame, at + written));
                break;
            }
            asks |= frame.is_ping();
            written -= left;
        }
        asks
    }

    /// Finishes the frame that was begun, then says goodbye and writes nothing more.
    async fn end(&mut self, goodbye: &Frame) -> std::io::Result<()> {
        if let Some((frame, at)) = self.begun.take() {
            self.writing.write_all(&frame.wire()[at..]).await?;
        }
        self.writing.write_all(goodbye.wire()).await?;
        self.writing.shutdown().await
    }
}

async fn send_events(
    sender: &mpsc::Sender<Bytes>,
    frames: VecDeque<Arc<Frame>>,
    outlet: &Outlet,
) -> Result<(), Close> {
    let mut text = Vec::new();
    let mut bytes = 0;
    for frame in &frames {
        bytes += frame.wire().len();
        append_event(&mut text, frame);
    }
    let cut = poll_fn(|context| match outlet.poll_cut(context) {
        Some(close) => Poll::Ready(close),
        None => Poll::Pending,
    });
    if sender.capacity() == 0 {
        outlet.patience().stuck();
    }
    tokio::select! {
        sent = sender.send(text.into()) => sent.map_err(|_| Close::Lost)?,
        close = cut => return Err(close),
    }
    outlet.written(bytes);
    Ok(())
}

/// A frame as an event; a question whether the client is there as a comment.
fn append_event(text: &mut Vec<u8>, frame: &Frame) {
    if frame.is_ping() {
        text.extend_from_slice(b": ping\n\n");
    }
    let Some(data) = frame.text() else { return };
    if let Some(cursor) = frame.cursor() {
        text.extend_from_slice(b"id: ");
        text.extend_from_slice(cursor.as_bytes());
        text.push(b'\n');
    }
    text.extend_from_slice(b"data: ");
    text.extend_from_slice(data);
    text.extend_from_slice(b"\n\n");
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt;

    use super::*;

    fn frame(length: usize) -> Arc<Frame> {
        Arc::new(Frame::of(&"x".repeat(length)))
    }

    #[tokio::test]
    async fn frames_arrive_whole_however_little_fits_at_once() {
        let (client, server) = tokio::io::duplex(7);
        let mut line = Line::of_socket(Box::new(server));
        let outlet = Outlet::new(1 << 20);
        let frames: VecDeque<_> = (0..200).map(frame).collect();
        let expected: Vec<u8> = frames.iter().flat_map(|it| it.wire().to_vec()).collect();
        let mut client = client;

        let reading = async {
            let mut read = vec![0; expected.len()];
            client.read_exact(&mut read).await.unwrap();
            read
        };
        let (sent, read) = tokio::join!(line.send(frames, &outlet), reading);

        assert_eq!((sent, read == expected), (Ok(()), true));
    }

    #[tokio::test(start_paused = true)]
    async fn a_write_that_does_not_get_on_is_given_up_and_its_frame_is_finished_first() {
        let (mut client, server) = tokio::io::duplex(10);
        let mut line = Line::of_socket(Box::new(server));
        let outlet = Arc::new(Outlet::new(100));
        let closing = Arc::clone(&outlet);
        let mut tasks = tokio::task::JoinSet::new();
        tasks.spawn(async move {
            tokio::time::sleep(Duration::from_secs(1)).await;
            closing.close(Close::TooSlow);
        });

        let sent = line.send([frame(20), frame(20)].into(), &outlet).await;
        let mut read = Vec::new();
        tokio::join!(line.close(Close::TooSlow), async {
            client.read_to_end(&mut read).await.unwrap();
        });

        assert_eq!(sent, Err(Close::TooSlow));
        assert_eq!(read[..24], *frame(20).wire());
        assert_eq!(read[24], 0x88);
        assert_eq!(read[26..28], 1013_u16.to_be_bytes());
    }

    #[tokio::test]
    async fn an_event_has_its_place_as_id_and_a_ping_is_a_comment() {
        let (sender, mut events) = mpsc::channel(1);
        let mut line = Line::Events(sender);
        let told = Frame::of(&"a").at("1.2.3".into());
        let frames = [Arc::new(told), Arc::new(Frame::ping()), frame(1)];

        line.send(frames.into(), &Outlet::new(100)).await.unwrap();

        let text = events.recv().await.unwrap();
        assert_eq!(
            &text[..],
            b"id: 1.2.3\ndata: \"a\"\n\n: ping\n\ndata: \"x\"\n\n"
        );
    }
}
