//! What lists of invoices and of payments have in common.

use std::ops::Range;

use crate::actors::index::columns::Columns;
use crate::domain::code::OrderCode;
use crate::domain::ids::OrderId;
use crate::domain::time::Timestamp;

/// An order as a filter names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrderName {
    /// By its id.
    Id(OrderId),
    /// By what people call it.
    Code(OrderCode),
}

impl OrderName {
    pub(super) fn row(&self, columns: &Columns) -> Option<u32> {
        match self {
            Self::Id(id) => columns.row(*id),
            Self::Code(code) => columns.row_of_code(code.as_str()),
        }
    }
}

/// A span whose open ends are at the ends of time.
pub(super) fn span(from: Option<Timestamp>, before: Option<Timestamp>) -> Range<Timestamp> {
    from.unwrap_or(Timestamp(i64::MIN))..before.unwrap_or(Timestamp(i64::MAX))
}

/// Of lines given oldest first: how many pass, and the part asked for, newest first.
pub(super) fn page(
    lines: &[u32],
    offset: usize,
    limit: usize,
    mut passes: impl FnMut(u32) -> bool,
) -> (usize, Vec<u32>) {
    let mut count = 0;
    let mut page = Vec::with_capacity(limit.min(lines.len()));
    for line in lines.iter().rev().copied() {
        if passes(line) {
            if count >= offset && page.len() < limit {
                page.push(line);
            }
            count += 1;
        }
    }
    (count, page)
}
