//! One compact line per invoice.

use crate::actors::index::columns::agenda::Agenda;
use crate::actors::index::columns::texts::Texts;
use crate::actors::index::columns::timeline::Timeline;
use crate::actors::index::row::InvoiceLine;
use crate::actors::index::words::InvoiceWords;
use crate::domain::ids::InvoiceId;

/// All invoices, column by column.
#[derive(Debug, Default)]
pub(in crate::actors::index) struct Invoices {
    pub(in crate::actors::index) timeline: Timeline<InvoiceId>,
    pub(in crate::actors::index) codes: Texts,
    pub(in crate::actors::index) words: Vec<InvoiceWords>,
    /// When pages of instalments must be renewed.
    pub(in crate::actors::index) pages: Agenda,
}

impl Invoices {
    /// Takes in the invoices of a row as they are now, oldest first.
    pub(super) fn take_in(&mut self, row: u32, invoices: &[InvoiceLine]) {
        let known = self.timeline.lines.newest_first(row).count();
        let (known, new) = invoices.split_at(known.min(invoices.len()));
        let lines = self.timeline.lines.newest_first(row);
        for (line, invoice) in lines.zip(known.iter().rev()) {
            self.words[line as usize] = invoice.words;
            self.pages.set(line, invoice.page_until);
        }
        for invoice in new {
            let line = self.timeline.append(row, invoice.id, invoice.created_at);
            self.codes.push(&invoice.code);
            self.words.push(invoice.words);
            self.pages.set(line, invoice.page_until);
        }
    }

    /// What is kept of the invoices of a row, oldest first.
    pub(super) fn of_row(&self, row: u32) -> Vec<InvoiceLine> {
        let lines = self.timeline.lines.of_row(row).into_iter();
        let kept = lines.map(|line| InvoiceLine {
            id: self.timeline.lines.ids[line as usize],
            code: self.codes.get(line).into(),
            created_at: self.timeline.at[line as usize],
            words: self.words[line as usize],
            page_until: self.pages.get(line),
        });
        kept.collect()
    }
}
