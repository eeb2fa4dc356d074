//! The windows of one bucket, oldest first.

use std::collections::HashMap;
use std::collections::VecDeque;

use super::Budget;
use super::Exceeded;
use super::Party;
use super::Quota;
use crate::domain::time::Timestamp;

/// How many callers one bucket remembers, at some hundred bytes each. Past it, those whose
/// window began first begin anew: better a generous minute than memory without end.
pub(super) const WINDOWS_MAX: usize = 65_536;

/// Who has asked how often. All windows are equally long, so they end in the order in which
/// they began.
#[derive(Debug)]
pub(super) struct Ledger {
    quota: Quota,
    windows: HashMap<Party, Window>,
    begun: VecDeque<(Timestamp, Party)>,
}

#[derive(Debug)]
struct Window {
    began: Timestamp,
    asked: u32,
}

impl Ledger {
    pub(super) fn new(quota: Quota) -> Self {
        Self {
            quota,
            windows: HashMap::new(),
            begun: VecDeque::new(),
        }
    }

    /// Counts a request.
    pub(super) fn count(&mut self, party: Party, now: Timestamp) -> Result<Budget, Exceeded> {
        self.forget_until(now);
        let Quota { limit, window } = self.quota;
        if !self.windows.contains_key(&party) {
            if self.begun.len() >= WINDOWS_MAX {
                self.forget_oldest();
            }
            self.begun.push_back((now, party));
        }
        let counted = self.windows.entry(party).or_insert(Window {
            began: now,
            asked: 0,
        });
        let resets_at = Timestamp(counted.began.0 + self.quota.millis());
        let budget = |remaining| Budget {
            limit,
            remaining,
            resets_at,
            window,
        };
        if counted.asked < limit {
            counted.asked += 1;
            return Ok(budget(limit - counted.asked));
        }
        Err(Exceeded {
            budget: budget(0),
            retry_after: resets_at.millis_since(now).div_ceil(1_000).max(1),
        })
    }

    /// What a caller has left; one who has not asked yet has everything, for a whole window.
    pub(super) fn left(&mut self, party: Party, now: Timestamp) -> Budget {
        self.forget_until(now);
        let Quota { limit, window } = self.quota;
        let counted = self.windows.get(&party);
        let (began, asked) = counted.map_or((now, 0), |counted| (counted.began, counted.asked));
        Budget {
            limit,
            remaining: limit.saturating_sub(asked),
            resets_at: Timestamp(began.0 + self.quota.millis()),
            window,
        }
    }

    /// Forgets the windows that have ended. One that begins after now by more than its
    /// length shows that the clock was set back: it would never end.
    fn forget_until(&mut self, now: Timestamp) {
        let length = self.quota.millis().unsigned_abs();
        while let Some((began, _)) = self.begun.front()
            && now.0.abs_diff(began.0) >= length
        {
            self.forget_oldest();
        }
    }

    fn forget_oldest(&mut self) {
        if let Some((_, party)) = self.begun.pop_front() {
            self.windows.remove(&party);
        }
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        assert_eq!(self.begun.len(), self.windows.len());
        self.begun.len()
    }
}

impl Quota {
    fn millis(self) -> i64 {
        i64::try_from(self.window.as_millis()).unwrap_or(i64::MAX)
    }
}
