//! Writing one batch until every change in it has an answer that is true.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;
use tracing::error;
use tracing::warn;

use crate::actors::change::Moved;
use crate::actors::feed::Feed;
use crate::actors::journal::JournalError;
use crate::actors::journal::Pending;
use crate::actors::journal::Trouble;
use crate::actors::journal::count;
use crate::actors::notifier::Nudge;
use crate::store::Batch;
use crate::store::Change;
use crate::store::CommitError;
use crate::store::Place;
use crate::store::Store;
use crate::store::Stream;
use crate::store::Taken;
use crate::telemetry::metrics as names;

/// How often a batch is sent again after meeting another transaction.
const CONFLICTS_MAX: u32 = 20;
/// The first wait after a failure; it doubles up to [`WAIT_MAX`].
const WAIT_MIN: Duration = Duration::from_millis(2);
/// The longest wait between tries while the store is away.
const WAIT_MAX: Duration = Duration::from_millis(500);

/// The hand that writes a stream.
#[derive(Debug)]
pub(super) struct Writer {
    store: Arc<dyn Store>,
    stream: Stream,
    next: u64,
    feed: Feed,
    nudge: Nudge,
    trouble: Trouble,
}

/// Why a whole batch failed, nothing of it written.
enum Failure {
    Lost(Taken),
    Refused(String),
    Unavailable(String),
}

impl Writer {
    pub(super) fn new(
        store: Arc<dyn Store>,
        stream: Stream,
        next: u64,
        feed: Feed,
        nudge: Nudge,
        trouble: Trouble,
    ) -> Self {
        trouble.is(false);
        Self {
            store,
            stream,
            next,
            feed,
            nudge,
            trouble,
        }
    }

    /// Writes the changes, in order, and answers each. One that loses a race or is refused
    /// hurts only itself: the others are sent again without it.
    pub(super) async fn write(&mut self, changes: Vec<Pending>) {
        let mut batches = VecDeque::from([changes]);
        while let Some(mut batch) = batches.pop_front() {
            if batch.is_empty() {
                continue;
            }
            let committed = self.commit(&batch).await;
            self.trouble.is(false);
            match committed {
                Ok(()) => self.acknowledge(batch),
                Err(Failure::Lost(taken)) => match culprit(&batch, &taken) {
                    Some(at) => {
                        refuse(batch.remove(at), JournalError::Lost(taken));
                        batches.push_front(batch);
                    }
                    None => bisect(batch, &format!("unexpected loss: {taken:?}"), &mut batches),
                },
                Err(Failure::Refused(reason)) => bisect(batch, &reason, &mut batches),
                Err(Failure::Unavailable(reason)) => {
                    for pending in batch {
                        refuse(pending, JournalError::Unavailable(reason.clone()));
                    }
                }
            }
        }
    }

    /// Sends one batch until it is known to be durable or known not to be written.
    async fn commit(&self, batch: &[Pending]) -> Result<(), Failure> {
        let changes: Vec<&Change> = batch.iter().map(|pending| &pending.sealed.change).collect();
        let mut in_doubt = false;
        let mut conflicts = 0;
        let mut wait = WAIT_MIN;
        loop {
            let sent = Batch {
                stream: self.stream,
                first: self.next,
                changes: &changes,
            };
            let Err(error) = self.store.commit(sent).await else {
                return Ok(());
            };
            metrics::counter!(names::JOURNAL_FAILURES_TOTAL, "kind" => kind(&error)).increment(1);
            if let CommitError::Unknown(_) = error {
                in_doubt = true;
                self.trouble.is(true);
            }
            // Whatever went wrong now, an earlier try may have been written after all.
            if in_doubt && self.was_written(batch).await {
                self.await_durable(batch).await;
                return Ok(());
            }
            match error {
                CommitError::Taken(taken) => return Err(Failure::Lost(taken)),
                CommitError::Refused(reason) => return Err(Failure::Refused(reason)),
                CommitError::Conflict if conflicts >= CONFLICTS_MAX => {
                    return Err(Failure::Unavailable("too many conflicts".to_owned()));
                }
                CommitError::Conflict => conflicts += 1,
                CommitError::Unknown(reason) => {
                    warn!(%reason, "commit outcome unknown, sending it again under the same numbers");
                }
            }
            tokio::time::sleep(wait).await;
            wait = (wait * 2).min(WAIT_MAX);
        }
    }

