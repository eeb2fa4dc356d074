//! Writes down what was seen on the way by: requests that were answered, and troubles that
//! staff should look at.
//!
//! - **Starts** with those who pay what we owe and run what has its hour.
//! - **Owns** nothing: what is not written yet stands in the [`Witness`].
//! - **Fails** without loss: what could not be written is written later.
//! - **Falls behind** aloud: what does not fit is dropped and counted, nobody waits.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use ractor::Actor;
use ractor::ActorProcessingErr;
use ractor::ActorRef;
use tracing::warn;

use crate::store::AlertRow;
use crate::store::RequestRow;
use crate::store::Store;
use crate::telemetry::metrics as names;

/// How often to write. A crash loses so much of the log at most, never of the business.
const BEAT: Duration = Duration::from_millis(500);
/// How many requests one transaction carries: few, as nothing else has its thread meanwhile.
const BATCH: usize = 32;
/// How many requests may wait, at half a kilobyte each: a second of a busy day.
const REQUESTS_MAX: usize = 8_192;
/// How many troubles may wait; each is rare, or it would not be one.
const ALERTS_MAX: usize = 256;

/// What was seen and is not written yet. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Witness(Arc<Mutex<Memory>>);

#[derive(Debug, Default)]
struct Memory {
    requests: VecDeque<RequestRow>,
    alerts: VecDeque<AlertRow>,
}

impl Witness {
    /// A request was answered.
    pub fn saw(&self, request: RequestRow) {
        let mut memory = self.0.lock();
        if memory.requests.len() < REQUESTS_MAX {
            memory.requests.push_back(request);
        } else {
            drop(memory);
            dropped("requests", 1);
        }
    }

    /// Staff should look at something.
    pub fn warn(&self, alert: AlertRow) {
        let mut memory = self.0.lock();
        if memory.alerts.len() < ALERTS_MAX {
            memory.alerts.push_back(alert);
        } else {
            drop(memory);
            dropped("alerts", 1);
        }
    }

    fn next_requests(&self) -> Vec<RequestRow> {
        let mut memory = self.0.lock();
        let count = memory.requests.len().min(BATCH);
        memory.requests.drain(..count).collect()
    }

    fn next_alert(&self) -> Option<AlertRow> {
        self.0.lock().alerts.pop_front()
    }

    /// Takes back what could not be written, in front, as far as there is room.
    fn take_back(&self, requests: Vec<RequestRow>) {
        let mut memory = self.0.lock();
        let room = REQUESTS_MAX.saturating_sub(memory.requests.len());
        let lost = requests.len().saturating_sub(room);
        for request in requests.into_iter().skip(lost).rev() {
            memory.requests.push_front(request);
        }
        drop(memory);
        dropped("requests", lost);
    }
}

fn dropped(what: &'static str, count: usize) {
    if count > 0 {
        metrics::counter!(names::WITNESS_DROPPED_TOTAL, "what" => what).increment(count as u64);
    }
}

/// What a scribe is started with.
#[derive(Debug, Clone)]
pub struct ScribeArguments {
    /// What was seen.
    pub witness: Witness,
    /// Where it is kept.
    pub store: Arc<dyn Store>,
}

/// The actor.
#[derive(Debug)]
pub struct ScribeActor;

/// Asks the scribe to write.
#[derive(Debug)]
pub struct Write;

impl Actor for ScribeActor {
    type Msg = Write;
    type State = ScribeArguments;
    type Arguments = ScribeArguments;

    async fn pre_start(
        &self,
        myself: ActorRef<Write>,
        arguments: ScribeArguments,
    ) -> Result<ScribeArguments, ActorProcessingErr> {
        myself.send_after(BEAT, || Write);
        Ok(arguments)
    }

    async fn handle(
        &self,
        myself: ActorRef<Write>,
        _write: Write,
        state: &mut ScribeArguments,
    ) -> Result<(), ActorProcessingErr> {
        state.write().await;
        myself.send_after(BEAT, || Write);
        Ok(())
    }

