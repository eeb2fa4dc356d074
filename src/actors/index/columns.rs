//! One compact row per order, laid out column by column, and lines for what it holds.

mod age;
mod agenda;
mod invoices;
mod lines;
mod payments;
pub(super) mod recount;
mod refunds;
mod texts;
mod timeline;

use std::collections::HashMap;

use jiff::civil::Date;

use crate::actors::index::columns::age::ByAge;
use crate::actors::index::columns::agenda::Agenda;
use crate::actors::index::columns::invoices::Invoices;
use crate::actors::index::columns::lines::Lines;
use crate::actors::index::columns::payments::Payments;
use crate::actors::index::columns::recount::Recount;
use crate::actors::index::columns::refunds::Refunds;
use crate::actors::index::columns::texts::Texts;
use crate::actors::index::row::Row;
use crate::actors::index::words::Words;
use crate::domain::code::OrderCode;
use crate::domain::ids::OrderId;
use crate::domain::ids::PlanId;
use crate::domain::konveksi::Status;
use crate::domain::konveksi::statistics::Share;
use crate::domain::konveksi::statistics::Tally;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::BusinessZone;
use crate::domain::time::Timestamp;

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
    codes: Texts,
    pub(super) by_age: ByAge,
    by_id: HashMap<OrderId, u32>,
    by_code: HashMap<Box<str>, u32>,
    by_day: HashMap<Box<str>, usize>,
    pub(super) invoices: Invoices,
    pub(super) payments: Payments,
    pub(super) refunds: Refunds,
    pub(super) plans: Lines<PlanId>,
    /// When invoices are next too late.
    pub(super) due: Agenda,
    /// The sums over all orders that are not deleted.
    pub(super) live: Sums,
    /// The numbers of the dashboard, over the same orders.
    pub(super) tally: Tally,
    /// The same sums once more, while somebody counts again.
    recount: Option<Recount>,
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
    /// Nothing yet, in a business of that zone.
    pub(super) fn new(zone: BusinessZone) -> Self {
        Self {
            tally: Tally::new(zone),
            ..Self::default()
        }
    }

    /// Puts a row in, unless a newer version of it is there. Answers where it is then.
    pub fn put(&mut self, row: &Row) -> Option<u32> {
        let put = self.fill_in(row);
        self.settle();
        put
    }

    /// Puts very many rows in. They have their places by age only with [`Self::settle`].
    pub(super) fn put_unsettled(&mut self, rows: &[Row]) {
        for row in rows {
            self.fill_in(row);
        }
    }

    /// Gives everything its place by age.
    pub(super) fn settle(&mut self) {
        let (created, ids) = (&self.created, &self.ids);
        self.by_age
            .settle(|row| (created[row as usize], ids[row as usize]));
        self.invoices.timeline.settle();
        self.payments.timeline.settle();
    }

    /// Fills a row's columns in, unless a newer version of it is there.
    fn fill_in(&mut self, row: &Row) -> Option<u32> {
        let known = self.by_id.get(&row.id).map(|at| *at as usize);
        if known.is_some_and(|at| self.versions[at] >= row.version) {
            return None;
        }
        let at = known.unwrap_or_else(|| self.append(row));
        self.overwrite(at, row);
        Some(number(at))
    }

    /// Writes what is kept of an order into the columns of its row.
    pub(super) fn overwrite(&mut self, at: usize, row: &Row) {
        let (old, counted) = (self.share(at), self.counts(at));
        self.live.take_out(counted);
        self.versions[at] = row.version;
        self.updated[at] = row.updated_at;
        self.prices[at] = row.price;
        self.paid[at] = row.paid;
        self.words[at] = row.words;
        self.live.put_in(self.counts(at));
        let number = number(at);
        self.due.set(number, row.due);
        self.invoices.take_in(number, &row.invoices);
        let invoices = &self.invoices.timeline.lines;
        self.payments.take_in(number, &row.payments, invoices);
        self.refunds.take_in(number, &row.refunds);
        self.plans.append_new(number, &row.plans);
        let new = self.share(at);
        self.tally.replace(old.as_ref(), new.as_ref());
        if let Some(mut recount) = self.recount.take() {
            recount.replace(at, (old, counted), (new, self.counts(at)));
            self.recount = Some(recount);
        }
    }

    /// What a row counts for in the running sums.
    pub(super) fn counts(&self, at: usize) -> Sums {
        let mut counts = Sums::default();
        if !self.words[at].have(Words::DELETED) {
            counts.count = 1;
            counts.settled = usize::from(self.words[at].have(Words::status(Status::Settled)));
            counts.price = self.prices[at];
            counts.paid = self.paid[at];
        }
        counts
    }

    /// What the order of a row adds to the dashboard, as its columns have it.
    pub(super) fn share(&self, at: usize) -> Option<Share> {
        let status = self.words[at].status_of_living()?;
        let row = number(at);
        let payments = self.payments.money_of_row(row);
        let refunds = self.refunds.money_of_row(row);
        Some(Share {
            status,
            made_at: self.created[at],
            money: payments.chain(refunds).collect(),
        })
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
        self.codes.push(&row.code);
        *self.by_day.entry(day_of(&row.code).into()).or_default() += 1;
        self.by_code.insert(row.code.clone(), number(at));
        self.by_id.insert(row.id, number(at));
        self.by_age.push(number(at));
        at
    }

    /// The row of an order.
    pub(super) fn row(&self, id: OrderId) -> Option<u32> {
        self.by_id.get(&id).copied()
    }

    /// The row of an order's code, in the case in which it was made.
    pub(super) fn row_of_code(&self, code: &str) -> Option<u32> {
        self.by_code.get(code).copied()
    }

    /// The order of a code.
    #[must_use]
    pub fn by_code(&self, code: &OrderCode) -> Option<OrderId> {
        let row = self.row_of_code(code.as_str());
        row.map(|row| self.id(row))
    }

    /// The order of a row.
    pub(super) fn id(&self, row: u32) -> OrderId {
        self.ids[row as usize]
    }

    /// Whether the order of a row is deleted.
    pub(super) fn is_deleted(&self, row: u32) -> bool {
        self.words[row as usize].have(Words::DELETED)
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
        (from..to).map(|at| self.kept(at)).collect()
    }

    fn kept(&self, at: usize) -> Row {
        let row = number(at);
        Row {
            id: self.ids[at],
            version: self.versions[at],
            code: self.codes.get(row).into(),
            created_at: self.created[at],
            updated_at: self.updated[at],
            price: self.prices[at],
            paid: self.paid[at],
            words: self.words[at],
            due: self.due.get(row),
            invoices: self.invoices.of_row(row),
            payments: self.payments.of_row(row, &self.invoices.timeline.lines),
            refunds: self.refunds.of_row(row),
            plans: self.plans.ids_of_row(row),
        }
    }
}

impl Sums {
    fn put_in(&mut self, counts: Self) {
        self.count += counts.count;
        self.settled += counts.settled;
        self.price += counts.price;
        self.paid += counts.paid;
    }

    pub(super) fn take_out(&mut self, counts: Self) {
        self.count = self.count.saturating_sub(counts.count);
        self.settled = self.settled.saturating_sub(counts.settled);
        self.price += -counts.price;
        self.paid += -counts.paid;
    }
}

/// The part of a code that stands for its day: everything before the second dash.
fn day_of(code: &str) -> &str {
    code.rsplit_once('-').map_or(code, |(day, _)| day)
}

fn number(at: usize) -> u32 {
    u32::try_from(at).expect("fewer than four billion of anything fit in memory")
}
