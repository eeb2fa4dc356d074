//! What everybody who wants to hears: notices.

use std::collections::VecDeque;
use std::sync::Arc;

use async_trait::async_trait;

use crate::actors::hub::Hub;
use crate::actors::hub::Notified;
use crate::actors::session::Link;
use crate::actors::session::Source;
use crate::actors::session::close::Close;
use crate::actors::session::frame::Frame;
use crate::actors::session::line::Line;
use crate::wire::konveksi::frames::Established;

/// Notices as they come; those of the past are in lists.
#[derive(Debug)]
pub struct NoticeSource {
    hub: Hub,
    notified: Option<Notified>,
}

impl NoticeSource {
    /// From now on.
    #[must_use]
    pub const fn new(hub: Hub) -> Self {
        Self {
            hub,
            notified: None,
        }
    }
}

#[async_trait]
impl Source for NoticeSource {
    async fn greet(&mut self, out: &mut Line, link: &Arc<Link>) -> Result<(), Close> {
        self.notified = Some(self.hub.notify(link));
        let view = Established::<()>::new(link.id, link.now(), None, false, None);
        let greeting = VecDeque::from([Arc::new(Frame::of(&view))]);
        out.send(greeting, &link.outlet).await
    }

    async fn nudged(&mut self, _out: &mut Line, _link: &Arc<Link>) -> Result<(), Close> {
        Ok(())
    }
}
