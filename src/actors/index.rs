//! The columns that lists, filters, counts and totals are answered from.
//!
//! Every order has one compact row in memory, taken in before its change is answered, so
//! a list read after a write knows it; so have its invoices and payments. Nothing
//! personal is in its columns. Kept as a [snapshot] with its position and caught up from
//! the journal at start.
//!
//! It is also the agenda: what jobs look for when time has passed.

pub mod columns;
mod recount;
pub mod row;
mod search;
pub mod select;
pub mod snapshot;
pub mod words;

use std::sync::Arc;

use jiff::civil::Date;
use parking_lot::RwLock;

use crate::actors::change::Moved;
use crate::actors::feed::position::Position;
use crate::actors::index::columns::Columns;
use crate::actors::index::row::Row;
use crate::actors::index::search::Texts;
use crate::actors::index::words::Words;
use crate::actors::search::text::digest;
use crate::domain::code::OrderCode;
use crate::domain::ids::InvoiceId;
use crate::domain::ids::OrderId;
use crate::domain::ids::PaymentId;
use crate::domain::ids::PlanId;
use crate::domain::ids::RefundId;
use crate::domain::konveksi::Order;
use crate::domain::konveksi::statistics::Figures;
use crate::domain::time::BusinessZone;
use crate::domain::time::Timestamp;
use crate::store::Stream;
use crate::telemetry::metrics as names;

pub(in crate::actors) use columns::recount::Standing;
pub use search::SearchError;
pub use select::Query;
pub use select::Selection;
pub use select::Sort;
pub use select::Totals;
pub use select::invoices::InvoiceQuery;
pub use select::invoices::InvoiceSelection;
pub use select::lines::OrderName;
pub use select::payments::PaymentQuery;
pub use select::payments::PaymentSelection;
pub(in crate::actors) use select::rows::Rows;

/// A cheap, cloneable handle on the columns.
#[derive(Debug, Clone, Default)]
pub struct OrderIndex(Arc<RwLock<Indexed>>);

/// The numbers of the dashboard, all of one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statistics {
    /// The sums.
    pub figures: Figures,
    /// The newest orders, the newest first.
    pub recent: Vec<OrderId>,
    /// The position up to which this is true.
    pub position: Position,
}

#[derive(Debug, Default)]
struct Indexed {
    columns: Columns,
    position: Position,
    /// Whether a row did not say what the store said.
    distrusted: bool,
    /// What orders are found by; never saved.
    texts: Texts,
}

impl Indexed {
    fn new(zone: BusinessZone) -> Self {
        Self {
            columns: Columns::new(zone),
            ..Self::default()
        }
    }

    /// Takes an order in, unless a newer version of it is there.
    fn put(&mut self, (row, digest): &(Row, u64), order: &Order) {
        if let Some(row) = self.columns.put(row) {
            self.texts.note(row, *digest, order);
        }
    }
}

/// What is kept of an order, and a digest of what it is found by.
fn made_of(order: &Order) -> (Row, u64) {
    (Row::of(order), digest(order))
}

impl OrderIndex {
    /// Answers a query, with the position up to which the answer is true.
    #[must_use]
    pub fn select(&self, query: &Query) -> Selection {
        self.timed(|indexed| select::select(&indexed.columns, query, &indexed.position))
    }

    /// Answers which invoices, newest first.
    #[must_use]
    pub fn select_invoices(&self, query: &InvoiceQuery) -> InvoiceSelection {
        self.timed(|indexed| select::invoices::select(&indexed.columns, query, &indexed.position))
    }

    /// Answers which payments, newest first.
    #[must_use]
    pub fn select_payments(&self, query: &PaymentQuery) -> PaymentSelection {
        self.timed(|indexed| select::payments::select(&indexed.columns, query, &indexed.position))
    }

    /// The numbers of the dashboard at an instant, and so many of the newest orders.
    #[must_use]
    pub fn statistics(&self, now: Timestamp, recent: usize) -> Statistics {
        self.timed(|indexed| {
            let newest = Query {
                limit: recent,
                ..Query::default()
            };
            let newest = select::select(&indexed.columns, &newest, &indexed.position);
            Statistics {
                figures: indexed.columns.tally.figures(now),
                recent: newest.orders,
                position: newest.position,
            }
        })
    }

    /// The orders of which an open invoice expires, or an instalment nobody has flagged
    /// yet becomes overdue, at that instant or before; soonest first, so many at most.
    #[must_use]
    pub fn due(&self, now: Timestamp, limit: usize) -> Vec<OrderId> {
        let indexed = self.0.read();
        let columns = &indexed.columns;
        let due = columns.due.due(now).take(limit);
        due.map(|row| columns.id(row)).collect()
    }

