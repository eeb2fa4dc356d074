//! How long a request is waited for, and how long for its answer.
//!
//! A telephone on a slow line needs minutes for a photo of 10 MiB. So a body is waited for as
//! long as it comes no slower than a named rate; once it is there, whoever answers has the
//! time that every request has.

use std::pin::Pin;
use std::pin::pin;
use std::sync::Arc;
use std::task::Context;
use std::task::Poll;
use std::time::Duration;

use axum::body::Body;
use axum::body::Bytes;
use axum::body::HttpBody;
use axum::extract::Request;
use hyper::body::Frame;
use hyper::body::SizeHint;
use parking_lot::Mutex;
use tokio::time::Instant;
use tokio::time::timeout_at;

/// How long is waited for what.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// For an answer, once the request is there.
    pub(super) answer: Duration,
    /// The slowest body that is waited for.
    pub(super) bytes_per_second_min: u32,
}

/// What was not there in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Late {
    /// The request: nobody has acted on it.
    Request,
    /// The answer: whether anything has changed is not known.
    Answer,
}

impl Patience {
    /// Has a request answered, as long as patience lasts.
    pub(super) async fn have<T, F>(
        self,
        request: Request,
        answer: impl FnOnce(Request) -> F,
    ) -> Result<T, Late>
    where
        F: Future<Output = T>,
    {
        let arrival = Arc::new(Mutex::new(Arrival::begin(&request)));
        let request = if request.body().is_end_stream() {
            request
        } else {
            let arrival = Arc::clone(&arrival);
            request.map(|body| Body::new(Watched { body, arrival }))
        };
        let mut answer = pin!(answer(request));
        loop {
            let deadline = arrival.lock().deadline(self);
            if let Ok(answered) = timeout_at(deadline, answer.as_mut()).await {
                return Ok(answered);
            }
            let arrival = arrival.lock();
            if arrival.deadline(self) <= deadline {
                return Err(arrival.late());
            }
        }
    }
}

/// How much of a body has come, and whether more is expected.
#[derive(Debug)]
struct Arrival {
    began: Instant,
    bytes: u64,
    /// When it had come, as far as anybody wanted it.
    ended: Option<Instant>,
}

impl Arrival {
    fn begin(request: &Request) -> Self {
        let now = Instant::now();
        Self {
            began: now,
            bytes: 0,
            ended: request.body().is_end_stream().then_some(now),
        }
    }

    /// Each piece buys the time in which the slowest line would have sent it.
    fn deadline(&self, patience: Patience) -> Instant {
        let rate = u64::from(patience.bytes_per_second_min);
        let since = match self.ended {
            Some(ended) => ended,
            None => self.began + Duration::from_secs(self.bytes / rate),
        };
        since + patience.answer
    }

    const fn late(&self) -> Late {
        match self.ended {
            Some(_) => Late::Answer,
            None => Late::Request,
        }
    }
}

/// A body that notes how it comes.
struct Watched {
    body: Body,
    arrival: Arc<Mutex<Arrival>>,
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        if let Poll::Ready(Some(Ok(frame))) = &polled
            && let Some(bytes) = frame.data_ref()
        {
            self.arrival.lock().bytes += bytes.len() as u64;
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Watched {
    /// Whoever reads a body lets go of it when it is whole, or no longer wanted.
    fn drop(&mut self) {
        self.arrival.lock().ended.get_or_insert_with(Instant::now);
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use futures_util::stream;
    use http_body_util::BodyExt;
    use tokio::time::sleep;

    use super::*;

    const KIB: usize = 1_024;
    const PATIENCE: Patience = Patience {
        answer: Duration::from_secs(30),
        bytes_per_second_min: 65_536,
    };

    /// A body of so many KiB, so many of them each second.
    fn sent(kib: usize, kib_per_second: usize) -> Request {
        let pieces = stream::unfold(0, move |sent| async move {
            if sent >= kib {
                return None;
            }
            sleep(Duration::from_secs(1)).await;
            let piece = Bytes::from(vec![b'x'; kib_per_second * KIB]);
            Some((Ok::<_, Infallible>(piece), sent + kib_per_second))
        });
        Request::new(Body::from_stream(pieces))
    }

    /// Reads a body, then works for so many seconds.
    async fn answered(request: Request, seconds: u64) -> Result<usize, Late> {
        let read = async |request: Request| {
            let bytes = request.into_body().collect().await.unwrap().to_bytes();
            sleep(Duration::from_secs(seconds)).await;
            bytes.len()
        };
        PATIENCE.have(request, read).await
    }

    #[tokio::test(start_paused = true)]
    async fn a_telephone_on_a_slow_line_is_waited_for() {
        let began = Instant::now();

        let answer = answered(sent(10 * KIB, 122), 0).await;

        assert_eq!(answer.map(|bytes| bytes >= 10 * KIB * KIB), Ok(true));
        assert_eq!(began.elapsed().as_secs(), 84);
    }

    #[tokio::test(start_paused = true)]
    async fn what_hardly_comes_is_not_waited_for() {
        let began = Instant::now();

        let answer = answered(sent(10 * KIB, 8), 0).await;

        // Half a minute, and what the 264 KiB that came by then have bought.
        assert_eq!(answer, Err(Late::Request));
        assert_eq!(began.elapsed().as_secs(), 34);
    }

    #[tokio::test(start_paused = true)]
    async fn what_stops_coming_is_not_waited_for() {
        let stuck = stream::pending::<Result<Bytes, Infallible>>();

        let answer = answered(Request::new(Body::from_stream(stuck)), 0).await;

        assert_eq!(answer, Err(Late::Request));
    }

    #[tokio::test(start_paused = true)]
    async fn the_answer_has_its_time_once_the_request_is_there() {
        let quick = answered(sent(256, 256), 29).await;
        let slow = answered(sent(10 * KIB, 122), 29).await;
        let late = answered(sent(10 * KIB, 1_024), 31).await;
        let without = answered(Request::new(Body::empty()), 31).await;

        assert!(quick.is_ok() && slow.is_ok());
        assert_eq!((late, without), (Err(Late::Answer), Err(Late::Answer)));
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_nobody_wants_is_not_waited_for() {
        let work = async |request: Request| {
            drop(request);
            sleep(Duration::from_secs(31)).await;
        };

        let answer = PATIENCE.have(sent(10 * KIB, 64), work).await;

        assert_eq!(answer, Err(Late::Answer));
    }
}
