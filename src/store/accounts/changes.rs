//! Accounts that change, and who changed them.

use std::ops::Bound;

use surrealdb::types::RecordId;
use surrealdb::types::RecordIdKeyRange;
use surrealdb::types::Value;

use super::AccountError;
use super::Accounts;
use super::Note;
use super::StaffUser;
use super::UserChange;
use super::sessions::session_record;
use super::users::email_records;
use super::users::folded;
use super::users::name_record;
use super::users::roles;
use super::users::told;
use super::users::user_record;
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
use crate::store::surreal::values::or_none;
use crate::store::surreal::values::record;
use crate::store::surreal::values::text;
use crate::store::surreal::values::uuid;

/// Compared and set at once. The names move with the account: the old ones are free, and the
/// new ones taken, in the same moment. Whoever might be the last of a role writes one row that
/// all who might be the last write, so of two at once one is told to look again.
const CHANGE: &str = "BEGIN;
LET $old = (SELECT username, username_key, email, email_key, first_name, last_name,
    password_hash, roles, is_active, generation ?? 0 AS generation FROM ONLY $id);
IF $old IS NONE { THROW 'no such user' };
IF $old != $before { THROW 'changed meanwhile' };
DELETE type::record('username', $old.username_key) RETURN NONE;
CREATE $username SET user = $id RETURN NONE;
IF $old.email_key != '' { DELETE type::record('email', $old.email_key) RETURN NONE };
FOR $email IN $emails { CREATE $email SET user = $id RETURN NONE };
UPDATE $id SET username = $after.username, username_key = $after.username_key,
    email = $after.email, email_key = $after.email_key,
    first_name = $after.first_name, last_name = $after.last_name,
    password_hash = $after.password_hash, roles = $after.roles,
    is_active = $after.is_active, generation = $after.generation RETURN NONE;
FOR $sign_in IN $kept { UPDATE $sign_in SET generation = $after.generation RETURN NONE };
IF $role IS NOT NONE {
    UPSERT counter:last_of_role SET last += 1 RETURN NONE;
    LET $left = (SELECT VALUE id FROM user WHERE is_active AND roles[$surface] = $role LIMIT 1);
    IF array::is_empty($left) { THROW 'nobody left' };
};
CREATE $note_id CONTENT $note RETURN NONE;
COMMIT;";

/// How many there are, and a page of them, the latest first.
const PAGE: &str = "SELECT count() FROM $notes GROUP ALL;
SELECT * FROM $notes ORDER BY id DESC LIMIT $limit START $offset";

impl Accounts {
    /// Changes who an account is, what it may do, or how it signs in.
    ///
    /// # Errors
    ///
    /// When there is no such account, somebody else changed it, its new name or address is
    /// taken, or nobody would be left with a role that somebody must have.
    pub async fn change_user(&self, change: UserChange<'_>) -> Result<(), AccountError> {
        let UserChange {
            before,
            after,
            note,
            ..
        } = change;
        let (surface, role) = change.left.unzip();
        let kept = change.keep.map(session_record);
        let parameters = bound([
            ("id", user_record(after.id)),
            ("before", profile(before)),
            ("after", profile(after)),
            ("username", name_record(&after.username)),
            ("emails", email_records(&after.email)),
            ("kept", list(kept.into_iter().collect())),
            ("surface", or_none(surface, text)),
            ("role", or_none(role, text)),
            ("note_id", note_record(after.id, note)),
            ("note", content(note)),
        ]);
        match self.0.transact(CHANGE, parameters).await {
            Ok(_) => Ok(()),
            Err(Failure::Thrown(word)) if word == "no such user" => {
                Err(AccountError::NoSuchUser(after.id))
            }
            Err(Failure::Thrown(word)) if word == "nobody left" => {
                Err(AccountError::LastOfRole(after.id))
            }
            Err(Failure::Thrown(_)) => Err(AccountError::ChangedMeanwhile(after.id)),
            Err(failure) => Err(told(failure, &after.username, &after.email)),
        }
    }

    /// A page of what became of an account, the latest first, and how much there is.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn notes(
        &self,
        user: UserId,
        offset: usize,
        limit: usize,
    ) -> Result<(usize, Vec<Note>), AccountError> {
        let parameters = bound([
            ("notes", notes_of(user)),
            ("offset", number(offset as u64)),
            ("limit", number(limit as u64)),
        ]);
        let answers = self.0.query(PAGE, parameters).await;
        let mut answers = answers.map_err(StoreError::from)?;
        let count = answers.count(0)?;
        let page = answers.rows(1)?.into_iter().map(read);
        Ok((count, page.collect::<Result<_, _>>()?))
    }
}

/// What a change may touch, as its row has it.
fn profile(user: &StaffUser) -> Value {
    fields([
        ("username", text(&user.username)),
        ("username_key", text(folded(&user.username))),
        ("email", text(&user.email)),
        ("email_key", text(folded(&user.email))),
        ("first_name", text(&user.first_name)),
        ("last_name", text(&user.last_name)),
        ("password_hash", text(&user.password_hash)),
        ("roles", roles(user.roles.clone())),
        ("is_active", Value::Bool(user.is_active)),
        ("generation", number(user.generation)),
    ])
}

/// A note as it is written; its key holds the rest.
pub(super) fn content(note: &Note) -> Value {
    fields([
        ("by", or_none(note.by, |user| integer(user.0))),
        ("what", text(note.what.as_ref())),
        ("data", text(&note.data)),
    ])
}

pub(super) fn note_record(user: UserId, note: &Note) -> Value {
    let parts = [integer(user.0), instant(note.at), uuid(note.id)];
    record("account_change", key(parts))
}

fn notes_of(user: UserId) -> Value {
    let range = RecordIdKeyRange {
        start: Bound::Included(key([integer(user.0)])),
        end: Bound::Excluded(key([integer(user.0.saturating_add(1))])),
    };
    Value::RecordId(RecordId::new("account_change", range))
}

fn read(mut row: Row) -> Result<Note, StoreError> {
    let at = row.as_number(row.key_part(1)?, "the instant in its key")?;
    let by = row.has("by").then(|| row.integer("by")).transpose()?;
    Ok(Note {
        id: row.as_uuid(row.key_part(2)?, "the id in its key")?,
        at: Timestamp(i64::try_from(at).unwrap_or(i64::MAX)),
        by: by.map(UserId),
        what: row.text("what")?.into(),
        data: row.text("data")?,
    })
}
