//! Which staff member looks at which order, in this process.
//!
//! Who looks where changes often and matters little, so it is told a few times a second,
//! not at once.

use std::collections::HashMap;
use std::collections::HashSet;
use std::sync::Arc;

use parking_lot::Mutex;
use uuid::Uuid;

use crate::actors::hub::Frames;
use crate::actors::session::Link;
use crate::actors::session::frame::Frame;
use crate::domain::ids::OrderId;
use crate::domain::time::Timestamp;
use crate::wire::konveksi::frames::Presence as PresenceView;
use crate::wire::konveksi::frames::Viewer;

/// Who looks where.
#[derive(Debug, Default)]
pub struct Presence(Mutex<Looks>);

#[derive(Debug, Default)]
struct Looks {
    /// What each session looks at.
    by_session: HashMap<Uuid, (OrderId, Viewer)>,
    /// Who looks at each order: sessions, the first to come first.
    by_order: HashMap<OrderId, Vec<Uuid>>,
    /// Where something changed that was not told.
    untold: HashSet<OrderId>,
}

impl Presence {
    /// Notes what a session looks at now.
    pub fn look(&self, link: &Link, order: Option<OrderId>) {
        let mut looks = self.0.lock();
        let seen = looks.by_session.get(&link.id).map(|(seen, _)| *seen);
        if seen == order {
            return;
        }
        looks.forget(link.id);
        if let (Some(order), Some(member)) = (order, &link.who.staff) {
            let viewer = Viewer {
                user_id: member.user,
                name: member.name.clone(),
                since: link.now(),
            };
            looks.by_session.insert(link.id, (order, viewer));
            looks.by_order.entry(order).or_default().push(link.id);
            looks.untold.insert(order);
        }
    }

    /// Notes that a session is gone.
    pub fn leave(&self, session: Uuid) {
        self.0.lock().forget(session);
    }

    /// Everyone who looks at anything, for somebody who just came.
    #[must_use]
    pub fn frames(&self, now: Timestamp) -> Frames {
        let looks = self.0.lock();
        let orders = looks.by_order.keys();
        orders.map(|order| looks.frame(*order, now)).collect()
    }

    /// What changed since the last time it was told.
    #[must_use]
    pub fn news(&self, now: Timestamp) -> Vec<Arc<Frame>> {
        let mut looks = self.0.lock();
        let untold = std::mem::take(&mut looks.untold);
        let frames = untold.iter().map(|order| looks.frame(*order, now));
        frames.collect()
    }
}

impl Looks {
    fn forget(&mut self, session: Uuid) {
        let Some((order, _)) = self.by_session.remove(&session) else {
            return;
        };
        self.untold.insert(order);
        if let Some(sessions) = self.by_order.get_mut(&order) {
            sessions.retain(|it| *it != session);
            if sessions.is_empty() {
                self.by_order.remove(&order);
            }
        }
    }

    /// One person is named once, however many tabs they have open.
    fn frame(&self, order: OrderId, now: Timestamp) -> Arc<Frame> {
        let sessions = self.by_order.get(&order).into_iter().flatten();
        let mut viewers: Vec<Viewer> = Vec::new();
        for session in sessions {
            let Some((_, viewer)) = self.by_session.get(session) else {
                continue;
            };
            if viewers.iter().all(|it| it.user_id != viewer.user_id) {
                viewers.push(viewer.clone());
            }
        }
        Arc::new(Frame::of(&PresenceView::new(now, order, &viewers)))
    }
}
