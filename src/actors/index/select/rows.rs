//! A set of rows, or of lines.

/// Some of the rows, a bit each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::actors) struct Rows(Vec<u64>);

impl Rows {
    /// Has a row in the set.
    #[inline]
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

    /// Leaves only rows that are in another set too.
    pub(in crate::actors) fn intersect(&mut self, other: &Self) {
        self.0.truncate(other.0.len());
        for (word, others) in self.0.iter_mut().zip(&other.0) {
            *word &= others;
        }
    }

    /// How many rows are in it.
    pub(in crate::actors) fn count(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Whether there is no row in it.
    pub(in crate::actors) fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    /// The rows, lowest first.
    pub(in crate::actors) fn iter(&self) -> impl Iterator<Item = u32> {
        let words = self.0.iter().zip((0..).step_by(u64::BITS as usize));
        words.flat_map(|(word, first)| Bits(*word).map(move |bit| first + bit))
    }

    /// Those of the first so many rows that are not in it, lowest first.
    pub(in crate::actors) fn others(&self, rows: usize) -> impl Iterator<Item = u32> {
        let words = self.0.iter().copied().chain(std::iter::repeat(0));
        let words = words.zip((0..).step_by(u64::BITS as usize));
        let words = words.take(rows.div_ceil(u64::BITS as usize));
        let others = words.flat_map(|(word, first)| Bits(!word).map(move |bit| first + bit));
        others.take_while(move |row| (*row as usize) < rows)
    }

    /// Whether a row is in the set.
    #[inline]
    pub(in crate::actors) fn contains(&self, row: u32) -> bool {
        let (word, bit) = place(row);
        self.0.get(word).is_some_and(|word| word & bit != 0)
    }
}

/// The places of the bits of a word that are set.
struct Bits(u64);

impl Iterator for Bits {
    type Item = u32;

    #[inline]
    fn next(&mut self) -> Option<u32> {
        let lowest = (self.0 != 0).then(|| self.0.trailing_zeros())?;
        self.0 &= self.0 - 1;
        Some(lowest)
    }
}

#[inline]
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

        let held = |rows: &Rows| rows.iter().collect::<Vec<_>>();
        assert_eq!(held(&rows), [0, 64, 1_000]);
        assert_eq!(rows.count(), 3);
        let others: Vec<_> = rows.others(200).collect();
        assert_eq!(others.len(), 198);
        assert_eq!(others[..2], [1, 2]);
        assert_eq!(others[197], 199);
        assert!(others.iter().all(|row| !rows.contains(*row)));
        assert!(rows.contains(64) && !rows.contains(63) && !rows.contains(9_999));
        let mut few = Rows::default();
        for row in [0, 5, 64] {
            few.insert(row);
        }
        few.intersect(&rows);
        assert_eq!(held(&few), [0, 64]);
        rows.intersect(&few);
        assert_eq!(held(&rows), [0, 64]);
        rows.set(0, false);
        rows.set(64, false);
        assert!(rows.is_empty());
    }
}
