//! Who is signed in, where, and their ends by somebody's hand.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use serde_json::json;
use uuid::Uuid;

use super::Directory;
use super::Signed;
use crate::domain::ids::SessionId;
use crate::domain::ids::UserId;
use crate::domain::role::Role;
use crate::domain::role::Surface;
use crate::domain::time::Timestamp;
use crate::store::accounts::AccountError;
use crate::store::accounts::Note;
use crate::store::accounts::Session;
use crate::store::accounts::StaffUser;

/// Sign-ins that are looked at for one list; whoever has more has other troubles.
const LISTED_MAX: usize = 5_000;

/// How many are read at a time.
const PAGE: usize = 500;

/// Somebody's sign-in was ended by another.
const ENDED: &str = "session_ended";

impl Directory {
    /// The sign-ins that may still be used, of somebody or of everybody, the last used first.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub async fn sign_ins(
        &self,
        of: Option<UserId>,
        now: Timestamp,
    ) -> Result<Vec<Session>, AccountError> {
        let mut sessions = match of {
            Some(user) => self.0.accounts.sessions_of(user, LISTED_MAX).await?,
            None => self.all_sign_ins().await?,
        };
        let mut users = HashMap::new();
        for session in &sessions {
            if let Entry::Vacant(place) = users.entry(session.user) {
                place.insert(self.0.accounts.user(session.user).await?);
            }
        }
        sessions.retain(|session| {
            let user = users.get(&session.user).and_then(Option::as_ref);
            user.is_some_and(|user| lives(session, user, now))
        });
        sessions.sort_by_key(|session| Reverse((session.last_seen_at, session.id)));
        Ok(sessions)
    }

    /// Ends a sign-in: one's own, or, for an owner, anybody's. `false` when there is none
    /// that `by` may end.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub async fn end_sign_in(
        &self,
        by: Signed,
        id: SessionId,
        now: Timestamp,
    ) -> Result<bool, AccountError> {
        let Some(session) = self.0.accounts.session(id).await? else {
            return Ok(false);
        };
        let user = self.0.accounts.user(session.user).await?;
        if !user.is_some_and(|user| lives(&session, &user, now)) {
            return Ok(false);
        }
        if session.user == by.user {
            self.sign_out(id, now).await?;
            return Ok(true);
        }
        if by.roles.on(Surface::Konveksi) != Some(Role::Owner) {
            return Ok(false);
        }
        let note = Note {
            id: Uuid::now_v7(),
            at: now,
            by: Some(by.user),
            what: ENDED.into(),
            data: json!({ "changes": [] }).to_string(),
        };
        self.0.accounts.end_session(&session, &note).await?;
        self.0.cache.forget(id);
        Ok(true)
    }

    async fn all_sign_ins(&self) -> Result<Vec<Session>, AccountError> {
        let mut sessions: Vec<Session> = Vec::new();
        while sessions.len() < LISTED_MAX {
            let after = sessions.last().map(|session| session.id);
            let page = self.0.accounts.sessions_after(after, PAGE).await?;
            let is_last = page.len() < PAGE;
            sessions.extend(page);
            if is_last {
                break;
            }
        }
        Ok(sessions)
    }
}

/// Whether a sign-in of an account may be used.
fn lives(session: &Session, user: &StaffUser, now: Timestamp) -> bool {
    session.revoked_at.is_none()
        && now < session.expires_at
        && user.is_active
        && user.generation == session.generation
}
