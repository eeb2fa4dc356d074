//! Follows the streams of other nodes.
//!
//! The doorbell is a hint that may be lost; a slow sweep rings it too. Either way the
//! follower reads ranges of the journal, never a notification's content.

use std::time::Duration;

use ractor::Actor;
use ractor::ActorProcessingErr;
use ractor::ActorRef;
use tracing::warn;

use crate::actors::feed::Feed;
use crate::store::Stream;

/// What a follower is started with.
#[derive(Debug, Clone)]
pub struct FollowerArguments {
    /// The feed to keep up.
    pub feed: Feed,
    /// Our own stream, which the journal looks after.
    pub own: Stream,
    /// How often to look without being rung for.
    pub sweep: Duration,
}

/// The actor that follows.
#[derive(Debug)]
pub struct FollowerActor;

/// Asks the follower to look once.
#[derive(Debug)]
pub struct Look;

impl Actor for FollowerActor {
    type Msg = Look;
    type State = FollowerArguments;
    type Arguments = FollowerArguments;

    async fn pre_start(
        &self,
        myself: ActorRef<Look>,
        arguments: FollowerArguments,
    ) -> Result<FollowerArguments, ActorProcessingErr> {
        myself.cast(Look)?;
        Ok(arguments)
    }

    async fn handle(
        &self,
        myself: ActorRef<Look>,
        _look: Look,
        state: &mut FollowerArguments,
    ) -> Result<(), ActorProcessingErr> {
        // The store may be away for a while; the next sweep looks again.
        if let Err(error) = state.follow().await {
            warn!(%error, "cannot follow other nodes yet");
            tokio::time::sleep(state.sweep).await;
        } else {
            let rung = state.feed.0.store.doorbell();
            // A timeout is the sweep's turn.
            tokio::time::timeout(state.sweep, rung).await.ok();
        }
        myself.cast(Look)?;
        Ok(())
    }
}

impl FollowerArguments {
    async fn follow(&self) -> Result<(), crate::store::StoreError> {
        let mut tips = self.feed.0.store.streams().await?;
        // One incarnation of a node is over before its next begins.
        tips.sort_unstable();
        for tip in tips {
            let is_new = !self.feed.position().has_passed(tip);
            if tip.stream != self.own && is_new {
                self.feed.catch_up(tip.stream).await?;
            }
        }
        Ok(())
    }
}
