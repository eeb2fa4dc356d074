//! Who may sign in, found by number, name or address.

use surrealdb::types::Object;
use surrealdb::types::ToSql;
use surrealdb::types::Value;
use surrealdb::types::Variables;

use super::AccountError;
use super::Accounts;
use super::NewUser;
use super::StaffUser;
use super::changes;
use crate::domain::ids::UserId;
use crate::domain::time::Timestamp;
use crate::store::StoreError;
use crate::store::surreal::Failure;
use crate::store::surreal::rows::Row;
use crate::store::surreal::values::bound;
use crate::store::surreal::values::fields;
use crate::store::surreal::values::instant;
use crate::store::surreal::values::list;
use crate::store::surreal::values::number;
use crate::store::surreal::values::or_none;
use crate::store::surreal::values::record;
use crate::store::surreal::values::text;
use crate::store::surreal::values::uuid;

/// The number is drawn in the transaction that uses it, so a refused account wastes none.
const CREATE: &str = "BEGIN;
UPSERT counter:user SET last += 1 RETURN NONE;
LET $id = type::record('user', (SELECT VALUE last FROM ONLY counter:user));
CREATE $username SET user = $id RETURN NONE;
FOR $email IN $emails { CREATE $email SET user = $id RETURN NONE };
CREATE ONLY $id CONTENT $user;
CREATE type::record('account_change', [record::id($id), $at, $note_id]) CONTENT $note RETURN NONE;
COMMIT;";

/// Where the new row stands among the answers of [`CREATE`].
const CREATED: usize = 5;

/// How many there are, and a page of them. The table is short: it holds staff.
const PAGE: &str =
    "SELECT count() FROM user WHERE $active IS NONE OR is_active = $active GROUP ALL;
SELECT * FROM user WHERE $active IS NONE OR is_active = $active
    ORDER BY id LIMIT $limit START $offset";

impl Accounts {
    /// Makes an account and answers it with its number, the next one free.
    ///
    /// # Errors
    ///
    /// When its name or address is taken.
    pub async fn create_user(&self, new: NewUser) -> Result<StaffUser, AccountError> {
        let user = fields([
            ("username", text(&new.username)),
            ("username_key", text(folded(&new.username))),
            ("email", text(&new.email)),
            ("email_key", text(folded(&new.email))),
            ("first_name", text(new.first_name)),
            ("last_name", text(new.last_name)),
            ("password_hash", text(new.password_hash)),
            ("roles", roles(new.roles)),
            ("is_active", Value::Bool(new.is_active)),
            ("created_at", instant(new.note.at)),
        ]);
        let parameters = bound([
            ("user", user),
            ("username", name_record(&new.username)),
            ("emails", email_records(&new.email)),
            ("at", instant(new.note.at)),
            ("note_id", uuid(new.note.id)),
            ("note", changes::content(&new.note)),
        ]);
        let answers = self.0.transact(CREATE, parameters).await;
        let mut answers = answers.map_err(|failure| told(failure, &new.username, &new.email))?;
        let row = answers.row(CREATED)?;
        let row = row.ok_or_else(missing)?;
        Ok(staff_user(row)?)
    }

