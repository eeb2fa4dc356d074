//! Which staff member looks at which orders, in this process.
//!
//! Who looks where changes often and matters little, so it is told a few times a second,
//! not at once.

use std::collections::HashMap;
use std::collections::HashSet;
use std::collections::hash_map::Entry;
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
    /// What each session looks at, and since when: several orders where tabs share one.
    by_session: HashMap<Uuid, HashMap<OrderId, Viewer>>,
    /// Who looks at each order: sessions, the first to come first.
    by_order: HashMap<OrderId, Vec<Uuid>>,
    /// Where something changed that was not told.
    untold: HashSet<OrderId>,
}

impl Presence {
    /// Notes what a session looks at now: these orders, and no others.
    pub fn look(&self, link: &Link, orders: &[OrderId]) {
        let Some(member) = &link.who.staff else {
            return;
        };
        let mut looks = self.0.lock();
        looks.forget_all_but(link.id, orders);
        for order in orders {
            let viewer = || Viewer {
                user_id: member.user,
                name: member.name.clone(),
                since: link.now(),
            };
            looks.add(link.id, *order, viewer);
        }
    }

    /// Notes that a session is gone.
    pub fn leave(&self, session: Uuid) {
        self.0.lock().forget_all_but(session, &[]);
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
    fn add(&mut self, session: Uuid, order: OrderId, viewer: impl FnOnce() -> Viewer) {
        let seen = self.by_session.entry(session).or_default();
        if let Entry::Vacant(place) = seen.entry(order) {
            place.insert(viewer());
            self.by_order.entry(order).or_default().push(session);
            self.untold.insert(order);
        }
    }

    fn forget_all_but(&mut self, session: Uuid, orders: &[OrderId]) {
        let Some(mut seen) = self.by_session.remove(&session) else {
            return;
        };
        for (order, _) in seen.extract_if(|order, _| !orders.contains(order)) {
            self.untold.insert(order);
            if let Some(sessions) = self.by_order.get_mut(&order) {
                sessions.retain(|it| *it != session);
                if sessions.is_empty() {
                    self.by_order.remove(&order);
                }
            }
        }
        if !seen.is_empty() {
            self.by_session.insert(session, seen);
        }
    }

    /// One person is named once, however many tabs they have open.
    fn frame(&self, order: OrderId, now: Timestamp) -> Arc<Frame> {
        let sessions = self.by_order.get(&order).into_iter().flatten();
        let mut viewers: Vec<Viewer> = Vec::new();
        for session in sessions {
            let seen = self.by_session.get(session);
            let Some(viewer) = seen.and_then(|seen| seen.get(&order)) else {
                continue;
            };
            if viewers.iter().all(|it| it.user_id != viewer.user_id) {
                viewers.push(viewer.clone());
            }
        }
        Arc::new(Frame::of(&PresenceView::new(now, order, &viewers)))
    }
}
