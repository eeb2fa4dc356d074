//! Things that belong to orders, a line each.

use std::collections::HashMap;
use std::hash::Hash;

use crate::actors::index::columns::number;

/// Stands for no line.
const NONE: u32 = u32::MAX;

/// Whose each line is, and which an order has. A line's number is for good: orders
/// never lose what they had.
#[derive(Debug)]
pub(in crate::actors::index) struct Lines<Id> {
    pub(in crate::actors::index) ids: Vec<Id>,
    /// The row of the order each belongs to.
    pub(in crate::actors::index) rows: Vec<u32>,
    /// The line of the same order before each.
    before: Vec<u32>,
    /// The newest line of each row. Rows at the end that never had one are left out.
    newest: Vec<u32>,
    by_id: HashMap<Id, u32>,
}

impl<Id> Default for Lines<Id> {
    fn default() -> Self {
        Self {
            ids: Vec::new(),
            rows: Vec::new(),
            before: Vec::new(),
            newest: Vec::new(),
            by_id: HashMap::new(),
        }
    }
}

impl<Id: Copy + Eq + Hash> Lines<Id> {
    /// Adds a line to a row, and answers its number.
    pub(super) fn append(&mut self, row: u32, id: Id) -> u32 {
        let line = number(self.ids.len());
        let place = row as usize;
        if self.newest.len() <= place {
            self.newest.resize(place + 1, NONE);
        }
        self.ids.push(id);
        self.rows.push(row);
        self.before.push(self.newest[place]);
        self.newest[place] = line;
        self.by_id.insert(id, line);
        line
    }

    /// Adds those of a row that are not there yet; they are given oldest first.
    pub(super) fn append_new(&mut self, row: u32, ids: &[Id]) {
        let known = self.newest_first(row).count();
        for id in ids.iter().skip(known) {
            self.append(row, *id);
        }
    }

    /// The line of that id.
    pub(in crate::actors::index) fn line(&self, id: Id) -> Option<u32> {
        self.by_id.get(&id).copied()
    }

    /// The row of the order it belongs to.
    pub(in crate::actors::index) fn row(&self, id: Id) -> Option<u32> {
        self.line(id).map(|line| self.rows[line as usize])
    }

    /// The lines of a row, newest first.
    pub(super) fn newest_first(&self, row: u32) -> impl Iterator<Item = u32> {
        let some = |line: u32| (line != NONE).then_some(line);
        let newest = self.newest.get(row as usize).copied().and_then(some);
        std::iter::successors(newest, move |line| some(self.before[*line as usize]))
    }

    /// The lines of a row, oldest first.
    pub(in crate::actors::index) fn of_row(&self, row: u32) -> Vec<u32> {
        let mut lines: Vec<_> = self.newest_first(row).collect();
        lines.reverse();
        lines
    }

    /// The ids of a row, oldest first.
    pub(super) fn ids_of_row(&self, row: u32) -> Vec<Id> {
        let lines = self.of_row(row).into_iter();
        lines.map(|line| self.ids[line as usize]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_its_own_lines_oldest_first() {
        let mut lines = Lines::default();
        lines.append_new(3, &['a', 'b']);
        lines.append_new(1, &['c']);
        lines.append_new(3, &['a', 'b', 'd']);

        assert_eq!(lines.ids_of_row(3), ['a', 'b', 'd']);
        assert_eq!(lines.ids_of_row(1), ['c']);
        assert!(lines.ids_of_row(0).is_empty());
        assert!(lines.ids_of_row(9).is_empty());
        assert_eq!(lines.row('d'), Some(3));
        assert_eq!(lines.row('e'), None);
    }
}
