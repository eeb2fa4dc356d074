//! Accounts that change: who they are, what they may do, how they sign in.
//!
//! What takes rights away, or the password, ends every sign-in of the account in the same
//! transaction. Each change is kept with the name of whoever made it.

use std::net::IpAddr;

use serde_json::Value;
use serde_json::json;
use uuid::Uuid;

use super::Directory;
use super::JoinError;
use super::Roles;
use super::SignInError;
use super::Signed;
use super::guard::Who;
use super::join::check_password;
use super::join::check_username;
use super::surface_word;
use crate::domain::ids::UserId;
use crate::domain::role::Role;
use crate::domain::role::Surface;
use crate::domain::time::Timestamp;
use crate::store::accounts::AccountError;
use crate::store::accounts::Note;
use crate::store::accounts::StaffUser;
use crate::store::accounts::UserChange;

/// How often a change is decided again because somebody else was faster.
const TRIES_MAX: usize = 8;

/// An account was made.
pub(super) const CREATED: &str = "created";
const CHANGED: &str = "changed";
const ACTIVATED: &str = "activated";
const DEACTIVATED: &str = "deactivated";
const PASSWORD: &str = "password_changed";

/// What is to change about an account; what is not named stays.
#[derive(Clone, Default)]
pub struct Edit {
    /// What they sign in with.
    pub username: Option<String>,
    /// Their address, or nothing.
    pub email: Option<String>,
    /// Their given name.
    pub first_name: Option<String>,
    /// Their family name.
    pub last_name: Option<String>,
    /// A new password.
    pub password: Option<String>,
    /// What they may do on Konveksi; their roles elsewhere stay.
    pub role: Option<Role>,
    /// Whether they may sign in.
    pub is_active: Option<bool>,
}

impl Directory {
    /// Changes an account. A change of role, activity or password signs it out everywhere,
    /// but for somebody who changes their own password where they do it.
    ///
    /// # Errors
    ///
    /// When there is no such account, a name or password is not one we take or is taken, or
    /// the last active owner would be none.
    pub async fn change_user(
        &self,
        by: Signed,
        id: UserId,
        edit: Edit,
        now: Timestamp,
    ) -> Result<StaffUser, JoinError> {
        let hash = match &edit.password {
            Some(password) => {
                check_password(password)?;
                Some(self.0.passwords.hash(password).await?)
            }
            None => None,
        };
        for _ in 0..TRIES_MAX {
            let before = self.0.accounts.user(id).await?;
            let before = before.ok_or(AccountError::NoSuchUser(id))?;
            let after = edit.after(&before, hash.as_deref())?;
            if after == before {
                return Ok(before);
            }
            match self.write(by, &before, &after, now).await {
                Err(AccountError::ChangedMeanwhile(_)) => {}
                changed => {
                    changed?;
                    self.0.cache.forget_user(id);
                    self.learn_name(&after);
                    return Ok(after);
                }
            }
        }
        Err(AccountError::ChangedMeanwhile(id).into())
    }

    /// Changes somebody's own password, and signs them out everywhere else.
    ///
    /// # Errors
    ///
    /// When the present password is another one, was guessed too often, or the new one is
    /// none we take.
    pub async fn change_password(
        &self,
        ip: IpAddr,
        by: Signed,
        (present, new): (&str, String),
        now: Timestamp,
    ) -> Result<(), JoinError> {
        check_password(&new)?;
        let user = self.0.accounts.user(by.user).await?;
        let user = user.ok_or(AccountError::NoSuchUser(by.user))?;
        // Whoever got hold of a sign-in may guess no faster than at the door.
        let attempt = self.enter(Who::User(by.user), ip, now).await;
        let attempt = attempt.map_err(|error| match error {
            SignInError::Locked(seconds) => JoinError::Locked(seconds),
            SignInError::Accounts(error) => JoinError::Accounts(error),
            _ => JoinError::Busy,
        })?;
        let hash = Some(user.password_hash.as_str());
        let verified = self.0.passwords.verify(present, hash).await;
        let refused = verified == Ok(false);
        self.leave(attempt, ip, (verified.is_ok(), refused), now);
        if !verified? {
            return Err(JoinError::WrongPassword);
        }
        let edit = Edit {
            password: Some(new),
            ..Edit::default()
        };
        self.change_user(by, by.user, edit, now).await.map(drop)
    }

