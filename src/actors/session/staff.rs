//! What staff hear: every change of every order, from where they left off.

use std::collections::VecDeque;
use std::sync::Arc;

use async_trait::async_trait;

use crate::actors::hub::Hub;
use crate::actors::hub::Subscription;
use crate::actors::hub::replay::Replay;
use crate::actors::session::Link;
use crate::actors::session::Source;
use crate::actors::session::close::Close;
use crate::actors::session::frame::Frame;
use crate::actors::session::line::Line;
use crate::store::StoreError;
use crate::wire::konveksi::Audience;
use crate::wire::konveksi::frames::Established;

/// The feed as staff hear it.
#[derive(Debug)]
pub struct StaffSource {
    hub: Hub,
    audience: Audience,
    since: Option<String>,
    subscription: Option<Subscription>,
}

impl StaffSource {
    /// For somebody of that audience, from the cursor they name.
    #[must_use]
    pub const fn new(hub: Hub, audience: Audience, since: Option<String>) -> Self {
        Self {
            hub,
            audience,
            since,
            subscription: None,
        }
    }

    /// Without what was missed: from now on.
    async fn begin(&mut self, out: &mut Line, link: &Arc<Link>) -> Result<(), Close> {
        let (subscription, position) = self.hub.subscribe(link, self.audience);
        self.subscription = Some(subscription);
        let greeting = greeting(link, &position.to_string(), false);
        out.send(greeting, &link.outlet).await
    }

    /// With what was missed first. Live frames are joined only when it is nearly told, so
    /// that a client with much to catch up on is not drowned meanwhile.
    async fn resume(
        &mut self,
        mut replay: Replay,
        out: &mut Line,
        link: &Arc<Link>,
    ) -> Result<(), Close> {
        // Should it break off here, the client has to come back to where it was.
        let greeting = greeting(link, &replay.cursor(), true);
        out.send(greeting, &link.outlet).await?;
        while let Some(frames) = replay
            .next(self.audience, None)
            .await
            .map_err(|it| failed(&it))?
        {
            out.send(frames, &link.outlet).await?;
            if let Some(close) = link.outlet.closing() {
                return Err(close);
            }
        }
        self.hub.await_position(replay.position()).await;
        let (subscription, joined) = self.hub.subscribe(link, self.audience);
        self.subscription = Some(subscription);
        while let Some(frames) = replay
            .next(self.audience, Some(&joined))
            .await
            .map_err(|it| failed(&it))?
        {
            out.send(frames, &link.outlet).await?;
        }
        Ok(())
    }
}

#[async_trait]
impl Source for StaffSource {
    async fn greet(&mut self, out: &mut Line, link: &Arc<Link>) -> Result<(), Close> {
        let since = self.since.take();
        let replay = match &since {
            Some(since) => self.hub.replay(since, link.now()).await,
            None => None,
        };
        match replay {
            Some(replay) => self.resume(replay, out, link).await?,
            None => self.begin(out, link).await?,
        }
        let viewed = self.hub.presence().frames(link.now());
        out.send(viewed, &link.outlet).await
    }

    async fn nudged(&mut self, _out: &mut Line, _link: &Arc<Link>) -> Result<(), Close> {
        Ok(())
    }
}

fn greeting(link: &Link, cursor: &str, recovered: bool) -> VecDeque<Arc<Frame>> {
    let view = Established::<()>::new(link.id, link.now(), Some(cursor), recovered, None);
    let frame = Frame::of(&view).at(cursor.into());
    VecDeque::from([Arc::new(frame)])
}

fn failed(error: &StoreError) -> Close {
    tracing::warn!(%error, "what a client missed cannot be read just now");
    Close::Failed
}
