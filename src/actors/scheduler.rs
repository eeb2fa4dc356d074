//! Wakes each job on its beat; knows nothing of what jobs do.
//!
//! Jobs find what is due and are right twice, so a missed beat costs a delay and a second
//! run nothing. Of several processes on one store one runs a job at a time: the store lends
//! it out.

use std::sync::Arc;
use std::time::Duration;
use std::time::Instant;

use async_trait::async_trait;
use ractor::Actor;
use ractor::ActorProcessingErr;
use ractor::ActorRef;
use tracing::error;
use tracing::info;
use tracing::warn;

use crate::domain::ids::NodeId;
use crate::domain::time::Clock;
use crate::domain::time::Span;
use crate::domain::time::Timestamp;
use crate::store::Store;
use crate::store::StoreError;
use crate::telemetry::metrics as names;

/// How often to look which job is due.
const BEAT: Duration = Duration::from_secs(1);
/// How long a job is one process's alone; one that takes longer may run twice.
const LEASE: Span = Span::minutes(10);

/// Work with an hour.
#[async_trait]
pub trait Job: std::fmt::Debug + Send + Sync + 'static {
    /// Its name, for the store, the log and people.
    fn name(&self) -> &'static str;

    /// How long from one run to the next.
    fn beat(&self) -> Span;

    /// Does what is due. `memory` is what the last run left; the answer is what the next
    /// one gets. Right twice.
    async fn run(&self, now: Timestamp, memory: &str) -> Result<Report, JobError>;
}

/// What a run did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// In a few words, for the log; empty when there was nothing to do.
    pub summary: String,
    /// For the next run.
    pub memory: String,
}

/// Why a run did not get to its end.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct JobError(pub String);

impl From<StoreError> for JobError {
    fn from(error: StoreError) -> Self {
        Self(error.to_string())
    }
}

/// What a scheduler is started with.
#[derive(Debug, Clone)]
pub struct SchedulerArguments {
    /// Who lends jobs out.
    pub store: Arc<dyn Store>,
    /// This process.
    pub node: NodeId,
    /// Whose hour it is.
    pub clock: Arc<dyn Clock>,
    /// What there is to do.
    pub jobs: Vec<Arc<dyn Job>>,
}

/// The actor.
#[derive(Debug)]
pub struct SchedulerActor;

/// Asks the scheduler to look at the clock.
#[derive(Debug)]
pub struct Beat;

/// What the scheduler knows.
#[derive(Debug)]
pub struct Schedule {
    arguments: SchedulerArguments,
    /// When to ask the store about each job again.
    next: Vec<Timestamp>,
}

impl Actor for SchedulerActor {
    type Msg = Beat;
    type State = Schedule;
    type Arguments = SchedulerArguments;

    async fn pre_start(
        &self,
        myself: ActorRef<Beat>,
        arguments: SchedulerArguments,
    ) -> Result<Schedule, ActorProcessingErr> {
        myself.send_after(BEAT, || Beat);
        let now = arguments.clock.now();
        let next = arguments.jobs.iter().map(|_| now).collect();
        Ok(Schedule { arguments, next })
    }

    async fn handle(
        &self,
        myself: ActorRef<Beat>,
        _beat: Beat,
        state: &mut Schedule,
    ) -> Result<(), ActorProcessingErr> {
        for place in 0..state.next.len() {
            let now = state.arguments.clock.now();
            if state.next[place] <= now {
                let job = Arc::clone(&state.arguments.jobs[place]);
                state.next[place] = state.arguments.turn(job.as_ref(), now).await;
            }
        }
        myself.send_after(BEAT, || Beat);
        Ok(())
    }
}

impl SchedulerArguments {
    /// Runs a job if it is due and nobody else runs it. Answers when to ask again.
    async fn turn(&self, job: &dyn Job, now: Timestamp) -> Timestamp {
        let soon = now + job.beat().min(Span::minutes(1));
        let row = match self
            .store
            .lease(job.name(), self.node, now, now + LEASE)
            .await
        {
            Ok(Some(row)) => row,
            Ok(None) => return soon,
            Err(error) => {
                warn!(%error, job = job.name(), "cannot ask for a job yet");
                return soon;
            }
        };
        let started = Instant::now();
        let outcome = job.run(now, &row.data).await;
        metrics::histogram!(names::JOB_SECONDS, "job" => job.name()).record(started.elapsed());
        let word = if outcome.is_ok() { "done" } else { "failed" };
        metrics::counter!(names::JOB_RUNS_TOTAL, "job" => job.name(), "outcome" => word)
            .increment(1);
        // One that failed keeps its memory and comes back sooner.
        let (memory, next) = match outcome {
            Ok(report) => {
                if !report.summary.is_empty() {
                    info!(job = job.name(), summary = report.summary, "job done");
                }
                (report.memory, now + job.beat())
            }
            Err(error) => {
                error!(%error, job = job.name(), "job failed, it is tried again soon");
                (row.data, soon)
            }
        };
        let finished = self
            .store
            .finish_job(job.name(), self.node, now, &memory, next);
        if let Err(error) = finished.await {
            warn!(%error, job = job.name(), "cannot give a job back; its lease ends by itself");
        }
        next
    }
}
