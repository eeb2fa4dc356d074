//! The actor that tells what happens.
//!
//! - **Starts** when people can connect, and stands where the feed stands.
//! - **Owns** nothing that is not somewhere else: its place is in the [`Hub`].
//! - **Fails** without loss: its successor goes on where it stood, and tells at most one
//!   batch again.

use std::sync::Arc;
use std::time::Duration;

use ractor::Actor;
use ractor::ActorProcessingErr;
use ractor::ActorRef;
use tracing::warn;

use crate::actors::feed::reader::Reader;
use crate::actors::hub::BATCH;
use crate::actors::hub::Hub;
use crate::actors::hub::told::Told;
use crate::actors::hub::told::Turn;
use crate::store::StoreError;

/// How long to wait before a store that failed is asked again.
const RETRY_WAIT: Duration = Duration::from_millis(100);

/// The actor that tells.
#[derive(Debug)]
pub struct HubActor;

/// Asks the actor to tell what there is.
#[derive(Debug)]
pub struct Tell;

/// What the actor remembers.
#[derive(Debug)]
pub struct HubState {
    hub: Hub,
    reader: Reader,
    told: Told,
}

impl Actor for HubActor {
    type Msg = Tell;
    type State = HubState;
    type Arguments = Hub;

    async fn pre_start(
        &self,
        myself: ActorRef<Tell>,
        hub: Hub,
    ) -> Result<HubState, ActorProcessingErr> {
        myself.cast(Tell)?;
        Ok(HubState::new(hub))
    }

    async fn handle(
        &self,
        myself: ActorRef<Tell>,
        _tell: Tell,
        state: &mut HubState,
    ) -> Result<(), ActorProcessingErr> {
        if let Err(error) = state.tell().await {
            warn!(%error, "changes cannot be read back yet");
            if matches!(error, StoreError::Cleaned) {
                state.hub.start_over();
            }
            tokio::time::sleep(RETRY_WAIT).await;
            *state = HubState::new(state.hub.clone());
        }
        myself.cast(Tell)?;
        Ok(())
    }
}

impl HubState {
    /// Goes on where the last one stopped.
    fn new(hub: Hub) -> Self {
        let reached = hub.0.reached.lock().clone();
        Self {
            reader: hub.0.feed.since(reached),
            told: Told::default(),
            hub,
        }
    }

    /// Waits for something to happen, and tells it with everything that has happened since.
    async fn tell(&mut self) -> Result<(), StoreError> {
        let before: Arc<str> = self.reader.position().to_string().into();
        let mut moved = Some(self.reader.next().await?);
        let mut batch = Vec::new();
        let mut cursor = before;
        while let Some(now) = moved {
            let turn = self.told.turn(&now);
            if let Turn::TooEarly { after } = turn {
                // What lies between is in the stream of another node, and will come again.
                let missing = self.hub.0.feed.between(&now, after).await?;
                for missing in missing {
                    let was = self.told.note(&missing);
                    batch.push((Arc::new(missing), was, Arc::clone(&cursor)));
                }
            }
            cursor = self.reader.position().to_string().into();
            if !matches!(turn, Turn::Again) {
                let was = self.told.note(&now);
                batch.push((now, was, Arc::clone(&cursor)));
            }
            moved = if batch.len() < BATCH {
                self.reader.next_at_once()
            } else {
                None
            };
        }
        self.hub.deliver(&batch, self.reader.position());
        Ok(())
    }
}
