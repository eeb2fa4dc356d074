//! Looks after what living things leave undone: idle orders, an unsaved index, gauges.

use std::sync::Arc;
use std::time::Duration;

use ractor::Actor;
use ractor::ActorProcessingErr;
use ractor::ActorRef;
use tokio::time::Instant;
use tracing::warn;

use crate::actors::feed::position::Position;
use crate::actors::index::OrderIndex;
use crate::actors::registry::Orders;
use crate::actors::registry::SleepLimits;
use crate::store::Store;
use crate::telemetry::metrics as names;

/// How often to look, at least.
const BEAT_MAX: Duration = Duration::from_secs(5);
/// More debts than this are told as this many.
const OUTBOX_COUNTED_MAX: usize = 1_000;

/// What a caretaker is started with.
#[derive(Debug, Clone)]
pub struct CaretakerArguments {
    /// The orders that may fall asleep.
    pub orders: Orders,
    /// When they may.
    pub sleep: SleepLimits,
    /// The index to save.
    pub index: OrderIndex,
    /// How often.
    pub snapshot_interval: Duration,
    /// Where it is saved.
    pub store: Arc<dyn Store>,
}

/// The actor.
#[derive(Debug)]
pub struct CaretakerActor;

/// Asks the caretaker to look around.
#[derive(Debug)]
pub struct Beat;

/// What the caretaker remembers.
#[derive(Debug)]
pub struct Care {
    arguments: CaretakerArguments,
    /// When saving was last tried. The whole index is spelled for that, which is too much
    /// for every beat while the store is away.
    tried_at: Instant,
    saved: Position,
}

impl Actor for CaretakerActor {
    type Msg = Beat;
    type State = Care;
    type Arguments = CaretakerArguments;

    async fn pre_start(
        &self,
        myself: ActorRef<Beat>,
        arguments: CaretakerArguments,
    ) -> Result<Care, ActorProcessingErr> {
        let beat = BEAT_MAX
            .min(arguments.sleep.idle / 2)
            .max(Duration::from_millis(10));
        myself.send_interval(beat, || Beat);
        // Whatever was loaded from a snapshot need not be saved again.
        let saved = arguments.index.position();
        Ok(Care {
            arguments,
            tried_at: Instant::now(),
            saved,
        })
    }

    async fn handle(
        &self,
        _myself: ActorRef<Beat>,
        _beat: Beat,
        care: &mut Care,
    ) -> Result<(), ActorProcessingErr> {
        care.arguments
            .orders
            .put_idle_to_sleep(care.arguments.sleep)
            .await;
        care.save_index().await;
        care.count_debts().await;
        Ok(())
    }
}

impl Care {
    async fn save_index(&mut self) {
        let position = self.arguments.index.position();
        if self.tried_at.elapsed() < self.arguments.snapshot_interval || position == self.saved {
            return;
        }
        self.tried_at = Instant::now();
        match self
            .arguments
            .index
            .save(self.arguments.store.as_ref())
            .await
        {
            Ok(()) => self.saved = position,
            Err(error) => warn!(%error, "cannot save the order index yet"),
        }
    }

    async fn count_debts(&self) {
        match self.arguments.store.outbox(OUTBOX_COUNTED_MAX).await {
            #[expect(clippy::cast_precision_loss, reason = "a count below a thousand")]
            Ok(debts) => metrics::gauge!(names::OUTBOX_PENDING).set(debts.len() as f64),
            Err(error) => warn!(%error, "cannot count what we owe yet"),
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::sleep;

    use super::*;
    use crate::actors::tests::kit::beginning;
    use crate::actors::tests::kit::engine;
    use crate::actors::tests::kit::order_id;
    use crate::store::standin::Misfortune;
    use crate::store::standin::StandIn;

    #[tokio::test(start_paused = true)]
    async fn an_index_that_cannot_be_saved_waits_for_its_next_turn() {
        let store = StandIn::calm_one();
        let engine = engine(store.clone(), 1).await;
        let begun = engine.orders.submit(beginning(order_id(1), 1)).await;
        begun.unwrap();
        let is_saved = || !store.contents().snapshots.is_empty();
        store.befall(Misfortune {
            write_failure: 1.0,
            ..Misfortune::NONE
        });
        // Every two seconds is its turn here.
        sleep(Duration::from_secs(3)).await;
        store.calm();

        sleep(Duration::from_millis(500)).await;
        assert!(!is_saved());
        sleep(Duration::from_secs(2)).await;

        assert!(is_saved());
    }
}
