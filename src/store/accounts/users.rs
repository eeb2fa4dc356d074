//! Who may sign in, found by number, name or address.

use surrealdb::types::Object;
use surrealdb::types::ToSql;
use surrealdb::types::Value;
use surrealdb::types::Variables;

use super::AccountError;
use super::Accounts;
use super::NewUser;
use super::StaffUser;
use crate::domain::ids::UserId;
use crate::domain::time::Timestamp;
use crate::store::StoreError;
use crate::store::surreal::Failure;
use crate::store::surreal::rows::Row;
use crate::store::surreal::values::bound;
use crate::store::surreal::values::fields;
use crate::store::surreal::values::instant;
use crate::store::surreal::values::list;
use crate::store::surreal::values::record;
use crate::store::surreal::values::text;

/// The number is drawn in the transaction that uses it, so a refused account wastes none.
const CREATE: &str = "BEGIN;
UPSERT counter:user SET last += 1 RETURN NONE;
LET $id = type::record('user', (SELECT VALUE last FROM ONLY counter:user));
CREATE $username SET user = $id RETURN NONE;
FOR $email IN $emails { CREATE $email SET user = $id RETURN NONE };
CREATE ONLY $id CONTENT $user;
COMMIT;";

/// Where the new row stands among the answers of [`CREATE`].
const CREATED: usize = 5;

/// The names move with the account: the old ones are free, and the new ones taken, at once.
const UPDATE: &str = "BEGIN;
LET $old = (SELECT username_key, email_key FROM ONLY $id);
IF $old IS NONE { THROW 'no such user' };
DELETE type::record('username', $old.username_key) RETURN NONE;
CREATE $username SET user = $id RETURN NONE;
IF $old.email_key != '' { DELETE type::record('email', $old.email_key) RETURN NONE };
FOR $email IN $emails { CREATE $email SET user = $id RETURN NONE };
UPDATE $id SET username = $profile.username, username_key = $profile.username_key,
    email = $profile.email, email_key = $profile.email_key,
    first_name = $profile.first_name, last_name = $profile.last_name,
    roles = $profile.roles, is_active = $profile.is_active RETURN NONE;
COMMIT;";

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
            ("created_at", instant(new.created_at)),
        ]);
        let parameters = bound([
            ("user", user),
            ("username", name_record(&new.username)),
            ("emails", email_records(&new.email)),
        ]);
        let answers = self.0.transact(CREATE, parameters).await;
        let mut answers = answers.map_err(|failure| told(failure, &new.username, &new.email))?;
        let row = answers.row(CREATED)?;
        let row = row.ok_or_else(missing)?;
        Ok(staff_user(row)?)
    }

    /// Changes who an account is and what it may do; its password and history stay.
    ///
    /// # Errors
    ///
    /// When there is no such account, or its new name or address is taken.
    pub async fn update_user(&self, user: &StaffUser) -> Result<(), AccountError> {
        let profile = fields([
            ("username", text(&user.username)),
            ("username_key", text(folded(&user.username))),
            ("email", text(&user.email)),
            ("email_key", text(folded(&user.email))),
            ("first_name", text(&user.first_name)),
            ("last_name", text(&user.last_name)),
            ("roles", roles(user.roles.clone())),
            ("is_active", Value::Bool(user.is_active)),
        ]);
        let parameters = bound([
            ("id", user_record(user.id)),
            ("profile", profile),
            ("username", name_record(&user.username)),
            ("emails", email_records(&user.email)),
        ]);
        match self.0.transact(UPDATE, parameters).await {
            Ok(_) => Ok(()),
            Err(Failure::Thrown(_)) => Err(AccountError::NoSuchUser(user.id)),
            Err(failure) => Err(told(failure, &user.username, &user.email)),
        }
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

    /// Replaces the hash of a password.
    ///
    /// # Errors
    ///
    /// When there is no such account.
    pub async fn set_password_hash(&self, id: UserId, hash: &str) -> Result<(), AccountError> {
        self.set(
            id,
            "UPDATE $id SET password_hash = $value RETURN VALUE id",
            text(hash),
        )
        .await
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

fn name_record(username: &str) -> Value {
    record("username", folded(username))
}

/// The record of an address; none when there is no address.
fn email_records(email: &str) -> Value {
    let key = Some(folded(email)).filter(|key| !key.is_empty());
    list(key.map(|key| record("email", key)).into_iter().collect())
}

fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}

fn roles(roles: impl IntoIterator<Item = (String, String)>) -> Value {
    let roles = roles
        .into_iter()
        .map(|(surface, role)| (surface, text(role)));
    Value::Object(roles.collect::<Object>())
}

fn told(failure: Failure, username: &str, email: &str) -> AccountError {
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
        created_at: row.instant("created_at")?,
        last_login: row.instant_if_any("last_login")?,
    })
}
