//! An order with its money at a glance, without its history.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::konveksi::order::Order;
use crate::domain::time::Timestamp;
use crate::wire::konveksi::order::OrderView;
use crate::wire::konveksi::tracking::money::PublicInvoice;
use crate::wire::konveksi::tracking::money::PublicPayment;
use crate::wire::konveksi::tracking::money::Summary;
use crate::wire::konveksi::tracking::seen_by_anyone;

/// An order, what it asked for, what came in, and the sums.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrderCheck)]
pub struct CheckView<'a> {
    order: OrderView<'a>,
    invoices: Vec<PublicInvoice<'a>>,
    payments: Vec<PublicPayment<'a>>,
    summary: Summary,
}

impl<'a> CheckView<'a> {
    /// The order at an instant.
    #[must_use]
    pub fn of(order: &'a Order, now: Timestamp) -> Self {
        Self {
            order: seen_by_anyone(order),
            invoices: PublicInvoice::all(order, now),
            payments: PublicPayment::all(order),
            summary: Summary::of(order),
        }
    }
}
