//! The first few of very many, without sorting or even keeping them all.

/// Below so many it is not worth while to let go of any.
const KEPT_MIN: usize = 1_024;

/// The first so many of all that are offered, smallest first.
#[derive(Debug)]
pub(super) struct Best<T> {
    wanted: usize,
    kept: Vec<T>,
    /// As many as are wanted come before it.
    bound: Option<T>,
}

impl<T: Ord + Copy> Best<T> {
    pub(super) const fn of(wanted: usize) -> Self {
        Self {
            wanted,
            kept: Vec::new(),
            bound: None,
        }
    }

    /// Keeps one, unless enough of those before come earlier.
    #[inline]
    pub(super) fn offer(&mut self, one: T) {
        if self.bound.is_some_and(|bound| bound < one) {
            return;
        }
        self.kept.push(one);
        if self.kept.len() >= self.wanted.saturating_mul(2).max(KEPT_MIN) {
            self.bound = Some(*self.kept.select_nth_unstable(self.wanted).1);
            self.kept.truncate(self.wanted);
        }
    }

    /// Those that are wanted from this place on, in order.
    pub(super) fn page(mut self, start: usize) -> Vec<T> {
        if self.wanted < self.kept.len() {
            self.kept.select_nth_unstable(self.wanted);
            self.kept.truncate(self.wanted);
        }
        let start = start.min(self.kept.len());
        if start > 0 && start < self.kept.len() {
            self.kept.select_nth_unstable(start);
        }
        let mut page = self.kept.split_off(start);
        page.sort_unstable();
        page
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_are_those_of_a_sorted_list() {
        let all: Vec<u64> = (0..9_000).map(|it| it * 7_919 % 6_007).collect();
        let mut sorted = all.clone();
        sorted.sort_unstable();
        for (start, limit) in [
            (0, 0),
            (0, 1),
            (0, 20),
            (40, 20),
            (3_000, 1_500),
            (8_995, 20),
        ] {
            let mut best = Best::of(start + limit);
            for one in &all {
                best.offer(*one);
            }

            let end = (start + limit).min(sorted.len());
            assert_eq!(best.page(start), sorted[start..end], "{limit} from {start}");
        }
        let mut everything = Best::of(usize::MAX);
        for one in &all {
            everything.offer(*one);
        }
        assert_eq!(everything.page(0), sorted);
    }

    #[test]
    fn few_are_kept_of_very_many() {
        let mut best = Best::of(20);
        for one in (0..100_000).rev() {
            best.offer(one);
            assert!(best.kept.len() < KEPT_MIN);
        }
        assert_eq!(best.page(18), [18, 19]);
    }
}
