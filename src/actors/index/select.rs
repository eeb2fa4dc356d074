//! Answering a list: which orders, how many in all, and their sums.

mod best;
pub(super) mod invoices;
pub(super) mod lines;
pub(super) mod payments;
pub(super) mod rows;

use std::cmp::Reverse;

use crate::actors::feed::position::Position;
use crate::actors::index::columns::Columns;
use crate::actors::index::columns::Sums;
use crate::actors::index::select::best::Best;
use crate::actors::index::select::lines::span;
use crate::actors::index::select::rows::Rows;
use crate::actors::index::words::Words;
use crate::domain::ids::OrderId;
use crate::domain::konveksi::Status;
use crate::domain::konveksi::attention::Attention;
use crate::domain::konveksi::command::ProductionTarget;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Timestamp;

/// When less than one in so many rows is asked for, only those are visited.
const FEW: usize = 4;

/// Which orders, in which order, and which part of them.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Only of this status.
    pub status: Option<Status>,
    /// Only where production reads like this.
    pub production: Option<ProductionTarget>,
    /// Only with (`true`) or without a down payment.
    pub with_dp: Option<bool>,
    /// Only with this reason to look.
    pub attention: Option<Attention>,
    /// Only made at or after this instant.
    pub created_from: Option<Timestamp>,
    /// Only made before this instant.
    pub created_before: Option<Timestamp>,
    /// Only of at least this price.
    pub price_min: Option<Rupiah>,
    /// Only of at most this price.
    pub price_max: Option<Rupiah>,
    /// Deleted ones too.
    pub include_deleted: bool,
    /// Sorted by what.
    pub sort: Sort,
    /// Smallest first.
    pub ascending: bool,
    /// How many to leave out at the start.
    pub offset: usize,
    /// How many to answer at most.
    pub limit: usize,
}

/// What a list may be sorted by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// When the order was made.
    #[default]
    Created,
    /// When it last changed.
    Updated,
    /// Its price.
    Price,
}

/// The answer to a [`Query`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// How many match in all.
    pub count: usize,
    /// The part asked for.
    pub orders: Vec<OrderId>,
    /// Sums over all that match.
    pub totals: Totals,
    /// The position up to which this is true.
    pub position: Position,
}

/// Sums over a selection.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Payments less refunds.
    pub paid: Rupiah,
    /// Prices.
    pub price: Rupiah,
    /// How many are settled.
    pub settled: usize,
}

/// A query as masks and ranges over the columns.
struct Filter<'a> {
    among: Option<&'a Rows>,
    wanted: Words,
    unwanted: Words,
    created: std::ops::Range<Timestamp>,
    price: std::ops::RangeInclusive<Rupiah>,
}

impl<'a> Filter<'a> {
    fn of(query: &Query, among: Option<&'a Rows>) -> Self {
        let mut wanted = Words::default();
        let mut unwanted = Words::default();
        if let Some(status) = query.status {
            wanted = wanted | Words::status(status);
        }
        match query.production {
            Some(ProductionTarget::Step(step)) => {
                wanted = wanted | Words::step(step);
                unwanted = unwanted | Words::status(Status::Cancelled);
            }
            Some(ProductionTarget::Cancelled) => {
                wanted = wanted | Words::status(Status::Cancelled);
            }
            None => {}
        }
        match query.with_dp {
            Some(true) => wanted = wanted | Words::WITH_DP,
            Some(false) => unwanted = unwanted | Words::WITH_DP,
            None => {}
        }
        if let Some(reason) = query.attention {
            wanted = wanted | Words::attention(reason);
        }
        if !query.include_deleted {
            unwanted = unwanted | Words::DELETED;
        }
        let least = query.price_min.unwrap_or(Rupiah(i64::MIN));
        let most = query.price_max.unwrap_or(Rupiah(i64::MAX));
        Self {
            among,
            wanted,
            unwanted,
            created: span(query.created_from, query.created_before),
            price: least..=most,
        }
    }

    /// Whether it lets everything through that it is among and is not deleted.
    fn is_plain(&self, query: &Query) -> bool {
        self.wanted == Words::default()
            && self.unwanted == Words::DELETED
            && query.created_from.or(query.created_before).is_none()
            && query.price_min.or(query.price_max).is_none()
    }

    #[inline]
    fn lets_through(&self, columns: &Columns, row: u32) -> bool {
        if self.among.is_some_and(|among| !among.contains(row)) {
            return false;
        }
        let row = row as usize;
        let words = columns.words[row];
        words.have(self.wanted)
            && !words.have_any(self.unwanted)
            && self.price.contains(&columns.prices[row])
    }
}

pub(super) fn select(columns: &Columns, query: &Query, position: &Position) -> Selection {
    select_among(columns, query, None, position)
}

