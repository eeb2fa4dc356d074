//! Staff accounts and their sign-ins, on the same database as the orders.
//!
//! They are not part of the journal: nobody follows them live, and each change is one
//! small transaction of its own. This layer keeps hashes and never sees a password.

mod sessions;
mod users;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::StoreError;
use super::surreal::SurrealStore;
use crate::domain::ids::SessionId;
use crate::domain::ids::UserId;
use crate::domain::time::Timestamp;

/// Whoever may sign in, and whoever has.
#[derive(Debug, Clone)]
pub struct Accounts(Arc<SurrealStore>);

/// A member of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffUser {
    /// Their number.
    pub id: UserId,
    /// What they sign in with; unique whatever its case.
    pub username: String,
    /// Their address; unique whatever its case, and possibly empty.
    pub email: String,
    /// Their given name.
    pub first_name: String,
    /// Their family name.
    pub last_name: String,
    /// The password, hashed by whoever checks it.
    pub password_hash: String,
    /// The word of their role on each surface where they have one.
    pub roles: BTreeMap<String, String>,
    /// Whether they may sign in at present.
    pub is_active: bool,
    /// Since when we know them.
    pub created_at: Timestamp,
    /// When they last signed in.
    pub last_login: Option<Timestamp>,
}

/// An account about to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUser {
    /// What they will sign in with.
    pub username: String,
    /// Their address, or nothing.
    pub email: String,
    /// Their given name.
    pub first_name: String,
    /// Their family name.
    pub last_name: String,
    /// The password, hashed.
    pub password_hash: String,
    /// The word of their role on each surface where they have one.
    pub roles: BTreeMap<String, String>,
    /// Whether they may sign in.
    pub is_active: bool,
    /// The present instant.
    pub created_at: Timestamp,
}

/// One sign-in of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Who signed in.
    pub user: UserId,
    /// When.
    pub created_at: Timestamp,
    /// Until when it may be used.
    pub expires_at: Timestamp,
    /// When it was last used.
    pub last_seen_at: Timestamp,
    /// The digest, in hex, of the only refresh token that is good now.
    pub refresh_hash: String,
    /// The digest, in hex, of its cookie.
    pub cookie_hash: String,
    /// Where it came from.
    pub ip_address: String,
    /// What it came with.
    pub user_agent: String,
    /// When it was ended before its time.
    pub revoked_at: Option<Timestamp>,
}

/// What became of a refresh token that was handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rotation {
    /// It was the good one; now the new one is.
    Rotated,
    /// It was good once: somebody has a copy.
    Reused,
    /// There is no such sign-in any more.
    Gone,
}

/// Why an account could not be changed as asked.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// Somebody else signs in with it.
    #[error("username {0} is taken")]
    UsernameTaken(String),
    /// Somebody else has it.
    #[error("email is taken")]
    EmailTaken,
    /// There is no such account.
    #[error("there is no user {0}")]
    NoSuchUser(UserId),
    /// There is no such sign-in, or it was ended.
    #[error("there is no session {0}")]
    NoSuchSession(SessionId),
    /// The sign-in's id or cookie was used before.
    #[error("session {0} exists already")]
    SessionExists(SessionId),
    /// The database failed us.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Accounts {
    /// The accounts of a store whose migrations have run.
    #[must_use]
    pub fn new(store: Arc<SurrealStore>) -> Self {
        Self(store)
    }
}

#[cfg(test)]
mod tests;
