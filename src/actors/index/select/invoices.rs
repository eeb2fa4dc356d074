//! Answering a list of invoices, newest first.

use std::borrow::Cow;

use crate::actors::feed::position::Position;
use crate::actors::index::columns::Columns;
use crate::actors::index::select::FEW;
use crate::actors::index::select::lines::OrderName;
use crate::actors::index::select::lines::page;
use crate::actors::index::select::lines::span;
use crate::actors::index::select::rows::Rows;
use crate::actors::index::words::InvoiceWords;
use crate::domain::ids::InvoiceId;
use crate::domain::ids::OrderId;
use crate::domain::konveksi::command::LinkKind;
use crate::domain::konveksi::invoice::InvoiceStatus;
use crate::domain::time::Timestamp;

/// Which invoices, and which part of them.
#[derive(Debug, Clone, Default)]
pub struct InvoiceQuery {
    /// Only of this order.
    pub order: Option<OrderName>,
    /// Only those that count as this.
    pub kind: Option<LinkKind>,
    /// Only of this status.
    pub status: Option<InvoiceStatus>,
    /// Only made at or after this instant.
    pub created_from: Option<Timestamp>,
    /// Only made before this instant.
    pub created_before: Option<Timestamp>,
    /// Only those whose code begins like this, or whose order's code is this.
    pub search: Option<String>,
    /// Those of deleted orders too.
    pub include_deleted: bool,
    /// How many to leave out at the start.
    pub offset: usize,
    /// How many to answer at most.
    pub limit: usize,
}

/// The answer to an [`InvoiceQuery`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvoiceSelection {
    /// How many match in all.
    pub count: usize,
    /// The part asked for, each with its order.
    pub invoices: Vec<(OrderId, InvoiceId)>,
    /// The position up to which this is true.
    pub position: Position,
}

pub(in crate::actors::index) fn select(
    columns: &Columns,
    query: &InvoiceQuery,
    position: &Position,
) -> InvoiceSelection {
    let (wanted, unwanted) = masks(query);
    let invoices = &columns.invoices;
    let owners = &invoices.timeline.lines;
    let span = span(query.created_from, query.created_before);
    let found = query.search.as_ref().map(|text| sought(columns, text));
    let few = found
        .as_ref()
        .filter(|found| found.count() < owners.ids.len() / FEW);
    let lines: Cow<'_, [u32]> = match (&query.order, few) {
        (Some(order), _) => invoices
            .timeline
            .of_row_within(order.row(columns), &span)
            .into(),
        (None, Some(few)) => invoices.timeline.among_within(few.iter(), &span).into(),
        (None, None) => invoices.timeline.within(&span).into(),
    };
    let passes = |line: u32| {
        let is_found = found.as_ref().is_none_or(|found| found.contains(line));
        is_found && invoices.words[line as usize].are(wanted, unwanted)
    };
    let (count, page) = page(&lines, query.offset, query.limit, passes);
    let named = |line: u32| {
        let line = line as usize;
        (columns.id(owners.rows[line]), owners.ids[line])
    };
    InvoiceSelection {
        count,
        invoices: page.into_iter().map(named).collect(),
        position: position.clone(),
    }
}

fn masks(query: &InvoiceQuery) -> (InvoiceWords, InvoiceWords) {
    let mut wanted = InvoiceWords::default();
    let mut unwanted = InvoiceWords::default();
    if let Some(kind) = query.kind {
        wanted = wanted | InvoiceWords::kind(kind);
    }
    if let Some(status) = query.status {
        wanted = wanted | InvoiceWords::status(status);
    }
    if !query.include_deleted {
        unwanted = InvoiceWords::DELETED;
    }
    (wanted, unwanted)
}

/// The lines whose code begins like this, and those of the order of that code.
fn sought(columns: &Columns, text: &str) -> Rows {
    let code = text.trim().to_ascii_uppercase();
    let mut found = Rows::default();
    for line in columns.invoices.codes.beginning(&code) {
        found.insert(line);
    }
    let order = columns.row_of_code(&code).into_iter();
    let owners = &columns.invoices.timeline.lines;
    for line in order.flat_map(|row| owners.of_row(row)) {
        found.insert(line);
    }
    found
}
