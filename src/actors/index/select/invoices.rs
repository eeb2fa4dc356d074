//! Answering a list of invoices, newest first.

use std::borrow::Cow;

use crate::actors::feed::position::Position;
use crate::actors::index::columns::Columns;
use crate::actors::index::select::lines::OrderName;
use crate::actors::index::select::lines::page;
use crate::actors::index::select::lines::span;
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

/// What is sought, as codes are spelled.
struct Sought {
    code: String,
    /// The order of that code.
    row: Option<u32>,
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
    let lines: Cow<'_, [u32]> = match &query.order {
        None => invoices.timeline.within(&span).into(),
        Some(order) => invoices
            .timeline
            .of_row_within(order.row(columns), &span)
            .into(),
    };
    let sought = query.search.as_ref().map(|text| Sought::of(columns, text));
    let found = |line: u32| {
        sought.as_ref().is_none_or(|sought| {
            let row = owners.rows[line as usize];
            sought.row == Some(row) || invoices.codes.get(line).starts_with(&sought.code)
        })
    };
    let passes = |line: u32| invoices.words[line as usize].are(wanted, unwanted) && found(line);
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

impl Sought {
    fn of(columns: &Columns, text: &str) -> Self {
        let code = text.trim().to_ascii_uppercase();
        let row = columns.row_of_code(&code);
        Self { code, row }
    }
}