    /// The account of a number.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn user(&self, id: UserId) -> Result<Option<StaffUser>, AccountError> {
        let parameters = bound([("id", user_record(id))]);
        self.found("SELECT * FROM ONLY $id", parameters).await
    }

    /// The account of whoever signs in with a name or, failing that, an address.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn user_by_login(&self, login: &str) -> Result<Option<StaffUser>, AccountError> {
        // An empty address belongs to nobody, so it has no record either.
        let ways = list(vec![name_record(login), record("email", folded(login))]);
        self.found("SELECT VALUE user.* FROM $ways", bound([("ways", ways)]))
            .await
    }

    /// How many accounts there are.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn count_users(&self) -> Result<u64, AccountError> {
        let count = "SELECT count() AS users FROM user GROUP ALL";
        let answers = self.0.query(count, bound([])).await;
        let mut answers = answers.map_err(StoreError::from)?;
        let row = answers.row(0)?;
        Ok(row.map_or(Ok(0), |row| row.number("users"))?)
    }

    /// Remembers a sign-in.
    ///
    /// # Errors
    ///
    /// When there is no such account.
    pub async fn touch_login(&self, id: UserId, at: Timestamp) -> Result<(), AccountError> {
        self.set(
            id,
            "UPDATE $id SET last_login = $value RETURN VALUE id",
            instant(at),
        )
        .await
    }

    /// A page of the accounts, the oldest first, and how many there are: of all of them, or
    /// of those that may sign in, or may not.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn users(
        &self,
        is_active: Option<bool>,
        offset: usize,
        limit: usize,
    ) -> Result<(usize, Vec<StaffUser>), AccountError> {
        let parameters = bound([
            ("active", or_none(is_active, Value::Bool)),
            ("offset", number(offset as u64)),
            ("limit", number(limit as u64)),
        ]);
        let answers = self.0.query(PAGE, parameters).await;
        let mut answers = answers.map_err(StoreError::from)?;
        let count = answers.count(0)?;
        let page = answers.rows(1)?.into_iter().map(staff_user);
        Ok((count, page.collect::<Result<_, _>>()?))
    }

    async fn set(&self, id: UserId, sql: &str, value: Value) -> Result<(), AccountError> {
        let parameters = bound([("id", user_record(id)), ("value", value)]);
        let answers = self.0.transact(sql, parameters).await;
        let mut answers = answers.map_err(StoreError::from)?;
        if answers.is_any(0) {
            Ok(())
        } else {
            Err(AccountError::NoSuchUser(id))
        }
    }

    async fn found(
        &self,
        sql: &str,
        parameters: Variables,
    ) -> Result<Option<StaffUser>, AccountError> {
        let answers = self.0.query(sql, parameters).await;
        let mut answers = answers.map_err(StoreError::from)?;
        let row = answers.row(0)?;
        Ok(row.map(staff_user).transpose()?)
    }
}

pub(super) fn user_record(id: UserId) -> Value {
    record("user", id.0)
}

fn missing() -> StoreError {
    StoreError::Unavailable("the new account did not come back".to_owned())
}

pub(super) fn name_record(username: &str) -> Value {
    record("username", folded(username))
}

/// The record of an address; none when there is no address.
pub(super) fn email_records(email: &str) -> Value {
    let key = Some(folded(email)).filter(|key| !key.is_empty());
    list(key.map(|key| record("email", key)).into_iter().collect())
}

pub(super) fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}

pub(super) fn roles(roles: impl IntoIterator<Item = (String, String)>) -> Value {
    let roles = roles
        .into_iter()
        .map(|(surface, role)| (surface, text(role)));
    Value::Object(roles.collect::<Object>())
}

pub(super) fn told(failure: Failure, username: &str, email: &str) -> AccountError {
    match failure {
        Failure::Exists(taken) if taken == name_record(username).to_sql() => {
            AccountError::UsernameTaken(username.to_owned())
        }
        Failure::Exists(taken) if taken == record("email", folded(email)).to_sql() => {
            AccountError::EmailTaken
        }
        failure => StoreError::from(failure).into(),
    }
}

/// Rows from before sign-ins were ended all at once have none.
pub(super) fn generation(row: &Row) -> Result<u64, StoreError> {
    if row.has("generation") {
        row.number("generation")
    } else {
        Ok(0)
    }
}

fn staff_user(mut row: Row) -> Result<StaffUser, StoreError> {
    Ok(StaffUser {
        id: UserId(row.key_integer()?),
        username: row.text("username")?,
        email: row.text("email")?,
        first_name: row.text("first_name")?,
        last_name: row.text("last_name")?,
        password_hash: row.text("password_hash")?,
        roles: row.texts("roles")?,
        is_active: row.flag("is_active")?,
        generation: generation(&row)?,
        created_at: row.instant("created_at")?,
        last_login: row.instant_if_any("last_login")?,
    })
}
