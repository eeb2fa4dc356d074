//! When things became true of an order: its events, replayed.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::aggregate::Aggregate;
use crate::domain::konveksi::event::Event;
use crate::domain::konveksi::event::Fact;
use crate::domain::konveksi::order::Order;
use crate::domain::konveksi::production::Step;
use crate::domain::konveksi::status::Status;
use crate::domain::time::Timestamp;
use crate::wire::konveksi::sentences::tracking as sentences;
use crate::wire::konveksi::time::Moment;
use crate::wire::konveksi::words::Word;

/// When things became true that still are.
#[derive(Debug, Default)]
pub(in crate::wire::konveksi) struct Journey {
    /// Every status there was, those left behind too.
    pub(super) statuses: Vec<StatusEntry>,
    /// Since when the work is as far as this; no step beyond the present one.
    pub(in crate::wire::konveksi) reached: BTreeMap<Step, Timestamp>,
    /// Since when the money that opens production is there.
    pub(in crate::wire::konveksi) opened: Option<Timestamp>,
    /// Since when everything is paid.
    pub(in crate::wire::konveksi) settled: Option<Timestamp>,
    /// The order as it last was before it was cancelled.
    pub(super) before_cancelling: Option<Order>,
}

/// A status the order came to, and when.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct StatusEntry {
    #[schema(value_type = Status)]
    status: &'static str,
    timestamp: Moment,
    description: String,
}

impl Journey {
    pub(in crate::wire::konveksi) fn of(order: &Order, history: &[Event]) -> Self {
        let mut journey = Self::default();
        let mut before: Option<Order> = None;
        for event in history.iter().filter(|it| it.version <= order.version) {
            let after = Order::after(before.as_ref(), event);
            journey.pass(before, &after, event);
            before = Some(after);
        }
        journey
    }

    /// How far the work is.
    pub(in crate::wire::konveksi) fn step(&self) -> Step {
        let last = self.reached.last_key_value();
        last.map_or(Step::Waiting, |(step, _)| *step)
    }

    fn pass(&mut self, before: Option<Order>, after: &Order, event: &Event) {
        let at = event.at;
        let was = before.as_ref().map_or(Status::AwaitingLink, Order::status);
        if before.is_none() {
            self.came_to(Status::AwaitingLink, at, sentences::RECEIVED.to_owned());
        }
        if was != after.status() {
            let description = sentences::arrival(was, after);
            self.came_to(after.status(), at, description);
        }
        for fact in &event.facts {
            match fact {
                Fact::Stepped { to, .. } => {
                    self.reached.retain(|step, _| step <= to);
                    self.reached.entry(*to).or_insert(at);
                }
                // Whoever asks for the rest says that the work is done, until production
                // says otherwise.
                Fact::FinalRequested if self.step() < Step::Done => {
                    self.reached.insert(Step::Done, at);
                }
                _ => {}
            }
        }
        keep(&mut self.opened, may_be_made(after), at);
        keep(&mut self.settled, after.is_settled(), at);
        if after.cancelled.is_none() {
            self.before_cancelling = None;
        } else if let Some(before) = before.filter(|it| it.cancelled.is_none()) {
            self.before_cancelling = Some(before);
        }
    }

    fn came_to(&mut self, status: Status, at: Timestamp, description: String) {
        self.statuses.push(StatusEntry {
            status: status.word(),
            timestamp: Moment(at),
            description,
        });
    }
}

/// Whether the money that opens production is there.
pub(in crate::wire::konveksi) fn may_be_made(order: &Order) -> bool {
    order.dp_is_covered() || order.is_settled()
}

/// Remembers since when something is true, and forgets it when it no longer is.
fn keep(since: &mut Option<Timestamp>, is_true: bool, at: Timestamp) {
    *since = is_true.then(|| since.unwrap_or(at));
}
