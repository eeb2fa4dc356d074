//! What is to be done at some instant, soonest first.

use std::collections::BTreeSet;
use std::collections::HashMap;

use crate::domain::time::Timestamp;

/// Numbers of rows or lines with the instant at which something is due. Only those that
/// wait for something take any room: most orders have nothing ahead of them.
#[derive(Debug, Default)]
pub(in crate::actors::index) struct Agenda {
    soonest: BTreeSet<(Timestamp, u32)>,
    instants: HashMap<u32, Timestamp>,
}

impl Agenda {
    /// Notes until when a number waits, in place of what was noted before.
    pub(super) fn set(&mut self, number: u32, instant: Option<Timestamp>) {
        let before = match instant {
            Some(instant) => self.instants.insert(number, instant),
            None => self.instants.remove(&number),
        };
        if before != instant {
            if let Some(before) = before {
                self.soonest.remove(&(before, number));
            }
            if let Some(instant) = instant {
                self.soonest.insert((instant, number));
            }
        }
    }

    /// Until when a number waits.
    pub(super) fn get(&self, number: u32) -> Option<Timestamp> {
        self.instants.get(&number).copied()
    }

    /// What is due at an instant, soonest first.
    pub(in crate::actors::index) fn due(&self, now: Timestamp) -> impl Iterator<Item = u32> {
        let due = self.soonest.range(..=(now, u32::MAX));
        due.map(|(_, number)| *number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_due_comes_soonest_first_and_once() {
        let mut agenda = Agenda::default();
        agenda.set(1, Some(Timestamp(30)));
        agenda.set(2, Some(Timestamp(10)));
        agenda.set(3, Some(Timestamp(20)));
        agenda.set(3, Some(Timestamp(5)));
        agenda.set(2, None);
        agenda.set(4, None);

        let due = |now| agenda.due(Timestamp(now)).collect::<Vec<_>>();
        assert!(due(4).is_empty());
        assert_eq!(due(5), [3]);
        assert_eq!(due(99), [3, 1]);
        assert_eq!([2, 3].map(|it| agenda.get(it)), [None, Some(Timestamp(5))]);
    }
}