    async fn post_stop(
        &self,
        _myself: ActorRef<Write>,
        state: &mut ScribeArguments,
    ) -> Result<(), ActorProcessingErr> {
        state.write().await;
        Ok(())
    }
}

impl ScribeArguments {
    /// Writes everything that waits, as far as the store will have it.
    async fn write(&self) {
        while let Some(alert) = self.witness.next_alert() {
            if let Err(error) = self.store.raise(&alert).await {
                warn!(%error, "staff cannot be told of a trouble yet");
                self.witness.warn(alert);
                break;
            }
        }
        loop {
            let requests = self.witness.next_requests();
            if requests.is_empty() {
                break;
            }
            if let Err(error) = self.store.keep_requests(&requests).await {
                warn!(%error, "requests cannot be logged yet");
                self.witness.take_back(requests);
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::ids::AlertId;
    use crate::domain::time::Timestamp;
    use crate::store::AlertFilter;
    use crate::store::Alerts;
    use crate::store::RequestFilter;
    use crate::store::Requests;
    use crate::store::standin::Misfortune;
    use crate::store::standin::StandIn;

    fn a_request(number: usize) -> RequestRow {
        RequestRow {
            id: Uuid::from_u128(number as u128),
            at: Timestamp(1_760_000_000_000),
            address: "203.0.113.7".to_owned(),
            agent: String::new(),
            path: "/api/v1/order/".to_owned(),
            method: "GET".into(),
            status: 200,
            millis: 1,
            user: None,
            code: None,
        }
    }

    fn an_alert() -> AlertRow {
        AlertRow {
            id: AlertId(Uuid::from_u128(7)),
            kind: "suspicious_ip".into(),
            severity: "warning".into(),
            order: None,
            at: Timestamp(1_760_000_000_000),
            data: "{}".to_owned(),
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_seen_is_written_though_the_store_was_away() {
        let store = StandIn::seeded(3, Misfortune::NONE);
        let arguments = ScribeArguments {
            witness: Witness::default(),
            store: Arc::new(store.clone()),
        };
        let witness = arguments.witness.clone();
        let (scribe, _) = ScribeActor::spawn(None, ScribeActor, arguments)
            .await
            .unwrap();
        store.befall(Misfortune::BAD_DAY);

        for number in 0..1_000 {
            witness.saw(a_request(number));
        }
        witness.warn(an_alert());
        tokio::time::sleep(BEAT * 20).await;
        store.calm();
        tokio::time::sleep(BEAT * 4).await;

        let (count, _) = store
            .requests(&RequestFilter::default(), 0, 1)
            .await
            .unwrap();
        assert_eq!(count, 1_000);
        let (count, _) = store.alerts(&AlertFilter::default(), 0, 1).await.unwrap();
        assert_eq!(count, 1);
        scribe.stop(None);
    }

    #[tokio::test(start_paused = true)]
    async fn what_waits_is_written_when_it_stops() {
        let store = StandIn::calm_one();
        let arguments = ScribeArguments {
            witness: Witness::default(),
            store: Arc::new(store.clone()),
        };
        let witness = arguments.witness.clone();
        let (scribe, _) = ScribeActor::spawn(None, ScribeActor, arguments)
            .await
            .unwrap();
        witness.saw(a_request(1));

        scribe.stop_and_wait(None, None).await.unwrap();

        let (count, _) = store
            .requests(&RequestFilter::default(), 0, 1)
            .await
            .unwrap();
        assert_eq!(count, 1);
    }

    #[test]
    fn nobody_waits_for_what_does_not_fit() {
        let witness = Witness::default();
        for number in 0..REQUESTS_MAX + 10 {
            witness.saw(a_request(number));
        }
        let batch = witness.next_requests();
        for number in 0..BATCH - 1 {
            witness.saw(a_request(number));
        }

        // There is room for one of them: the latest.
        witness.take_back(batch);

        let memory = witness.0.lock();
        assert_eq!(memory.requests.len(), REQUESTS_MAX);
        assert_eq!(memory.requests[0].id, a_request(BATCH - 1).id);
    }
}