    /// Whether the stream holds the batch. Asks until it gets an answer.
    async fn was_written(&self, batch: &[Pending]) -> bool {
        let Some(first) = batch
            .first()
            .and_then(|pending| pending.sealed.change.parts.first())
        else {
            return false;
        };
        let mut wait = WAIT_MIN;
        loop {
            match self.store.journal(self.stream, self.next - 1, 1).await {
                Ok(rows) => {
                    let ours = (self.next, first.row.id, first.row.version);
                    return rows
                        .first()
                        .is_some_and(|row| (row.seq, row.order, row.version) == ours);
                }
                Err(error) => warn!(%error, "cannot read the journal back yet"),
            }
            tokio::time::sleep(wait).await;
            wait = (wait * 2).min(WAIT_MAX);
        }
    }

    /// Rows are visible before they are durable: a later durable write vouches for them.
    async fn await_durable(&self, batch: &[Pending]) {
        let after = self.next + parts(batch);
        let mut wait = WAIT_MIN;
        while let Err(error) = self
            .store
            .commit(Batch {
                stream: self.stream,
                first: after,
                changes: &[],
            })
            .await
        {
            warn!(%error, "cannot make sure yet that the last commit is durable");
            tokio::time::sleep(wait).await;
            wait = (wait * 2).min(WAIT_MAX);
        }
    }

    /// Save, then believe, then tell: the batch is durable, so the index takes it in, the
    /// callers are answered, and the feed tells everyone else.
    fn acknowledge(&mut self, batch: Vec<Pending>) {
        metrics::counter!(names::JOURNAL_COMMITS_TOTAL).increment(1);
        metrics::histogram!(names::JOURNAL_BATCH_CHANGES).record(count(batch.len()));
        let owes = |pending: &Pending| !pending.sealed.change.outbox.is_empty();
        let owing = batch.iter().any(owes);
        let mut moved = Vec::with_capacity(batch.len());
        let mut answers = Vec::with_capacity(batch.len());
        let durable_at = Instant::now();
        for pending in batch {
            for (order, event) in pending.sealed.moves {
                let place = Place {
                    stream: self.stream,
                    seq: self.next,
                };
                moved.push(Moved {
                    place,
                    order,
                    event,
                    durable_at,
                });
                self.next += 1;
            }
            answers.push(pending.answer);
        }
        self.feed.index().take_in(&moved);
        for answer in answers {
            // A caller that stopped waiting is not our failure.
            answer.send(Ok(())).ok();
        }
        self.feed.tell(moved);
        if owing {
            self.nudge.nudge();
        }
    }
}

fn parts(batch: &[Pending]) -> u64 {
    batch
        .iter()
        .map(|pending| pending.sealed.change.parts.len() as u64)
        .sum()
}

/// The change that lost: the one that wants what was taken.
fn culprit(batch: &[Pending], taken: &Taken) -> Option<usize> {
    batch.iter().position(|pending| {
        let change = &pending.sealed.change;
        match taken {
            Taken::Version(order, version) => change
                .parts
                .iter()
                .any(|part| (part.row.id, part.row.version) == (*order, *version)),
            Taken::Name(unique) => change.claims.iter().any(|claim| claim.unique == *unique),
        }
    })
}

/// One bad row must hurt only itself: halves are tried until it stands alone.
fn bisect(mut batch: Vec<Pending>, reason: &str, batches: &mut VecDeque<Vec<Pending>>) {
    if batch.len() > 1 {
        let rest = batch.split_off(batch.len() / 2);
        batches.push_front(rest);
        batches.push_front(batch);
        return;
    }
    for pending in batch {
        error!(reason, "the store refuses a change");
        refuse(pending, JournalError::Refused(reason.to_owned()));
    }
}

fn refuse(pending: Pending, error: JournalError) {
    // A caller that stopped waiting is not our failure.
    pending.answer.send(Err(error)).ok();
}

const fn kind(error: &CommitError) -> &'static str {
    match error {
        CommitError::Taken(_) => "taken",
        CommitError::Conflict => "conflict",
        CommitError::Refused(_) => "refused",
        CommitError::Unknown(_) => "unknown",
    }
}
