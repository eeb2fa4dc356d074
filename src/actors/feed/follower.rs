//! Follows the streams of other nodes.
//!
//! The doorbell is a hint that may be lost; a slow sweep rings it too. Either way the
//! follower reads ranges of the journal, never a notification's content. A node that is
//! alone has only itself to hear, so it leaves the bell alone as well.

use std::time::Duration;

use ractor::Actor;
use ractor::ActorProcessingErr;
use ractor::ActorRef;
use tracing::warn;

use crate::actors::feed::Feed;
use crate::store::StoreError;
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
        match state.follow().await {
            Ok(Company::Others) => {
                let rung = state.feed.0.store.doorbell();
                // A timeout is the sweep's turn.
                tokio::time::timeout(state.sweep, rung).await.ok();
            }
            // Every ring would be our own commit; whoever joins us is seen by the sweep.
            Ok(Company::None) => tokio::time::sleep(state.sweep).await,
            // The store may be away for a while; the next sweep looks again.
            Err(error) => {
                warn!(%error, "cannot follow other nodes yet");
                tokio::time::sleep(state.sweep).await;
            }
        }
        myself.cast(Look)?;
        Ok(())
    }
}

/// Who else has ever written to the store.
enum Company {
    None,
    Others,
}

impl FollowerArguments {
    async fn follow(&self) -> Result<Company, StoreError> {
        let mut tips = self.feed.0.store.streams().await?;
        // One incarnation of a node is over before its next begins.
        tips.sort_unstable();
        let node = self.own.node;
        let others = tips.iter().any(|tip| tip.stream.node != node);
        for tip in tips {
            let is_new = !self.feed.position().has_passed(tip);
            if tip.stream != self.own && is_new {
                self.feed.catch_up(tip.stream).await?;
            }
        }
        Ok(if others {
            Company::Others
        } else {
            Company::None
        })
    }
}
