//! Rows or lines by their age.

use std::ops::Range;

use crate::domain::time::Timestamp;

/// Up to so many newcomers are put in one by one; of more, all are sorted again.
const FEW: usize = 64;

/// Numbers of rows or lines, from the oldest to the newest.
///
/// Very many at once are pushed first and settled together: one after another they would
/// take a time that grows with the square of their number.
#[derive(Debug, Default)]
pub(in crate::actors::index) struct ByAge {
    numbers: Vec<u32>,
    /// How many of them have their place.
    settled: usize,
}

impl ByAge {
    /// Adds a number; it has no place until [`Self::settle`].
    pub(super) fn push(&mut self, new: u32) {
        self.numbers.push(new);
    }

    /// Gives every number its place.
    pub(super) fn settle<K: Ord>(&mut self, key: impl Fn(u32) -> K) {
        let count = self.numbers.len();
        if count - self.settled > FEW {
            self.numbers.sort_unstable_by_key(|it| key(*it));
        } else {
            for at in self.settled..count {
                let new = key(self.numbers[at]);
                let settled = &self.numbers[..at];
                // Mostly it is the newest of them.
                if settled.last().is_some_and(|last| key(*last) > new) {
                    let place = settled.partition_point(|other| key(*other) < new);
                    self.numbers[place..=at].rotate_right(1);
                }
            }
        }
        self.settled = count;
    }

    /// Those of a span of time, oldest first.
    pub(in crate::actors::index) fn within(
        &self,
        span: &Range<Timestamp>,
        at: impl Fn(u32) -> Timestamp,
    ) -> &[u32] {
        let start = self.numbers.partition_point(|it| at(*it) < span.start);
        let end = self.numbers.partition_point(|it| at(*it) < span.end);
        self.numbers.get(start..end).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_at_a_time_and_all_at_once_get_the_same_places() {
        let ages: Vec<i64> = (0..500).map(|it| it * 7_919 % 263).collect();
        let key = |it: u32| (ages[it as usize], it);
        let (mut few, mut all) = (ByAge::default(), ByAge::default());
        for it in 0..500 {
            few.push(it);
            if it % 3 == 0 {
                few.settle(key);
            }
            all.push(it);
        }
        few.settle(key);
        all.settle(key);

        assert!(few.numbers.is_sorted_by_key(|it| key(*it)));
        assert_eq!(few.numbers, all.numbers);
    }

    #[test]
    fn a_span_has_its_start_and_lacks_its_end() {
        let mut ages = ByAge::default();
        (0..10).for_each(|it| ages.push(it));
        let at = |it: u32| Timestamp(i64::from(it / 2));
        ages.settle(|it| (at(it), it));

        let within = |from, to| ages.within(&(Timestamp(from)..Timestamp(to)), at);
        assert_eq!(within(1, 3), [2, 3, 4, 5]);
        assert_eq!(within(4, 9), [8, 9]);
        assert!(within(3, 1).is_empty());
    }
}
