//! Counts again, and says when the running sums were wrong.
//!
//! - **Starts** with those who pay what we owe and run what has its hour; each process
//!   counts for itself, because each has sums of its own.
//! - **Owns** how far a count is.
//! - **Reads** every order from the store, a page at a time, and works a tenth of the time
//!   at most, so that nobody notices. What changes meanwhile is no drift.
//! - **Puts right** what it finds, as a metric and as an alert: it should find nothing.

use std::sync::Arc;
use std::time::Duration;
use std::time::Instant;

use ractor::Actor;
use ractor::ActorProcessingErr;
use ractor::ActorRef;
use serde_json::json;
use tracing::error;
use tracing::warn;

use crate::actors::alerts;
use crate::actors::change::id_of;
use crate::actors::change::read_order;
use crate::actors::index::OrderIndex;
use crate::actors::index::Standing;
use crate::domain::ids::AlertId;
use crate::domain::ids::OrderId;
use crate::domain::konveksi::Order;
use crate::domain::time::Clock;
use crate::store::AlertRow;
use crate::store::Store;
use crate::store::StoreError;
use crate::telemetry::metrics as names;

/// From the end of one count to the beginning of the next.
const BEAT: Duration = Duration::from_mins(5);
/// How many orders are read at a time.
const PAGE: usize = 256;
/// For every part of work so many parts of rest.
const REST: u32 = 9;
/// How long what the store has may take to arrive here.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a recount is started with.
#[derive(Debug, Clone)]
pub struct RecountArguments {
    /// What is held against the store.
    pub index: OrderIndex,
    /// Where the orders are.
    pub store: Arc<dyn Store>,
    /// When drift was seen.
    pub clock: Arc<dyn Clock>,
}

/// The actor.
#[derive(Debug)]
pub struct RecountActor;

/// Asks the actor for the next step.
#[derive(Debug)]
pub struct Step;

/// What the actor knows.
#[derive(Debug)]
pub struct Counting {
    arguments: RecountArguments,
    stage: Stage,
    found: Found,
}

/// How far a count is.
#[derive(Debug)]
enum Stage {
    Idle,
    Reading { after: Option<OrderId> },
    Waiting,
}

/// What a count has found.
#[derive(Debug, Default)]
struct Found {
    /// Orders that were further in the store than here, with the version they had there.
    behind: Vec<(OrderId, u64)>,
    /// Orders that were not what the store said.
    wrong: usize,
    /// Whether the sums were not those of the orders.
    sums: bool,
}

impl Actor for RecountActor {
    type Msg = Step;
    type State = Counting;
    type Arguments = RecountArguments;

    async fn pre_start(
        &self,
        myself: ActorRef<Step>,
        arguments: RecountArguments,
    ) -> Result<Counting, ActorProcessingErr> {
        myself.send_after(BEAT, || Step);
        Ok(Counting {
            arguments,
            stage: Stage::Idle,
            found: Found::default(),
        })
    }

    async fn handle(
        &self,
        myself: ActorRef<Step>,
        _step: Step,
        state: &mut Counting,
    ) -> Result<(), ActorProcessingErr> {
        let pause = match state.step().await {
            Ok(pause) => pause,
            Err(error) => {
                warn!(%error, "the dashboard could not be counted again");
                state.stage = Stage::Idle;
                count_outcome("failed");
                BEAT
            }
        };
        myself.send_after(pause, || Step);
        Ok(())
    }
}

impl Counting {
    /// Does the next step. Answers how long to wait before the one after it.
    async fn step(&mut self) -> Result<Duration, StoreError> {
        let started = Instant::now();
        match self.stage {
            Stage::Idle => {
                self.found = Found::default();
                self.arguments.index.begin_recount();
                self.stage = Stage::Reading { after: None };
                Ok(Duration::ZERO)
            }
            Stage::Reading { after } => {
                let page = self.arguments.store.orders_after(after, PAGE).await?;
                let Some(last) = page.last() else {
                    self.stage = Stage::Waiting;
                    return Ok(PATIENCE);
                };
                self.stage = Stage::Reading {
                    after: Some(last.id),
                };
                let orders = page.iter().map(read_order).collect::<Result<Vec<_>, _>>()?;
                self.hold(&orders);
                Ok(started.elapsed() * REST)
            }
            Stage::Waiting => {
                self.look_again().await?;
                self.finish().await?;
                self.stage = Stage::Idle;
                Ok(BEAT)
            }
        }
    }

    fn hold(&mut self, orders: &[Order]) {
        let standings = self.arguments.index.recount(orders);
        for (order, standing) in orders.iter().zip(standings) {
            match standing {
                Standing::Right => {}
                Standing::Wrong => self.found.wrong += 1,
                Standing::Behind => self.found.behind.push((order.id, order.version)),
            }
        }
    }

    /// Takes in what should have arrived by now, and looks for orders that were passed by.
    async fn look_again(&mut self) -> Result<(), StoreError> {
        let RecountArguments { index, store, .. } = &self.arguments;
        let behind = std::mem::take(&mut self.found.behind);
        let missed = behind
            .iter()
            .filter(|(id, seen)| index.version(*id) < *seen);
        let missed: Vec<OrderId> = missed.map(|(id, _)| *id).collect();
        self.found.wrong += missed.len();
        for ids in missed.chunks(PAGE) {
            index.take_in_present(&read(store.as_ref(), ids).await?);
        }
        // An order that began after its place was passed is one of these.
        for ids in index.uncounted().chunks(PAGE) {
            let orders = read(store.as_ref(), ids).await?;
            for id in ids {
                if !orders.iter().any(|order| order.id == *id) {
                    index.disown(*id);
                    self.found.wrong += 1;
                }
            }
            let standings = index.recount(&orders);
            let wrong = standings.iter().filter(|it| **it == Standing::Wrong);
            self.found.wrong += wrong.count();
        }
        Ok(())
    }

    async fn finish(&mut self) -> Result<(), StoreError> {
        self.found.sums = self.arguments.index.end_recount();
        let Found { wrong, sums, .. } = self.found;
        #[expect(clippy::cast_precision_loss, reason = "a count of things in memory")]
        metrics::gauge!(names::DASHBOARD_DRIFT).set((wrong + usize::from(sums)) as f64);
        if wrong == 0 && !sums {
            count_outcome("right");
            return Ok(());
        }
        count_outcome("drifted");
        error!(
            orders = wrong,
            sums, "the dashboard had drifted from the store and was put right"
        );
        let alert = AlertRow {
            id: AlertId(id_of(alerts::DASHBOARD_DRIFT.as_bytes())),
            kind: alerts::DASHBOARD_DRIFT.into(),
            severity: alerts::WARNING.into(),
            order: None,
            at: self.arguments.clock.now(),
            data: json!({ "orders": wrong, "sums": sums }).to_string(),
        };
        self.arguments.store.raise(&alert).await
    }
}

async fn read(store: &dyn Store, ids: &[OrderId]) -> Result<Vec<Order>, StoreError> {
    store.orders(ids).await?.iter().map(read_order).collect()
}

fn count_outcome(outcome: &'static str) {
    metrics::counter!(names::DASHBOARD_RECOUNTS_TOTAL, "outcome" => outcome).increment(1);
}

#[cfg(test)]
mod tests;
