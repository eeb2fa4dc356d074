//! Failures of many, each with a lock that grows.

use std::collections::HashMap;
use std::collections::VecDeque;
use std::hash::Hash;

use crate::domain::time::Span;
use crate::domain::time::Timestamp;

/// How many are remembered, at some hundred bytes each; those who were seen first go first.
pub(super) const ROWS_MAX: usize = 16_384;

/// Failures are forgotten an hour after the first of them, unless a lock is still on.
const FORGOTTEN_AFTER: u64 = 3_600_000;

/// When failures lock, and for how long.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rule {
    /// How many cost nothing; the last of them begins the first lock.
    pub(super) free: u32,
    /// How long the first lock is. Each further failure doubles it.
    pub(super) first: Span,
    /// How long a lock is at most.
    pub(super) longest: Span,
}

#[derive(Debug)]
pub(super) struct Tally<K> {
    rule: Rule,
    rows: HashMap<K, Row>,
    /// The keys of all rows, those that were seen first in front.
    seen: VecDeque<K>,
}

#[derive(Debug, Clone, Copy)]
struct Row {
    since: Timestamp,
    last: Timestamp,
    failures: u32,
}

impl<K: Copy + Eq + Hash> Tally<K> {
    pub(super) fn new(rule: Rule) -> Self {
        Self {
            rule,
            rows: HashMap::new(),
            seen: VecDeque::new(),
        }
    }

    /// Until when somebody waits, if they do now.
    pub(super) fn locked_until(&self, key: K, now: Timestamp) -> Option<Timestamp> {
        let row = self.rows.get(&key)?;
        self.rule.locked_until(*row).filter(|until| now < *until)
    }

    /// Counts a failure.
    pub(super) fn count(&mut self, key: K, now: Timestamp) {
        if !self.rows.contains_key(&key) {
            self.make_room();
            self.seen.push_back(key);
        }
        let rule = self.rule;
        let fresh = Row {
            since: now,
            last: now,
            failures: 0,
        };
        let row = self.rows.entry(key).or_insert(fresh);
        if rule.is_forgotten(*row, now) {
            *row = fresh;
        }
        row.last = now;
        row.failures = row.failures.saturating_add(1);
    }

    /// Takes the last failure back.
    pub(super) fn take_back(&mut self, key: K) {
        if let Some(row) = self.rows.get_mut(&key) {
            row.failures = row.failures.saturating_sub(1);
        }
    }

    /// Forgets the failures of somebody.
    pub(super) fn clear(&mut self, key: K) {
        if let Some(row) = self.rows.get_mut(&key) {
            row.failures = 0;
        }
    }

    /// How many failures somebody has, when they are too many.
    pub(super) fn beyond(&self, key: K) -> Option<u32> {
        let failures = self.rows.get(&key)?.failures;
        (failures >= self.rule.free).then_some(failures)
    }

    fn make_room(&mut self) {
        if self.rows.len() >= ROWS_MAX
            && let Some(oldest) = self.seen.pop_front()
        {
            self.rows.remove(&oldest);
        }
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        assert_eq!(self.rows.len(), self.seen.len());
        self.rows.len()
    }
}

impl Rule {
    fn locked_until(self, row: Row) -> Option<Timestamp> {
        let beyond = row.failures.checked_sub(self.free)?;
        let doubled = self.first.times(1_i64 << beyond.min(20));
        Some(row.last + doubled.min(self.longest))
    }

    fn is_forgotten(self, row: Row, now: Timestamp) -> bool {
        let is_locked = self.locked_until(row).is_some_and(|until| now < until);
        // A clock that was set back must not keep them for ever.
        !is_locked && now.0.abs_diff(row.since.0) >= FORGOTTEN_AFTER
    }
}
