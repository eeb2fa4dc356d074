//! One compact line per payment.

use std::collections::HashMap;

use crate::actors::index::columns::lines::Lines;
use crate::actors::index::columns::number;
use crate::actors::index::columns::timeline::Timeline;
use crate::actors::index::row::PaymentLine;
use crate::domain::ids::InvoiceId;
use crate::domain::ids::PaymentId;
use crate::domain::konveksi::payment::PaymentSource;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Timestamp;

/// Stands for no invoice.
const NONE: u32 = u32::MAX;

/// All payments, column by column. A line of the ledger never changes.
#[derive(Debug, Default)]
pub(in crate::actors::index) struct Payments {
    pub(in crate::actors::index) timeline: Timeline<PaymentId>,
    pub(in crate::actors::index) amounts: Vec<Rupiah>,
    pub(in crate::actors::index) sources: Vec<PaymentSource>,
    /// The line of the invoice each was meant for.
    invoices: Vec<u32>,
    /// The further invoices of those few that gave to several.
    others: HashMap<u32, Box<[u32]>>,
}

impl Payments {
    /// Takes in the payments of a row, oldest first, after its invoices.
    pub(super) fn take_in(
        &mut self,
        row: u32,
        payments: &[PaymentLine],
        invoices: &Lines<InvoiceId>,
    ) {
        let known = self.timeline.lines.newest_first(row).count();
        let (known, new) = payments.split_at(known.min(payments.len()));
        // They are what they were, unless a recount found otherwise.
        let lines = self.timeline.lines.newest_first(row);
        for (line, payment) in lines.zip(known.iter().rev()) {
            self.amounts[line as usize] = payment.amount;
            self.sources[line as usize] = payment.source;
        }
        if new.is_empty() {
            return;
        }
        let invoices = invoices.of_row(row);
        for payment in new {
            let line = self.timeline.append(row, payment.id, payment.paid_at);
            self.amounts.push(payment.amount);
            self.sources.push(payment.source);
            let places = payment.invoices.iter();
            let mut lines = places.filter_map(|place| invoices.get(*place as usize).copied());
            self.invoices.push(lines.next().unwrap_or(NONE));
            let others: Box<[u32]> = lines.collect();
            if !others.is_empty() {
                self.others.insert(line, others);
            }
        }
    }

    /// Whether a payment was meant for an invoice or gave to it.
    pub(in crate::actors::index) fn concerns(&self, line: u32, invoice: u32) -> bool {
        self.invoices_of(line).any(|it| it == invoice)
    }

    /// What was paid on a row, newest first.
    pub(super) fn money_of_row(&self, row: u32) -> impl Iterator<Item = (Timestamp, Rupiah)> {
        let lines = self.timeline.lines.newest_first(row);
        let lines = lines.map(|line| line as usize);
        lines.map(|line| (self.timeline.at[line], self.amounts[line]))
    }

    /// What is kept of the payments of a row, oldest first.
    pub(super) fn of_row(&self, row: u32, invoices: &Lines<InvoiceId>) -> Vec<PaymentLine> {
        let invoices = invoices.of_row(row);
        let place = |invoice| invoices.iter().position(|it| *it == invoice).map(number);
        let lines = self.timeline.lines.of_row(row).into_iter();
        let kept = lines.map(|line| PaymentLine {
            id: self.timeline.lines.ids[line as usize],
            paid_at: self.timeline.at[line as usize],
            amount: self.amounts[line as usize],
            source: self.sources[line as usize],
            invoices: self.invoices_of(line).filter_map(place).collect(),
        });
        kept.collect()
    }

    fn invoices_of(&self, line: u32) -> impl Iterator<Item = u32> {
        let first = self.invoices[line as usize];
        let others = self.others.get(&line).into_iter().flatten().copied();
        (first != NONE).then_some(first).into_iter().chain(others)
    }
}
