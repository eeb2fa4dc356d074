//! One compact line per refund.

use crate::actors::index::columns::lines::Lines;
use crate::actors::index::row::RefundLine;
use crate::domain::ids::RefundId;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Timestamp;

/// All refunds, column by column.
#[derive(Debug, Default)]
pub(in crate::actors::index) struct Refunds {
    pub(in crate::actors::index) lines: Lines<RefundId>,
    /// When what each gives back was paid.
    paid_at: Vec<Timestamp>,
    /// How much of each has left.
    left: Vec<Rupiah>,
}

impl Refunds {
    /// Takes in the refunds of a row as they are now, oldest first.
    pub(super) fn take_in(&mut self, row: u32, refunds: &[RefundLine]) {
        let known = self.lines.newest_first(row).count();
        let (known, new) = refunds.split_at(known.min(refunds.len()));
        let lines = self.lines.newest_first(row);
        for (line, refund) in lines.zip(known.iter().rev()) {
            self.left[line as usize] = refund.left;
        }
        for refund in new {
            self.lines.append(row, refund.id);
            self.paid_at.push(refund.paid_at);
            self.left.push(refund.left);
        }
    }

    /// What went back of a row's money, as less than nothing, newest first.
    pub(super) fn money_of_row(&self, row: u32) -> impl Iterator<Item = (Timestamp, Rupiah)> {
        let lines = self.lines.newest_first(row).map(|line| line as usize);
        let money = lines.map(|line| (self.paid_at[line], -self.left[line]));
        money.filter(|(_, amount)| !amount.is_nothing())
    }

    /// What is kept of the refunds of a row, oldest first.
    pub(super) fn of_row(&self, row: u32) -> Vec<RefundLine> {
        let lines = self.lines.of_row(row).into_iter();
        let kept = lines.map(|line| RefundLine {
            id: self.lines.ids[line as usize],
            paid_at: self.paid_at[line as usize],
            left: self.left[line as usize],
        });
        kept.collect()
    }
}
