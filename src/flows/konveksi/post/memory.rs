//! What became of messages, for as long as their debts may come back.

use std::collections::HashMap;
use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;

use uuid::Uuid;

/// How many fates are remembered. A debt comes back within a minute or so, when only one of
/// its channels was done, or when the store could not note that it was paid.
const REMEMBERED_MAX: usize = 10_000;

/// What became of a message on one channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fate {
    /// It was sent.
    Sent,
    /// It was handed over, and nobody knows more.
    Unknown,
    /// Nobody needed it any more.
    Moot,
    /// It will never be sent, and why.
    Refused(String),
    /// It was not sent yet: why, and when to try again, if that was said.
    Later(String, Option<Duration>),
}

/// Remembers what became of messages. In this process only: after a crash the carrier is
/// asked again under the same id.
#[derive(Debug, Default)]
pub(super) struct Memory(Mutex<Fates>);

#[derive(Debug, Default)]
struct Fates {
    by_message: HashMap<Uuid, Fate>,
    oldest_first: VecDeque<Uuid>,
}

impl Memory {
    /// What became of a message.
    pub(super) fn recall(&self, message: Uuid) -> Option<Fate> {
        let fates = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        fates.by_message.get(&message).cloned()
    }

    /// Remembers what became of a message, unless it is still to be sent.
    pub(super) fn keep(&self, message: Uuid, fate: &Fate) {
        if matches!(fate, Fate::Later(..)) {
            return;
        }
        let mut fates = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if fates.by_message.insert(message, fate.clone()).is_none() {
            fates.oldest_first.push_back(message);
        }
        while fates.oldest_first.len() > REMEMBERED_MAX
            && let Some(oldest) = fates.oldest_first.pop_front()
        {
            fates.by_message.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_still_to_be_sent_is_not_remembered() {
        let memory = Memory::default();
        let id = Uuid::from_u128(1);

        memory.keep(id, &Fate::Later("later".to_owned(), None));
        assert_eq!(memory.recall(id), None);

        memory.keep(id, &Fate::Sent);
        assert_eq!(memory.recall(id), Some(Fate::Sent));
    }

    #[test]
    fn the_oldest_are_forgotten() {
        let memory = Memory::default();
        for number in 0..=REMEMBERED_MAX as u128 {
            memory.keep(Uuid::from_u128(number), &Fate::Sent);
        }

        assert_eq!(memory.recall(Uuid::from_u128(0)), None);
        assert_eq!(memory.recall(Uuid::from_u128(1)), Some(Fate::Sent));
    }
}
