//! Counting again what the index keeps running sums of, against the store.

use crate::actors::index::OrderIndex;
use crate::actors::index::columns::recount::Standing;
use crate::actors::index::row::Row;
use crate::domain::ids::OrderId;
use crate::domain::konveksi::Order;
#[cfg(test)]
use crate::domain::konveksi::statistics::Share;

/// Rows held against the store at a time: others get their turn in between.
const CHUNK: usize = 64;

impl OrderIndex {
    /// Begins to count again; an earlier count is forgotten.
    pub(in crate::actors) fn begin_recount(&self) {
        self.0.write().columns.begin_recount();
    }

    /// Holds orders as they were read from the store against their rows, puts those right
    /// that say something else, and counts them. Answers how each stood.
    pub(in crate::actors) fn recount(&self, orders: &[Order]) -> Vec<Standing> {
        let rows: Vec<Row> = orders.iter().map(Row::of).collect();
        let mut standings = Vec::with_capacity(rows.len());
        for chunk in rows.chunks(CHUNK) {
            let mut indexed = self.0.write();
            for row in chunk {
                let standing = indexed.columns.recount(row);
                indexed.distrusted |= standing == Standing::Wrong;
                standings.push(standing);
            }
        }
        standings
    }

    /// The version of an order that is known here; 0 when it is not.
    pub(in crate::actors) fn version(&self, id: OrderId) -> u64 {
        let indexed = self.0.read();
        let row = indexed.columns.row(id);
        row.map_or(0, |row| indexed.columns.versions[row as usize])
    }

    /// The orders that were not counted yet.
    pub(in crate::actors) fn uncounted(&self) -> Vec<OrderId> {
        self.0.read().columns.uncounted()
    }

    /// Lets an order that the store does not have count for nothing.
    pub(in crate::actors) fn disown(&self, id: OrderId) {
        let mut indexed = self.0.write();
        indexed.columns.disown(id);
        indexed.distrusted = true;
    }

    /// Ends the count, and replaces running sums that differ. Answers whether they did.
    pub(in crate::actors) fn end_recount(&self) -> bool {
        self.0.write().columns.end_recount()
    }
}

#[cfg(test)]
impl OrderIndex {
    /// Has a row say what an order does not, as a mistake of ours would.
    pub(in crate::actors) fn spoil(&self, order: &Order) {
        let mut indexed = self.0.write();
        let at = indexed.columns.row(order.id).expect("the order is known");
        indexed.columns.overwrite(at as usize, &Row::of(order));
    }

    /// Counts an order twice.
    pub(in crate::actors) fn spoil_sums(&self, order: &Order) {
        let share = Share::of(order);
        self.0.write().columns.tally.replace(None, share.as_ref());
    }
}
