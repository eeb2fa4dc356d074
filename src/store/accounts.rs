//! Staff accounts and their sign-ins, on the same database as the orders.
//!
//! They are not part of the journal: nobody follows them live, and each change is one
//! small transaction of its own. This layer keeps hashes and never sees a password.

mod changes;
mod sessions;
mod users;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use uuid::Uuid;

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
    /// How often all their sign-ins were ended at once. One of another generation is over.
    pub generation: u64,
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
    /// Who makes it, and when.
    pub note: Note,
}

/// Who changed an account, when and how: kept in the transaction that does it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Its id.
    pub id: Uuid,
    /// The present instant.
    pub at: Timestamp,
    /// Who did it; nobody, when it was done at the machine itself.
    pub by: Option<UserId>,
    /// What was done, as a word.
    pub what: Cow<'static, str>,
    /// The details, as JSON.
    pub data: String,
}

/// A change of an account.
#[derive(Debug, Clone, Copy)]
pub struct UserChange<'a> {
    /// The account as it was read; one that has changed since is not changed.
    pub before: &'a StaffUser,
    /// As it is to be. A later generation ends all its sign-ins.
    pub after: &'a StaffUser,
    /// The one sign-in that goes on all the same.
    pub keep: Option<SessionId>,
    /// A surface and a role on it that somebody active must have afterwards.
    pub left: Option<(&'a str, &'a str)>,
    /// Who does it.
    pub note: &'a Note,
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
    /// The generation of its account when it began.
    pub generation: u64,
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
    /// Somebody else changed it since it was read.
    #[error("user {0} was changed meanwhile")]
    ChangedMeanwhile(UserId),
    /// Nobody active would have the role that somebody must have.
    #[error("user {0} is the last who may do that")]
    LastOfRole(UserId),
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
