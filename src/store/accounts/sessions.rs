//! Who has signed in, found by the sign-in's id or by its cookie.

use surrealdb::types::Value;
use surrealdb::types::Variables;

use super::AccountError;
use super::Accounts;
use super::Rotation;
use super::Session;
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
use crate::store::surreal::values::record;
use crate::store::surreal::values::text;
use crate::store::surreal::values::uuid_key;

const CREATE: &str = "BEGIN;
CREATE $id CONTENT $sign_in RETURN NONE;
CREATE $cookie SET session = $id RETURN NONE;
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
            (
                "revoked_at",
                session.revoked_at.map_or(Value::None, instant),
            ),
        ]);
        let parameters = bound([
            ("id", session_record(session.id)),
            ("sign_in", content),
            ("cookie", cookie_record(&session.cookie_hash)),
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

fn session_record(id: SessionId) -> Value {
    record("session", uuid_key(id.0))
}

fn cookie_record(cookie_hash: &str) -> Value {
    record("session_cookie", cookie_hash)
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
        revoked_at: row.instant_if_any("revoked_at")?,
    })
}