    /// What became of an account, a page of it, the latest first, and how much there is.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub async fn notes(
        &self,
        user: UserId,
        offset: usize,
        limit: usize,
    ) -> Result<(usize, Vec<Note>), AccountError> {
        self.0.accounts.notes(user, offset, limit).await
    }

    /// A page of the accounts, the oldest first, and how many there are.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub async fn users(
        &self,
        is_active: Option<bool>,
        offset: usize,
        limit: usize,
    ) -> Result<(usize, Vec<StaffUser>), AccountError> {
        self.0.accounts.users(is_active, offset, limit).await
    }

    async fn write(
        &self,
        by: Signed,
        before: &StaffUser,
        after: &StaffUser,
        now: Timestamp,
    ) -> Result<(), AccountError> {
        let same_rights = before.roles == after.roles && before.is_active == after.is_active;
        let keep = (by.user == after.id && same_rights).then_some(by.session);
        let owner = (surface_word(Surface::Konveksi), Role::Owner.word());
        let left = (owns(before) && !owns(after)).then_some(owner);
        let note = Note {
            id: Uuid::now_v7(),
            at: now,
            by: Some(by.user),
            what: what(before, after).into(),
            data: differences(before, after),
        };
        let change = UserChange {
            before,
            after,
            keep,
            left,
            note: &note,
        };
        self.0.accounts.change_user(change).await
    }
}

impl Edit {
    /// The account as this leaves it.
    fn after(&self, before: &StaffUser, hash: Option<&str>) -> Result<StaffUser, JoinError> {
        let text = |new: &Option<String>, old: &str| {
            let new = new.as_deref().map(str::trim);
            new.unwrap_or(old).to_owned()
        };
        let mut after = StaffUser {
            username: text(&self.username, &before.username),
            email: text(&self.email, &before.email),
            first_name: text(&self.first_name, &before.first_name),
            last_name: text(&self.last_name, &before.last_name),
            password_hash: hash.unwrap_or(&before.password_hash).to_owned(),
            is_active: self.is_active.unwrap_or(before.is_active),
            ..before.clone()
        };
        if let Some(role) = self.role {
            let surface = surface_word(Surface::Konveksi).to_owned();
            after.roles.insert(surface, role.word().to_owned());
        }
        if (&after.username, &after.email) != (&before.username, &before.email) {
            check_username(&after.username, &after.email)?;
        }
        let signed_out = after.roles != before.roles
            || after.is_active != before.is_active
            || after.password_hash != before.password_hash;
        after.generation += u64::from(signed_out);
        Ok(after)
    }
}

/// Whether somebody may look after users at present.
fn owns(user: &StaffUser) -> bool {
    let role = Roles::of_words(&user.roles).on(Surface::Konveksi);
    user.is_active && role == Some(Role::Owner)
}

fn what(before: &StaffUser, after: &StaffUser) -> &'static str {
    match (before.is_active, after.is_active) {
        (true, false) => DEACTIVATED,
        (false, true) => ACTIVATED,
        _ if before.roles == after.roles && before.password_hash != after.password_hash => PASSWORD,
        _ => CHANGED,
    }
}

/// What a note says of a new account.
pub(super) fn created(roles: Roles, is_active: bool) -> String {
    let role = roles.on(Surface::Konveksi).map(Role::word);
    let changes = [
        moved("role", &None::<&str>, &role),
        moved("is_active", &None::<bool>, &Some(is_active)),
    ];
    json!({ "changes": changes }).to_string()
}

/// What a note says of a change. Names and addresses are named, not told: who a person was
/// is nobody's business later. Passwords are not told in any form.
fn differences(before: &StaffUser, after: &StaffUser) -> String {
    let role = |user: &StaffUser| {
        let role = Roles::of_words(&user.roles).on(Surface::Konveksi);
        role.map(Role::word)
    };
    let changes = [
        (before.username != after.username)
            .then(|| moved("username", &before.username, &after.username)),
        (role(before) != role(after)).then(|| moved("role", &role(before), &role(after))),
        (before.is_active != after.is_active)
            .then(|| moved("is_active", &before.is_active, &after.is_active)),
        (before.email != after.email).then(|| named("email")),
        (before.first_name != after.first_name).then(|| named("first_name")),
        (before.last_name != after.last_name).then(|| named("last_name")),
        (before.password_hash != after.password_hash).then(|| named("password")),
    ];
    let changes: Vec<Value> = changes.into_iter().flatten().collect();
    json!({ "changes": changes }).to_string()
}

fn moved<T: serde::Serialize>(field: &str, from: &T, to: &T) -> Value {
    json!({ "field": field, "from": from, "to": to })
}

fn named(field: &str) -> Value {
    json!({ "field": field })
}
