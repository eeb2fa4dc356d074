//! Telling a client that comes back what it missed: all of it, or nothing.

use std::collections::VecDeque;
use std::sync::Arc;

use tokio::sync::OwnedSemaphorePermit;

use crate::actors::change::Moved;
use crate::actors::feed::position::Position;
use crate::actors::feed::reader::Reader;
use crate::actors::hub::BATCH;
use crate::actors::hub::Frames;
use crate::actors::hub::Hub;
use crate::actors::hub::told::Told;
use crate::actors::hub::told::Turn;
use crate::domain::time::Span;
use crate::domain::time::Timestamp;
use crate::store::StoreError;
use crate::telemetry::metrics as names;
use crate::wire::konveksi::Audience;

/// What a client missed, to be told in order.
#[derive(Debug)]
pub struct Replay {
    hub: Hub,
    reader: Reader,
    told: Told,
    /// The place after what was told.
    reached: Position,
    /// Read, but not told yet.
    first: Option<Arc<Moved>>,
    _turn: Option<OwnedSemaphorePermit>,
}

impl Hub {
    /// What happened after a cursor; nothing when it cannot be read, or lies so far back
    /// that not everything can be told.
    pub async fn replay(&self, since: &str, now: Timestamp) -> Option<Replay> {
        let replay = self.find(since, now).await;
        let recovered = if replay.is_some() { "true" } else { "false" };
        metrics::counter!(names::WS_RECOVERIES_TOTAL, "recovered" => recovered).increment(1);
        replay
    }

    async fn find(&self, since: &str, now: Timestamp) -> Option<Replay> {
        let position: Position = since.parse().ok()?;
        let feed = &self.0.feed;
        let most = self.0.recovery.events as u64;
        let in_memory = feed.missed_in_memory(&position);
        let turn = if in_memory.is_none() {
            // It is never closed.
            Arc::clone(&self.0.replays).acquire_owned().await.ok()
        } else {
            None
        };
        let missed = match in_memory {
            Some(missed) => missed,
            None => feed.missed(&position).await.ok().flatten()?,
        };
        if missed > most {
            return None;
        }
        let mut replay = Replay {
            hub: self.clone(),
            reader: feed.since(position.clone()),
            told: Told::after(feed.first_missed(&position).await.ok()?),
            reached: position,
            first: None,
            _turn: turn,
        };
        replay.first = replay.reader.next_now().await.ok()?;
        let oldest = now + Span::millis(-self.recovery_span());
        let is_kept = replay.first.as_ref().is_none_or(|it| it.event.at >= oldest);
        is_kept.then_some(replay)
    }
}

impl Replay {
    /// The place the client has come to.
    #[must_use]
    pub fn cursor(&self) -> String {
        self.reached.to_string()
    }

    /// The same, as a position.
    #[must_use]
    pub const fn position(&self) -> &Position {
        &self.reached
    }

    /// The next frames for an audience; none when everything was told, or everything up to
    /// `until`.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn next(
        &mut self,
        audience: Audience,
        until: Option<&Position>,
    ) -> Result<Option<Frames>, StoreError> {
        let mut frames = VecDeque::new();
        while frames.len() < BATCH {
            if until.is_some_and(|until| self.reached.covers(until)) {
                break;
            }
            let next = match self.first.take() {
                Some(first) => Some(first),
                None => self.reader.next_now().await?,
            };
            let Some(moved) = next else { break };
            let is_wanted = until.is_none_or(|until| until.has_passed(moved.place));
            if is_wanted {
                self.tell(&moved, audience, &mut frames).await?;
            }
        }
        Ok((!frames.is_empty()).then_some(frames))
    }

    async fn tell(
        &mut self,
        moved: &Arc<Moved>,
        audience: Audience,
        frames: &mut Frames,
    ) -> Result<(), StoreError> {
        let turn = self.told.turn(moved);
        if let Turn::TooEarly { after } = turn {
            let cursor: Arc<str> = self.cursor().into();
            for missing in self.hub.0.feed.between(moved, after).await? {
                let was = self.told.note(&missing);
                let frame = self.hub.frame(&missing, was, &cursor, audience);
                frames.push_back(Arc::new(frame));
            }
        }
        self.reached.pass(moved.place);
        if turn != Turn::Again {
            let was = self.told.note(moved);
            let cursor: Arc<str> = self.cursor().into();
            let frame = self.hub.frame(moved, was, &cursor, audience);
            frames.push_back(Arc::new(frame));
        }
        Ok(())
    }
}