    /// The unpaid instalments of active plans whose open page ended at that instant or
    /// before, each with its order; soonest first.
    #[must_use]
    pub fn plan_pages_due(&self, now: Timestamp) -> Vec<(OrderId, InvoiceId)> {
        let indexed = self.0.read();
        let columns = &indexed.columns;
        let lines = &columns.invoices.timeline.lines;
        let due = columns.invoices.pages.due(now);
        due.map(|line| line as usize)
            .map(|line| (columns.id(lines.rows[line]), lines.ids[line]))
            .collect()
    }

    /// The orders of which money is on its way back.
    #[must_use]
    pub fn with_pending_refunds(&self) -> Vec<OrderId> {
        let indexed = self.0.read();
        let columns = &indexed.columns;
        let rows = columns.words.iter().zip(&columns.ids);
        rows.filter(|(words, _)| words.have(Words::REFUND_PENDING))
            .map(|(_, id)| *id)
            .collect()
    }

    /// The order of a code, deleted ones too.
    #[must_use]
    pub fn order_of_code(&self, code: &OrderCode) -> Option<OrderId> {
        self.0.read().columns.by_code(code)
    }

    /// Whether there is an order of that id, deleted ones too.
    #[must_use]
    pub fn contains(&self, order: OrderId) -> bool {
        self.0.read().columns.row(order).is_some()
    }

    /// The order of an invoice.
    #[must_use]
    pub fn order_of_invoice(&self, invoice: InvoiceId) -> Option<OrderId> {
        let indexed = self.0.read();
        let row = indexed.columns.invoices.timeline.lines.row(invoice)?;
        Some(indexed.columns.id(row))
    }

    /// The order of a payment.
    #[must_use]
    pub fn order_of_payment(&self, payment: PaymentId) -> Option<OrderId> {
        let indexed = self.0.read();
        let row = indexed.columns.payments.timeline.lines.row(payment)?;
        Some(indexed.columns.id(row))
    }

    /// The order of a plan.
    #[must_use]
    pub fn order_of_plan(&self, plan: PlanId) -> Option<OrderId> {
        let indexed = self.0.read();
        let row = indexed.columns.plans.row(plan)?;
        Some(indexed.columns.id(row))
    }

    /// The order of a refund.
    #[must_use]
    pub fn order_of_refund(&self, refund: RefundId) -> Option<OrderId> {
        let indexed = self.0.read();
        let row = indexed.columns.refunds.lines.row(refund)?;
        Some(indexed.columns.id(row))
    }

    /// How many orders carry the code of a business day.
    #[must_use]
    pub fn orders_on_day(&self, day: Date) -> usize {
        self.0.read().columns.on_day(day)
    }

    /// How many orders there are, deleted ones too.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.read().columns.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Up to where in the journal everything is known.
    #[must_use]
    pub fn position(&self) -> Position {
        self.0.read().position.clone()
    }

    /// The last number of a stream that is known; 0 when none is.
    #[must_use]
    pub fn reached(&self, stream: Stream) -> u64 {
        self.0.read().position.after(stream).unwrap_or(0)
    }

    /// Takes in what has become durable. An older version never replaces a newer one.
    pub fn take_in(&self, moved: &[Moved]) {
        // Made before anyone has to wait for them.
        let rows: Vec<(Row, u64)> = moved.iter().map(|it| made_of(&it.order)).collect();
        let mut indexed = self.0.write();
        for (row, moved) in rows.iter().zip(moved) {
            indexed.put(row, &moved.order);
            indexed.position.pass(moved.place);
        }
        let count = indexed.columns.len();
        drop(indexed);
        #[expect(clippy::cast_precision_loss, reason = "a count of things in memory")]
        metrics::gauge!(names::INDEX_ORDERS).set(count as f64);
    }

    /// Takes in orders as they are now.
    pub(super) fn take_in_present(&self, orders: &[Order]) {
        let rows: Vec<(Row, u64)> = orders.iter().map(made_of).collect();
        let mut indexed = self.0.write();
        for (row, order) in rows.iter().zip(orders) {
            indexed.put(row, order);
        }
    }

    fn timed<T>(&self, answer: impl FnOnce(&Indexed) -> T) -> T {
        let started = std::time::Instant::now();
        let indexed = self.0.read();
        let answer = answer(&indexed);
        drop(indexed);
        metrics::histogram!(names::INDEX_QUERY_SECONDS).record(started.elapsed());
        answer
    }
}

#[cfg(test)]
mod tests;
