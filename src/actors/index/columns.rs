//! One compact row per order, laid out column by column.

use std::collections::HashMap;

use jiff::civil::Date;
use serde::Deserialize;
use serde::Serialize;

use crate::domain::code::OrderCode;
use crate::domain::ids::InvoiceId;
use crate::domain::ids::OrderId;
use crate::domain::konveksi::Order;
use crate::domain::konveksi::Status;
use crate::domain::konveksi::attention::Attention;
use crate::domain::konveksi::order::Terms;
use crate::domain::konveksi::production::Step;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Timestamp;

/// What is kept of an order, and written to snapshots.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Whose row.
    pub id: OrderId,
    /// Of which version.
    pub version: u64,
    /// The order's code.
    pub code: OrderCode,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Its price.
    pub price: Rupiah,
    /// Payments less refunds.
    pub paid: Rupiah,
    /// Its words, packed.
    pub words: Words,
    /// Its invoices.
    pub invoices: Vec<InvoiceId>,
}

impl Row {
    /// The row of an order.
    #[must_use]
    pub fn of(order: &Order) -> Self {
        Self {
            id: order.id,
            version: order.version,
            code: order.code.clone(),
            created_at: order.created_at,
            updated_at: order.updated_at,
            price: order.price,
            paid: order.net_paid(),
            words: Words::of(order),
            invoices: order.invoices.iter().map(|invoice| invoice.id).collect(),
        }
    }
}

/// Status, production, terms, reasons to look and deletion, in one number.
///
/// Bits 0 to 6 are the status, one bit each; 8 to 11 the step; 12 a down payment;
/// 13 deleted; 16 to 22 the reasons to look. A filter is then one mask.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Words(pub u32);

impl Words {
    /// That there is a down payment.
    pub const WITH_DP: Self = Self(1 << 12);
    /// That the order is deleted.
    pub const DELETED: Self = Self(1 << 13);

    fn of(order: &Order) -> Self {
        let mut words = Self::status(order.status()) | Self::step(order.step);
        if matches!(order.terms, Terms::Dp(_)) {
            words = words | Self::WITH_DP;
        }
        if order.deleted_at.is_some() {
            words = words | Self::DELETED;
        }
        order
            .attention()
            .fold(words, |words, reason| words | Self::attention(reason))
    }

    /// Of this status.
    #[must_use]
    pub const fn status(status: Status) -> Self {
        Self(1 << status as u32)
    }

    /// Of this production step.
    #[must_use]
    pub const fn step(step: Step) -> Self {
        Self(1 << (8 + step as u32))
    }

    /// With this reason to look.
    #[must_use]
    pub const fn attention(reason: Attention) -> Self {
        Self(1 << (16 + reason as u32))
    }

    /// Whether all of these are among them.
    #[must_use]
    pub const fn have(self, others: Self) -> bool {
        self.0 & others.0 == others.0
    }

    /// Whether any of these is among them.
    #[must_use]
    pub const fn have_any(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }
}

impl std::ops::BitOr for Words {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// All rows, column by column. A row number is for good: nothing ever leaves.
#[derive(Debug, Default)]
pub struct Columns {
    pub(super) ids: Vec<OrderId>,
    pub(super) versions: Vec<u64>,
    pub(super) created: Vec<Timestamp>,
    pub(super) updated: Vec<Timestamp>,
    pub(super) prices: Vec<Rupiah>,
    pub(super) paid: Vec<Rupiah>,
    pub(super) words: Vec<Words>,
    codes: Vec<OrderCode>,
    invoices: Vec<Box<[InvoiceId]>>,
    /// Row numbers from the oldest to the newest order.
    pub(super) by_age: Vec<u32>,
    by_id: HashMap<OrderId, u32>,
    by_code: HashMap<Box<str>, u32>,
    by_invoice: HashMap<InvoiceId, u32>,
    by_day: HashMap<Box<str>, usize>,
    /// The sums over all orders that are not deleted.
    pub(super) live: Sums,
}

/// Running sums.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Sums {
    pub(super) count: usize,
    pub(super) settled: usize,
    pub(super) price: Rupiah,
    pub(super) paid: Rupiah,
}

impl Columns {
    /// Takes an order in, unless a newer version of it is there.
    pub fn take_in(&mut self, order: &Order) {
        let known = self
            .by_id
            .get(&order.id)
            .map(|row| self.versions[*row as usize]);
        if known.is_none_or(|version| version < order.version) {
            self.put(&Row::of(order));
        }
    }

    /// Puts a row in, unless a newer version of it is there.
    pub fn put(&mut self, row: &Row) {
        if let Some(new) = self.fill_in(row) {
            let key = |row: u32| (self.created[row as usize], self.ids[row as usize]);
            let newest = self.by_age.last().is_none_or(|last| key(*last) <= key(new));
            let place = if newest {
                self.by_age.len()
            } else {
                self.by_age.partition_point(|other| key(*other) < key(new))
            };
            self.by_age.insert(place, new);
        }
    }

    /// Puts very many rows in, of any age. Each gets its place by age only with
    /// [`Self::sort_by_age`]: one after another they would take a time that grows with
    /// the square of their number.
    pub(super) fn put_unsorted(&mut self, rows: &[Row]) {
        for row in rows {
            let new = self.fill_in(row);
            self.by_age.extend(new);
        }
    }

