//! The columns that lists, filters, counts and totals are answered from.
//!
//! Every order has one compact row in memory, taken in before its change is answered, so
//! a list read after a write knows it. Nothing personal is in here. Kept as a
//! [snapshot] with its position and caught up from the journal at start.

pub mod columns;
pub mod select;
pub mod snapshot;

use std::sync::Arc;

use jiff::civil::Date;
use parking_lot::RwLock;

use crate::actors::change::Moved;
use crate::actors::feed::position::Position;
use crate::actors::index::columns::Columns;
use crate::domain::code::OrderCode;
use crate::domain::ids::InvoiceId;
use crate::domain::ids::OrderId;
use crate::domain::konveksi::Order;
use crate::store::Stream;
use crate::telemetry::metrics as names;

pub use select::Query;
pub use select::Selection;
pub use select::Sort;
pub use select::Totals;

/// A cheap, cloneable handle on the columns.
#[derive(Debug, Clone, Default)]
pub struct OrderIndex(Arc<RwLock<Indexed>>);

#[derive(Debug, Default)]
struct Indexed {
    columns: Columns,
    position: Position,
}

impl OrderIndex {
    /// Answers a query, with the position up to which the answer is true.
    #[must_use]
    pub fn select(&self, query: &Query) -> Selection {
        let started = std::time::Instant::now();
        let indexed = self.0.read();
        let selection = select::select(&indexed.columns, query, &indexed.position);
        drop(indexed);
        metrics::histogram!(names::INDEX_QUERY_SECONDS).record(started.elapsed());
        selection
    }

    /// The order of a code, deleted ones too.
    #[must_use]
    pub fn order_of_code(&self, code: &OrderCode) -> Option<OrderId> {
        self.0.read().columns.by_code(code)
    }

    /// The order of an invoice.
    #[must_use]
    pub fn order_of_invoice(&self, invoice: InvoiceId) -> Option<OrderId> {
        self.0.read().columns.by_invoice(invoice)
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
        let mut indexed = self.0.write();
        for moved in moved {
            indexed.columns.take_in(&moved.order);
            indexed.position.pass(moved.place);
        }
        let count = indexed.columns.len();
        drop(indexed);
        #[expect(clippy::cast_precision_loss, reason = "a count of things in memory")]
        metrics::gauge!(names::INDEX_ORDERS).set(count as f64);
    }

    /// Takes in orders as they are now.
    fn take_in_present(&self, orders: &[Order]) {
        let mut indexed = self.0.write();
        for order in orders {
            indexed.columns.take_in(order);
        }
    }
}
