//! What a customer hears: the changes of one order, read from its own history.
//!
//! The hub only says that the order moved. What is read then is every event after the last
//! one told, so nothing is missed and nothing told twice, whichever node wrote it.

use std::collections::VecDeque;
use std::sync::Arc;

use async_trait::async_trait;

use crate::actors::hub::Hub;
use crate::actors::hub::Watching;
use crate::actors::order::OrderError;
use crate::actors::registry::Orders;
use crate::actors::session::Link;
use crate::actors::session::Source;
use crate::actors::session::close::Close;
use crate::actors::session::frame::Frame;
use crate::actors::session::line::Line;
use crate::domain::aggregate::Aggregate;
use crate::domain::ids::OrderId;
use crate::domain::konveksi::Event;
use crate::domain::konveksi::Order;
use crate::domain::time::BusinessZone;
use crate::domain::time::Span;
use crate::domain::time::Timestamp;
use crate::wire::konveksi::frames::Established;
use crate::wire::konveksi::frames::OrderCursor;
use crate::wire::konveksi::tracking::TrackingView;
use crate::wire::konveksi::tracking::frames::CustomerFrame;

/// How many changes are told to a client that comes back; beyond them the snapshot, which
/// it gets anyway, has to do.
const CHANGES_MAX: u64 = 200;

/// One order as its customer hears of it.
#[derive(Debug)]
pub struct OrderSource {
    hub: Hub,
    orders: Orders,
    zone: BusinessZone,
    id: OrderId,
    since: Option<String>,
    /// The last version the client knows.
    told: u64,
    watching: Option<Watching>,
}

impl OrderSource {
    /// For whoever knows the code of an order, from the cursor they name.
    #[must_use]
    pub const fn new(
        hub: Hub,
        orders: Orders,
        zone: BusinessZone,
        id: OrderId,
        since: Option<String>,
    ) -> Self {
        Self {
            hub,
            orders,
            zone,
            id,
            since,
            told: 0,
            watching: None,
        }
    }

    /// From which version on a client may go on hearing, if it may.
    fn resumes(&self, history: &[Event], now: Timestamp) -> Option<u64> {
        let OrderCursor(from) = self.since.as_ref()?.parse().ok()?;
        let last = history.last()?.version;
        let missed = history.iter().find(|event| event.version > from);
        let oldest = now + Span::millis(-self.hub.recovery_span());
        let is_kept = missed.is_none_or(|event| event.at >= oldest);
        (from <= last && last - from <= CHANGES_MAX && is_kept).then_some(from)
    }

    /// Tells every event after the last one told.
    async fn tell(
        &mut self,
        history: &[Event],
        out: &mut Line,
        link: &Arc<Link>,
    ) -> Result<(), Close> {
        let mut frames = VecDeque::new();
        let mut before: Option<Order> = None;
        let mut is_gone = false;
        let now = link.now();
        for (place, event) in history.iter().enumerate() {
            let after = Order::after(before.as_ref(), event);
            if event.version > self.told {
                let told = &history[..=place];
                let views = CustomerFrame::all(before.as_ref(), &after, told, now);
                frames.extend(views.iter().map(|view| Arc::new(Frame::of(view))));
                self.told = event.version;
            }
            is_gone = after.deleted_at.is_some();
            before = Some(after);
        }
        out.send(frames, &link.outlet).await?;
        if is_gone { Err(Close::Gone) } else { Ok(()) }
    }
}

#[async_trait]
impl Source for OrderSource {
    async fn greet(&mut self, out: &mut Line, link: &Arc<Link>) -> Result<(), Close> {
        // Watched first: what moves after the history was read is read again.
        self.watching = Some(self.hub.watch(link, self.id));
        let history = self
            .orders
            .history(self.id)
            .await
            .map_err(|it| failed(&it))?;
        let now = link.now();
        let resumed = self.resumes(&history, now);
        let order = history.iter().fold(None, |order: Option<Order>, event| {
            Some(Order::after(order.as_ref(), event))
        });
        let order = order.ok_or(Close::Gone)?;
        self.told = resumed.unwrap_or(order.version);
        let cursor = OrderCursor(self.told).to_string();
        let is_there = order.deleted_at.is_none();
        let snapshot = is_there.then(|| TrackingView::of(&order, &history, now, &self.zone));
        let recovered = resumed.is_some();
        let view = Established::new(link.id, now, Some(&cursor), recovered, snapshot);
        let greeting = VecDeque::from([Arc::new(Frame::of(&view))]);
        out.send(greeting, &link.outlet).await?;
        self.tell(&history, out, link).await
    }

    async fn nudged(&mut self, out: &mut Line, link: &Arc<Link>) -> Result<(), Close> {
        let history = self
            .orders
            .history(self.id)
            .await
            .map_err(|it| failed(&it))?;
        self.tell(&history, out, link).await
    }
}

fn failed(error: &OrderError) -> Close {
    tracing::warn!(%error, "the history of an order cannot be read just now");
    Close::Failed
}