    /// Gives every row its place by age.
    pub(super) fn sort_by_age(&mut self) {
        let (created, ids) = (&self.created, &self.ids);
        let key = |row: &u32| (created[*row as usize], ids[*row as usize]);
        self.by_age.sort_unstable_by_key(key);
    }

    /// Fills a row's columns in, unless a newer version of it is there. Answers its
    /// number if it is new: then it has no place by age yet.
    fn fill_in(&mut self, row: &Row) -> Option<u32> {
        let known = self.by_id.get(&row.id).map(|at| *at as usize);
        if known.is_some_and(|at| self.versions[at] >= row.version) {
            return None;
        }
        let at = known.unwrap_or_else(|| self.append(row));
        self.live
            .take_out(self.words[at], self.prices[at], self.paid[at]);
        self.versions[at] = row.version;
        self.updated[at] = row.updated_at;
        self.prices[at] = row.price;
        self.paid[at] = row.paid;
        self.words[at] = row.words;
        self.live.put_in(row.words, row.price, row.paid);
        if self.invoices[at].len() != row.invoices.len() {
            self.invoices[at] = row.invoices.as_slice().into();
            for invoice in &row.invoices {
                self.by_invoice.insert(*invoice, number(at));
            }
        }
        known.is_none().then(|| number(at))
    }

    fn append(&mut self, row: &Row) -> usize {
        let at = self.ids.len();
        self.ids.push(row.id);
        self.versions.push(0);
        self.created.push(row.created_at);
        self.updated.push(row.updated_at);
        self.prices.push(Rupiah::ZERO);
        self.paid.push(Rupiah::ZERO);
        // Counts for nothing until its row is filled in.
        self.words.push(Words::DELETED);
        self.invoices.push(Box::default());
        self.codes.push(row.code.clone());
        let day = day_of(row.code.as_str());
        *self.by_day.entry(day.into()).or_default() += 1;
        self.by_code.insert(row.code.as_str().into(), number(at));
        self.by_id.insert(row.id, number(at));
        at
    }

    /// The order of a code.
    #[must_use]
    pub fn by_code(&self, code: &OrderCode) -> Option<OrderId> {
        self.by_code
            .get(code.as_str())
            .map(|row| self.ids[*row as usize])
    }

    /// The order of an invoice.
    #[must_use]
    pub fn by_invoice(&self, invoice: InvoiceId) -> Option<OrderId> {
        self.by_invoice
            .get(&invoice)
            .map(|row| self.ids[*row as usize])
    }

    /// How many orders carry the code of a day.
    #[must_use]
    pub fn on_day(&self, day: Date) -> usize {
        let day = format!("ORD-{:04}{:02}{:02}", day.year(), day.month(), day.day());
        self.by_day.get(day.as_str()).copied().unwrap_or(0)
    }

    /// How many rows there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The rows from a number on, as many as asked for.
    #[must_use]
    pub fn rows(&self, from: usize, count: usize) -> Vec<Row> {
        let to = (from + count).min(self.len());
        let row = |at: usize| Row {
            id: self.ids[at],
            version: self.versions[at],
            code: self.codes[at].clone(),
            created_at: self.created[at],
            updated_at: self.updated[at],
            price: self.prices[at],
            paid: self.paid[at],
            words: self.words[at],
            invoices: self.invoices[at].to_vec(),
        };
        (from..to).map(row).collect()
    }
}

impl Sums {
    fn put_in(&mut self, words: Words, price: Rupiah, paid: Rupiah) {
        if !words.have(Words::DELETED) {
            self.count += 1;
            self.settled += usize::from(words.have(Words::status(Status::Settled)));
            self.price += price;
            self.paid += paid;
        }
    }

    fn take_out(&mut self, words: Words, price: Rupiah, paid: Rupiah) {
        if !words.have(Words::DELETED) {
            self.count -= 1;
            self.settled -= usize::from(words.have(Words::status(Status::Settled)));
            self.price += -price;
            self.paid += -paid;
        }
    }
}

/// The part of a code that stands for its day: everything before the second dash.
fn day_of(code: &str) -> &str {
    code.rsplit_once('-').map_or(code, |(day, _)| day)
}

fn number(at: usize) -> u32 {
    u32::try_from(at).expect("fewer than four billion orders fit in memory")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(number: u128, created_at: i64) -> Row {
        Row {
            id: OrderId(uuid::Uuid::from_u128(number)),
            version: 1,
            code: OrderCode::of(jiff::civil::date(2025, 10, 9), number, 6),
            created_at: Timestamp(created_at),
            updated_at: Timestamp(created_at),
            price: Rupiah(1),
            paid: Rupiah::ZERO,
            words: Words::default(),
            invoices: Vec::new(),
        }
    }

    #[test]
    fn many_rows_at_once_are_what_one_after_another_are() {
        let rows = [row(1, 30), row(2, 10), row(3, 20), row(4, 10), row(1, 30)];
        let mut one_by_one = Columns::default();
        for row in &rows {
            one_by_one.put(row);
        }

        let mut at_once = Columns::default();
        at_once.put_unsorted(&rows);
        at_once.sort_by_age();

        assert_eq!(at_once.by_age, [1, 3, 2, 0]);
        assert_eq!(at_once.by_age, one_by_one.by_age);
        assert_eq!(at_once.rows(0, 9), one_by_one.rows(0, 9));
        assert_eq!(at_once.live, one_by_one.live);
    }
}