/// The same among some of the rows.
pub(super) fn select_among(
    columns: &Columns,
    query: &Query,
    among: Option<&Rows>,
    position: &Position,
) -> Selection {
    let filter = Filter::of(query, among);
    // Age is sorted, so a range of days is a slice of it.
    let rows = columns
        .by_age
        .within(&filter.created, |row| columns.created[row as usize]);
    let few = among.filter(|among| among.count() < rows.len() / FEW);
    let (sums, orders) = match few {
        Some(few) => {
            let is_within = |row: &u32| filter.created.contains(&columns.created[*row as usize]);
            let rows = few.iter().filter(is_within);
            match query.sort {
                Sort::Created => by_age(columns, rows, &filter, query),
                Sort::Updated | Sort::Price => sorted(columns, rows, &filter, query),
            }
        }
        None => match query.sort {
            Sort::Created if filter.is_plain(query) => {
                let page = plain_page(columns, rows, &filter, query);
                (sums_of_most(columns, among), page)
            }
            Sort::Created => scan(columns, rows, &filter, query),
            Sort::Updated | Sort::Price => sorted(columns, rows.iter().copied(), &filter, query),
        },
    };
    Selection {
        count: sums.count,
        orders,
        totals: Totals {
            paid: sums.paid,
            price: sums.price,
            settled: sums.settled,
        },
        position: position.clone(),
    }
}

/// The sums over what is not deleted and not left out. All of it is kept running, so only
/// what is left out is visited.
fn sums_of_most(columns: &Columns, most: Option<&Rows>) -> Sums {
    let mut sums = columns.live;
    let left_out = most.map(|most| most.others(columns.len()));
    for row in left_out.into_iter().flatten() {
        sums.take_out(columns.counts(row as usize));
    }
    sums
}

/// The page of a list without filters: what comes after it is not visited.
fn plain_page(columns: &Columns, rows: &[u32], filter: &Filter<'_>, query: &Query) -> Vec<OrderId> {
    let passes = |row: &&u32| filter.lets_through(columns, **row);
    let id = |row: &u32| columns.ids[*row as usize];
    if query.ascending {
        rows.iter()
            .filter(passes)
            .skip(query.offset)
            .take(query.limit)
            .map(id)
            .collect()
    } else {
        rows.iter()
            .rev()
            .filter(passes)
            .skip(query.offset)
            .take(query.limit)
            .map(id)
            .collect()
    }
}

/// One pass by age: sums over all that match, ids of the page.
fn scan(
    columns: &Columns,
    rows: &[u32],
    filter: &Filter<'_>,
    query: &Query,
) -> (Sums, Vec<OrderId>) {
    let mut sums = Sums::default();
    let mut page = Vec::with_capacity(query.limit.min(rows.len()));
    let mut visit = |row: &u32| {
        let (number, row) = (*row, *row as usize);
        if filter.lets_through(columns, number) {
            if sums.count >= query.offset && page.len() < query.limit {
                page.push(columns.ids[row]);
            }
            count(&mut sums, columns, row);
        }
    };
    if query.ascending {
        rows.iter().for_each(&mut visit);
    } else {
        rows.iter().rev().for_each(&mut visit);
    }
    (sums, page)
}

/// All of a few that match, by age, those of one instant by their ids, as a
/// [`scan`] meets them.
fn by_age(
    columns: &Columns,
    rows: impl Iterator<Item = u32>,
    filter: &Filter<'_>,
    query: &Query,
) -> (Sums, Vec<OrderId>) {
    let key = |row: usize| (columns.created[row], columns.ids[row]);
    if query.ascending {
        keyed(columns, rows, filter, query, key)
    } else {
        keyed(columns, rows, filter, query, |row| Reverse(key(row)))
    }
}

/// All that match by another column, those that are alike by their ids.
fn sorted(
    columns: &Columns,
    rows: impl Iterator<Item = u32>,
    filter: &Filter<'_>,
    query: &Query,
) -> (Sums, Vec<OrderId>) {
    let value = |row: usize| match query.sort {
        Sort::Created => columns.created[row].0,
        Sort::Updated => columns.updated[row].0,
        Sort::Price => columns.prices[row].0,
    };
    let sign = if query.ascending { 1 } else { -1 };
    keyed(columns, rows, filter, query, |row| {
        (sign * value(row), columns.ids[row])
    })
}

/// All that match by a key; only the page is sorted.
fn keyed<K: Ord + Copy>(
    columns: &Columns,
    rows: impl Iterator<Item = u32>,
    filter: &Filter<'_>,
    query: &Query,
    key: impl Fn(usize) -> K,
) -> (Sums, Vec<OrderId>) {
    let mut sums = Sums::default();
    let mut best = Best::of(query.offset.saturating_add(query.limit));
    for number in rows {
        let row = number as usize;
        if filter.lets_through(columns, number) {
            count(&mut sums, columns, row);
            best.offer((key(row), number));
        }
    }
    let page = best.page(query.offset);
    let ids = page.iter().map(|(_, row)| columns.ids[*row as usize]);
    (sums, ids.collect())
}

#[inline]
fn count(sums: &mut Sums, columns: &Columns, row: usize) {
    sums.count += 1;
    sums.settled += usize::from(columns.words[row].have(Words::status(Status::Settled)));
    sums.price += columns.prices[row];
    sums.paid += columns.paid[row];
}
