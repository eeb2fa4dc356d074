//! The running sums counted once more, while orders go on changing.
//!
//! A row is counted as it is now, and from then on its changes are made to both sums. So
//! at the end both are of one moment, and what differs has drifted.

use crate::actors::index::columns::Columns;
use crate::actors::index::columns::Sums;
use crate::actors::index::row::Row;
use crate::actors::index::words::Words;
use crate::domain::ids::OrderId;
use crate::domain::konveksi::statistics::Share;
use crate::domain::konveksi::statistics::Tally;

/// A second count, under way.
#[derive(Debug)]
pub(super) struct Recount {
    tally: Tally,
    live: Sums,
    /// Whether each row is in it.
    counted: Vec<bool>,
}

/// How a row stands against the order as it was read from the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::actors) enum Standing {
    /// It is of that version and says the same, or of a later one.
    Right,
    /// It was of that version and said something else; now it says the same.
    Wrong,
    /// It is of an earlier version, or not there. That may be on its way.
    Behind,
}

impl Recount {
    /// Has a row change its part, if it has been counted.
    pub(super) fn replace(
        &mut self,
        at: usize,
        (old, old_counts): (Option<Share>, Sums),
        (new, new_counts): (Option<Share>, Sums),
    ) {
        if self.counted.get(at).copied().unwrap_or(false) {
            self.tally.replace(old.as_ref(), new.as_ref());
            self.live.take_out(old_counts);
            self.live.put_in(new_counts);
        }
    }
}

impl Columns {
    /// Begins to count again; an earlier count is forgotten.
    pub(in crate::actors::index) fn begin_recount(&mut self) {
        self.recount = Some(Recount {
            tally: self.tally.emptied(),
            live: Sums::default(),
            counted: Vec::new(),
        });
    }

    /// Holds the row of an order against one read from the store, puts it right, and
    /// counts it.
    pub(in crate::actors::index) fn recount(&mut self, row: &Row) -> Standing {
        let Some(at) = self.row(row.id).map(|at| at as usize) else {
            return Standing::Behind;
        };
        let standing = match self.versions[at].cmp(&row.version) {
            std::cmp::Ordering::Less => return Standing::Behind,
            std::cmp::Ordering::Equal if self.kept(at) != *row => {
                self.overwrite(at, row);
                Standing::Wrong
            }
            std::cmp::Ordering::Equal | std::cmp::Ordering::Greater => Standing::Right,
        };
        self.count_again(at);
        standing
    }

    /// The orders that are not counted yet.
    pub(in crate::actors::index) fn uncounted(&self) -> Vec<OrderId> {
        let rows = 0..self.len();
        let uncounted = rows.filter(|at| !self.is_counted(*at));
        uncounted.map(|at| self.ids[at]).collect()
    }

    /// Lets an order that the store does not have count for nothing.
    pub(in crate::actors::index) fn disown(&mut self, id: OrderId) {
        if let Some(at) = self.row(id).map(|at| at as usize) {
            let mut row = self.kept(at);
            row.words = row.words | Words::DELETED;
            self.overwrite(at, &row);
            self.count_again(at);
        }
    }

    /// Ends the count: what is still missing is counted as it is, and sums that differ are
    /// replaced. Answers whether they did.
    pub(in crate::actors::index) fn end_recount(&mut self) -> bool {
        for at in 0..self.len() {
            self.count_again(at);
        }
        let Some(recount) = self.recount.take() else {
            return false;
        };
        let drifted = recount.tally != self.tally || recount.live != self.live;
        self.tally = recount.tally;
        self.live = recount.live;
        drifted
    }

    fn is_counted(&self, at: usize) -> bool {
        let counted = self.recount.as_ref().map(|recount| &recount.counted);
        counted.is_some_and(|counted| counted.get(at).copied().unwrap_or(false))
    }

    fn count_again(&mut self, at: usize) {
        if self.is_counted(at) {
            return;
        }
        let (share, counts) = (self.share(at), self.counts(at));
        if let Some(recount) = &mut self.recount {
            if recount.counted.len() <= at {
                recount.counted.resize(at + 1, false);
            }
            recount.counted[at] = true;
            recount.tally.replace(None, share.as_ref());
            recount.live.put_in(counts);
        }
    }
}
