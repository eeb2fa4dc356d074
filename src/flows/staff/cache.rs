//! What was read about sign-ins a moment ago, so that most requests need no read at all.

use std::time::Duration;

use dashmap::DashMap;
use tokio::time::Instant;

use super::Signed;
use super::tokens::Fingerprint;
use crate::domain::ids::SessionId;
use crate::domain::ids::UserId;
use crate::domain::time::Timestamp;

/// A revoked sign-in has to be refused within a second; this leaves half of it for the read.
const AGE_MAX: Duration = Duration::from_millis(500);

/// Far more than a workshop has tabs. What does not fit is read each time.
const SESSIONS_MAX: usize = 10_000;

/// A sign-in is not made to last longer more often than this, in milliseconds.
const EXTENDED_EVERY: u64 = 60_000;

/// A sign-in that may be used, as far as was known when it was read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Alive {
    pub(super) signed: Signed,
    pub(super) expires_at: Timestamp,
    pub(super) seen_at: Timestamp,
}

/// A sign-in as it was read; `None` for one that may not be used.
struct Seen {
    alive: Option<Alive>,
    read_at: Instant,
}

/// What is known about a sign-in.
pub(super) enum Known {
    /// It could be used a moment ago.
    Alive(Alive),
    /// It could not.
    Over,
    /// Nothing, or nothing recent.
    Unsure,
}

#[derive(Default)]
pub(super) struct Cache {
    sessions: DashMap<SessionId, Seen>,
    /// Which cookie is whose never changes, so these are true as long as they are kept.
    cookies: DashMap<Fingerprint, SessionId>,
}

impl Cache {
    /// What is known about a sign-in without reading it.
    pub(super) fn known(&self, session: SessionId) -> Known {
        match self.sessions.get(&session) {
            Some(seen) if seen.read_at.elapsed() < AGE_MAX => {
                seen.alive.map_or(Known::Over, Known::Alive)
            }
            _ => Known::Unsure,
        }
    }

    /// Remembers what was read. `read_at` is the instant before the read began.
    pub(super) fn remember(&self, session: SessionId, alive: Option<Alive>, read_at: Instant) {
        if self.sessions.len() >= SESSIONS_MAX && !self.sessions.contains_key(&session) {
            self.sessions
                .retain(|_, seen| seen.read_at.elapsed() < AGE_MAX);
            if self.sessions.len() >= SESSIONS_MAX {
                return;
            }
        }
        self.sessions.insert(session, Seen { alive, read_at });
    }

    pub(super) fn session_of(&self, cookie: &Fingerprint) -> Option<SessionId> {
        self.cookies.get(cookie).map(|session| *session)
    }

    pub(super) fn remember_cookie(&self, cookie: Fingerprint, session: SessionId) {
        if self.cookies.len() >= SESSIONS_MAX {
            self.cookies.clear();
        }
        self.cookies.insert(cookie, session);
    }

    /// Forgets what is known about a sign-in, so that the next look reads it.
    pub(super) fn forget(&self, session: SessionId) {
        self.sessions.remove(&session);
    }

    /// Forgets what is known about all sign-ins of somebody.
    pub(super) fn forget_user(&self, user: UserId) {
        let is_theirs = |alive: &Alive| alive.signed.user == user;
        self.sessions
            .retain(|_, seen| !seen.alive.as_ref().is_some_and(is_theirs));
    }

    /// Whether it is time to make a sign-in last longer. Of many who ask, one hears yes.
    pub(super) fn claims_extension(&self, alive: &Alive, now: Timestamp, until: Timestamp) -> bool {
        if now.millis_since(alive.seen_at) < EXTENDED_EVERY {
            return false;
        }
        let Some(mut seen) = self.sessions.get_mut(&alive.signed.session) else {
            return true;
        };
        let Some(known) = &mut seen.alive else {
            return false;
        };
        let claimed = now.millis_since(known.seen_at) >= EXTENDED_EVERY;
        if claimed {
            known.seen_at = now;
            known.expires_at = known.expires_at.max(until);
        }
        claimed
    }
}

impl Alive {
    pub(super) fn is_over(&self, now: Timestamp) -> bool {
        self.expires_at <= now
    }
}
