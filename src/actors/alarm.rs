//! Tells staff of orders that were set aside.
//!
//! - **Starts** with those who pay what we owe and run what has its hour.
//! - **Owns** nothing: whom to tell of stands with the [falls](super::falls).
//! - **Fails** without loss: whoever was not told of is told of later.

use std::sync::Arc;
use std::time::Duration;

use ractor::Actor;
use ractor::ActorProcessingErr;
use ractor::ActorRef;
use serde_json::json;
use tracing::warn;

use crate::actors::alerts;
use crate::actors::change::id_of;
use crate::actors::change::read_order;
use crate::actors::falls::Falls;
use crate::domain::ids::AlertId;
use crate::domain::ids::OrderId;
use crate::domain::time::Clock;
use crate::store::AlertRow;
use crate::store::Store;
use crate::store::StoreError;

/// How often to look.
const BEAT: Duration = Duration::from_secs(1);

/// What an alarm is started with.
#[derive(Debug, Clone)]
pub struct AlarmArguments {
    /// Which orders were set aside.
    pub falls: Falls,
    /// Where alerts are kept.
    pub store: Arc<dyn Store>,
    /// When they were seen.
    pub clock: Arc<dyn Clock>,
}

/// The actor.
#[derive(Debug)]
pub struct AlarmActor;

/// Asks the alarm to look.
#[derive(Debug)]
pub struct Listen;

impl Actor for AlarmActor {
    type Msg = Listen;
    type State = AlarmArguments;
    type Arguments = AlarmArguments;

    async fn pre_start(
        &self,
        myself: ActorRef<Listen>,
        arguments: AlarmArguments,
    ) -> Result<AlarmArguments, ActorProcessingErr> {
        myself.send_interval(BEAT, || Listen);
        Ok(arguments)
    }

    async fn handle(
        &self,
        _myself: ActorRef<Listen>,
        _listen: Listen,
        state: &mut AlarmArguments,
    ) -> Result<(), ActorProcessingErr> {
        for order in state.falls.untold() {
            match state.tell(order).await {
                Ok(()) => state.falls.told(order),
                Err(error) => warn!(%error, order.id = %order, "staff cannot be told of it yet"),
            }
        }
        Ok(())
    }
}

impl AlarmArguments {
    async fn tell(&self, order: OrderId) -> Result<(), StoreError> {
        let row = self.store.order(order).await?;
        // An order that does not read may be why it fell: then its id has to do.
        let code = row.and_then(|row| read_order(&row).ok()).map(|it| it.code);
        let named = format!("{}:{order}", alerts::SET_ASIDE);
        let alert = AlertRow {
            id: AlertId(id_of(named.as_bytes())),
            kind: alerts::SET_ASIDE.into(),
            severity: alerts::CRITICAL.into(),
            order: Some(order),
            at: self.clock.now(),
            data: json!({ "order_code": code }).to_string(),
        };
        self.store.raise(&alert).await
    }
}

#[cfg(test)]
mod tests {
    use ractor::ActorId;
    use uuid::Uuid;

    use super::*;
    use crate::domain::time::Timestamp;
    use crate::store::AlertFilter;
    use crate::store::Alerts;
    use crate::store::standin::Misfortune;
    use crate::store::standin::StandIn;

    #[derive(Debug)]
    struct Noon;

    impl Clock for Noon {
        fn now(&self) -> Timestamp {
            Timestamp(1_760_000_000_000)
        }
    }

    #[tokio::test(start_paused = true)]
    async fn staff_hear_of_an_order_that_was_set_aside_though_the_store_was_away() {
        let store = StandIn::seeded(1, Misfortune::NONE);
        let (falls, order) = (Falls::default(), OrderId(Uuid::from_u128(7)));
        let arguments = AlarmArguments {
            falls: falls.clone(),
            store: Arc::new(store.clone()),
            clock: Arc::new(Noon),
        };
        let (alarm, _) = AlarmActor::spawn(None, AlarmActor, arguments)
            .await
            .unwrap();
        store.befall(Misfortune::BAD_DAY);

        for pid in 1..=3 {
            falls.watch(ActorId::Local(pid), order);
            falls.fell(ActorId::Local(pid), "it stumbled");
        }
        tokio::time::sleep(BEAT * 30).await;
        store.calm();
        tokio::time::sleep(BEAT * 3).await;

        let (count, alerts) = store.alerts(&AlertFilter::default(), 0, 10).await.unwrap();
        assert_eq!(count, 1);
        assert_eq!(alerts[0].kind, alerts::SET_ASIDE);
        assert_eq!(alerts[0].order, Some(order));
        assert!(falls.untold().is_empty());
        assert!(falls.release(order) && !falls.release(order));
        alarm.stop(None);
    }
}
