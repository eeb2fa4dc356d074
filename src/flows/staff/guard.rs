//! Who failed to sign in too often, and how long they wait.
//!
//! Failures are counted three times: for a name from one network, for a network whatever the
//! names, and for a name whatever the networks. The first two lock for a while that doubles.
//! The third is what many machines do together; it only spaces their attempts out, and whoever
//! signs in from where that account was seen before passes it by: strangers cannot lock anybody
//! out. Counted in this process only.

mod tally;

use std::net::IpAddr;

use parking_lot::Mutex;

use self::tally::Rule;
use self::tally::Tally;
use crate::domain::ids::UserId;
use crate::domain::time::Span;
use crate::domain::time::Timestamp;

/// The first lock, and the step between many machines' attempts.
const FIRST_LOCK: Span = Span::seconds(30);
const FIRST_SPACE: Span = Span::seconds(1);
/// Attempts of many machines are no further apart than this.
const SPACE_MAX: Span = Span::seconds(30);
/// Failures of one network, whatever the names: an office on a Monday has fewer in an hour.
const NETWORK_FREE: u32 = 50;
/// Failures of one name, whatever the networks.
const NAME_FREE: u32 = 20;

/// Whose password is tried. Names nobody has count like the others, so that being locked
/// tells nothing; their digest is enough for that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Who {
    /// An account.
    User(UserId),
    /// A name that belongs to none.
    Nobody([u8; 32]),
}

/// One attempt.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attempt {
    pub(super) who: Who,
    pub(super) network: IpAddr,
}

/// An attempt that is not made now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wait {
    /// Whole seconds until it may be, at least one.
    pub(super) seconds: u64,
    /// Only the name has been tried too often, and not from here.
    pub(super) is_crowd: bool,
}

/// What a failure was one too many of, and how many there were.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Alarm {
    /// Of one network.
    Network(u32),
    /// Of one name, here or everywhere.
    Name(u32),
}

/// Counts failures.
#[derive(Debug)]
pub(super) struct Guard(Mutex<Counts>);

#[derive(Debug)]
struct Counts {
    here: Tally<(Who, IpAddr)>,
    networks: Tally<IpAddr>,
    names: Tally<Who>,
}

impl Guard {
    /// Nobody has failed yet. `free` failures of a name from one network cost nothing, and
    /// no lock is longer than `longest`.
    pub(super) fn new(free: u32, longest: Span) -> Self {
        let locking = |free| Rule {
            free,
            first: FIRST_LOCK.min(longest),
            longest,
        };
        let spacing = Rule {
            free: NAME_FREE,
            first: FIRST_SPACE,
            longest: SPACE_MAX,
        };
        Self(Mutex::new(Counts {
            here: Tally::new(locking(free)),
            networks: Tally::new(locking(NETWORK_FREE)),
            names: Tally::new(spacing),
        }))
    }

    /// Lets an attempt be made. It counts as failed from now on, so that a hundred at once
    /// are not one; [`passed`](Self::passed) and [`unmade`](Self::unmade) take that back.
    /// `known_here` is whether the account was seen in this network before.
    pub(super) fn enter(
        &self,
        attempt: Attempt,
        known_here: bool,
        now: Timestamp,
    ) -> Result<(), Wait> {
        let Attempt { who, network } = attempt;
        let mut counts = self.0.lock();
        let locks = [
            counts.here.locked_until((who, network), now),
            counts.networks.locked_until(network, now),
        ];
        let lock = locks.into_iter().flatten().max();
        let space = counts.names.locked_until(who, now).filter(|_| !known_here);
        if let Some(until) = lock.or(space) {
            return Err(Wait {
                seconds: until.millis_since(now).div_ceil(1_000).max(1),
                is_crowd: lock.is_none(),
            });
        }
        counts.here.count((who, network), now);
        counts.networks.count(network, now);
        counts.names.count(who, now);
        Ok(())
    }

    /// The attempt succeeded: the name starts afresh here.
    pub(super) fn passed(&self, attempt: Attempt) {
        let mut counts = self.0.lock();
        counts.here.clear((attempt.who, attempt.network));
        counts.networks.take_back(attempt.network);
        counts.names.take_back(attempt.who);
    }

    /// The attempt could not be made after all.
    pub(super) fn unmade(&self, attempt: Attempt) {
        let mut counts = self.0.lock();
        counts.here.take_back((attempt.who, attempt.network));
        counts.networks.take_back(attempt.network);
        counts.names.take_back(attempt.who);
    }

    /// The attempt failed. Answers what it was one too many of.
    pub(super) fn failed(&self, attempt: Attempt) -> Option<Alarm> {
        let counts = self.0.lock();
        let network = counts.networks.beyond(attempt.network).map(Alarm::Network);
        let here = counts.here.beyond((attempt.who, attempt.network));
        let name = here.or_else(|| counts.names.beyond(attempt.who));
        network.or(name.map(Alarm::Name))
    }
}

#[cfg(test)]
mod tests;
