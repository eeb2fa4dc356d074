//! Forgets what nobody may need any more, once a day, in small bites.
//!
//! What stays: orders and their history, money and what proves it (what providers told us,
//! slips), alerts, and who changed which account.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use serde::Deserialize;
use serde::Serialize;
use tokio::time::Instant;
use tokio::time::sleep;

use crate::actors::feed::position::Position;
use crate::actors::scheduler::Job;
use crate::actors::scheduler::JobError;
use crate::actors::scheduler::Report;
use crate::domain::time::Span;
use crate::domain::time::Timestamp;
use crate::store::Store;
use crate::store::accounts::AccountError;
use crate::store::accounts::Accounts;
use crate::store::accounts::Session;

/// How many rows one transaction takes away.
const BITE: usize = 500;
/// How long others have the store to themselves between two bites.
const BREATH: Duration = Duration::from_millis(5);
/// How long one run goes on; what is left is for tomorrow's.
const RUN_MAX: Duration = Duration::from_secs(30);
/// How long a client's key is remembered.
const KEYS_KEPT: Span = Span::hours(24);
/// How long a sign-in that has ended is remembered: it tells where somebody was before.
const SIGN_INS_KEPT: Span = Span::days(30);
/// A mark is set no more often than this, however often the job runs.
const MARKED_EVERY: Span = Span::hours(12);
/// How many marks are kept at most; older ones say nothing new.
const MARKS_MAX: usize = 64;

/// The job.
#[derive(Debug, Clone)]
pub struct CleanUp {
    /// What is cleaned.
    pub store: Arc<dyn Store>,
    /// Whose sign-ins are cleaned.
    pub accounts: Accounts,
    /// How far back the journal goes at least.
    pub journal_kept: Span,
    /// How far back the request log goes.
    pub requests_kept: Span,
}

/// What the job remembers: where the journal was, and when. Its lines do not say when they
/// were written, but whatever lay behind an old mark is at least as old.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Memory {
    marks: Vec<(Timestamp, String)>,
}

/// Ends a run in time, and lets others have their turn.
struct Patience(Instant);

#[async_trait]
impl Job for CleanUp {
    fn name(&self) -> &'static str {
        "cleanup"
    }

    fn beat(&self) -> Span {
        Span::days(1)
    }

    async fn run(&self, now: Timestamp, memory: &str) -> Result<Report, JobError> {
        let mut memory: Memory = serde_json::from_str(memory).unwrap_or_default();
        let floor = self.mark(&mut memory, now).await?;
        let patience = Patience(Instant::now() + RUN_MAX);
        let lines = self.clean_journal(floor, &patience).await?;
        let keys = self.clean_keys(now, &patience).await?;
        let sign_ins = self.clean_sign_ins(now, &patience).await?;
        let requests = self.clean_requests(now, &patience).await?;
        let idle = lines + keys + sign_ins + requests == 0;
        let summary = format!(
            "{lines} lines of the journal, {keys} keys, {sign_ins} sign-ins and {requests} \
             requests forgotten"
        );
        Ok(Report {
            summary: if idle { String::new() } else { summary },
            memory: serde_json::to_string(&memory).map_err(|error| JobError(error.to_string()))?,
        })
    }
}

impl CleanUp {
    /// Marks where the journal is now, and answers where it was long enough ago.
    async fn mark(&self, memory: &mut Memory, now: Timestamp) -> Result<Position, JobError> {
        let mut present = Position::default();
        for tip in self.store.streams().await? {
            // Of a stream without a line there is nothing to clean.
            if tip.seq > 0 {
                present.pass(tip);
            }
        }
        memory.mark(now, &present);
        Ok(memory.before(now, self.journal_kept))
    }

    async fn clean_journal(&self, floor: Position, patience: &Patience) -> Result<usize, JobError> {
        // The floor first: whoever reads below it is told so, never given a part.
        for place in floor.places() {
            self.store.raise_floor(place).await?;
        }
        let mut count = 0;
        loop {
            let gone = self.store.clean_journal(BITE).await?;
            count += gone;
            if gone < BITE || patience.is_over().await {
                return Ok(count);
            }
        }
    }

    async fn clean_keys(&self, now: Timestamp, patience: &Patience) -> Result<usize, JobError> {
        let (mut count, mut after) = (0, None);
        loop {
            let before = now - KEYS_KEPT;
            let cleaned = self.store.clean_keys(before, after.as_ref(), BITE).await?;
            count += cleaned.count;
            after = cleaned.next;
            if after.is_none() || patience.is_over().await {
                return Ok(count);
            }
        }
    }

    async fn clean_sign_ins(&self, now: Timestamp, patience: &Patience) -> Result<usize, JobError> {
        let (mut count, mut after) = (0, None);
        loop {
            let page = self.accounts.sessions_after(after, BITE).await?;
            after = page
                .last()
                .map(|session| session.id)
                .filter(|_| page.len() == BITE);
            let is_old = |session: &Session| ended_at(session) + SIGN_INS_KEPT <= now;
            let old: Vec<Session> = page.into_iter().filter(is_old).collect();
            if !old.is_empty() {
                self.accounts.forget_sessions(&old).await?;
            }
            count += old.len();
            if after.is_none() || patience.is_over().await {
                return Ok(count);
            }
        }
    }

    async fn clean_requests(&self, now: Timestamp, patience: &Patience) -> Result<usize, JobError> {
        let mut count = 0;
        loop {
            let before = now - self.requests_kept;
            let gone = self.store.forget_requests(before, BITE).await?;
            count += gone;
            if gone < BITE || patience.is_over().await {
                return Ok(count);
            }
        }
    }
}

impl Memory {
    fn mark(&mut self, now: Timestamp, present: &Position) {
        let due = self
            .marks
            .last()
            .is_none_or(|(at, _)| *at + MARKED_EVERY <= now);
        if due {
            self.marks.push((now, present.to_string()));
        }
        let surplus = self.marks.len().saturating_sub(MARKS_MAX);
        self.marks.drain(..surplus);
    }

    /// Where the journal was so long ago or longer; at its beginning when nobody knows.
    fn before(&mut self, now: Timestamp, kept: Span) -> Position {
        let old = self.marks.iter().rposition(|(at, _)| *at + kept <= now);
        let Some(old) = old else {
            return Position::default();
        };
        self.marks.drain(..old);
        self.marks[0].1.parse().unwrap_or_default()
    }
}

impl Patience {
    /// Lets others have their turn. Whether the time for this run is up.
    async fn is_over(&self) -> bool {
        sleep(BREATH).await;
        self.0 <= Instant::now()
    }
}

/// When a sign-in could be used last.
fn ended_at(session: &Session) -> Timestamp {
    let revoked = session.revoked_at.unwrap_or(session.expires_at);
    revoked.min(session.expires_at)
}

impl From<AccountError> for JobError {
    fn from(error: AccountError) -> Self {
        Self(error.to_string())
    }
}

#[cfg(test)]
mod tests;
