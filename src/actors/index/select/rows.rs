//! A set of rows.

/// Some of the rows, a bit each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::actors) struct Rows(Vec<u64>);

impl Rows {
    /// Has a row in the set.
    pub(in crate::actors) fn insert(&mut self, row: u32) {
        let (word, bit) = place(row);
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= bit;
    }

    /// Has a row in the set, or not.
    pub(in crate::actors) fn set(&mut self, row: u32, is_in: bool) {
        let (word, bit) = place(row);
        if is_in {
            self.insert(row);
        } else if let Some(word) = self.0.get_mut(word) {
            *word &= !bit;
        }
    }

    /// The rows of either set.
    #[must_use]
    pub(in crate::actors) fn union(mut self, mut other: Self) -> Self {
        if self.0.len() < other.0.len() {
            std::mem::swap(&mut self, &mut other);
        }
        for (word, more) in self.0.iter_mut().zip(other.0) {
            *word |= more;
        }
        self
    }

    /// Whether a row is in the set.
    pub(in crate::actors) fn contains(&self, row: u32) -> bool {
        let (word, bit) = place(row);
        self.0.get(word).is_some_and(|word| word & bit != 0)
    }
}

const fn place(row: u32) -> (usize, u64) {
    ((row / u64::BITS) as usize, 1 << (row % u64::BITS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_what_was_put_in() {
        let mut rows = Rows::default();
        for row in [0, 63, 64, 1_000] {
            rows.insert(row);
        }
        rows.set(63, false);
        rows.set(64, true);
        rows.set(9_999, false);

        let held =
            |rows: &Rows| -> Vec<u32> { (0..2_000).filter(|row| rows.contains(*row)).collect() };
        assert_eq!(held(&rows), [0, 64, 1_000]);
        let mut few = Rows::default();
        few.insert(5);
        assert_eq!(held(&few.clone().union(rows.clone())), [0, 5, 64, 1_000]);
        assert_eq!(held(&rows.union(few)), [0, 5, 64, 1_000]);
    }
}
