//! Many short texts that never change, one after another in a single piece of memory.

use crate::actors::index::columns::number;

/// Texts by the numbers of their rows or lines.
#[derive(Debug, Default)]
pub(in crate::actors::index) struct Texts {
    all: String,
    /// Where each of them ends.
    ends: Vec<u32>,
}

impl Texts {
    /// Adds a text under the next number.
    pub(super) fn push(&mut self, text: &str) {
        self.all.push_str(text);
        self.ends.push(number(self.all.len()));
    }

    /// The text of that number.
    pub(in crate::actors::index) fn get(&self, at: u32) -> &str {
        let at = at as usize;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.all[start as usize..self.ends[at] as usize]
    }

    /// The numbers of those that begin like this, lowest first.
    pub(in crate::actors::index) fn beginning(&self, start: &str) -> impl Iterator<Item = u32> {
        let (all, start) = (self.all.as_bytes(), start.as_bytes());
        let mut begins = 0;
        let texts = (0..).zip(&self.ends).map(move |(at, end)| {
            let text = &all[begins..*end as usize];
            begins = *end as usize;
            (at, text)
        });
        let found = texts.filter(move |(_, text)| text.starts_with(start));
        found.map(|(at, _)| at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_reads_back() {
        let mut texts = Texts::default();
        for text in ["INV-1", "", "INV-22"] {
            texts.push(text);
        }

        assert_eq!([0, 1, 2].map(|at| texts.get(at)), ["INV-1", "", "INV-22"]);
        let beginning = |start| texts.beginning(start).collect::<Vec<_>>();
        assert_eq!(beginning("INV-2"), [2]);
        assert_eq!(beginning("INV-"), [0, 2]);
        assert_eq!(beginning(""), [0, 1, 2]);
        assert!(beginning("INV-222").is_empty());
    }
}
