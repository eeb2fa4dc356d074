//! Staff and their sign-ins: from a password to a person at the door.
//!
//! A sign-in is one session row. Its cookie, its access tokens and its refresh family live
//! and die with it, so ending a sign-in is one write. Who asks is answered out of memory, and
//! that memory is read again often enough for a change on any node to count within a second.

mod cache;
mod change;
mod check;
mod guard;
mod join;
mod password;
mod refresh;
mod roles;
mod sign_in;
mod sign_ins;
mod tokens;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use dashmap::DashMap;

pub use self::change::Edit;
pub use self::join::JoinError;
pub use self::join::NewStaff;
pub use self::refresh::RefreshError;
pub use self::refresh::Refreshed;
pub use self::roles::Roles;
pub use self::roles::surface_word;
pub use self::sign_in::SignInError;
pub use self::sign_in::SignedIn;

use self::cache::Cache;
use self::guard::Guard;
use self::password::Passwords;
use self::tokens::Tokens;
use crate::actors::witness::Witness;
use crate::config::auth::AuthConfig;
use crate::config::secret::Secret;
use crate::domain::ids::SessionId;
use crate::domain::ids::UserId;
use crate::domain::time::Span;
use crate::domain::time::Timestamp;
use crate::store::accounts::AccountError;
use crate::store::accounts::Accounts;
use crate::store::accounts::StaffUser;

/// Somebody who showed that they are signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signed {
    /// Their account.
    pub user: UserId,
    /// Their sign-in.
    pub session: SessionId,
    /// What they may do, and where.
    pub roles: Roles,
    /// Whether this very look made the sign-in last longer, so that its cookies should too.
    pub extended: bool,
}

/// Everyone who may sign in, and everyone who has. Cheap to clone.
#[derive(Clone)]
pub struct Directory(Arc<Inner>);

struct Inner {
    accounts: Accounts,
    passwords: Passwords,
    tokens: Tokens,
    cache: Cache,
    guard: Guard,
    witness: Witness,
    names: DashMap<UserId, String>,
    session_lifetime: Duration,
}

impl Directory {
    /// The directory over a store's accounts. Computes one password hash. `witness` is told
    /// of those who fail to sign in too often.
    #[must_use]
    pub fn new(accounts: Accounts, secret: &Secret, config: &AuthConfig, witness: Witness) -> Self {
        Self(Arc::new(Inner {
            accounts,
            passwords: Passwords::new(config.argon2_memory_kib, config.argon2_iterations),
            tokens: Tokens::new(secret, config.access_lifetime),
            cache: Cache::default(),
            guard: Guard::new(config.free_failures, Span::of(config.lock_longest)),
            witness,
            names: DashMap::new(),
            session_lifetime: config.session_lifetime,
        }))
    }

    /// The account of a number, as the store has it now.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub async fn user(&self, id: UserId) -> Result<Option<StaffUser>, AccountError> {
        self.0.accounts.user(id).await
    }

    /// The CSRF token of a sign-in.
    #[must_use]
    pub fn csrf_token(&self, session: SessionId) -> String {
        self.0.tokens.csrf(session)
    }

    /// Whether a CSRF token belongs to a sign-in. Takes the same time however much is right.
    #[must_use]
    pub fn csrf_matches(&self, session: SessionId, given: &str) -> bool {
        self.0.tokens.csrf_matches(session, given)
    }

    /// How long a sign-in lasts without being used.
    #[must_use]
    pub fn session_lifetime(&self) -> Duration {
        self.0.session_lifetime
    }

    fn session_expiry(&self, now: Timestamp) -> Timestamp {
        Timestamp(now.0.saturating_add(millis(self.0.session_lifetime)))
    }
}

impl fmt::Debug for Directory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Directory").finish_non_exhaustive()
    }
}

fn millis(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;
