//! Counts how often somebody did something within a span of time.

use std::collections::HashMap;
use std::collections::VecDeque;
use std::hash::Hash;

use crate::domain::time::Span;
use crate::domain::time::Timestamp;

/// How many are remembered, at some hundred bytes each; whose window began first goes first.
pub(super) const WINDOWS_MAX: usize = 16_384;

/// The windows of many, each as long as the others.
#[derive(Debug)]
pub(super) struct Windows<K> {
    span: Span,
    limit: u32,
    counted: HashMap<K, (Timestamp, u32)>,
    begun: VecDeque<(Timestamp, K)>,
}

impl<K: Copy + Eq + Hash> Windows<K> {
    /// Nobody has done anything yet; `limit` times within `span` is too often.
    pub(super) fn new(limit: u32, span: Span) -> Self {
        Self {
            span,
            limit,
            counted: HashMap::new(),
            begun: VecDeque::new(),
        }
    }

    /// Counts once. Whether that was once too often; then counting begins anew.
    pub(super) fn is_too_often(&mut self, key: K, now: Timestamp) -> bool {
        self.forget_until(now);
        if !self.counted.contains_key(&key) {
            if self.begun.len() >= WINDOWS_MAX {
                self.forget_oldest();
            }
            self.begun.push_back((now, key));
        }
        let (_, count) = self.counted.entry(key).or_insert((now, 0));
        *count += 1;
        let reached = *count >= self.limit;
        if reached {
            *count = 0;
        }
        reached
    }

    /// Counts once. Whether it was the first time within the span.
    pub(super) fn is_first(&mut self, key: K, now: Timestamp) -> bool {
        self.forget_until(now);
        let is_first = !self.counted.contains_key(&key);
        self.is_too_often(key, now);
        is_first
    }

    /// How often is too often.
    pub(super) const fn limit(&self) -> usize {
        self.limit as usize
    }

    fn forget_until(&mut self, now: Timestamp) {
        // One that begins after now by more than its length shows that the clock was set back.
        let span = self.span;
        let over = |began: Timestamp| began + span <= now || now + span <= began;
        while self.begun.front().is_some_and(|(began, _)| over(*began)) {
            self.forget_oldest();
        }
    }

    fn forget_oldest(&mut self) {
        if let Some((_, key)) = self.begun.pop_front() {
            self.counted.remove(&key);
        }
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        assert_eq!(self.counted.len(), self.begun.len());
        self.counted.len()
    }
}
