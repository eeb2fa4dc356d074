//! Answering a list of payments, newest first.

use std::borrow::Cow;

use crate::actors::feed::position::Position;
use crate::actors::index::columns::Columns;
use crate::actors::index::select::lines::OrderName;
use crate::actors::index::select::lines::page;
use crate::actors::index::select::lines::span;
use crate::domain::ids::InvoiceId;
use crate::domain::ids::OrderId;
use crate::domain::ids::PaymentId;
use crate::domain::konveksi::payment::PaymentSource;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Timestamp;

/// Which payments, and which part of them.
#[derive(Debug, Clone, Default)]
pub struct PaymentQuery {
    /// Only of this order.
    pub order: Option<OrderName>,
    /// Only those meant for this invoice, or that gave to it.
    pub invoice: Option<InvoiceId>,
    /// Only learned of in this way.
    pub source: Option<PaymentSource>,
    /// Only paid at or after this instant.
    pub paid_from: Option<Timestamp>,
    /// Only paid before this instant.
    pub paid_before: Option<Timestamp>,
    /// Those of deleted orders too.
    pub include_deleted: bool,
    /// How many to leave out at the start.
    pub offset: usize,
    /// How many to answer at most.
    pub limit: usize,
}

/// The answer to a [`PaymentQuery`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentSelection {
    /// How many match in all.
    pub count: usize,
    /// The sum over all that match.
    pub total: Rupiah,
    /// The part asked for, each with its order.
    pub payments: Vec<(OrderId, PaymentId)>,
    /// The position up to which this is true.
    pub position: Position,
}

pub(in crate::actors::index) fn select(
    columns: &Columns,
    query: &PaymentQuery,
    position: &Position,
) -> PaymentSelection {
    let payments = &columns.payments;
    let owners = &payments.timeline.lines;
    let order = query.order.as_ref().map(|order| order.row(columns));
    let invoices = &columns.invoices.timeline.lines;
    let invoice = query.invoice.map(|invoice| invoices.line(invoice));
    let of_invoice = invoice.map(|line| line.map(|line| invoices.rows[line as usize]));
    let span = span(query.paid_from, query.paid_before);
    let lines: Cow<'_, [u32]> = match order.or(of_invoice) {
        None => payments.timeline.within(&span).into(),
        Some(row) => payments.timeline.of_row_within(row, &span).into(),
    };
    let meant = |line: u32| {
        invoice.is_none_or(|invoice| invoice.is_some_and(|it| payments.concerns(line, it)))
    };
    let mut total = Rupiah::ZERO;
    let passes = |line: u32| {
        let at = line as usize;
        let source = query
            .source
            .is_none_or(|source| source == payments.sources[at]);
        let seen = query.include_deleted || !columns.is_deleted(owners.rows[at]);
        let passes = source && seen && meant(line);
        if passes {
            total += payments.amounts[at];
        }
        passes
    };
    let (count, page) = page(&lines, query.offset, query.limit, passes);
    let named = |line: u32| {
        let line = line as usize;
        (columns.id(owners.rows[line]), owners.ids[line])
    };
    PaymentSelection {
        count,
        total,
        payments: page.into_iter().map(named).collect(),
        position: position.clone(),
    }
}
