//! Things that belong to orders and happened at some instant.

use std::hash::Hash;
use std::ops::Range;

use crate::actors::index::columns::age::ByAge;
use crate::actors::index::columns::lines::Lines;
use crate::domain::time::Timestamp;

/// Lines with their instants, found by order and by age.
#[derive(Debug)]
pub(in crate::actors::index) struct Timeline<Id> {
    pub(in crate::actors::index) lines: Lines<Id>,
    pub(super) at: Vec<Timestamp>,
    by_age: ByAge,
}

impl<Id> Default for Timeline<Id> {
    fn default() -> Self {
        Self {
            lines: Lines::default(),
            at: Vec::new(),
            by_age: ByAge::default(),
        }
    }
}

impl<Id: Copy + Ord + Hash> Timeline<Id> {
    /// Adds a line to a row; it has no place by age until [`Self::settle`].
    pub(super) fn append(&mut self, row: u32, id: Id, at: Timestamp) -> u32 {
        let line = self.lines.append(row, id);
        self.at.push(at);
        self.by_age.push(line);
        line
    }

    /// Gives every line its place by age.
    pub(super) fn settle(&mut self) {
        let (at, ids) = (&self.at, &self.lines.ids);
        self.by_age
            .settle(|line| (at[line as usize], ids[line as usize]));
    }

    /// The lines of a span of time, oldest first.
    pub(in crate::actors::index) fn within(&self, span: &Range<Timestamp>) -> &[u32] {
        self.by_age.within(span, |line| self.at[line as usize])
    }

    /// Those of them that belong to a row; none without a row.
    pub(in crate::actors::index) fn of_row_within(
        &self,
        row: Option<u32>,
        span: &Range<Timestamp>,
    ) -> Vec<u32> {
        let lines = row.into_iter();
        self.among_within(lines.flat_map(|row| self.lines.newest_first(row)), span)
    }

    /// Those of a few lines that are in a span of time, oldest first.
    pub(in crate::actors::index) fn among_within(
        &self,
        few: impl Iterator<Item = u32>,
        span: &Range<Timestamp>,
    ) -> Vec<u32> {
        let at = |line: u32| self.at[line as usize];
        let mut lines: Vec<_> = few.filter(|line| span.contains(&at(*line))).collect();
        lines.sort_unstable_by_key(|line| (at(*line), self.lines.ids[*line as usize]));
        lines
    }
}
