//! How busy this process was in the last minutes: requests, and calls to the database.
//!
//! The [metrics](super::metrics) tell the same to those who collect it; this is for whoever
//! just wants to look.

use std::collections::VecDeque;
use std::time::Duration;
use std::time::Instant;

use parking_lot::Mutex;

/// How far back one looks.
pub const WINDOW: Duration = Duration::from_mins(5);
/// What is counted together.
const SLOT: Duration = Duration::from_secs(10);
/// A call to the database that takes this long is a slow one.
const SLOW: Duration = Duration::from_millis(100);

/// Counts what happens.
#[derive(Debug)]
pub struct Load {
    since: Instant,
    slots: Mutex<VecDeque<Slot>>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    number: u64,
    sums: Sums,
}

/// What happened in the last [`WINDOW`], or since the start.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums {
    /// Requests that were answered.
    pub requests: u32,
    /// Those of them that we could not answer, by our own fault.
    pub failures: u32,
    /// How long all of them took.
    pub took: Duration,
    /// Calls to the database.
    pub calls: u32,
    /// Those of them that were slow.
    pub slow_calls: u32,
    /// Over how long all this was.
    pub over: Duration,
}

impl Default for Load {
    fn default() -> Self {
        Self {
            since: Instant::now(),
            slots: Mutex::new(VecDeque::new()),
        }
    }
}

impl Load {
    /// Notes a request that was answered just now.
    pub fn note_request(&self, took: Duration, failed: bool) {
        self.note(Instant::now(), |sums| {
            sums.requests += 1;
            sums.failures += u32::from(failed);
            sums.took += took;
        });
    }

    /// Notes a call to the database that ended just now.
    pub fn note_call(&self, took: Duration) {
        self.note(Instant::now(), |sums| {
            sums.calls += 1;
            sums.slow_calls += u32::from(took >= SLOW);
        });
    }

    /// What happened lately.
    #[must_use]
    pub fn sums(&self) -> Sums {
        self.sums_at(Instant::now())
    }

    /// How long this process has been there.
    #[must_use]
    pub fn uptime(&self) -> Duration {
        self.since.elapsed()
    }

    fn note(&self, now: Instant, add: impl FnOnce(&mut Sums)) {
        let number = self.slot(now);
        let mut slots = self.slots.lock();
        // Whoever comes with an older instant was only kept from the lock.
        if slots.back().is_none_or(|newest| newest.number < number) {
            slots.push_back(Slot {
                number,
                ..Slot::default()
            });
            let oldest = (number + 1).saturating_sub(slots_kept());
            while slots.front().is_some_and(|it| it.number < oldest) {
                slots.pop_front();
            }
        }
        if let Some(newest) = slots.back_mut() {
            add(&mut newest.sums);
        }
    }

    fn sums_at(&self, now: Instant) -> Sums {
        let oldest = (self.slot(now) + 1).saturating_sub(slots_kept());
        let slots = self.slots.lock();
        let mut all = Sums {
            over: now.duration_since(self.since).min(WINDOW),
            ..Sums::default()
        };
        for Slot { sums, .. } in slots.iter().filter(|it| it.number >= oldest) {
            all.requests += sums.requests;
            all.failures += sums.failures;
            all.took += sums.took;
            all.calls += sums.calls;
            all.slow_calls += sums.slow_calls;
        }
        all
    }

    fn slot(&self, at: Instant) -> u64 {
        at.duration_since(self.since).as_secs() / SLOT.as_secs()
    }
}

const fn slots_kept() -> u64 {
    WINDOW.as_secs() / SLOT.as_secs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_further_back_is_forgotten() {
        let load = Load::default();
        let at = |seconds| load.since + Duration::from_secs(seconds);
        for second in 0..1_000 {
            load.note(at(second), |sums| {
                sums.requests += 1;
                sums.calls += 2;
                sums.took += Duration::from_millis(3);
            });
        }

        let sums = load.sums_at(at(999));
        assert_eq!((sums.requests, sums.calls), (300, 600));
        assert_eq!((sums.took, sums.over), (Duration::from_millis(900), WINDOW));
        assert_eq!(load.slots.lock().len(), 30);
        assert_eq!(load.sums_at(at(1_009)).requests, 290);
        assert_eq!(load.sums_at(at(5_000)).requests, 0);
    }

    #[test]
    fn failures_and_slow_calls_are_told_apart() {
        let load = Load::default();
        assert_eq!(load.sums().requests, 0);

        load.note_request(Duration::from_millis(5), false);
        load.note_request(Duration::from_millis(7), true);
        load.note_call(Duration::from_millis(99));
        load.note_call(Duration::from_millis(100));

        let sums = load.sums();
        assert_eq!((sums.requests, sums.failures), (2, 1));
        assert_eq!((sums.calls, sums.slow_calls), (2, 1));
        assert_eq!(sums.took, Duration::from_millis(12));
    }
}
