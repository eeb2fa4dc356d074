//! Who has signed in, found by the sign-in's id or by its cookie.

use std::ops::Bound;

use surrealdb::types::RecordId;
use surrealdb::types::RecordIdKeyRange;
use surrealdb::types::Value;
use surrealdb::types::Variables;

use super::AccountError;
use super::Accounts;
use super::Note;
use super::Rotation;
use super::Session;
use super::changes;
use super::changes::note_record;
use super::users::generation;
use super::users::user_record;
use crate::domain::ids::SessionId;
use crate::domain::ids::UserId;
use crate::domain::time::Timestamp;
use crate::store::StoreError;
use crate::store::surreal::Failure;
use crate::store::surreal::rows::Row;
use crate::store::surreal::values::bound;
use crate::store::surreal::values::fields;
use crate::store::surreal::values::instant;
use crate::store::surreal::values::integer;
use crate::store::surreal::values::key;
use crate::store::surreal::values::list;
use crate::store::surreal::values::number;
use crate::store::surreal::values::record;
use crate::store::surreal::values::text;
use crate::store::surreal::values::uuid;
use crate::store::surreal::values::uuid_key;

const CREATE: &str = "BEGIN;
CREATE $id CONTENT $sign_in RETURN NONE;
CREATE $cookie SET session = $id RETURN NONE;
CREATE $of_user SET session = $id RETURN NONE;
COMMIT;";

/// Ended by somebody else than its owner, which is worth a note.
const END: &str = "BEGIN;
UPDATE $id SET revoked_at = revoked_at ?? $at RETURN NONE;
CREATE $note_id CONTENT $note RETURN NONE;
COMMIT;";

/// The sign-ins of an account, found through its own rows; the function around the range
/// makes the limit count while reading.
const OF_USER: &str =
    "SELECT * FROM (SELECT VALUE session FROM array::first([$ways]) LIMIT $limit)";

/// Whatever has ended. The rows that lead to it go with it.
const FORGET: &str = "BEGIN;
DELETE $sign_ins RETURN NONE;
DELETE $cookies RETURN NONE;
DELETE $of_users RETURN NONE;
COMMIT;";

/// The old token is compared and the new one set by one statement: of two callers with the
/// same token, one finds it changed or conflicts, and is then told so.
const ROTATE: &str = "BEGIN;
UPDATE $id SET refresh_hash = $new, expires_at = $expires_at
    WHERE refresh_hash = $old AND revoked_at IS NONE RETURN VALUE id;
SELECT * FROM ONLY $id;
COMMIT;";

/// Where the answers of [`ROTATE`] stand: whether it did, and the row as it is now.
const UPDATED: usize = 1;
const FOUND: usize = 2;

impl Accounts {
    /// Begins a sign-in.
    ///
    /// # Errors
    ///
    /// When its id or cookie was used before.
    pub async fn create_session(&self, session: &Session) -> Result<(), AccountError> {
        let content = fields([
            ("user", user_record(session.user)),
            ("created_at", instant(session.created_at)),
            ("expires_at", instant(session.expires_at)),
            ("last_seen_at", instant(session.last_seen_at)),
            ("refresh_hash", text(&session.refresh_hash)),
            ("cookie_hash", text(&session.cookie_hash)),
            ("ip_address", text(&session.ip_address)),
            ("user_agent", text(&session.user_agent)),
            ("generation", number(session.generation)),
            (
                "revoked_at",
                session.revoked_at.map_or(Value::None, instant),
            ),
        ]);
        let parameters = bound([
            ("id", session_record(session.id)),
            ("sign_in", content),
            ("cookie", cookie_record(&session.cookie_hash)),
            ("of_user", way_record(session)),
        ]);
        match self.0.transact(CREATE, parameters).await {
            Ok(_) => Ok(()),
            Err(Failure::Exists(_)) => Err(AccountError::SessionExists(session.id)),
            Err(failure) => Err(StoreError::from(failure).into()),
        }
    }

