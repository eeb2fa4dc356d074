//! How long a client may leave us without a sign of life.
//!
//! Counted is the time that its doorkeeper saw pass, and only from when something was really
//! put to the client: a question that still waits here is not one it failed to answer. In a
//! process that stood still nobody saw the time pass, so nobody is blamed for it.

use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering;
use std::time::Duration;

use crate::actors::session::close::Close;

/// How long a client may take to answer once it was asked: until it is asked again, and a
/// little more.
const ANSWER_MAX: Duration = Duration::from_secs(35);
/// How long a client may take nothing of what waits for it.
const TAKE_MAX: Duration = Duration::from_secs(65);

/// What is waited for, and how long already.
#[derive(Debug, Default)]
pub struct Patience {
    /// For an answer, or anything else the client says.
    answer: Waited,
    /// For room on the way to the client.
    room: Waited,
}

/// Milliseconds, and one; nothing while nothing is waited for.
#[derive(Debug, Default)]
struct Waited(AtomicU32);

impl Patience {
    /// Notes that the client said something.
    pub(super) fn heard(&self) {
        self.answer.end();
    }

    /// Notes that a question has left us.
    pub(super) fn asked(&self) {
        self.answer.begin();
    }

    /// Notes that there is no room for what should be written.
    pub(super) fn stuck(&self) {
        self.room.begin();
    }

    /// Notes that something was written. Room comes from a client that takes what it was
    /// sent, so it is there.
    pub(super) fn took(&self) {
        if self.room.end() {
            self.answer.end();
        }
    }

    /// Adds time that was seen to pass; whether patience is at its end.
    pub(crate) fn passed(&self, time: Duration) -> bool {
        self.answer.add(time);
        self.room.add(time);
        self.end().is_some()
    }

    /// How the session should end, if patience is at its end.
    pub(super) fn end(&self) -> Option<Close> {
        if self.room.is_over(TAKE_MAX) {
            return Some(Close::TooSlow);
        }
        self.answer.is_over(ANSWER_MAX).then_some(Close::Silent)
    }
}

impl Waited {
    /// Begins to wait, unless that has begun already.
    fn begin(&self) {
        let begun = self
            .0
            .compare_exchange(0, 1, Ordering::Relaxed, Ordering::Relaxed);
        // Whoever waits goes on waiting.
        begun.ok();
    }

    /// Whether there was something to wait for.
    fn end(&self) -> bool {
        self.0.swap(0, Ordering::Relaxed) > 0
    }

    fn add(&self, time: Duration) {
        let millis = u32::try_from(time.as_millis()).unwrap_or(u32::MAX);
        let longer = |waited: u32| (waited > 0).then(|| waited.saturating_add(millis));
        // Nothing to wait for, nothing to add.
        self.0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, longer)
            .ok();
    }

    fn is_over(&self, limit: Duration) -> bool {
        u128::from(self.0.load(Ordering::Relaxed)) > limit.as_millis()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(70);

    #[test]
    fn nobody_is_waited_for_before_they_were_asked() {
        let patience = Patience::default();
        assert!(!patience.passed(LONG));

        patience.asked();
        assert!(!patience.passed(ANSWER_MAX / 2));
        patience.asked();

        assert!(patience.passed(ANSWER_MAX / 2));
        assert_eq!(patience.end(), Some(Close::Silent));
        patience.heard();
        assert_eq!(patience.end(), None);
    }

    #[test]
    fn who_takes_what_waited_is_there_and_who_takes_nothing_is_too_slow() {
        let patience = Patience::default();
        patience.asked();
        patience.stuck();
        patience.passed(ANSWER_MAX);
        patience.took();
        assert!(!patience.passed(LONG));

        patience.stuck();
        patience.heard();

        assert!(patience.passed(LONG));
        assert_eq!(patience.end(), Some(Close::TooSlow));
    }

    #[test]
    fn who_takes_without_a_wait_may_still_be_gone() {
        let patience = Patience::default();
        patience.asked();
        patience.took();

        assert!(patience.passed(LONG));
        assert_eq!(patience.end(), Some(Close::Silent));
    }
}