    /// A sign-in, ended or not.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn session(&self, id: SessionId) -> Result<Option<Session>, AccountError> {
        self.one_session(
            "SELECT * FROM ONLY $id",
            bound([("id", session_record(id))]),
        )
        .await
    }

    /// The sign-in of a cookie, ended or not.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn session_by_cookie_hash(
        &self,
        cookie_hash: &str,
    ) -> Result<Option<Session>, AccountError> {
        let parameters = bound([("cookie", cookie_record(cookie_hash))]);
        self.one_session("SELECT VALUE session.* FROM ONLY $cookie", parameters)
            .await
    }

    /// Trades one refresh token for the next. Of two callers with the same one, only one can.
    ///
    /// # Errors
    ///
    /// When the database fails. The token may then be traded or not; asking again tells.
    pub async fn rotate_refresh(
        &self,
        id: SessionId,
        old_hash: &str,
        new_hash: &str,
        new_expiry: Timestamp,
    ) -> Result<Rotation, AccountError> {
        let parameters = bound([
            ("id", session_record(id)),
            ("old", text(old_hash)),
            ("new", text(new_hash)),
            ("expires_at", instant(new_expiry)),
        ]);
        let answers = self.0.transact(ROTATE, parameters).await;
        let mut answers = answers.map_err(StoreError::from)?;
        if answers.is_any(UPDATED) {
            return Ok(Rotation::Rotated);
        }
        let row = answers.row(FOUND)?;
        let session = row.map(read).transpose()?;
        Ok(match session {
            Some(Session {
                revoked_at: None, ..
            }) => Rotation::Reused,
            _ => Rotation::Gone,
        })
    }

    /// The sign-ins of an account, ended ones too, in no particular order; at most `limit`.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn sessions_of(
        &self,
        user: UserId,
        limit: usize,
    ) -> Result<Vec<Session>, AccountError> {
        let parameters = bound([("ways", ways_of(user)), ("limit", number(limit as u64))]);
        self.many_sessions(OF_USER, parameters).await
    }

    /// A page of all sign-ins, ended ones too, by their ids, after one of them.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn sessions_after(
        &self,
        after: Option<SessionId>,
        limit: usize,
    ) -> Result<Vec<Session>, AccountError> {
        let page = "SELECT * FROM array::first([$sign_ins]) LIMIT $limit";
        let parameters = bound([
            ("sign_ins", sessions_after(after)),
            ("limit", number(limit as u64)),
        ]);
        self.many_sessions(page, parameters).await
    }

    /// Ends a sign-in of somebody else, and notes who did.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn end_session(&self, session: &Session, note: &Note) -> Result<(), AccountError> {
        let parameters = bound([
            ("id", session_record(session.id)),
            ("at", instant(note.at)),
            ("note_id", note_record(session.user, note)),
            ("note", changes::content(note)),
        ]);
        let ended = self.0.transact(END, parameters).await;
        ended.map(drop).map_err(StoreError::from)?;
        Ok(())
    }

    /// Forgets sign-ins and the ways to them, all or none.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn forget_sessions(&self, sessions: &[Session]) -> Result<(), AccountError> {
        let each = |of: fn(&Session) -> Value| list(sessions.iter().map(of).collect());
        let parameters = bound([
            ("sign_ins", each(|it| session_record(it.id))),
            ("cookies", each(|it| cookie_record(&it.cookie_hash))),
            ("of_users", each(way_record)),
        ]);
        let forgotten = self.0.transact(FORGET, parameters).await;
        forgotten.map(drop).map_err(StoreError::from)?;
        Ok(())
    }

    /// Ends a sign-in. Ending it again changes nothing.
    ///
    /// # Errors
    ///
    /// When there was no such sign-in.
    pub async fn revoke_session(&self, id: SessionId, at: Timestamp) -> Result<(), AccountError> {
        let revoke = "UPDATE $id SET revoked_at = revoked_at ?? $at RETURN VALUE id";
        self.update_session(id, revoke, bound([("at", instant(at))]))
            .await
    }

    /// Remembers that a sign-in was used, and lets it live longer, never shorter.
    ///
    /// # Errors
    ///
    /// When there is no such sign-in, or it was ended.
    pub async fn extend_session(
        &self,
        id: SessionId,
        seen_at: Timestamp,
        expires_at: Timestamp,
    ) -> Result<(), AccountError> {
        let extend = "UPDATE $id SET last_seen_at = math::max([last_seen_at, $seen_at]),
            expires_at = math::max([expires_at, $expires_at])
            WHERE revoked_at IS NONE RETURN VALUE id";
        let parameters = bound([
            ("seen_at", instant(seen_at)),
            ("expires_at", instant(expires_at)),
        ]);
        self.update_session(id, extend, parameters).await
    }

    async fn update_session(
        &self,
        id: SessionId,
        sql: &str,
        mut parameters: Variables,
    ) -> Result<(), AccountError> {
        parameters.insert("id", session_record(id));
        let answers = self.0.transact(sql, parameters).await;
        let mut answers = answers.map_err(StoreError::from)?;
        if answers.is_any(0) {
            Ok(())
        } else {
            Err(AccountError::NoSuchSession(id))
        }
    }

    async fn many_sessions(
        &self,
        sql: &str,
        parameters: Variables,
    ) -> Result<Vec<Session>, AccountError> {
        let answers = self.0.query(sql, parameters).await;
        let mut answers = answers.map_err(StoreError::from)?;
        let sessions = answers.rows(0)?.into_iter().map(read);
        Ok(sessions.collect::<Result<_, _>>()?)
    }

    async fn one_session(
        &self,
        sql: &str,
        parameters: Variables,
    ) -> Result<Option<Session>, AccountError> {
        let answers = self.0.query(sql, parameters).await;
        let mut answers = answers.map_err(StoreError::from)?;
        let row = answers.row(0)?;
        Ok(row.map(read).transpose()?)
    }
}

pub(super) fn session_record(id: SessionId) -> Value {
    record("session", uuid_key(id.0))
}

fn cookie_record(cookie_hash: &str) -> Value {
    record("session_cookie", cookie_hash)
}

/// The way from an account to one of its sign-ins.
fn way_record(session: &Session) -> Value {
    let parts = [integer(session.user.0), uuid(session.id.0)];
    record("user_session", key(parts))
}

fn ways_of(user: UserId) -> Value {
    let range = RecordIdKeyRange {
        start: Bound::Included(key([integer(user.0)])),
        end: Bound::Excluded(key([integer(user.0.saturating_add(1))])),
    };
    Value::RecordId(RecordId::new("user_session", range))
}

fn sessions_after(after: Option<SessionId>) -> Value {
    let range = RecordIdKeyRange {
        start: after.map_or(Bound::Unbounded, |id| Bound::Excluded(uuid_key(id.0))),
        end: Bound::Unbounded,
    };
    Value::RecordId(RecordId::new("session", range))
}

fn read(mut row: Row) -> Result<Session, StoreError> {
    Ok(Session {
        id: SessionId(row.key_uuid()?),
        user: UserId(row.link("user")?),
        created_at: row.instant("created_at")?,
        expires_at: row.instant("expires_at")?,
        last_seen_at: row.instant("last_seen_at")?,
        refresh_hash: row.text("refresh_hash")?,
        cookie_hash: row.text("cookie_hash")?,
        ip_address: row.text("ip_address")?,
        user_agent: row.text("user_agent")?,
        generation: generation(&row)?,
        revoked_at: row.instant_if_any("revoked_at")?,
    })
}
