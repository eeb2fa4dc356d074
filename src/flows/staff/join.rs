//! New accounts, and what their people are called.

use uuid::Uuid;

use super::Directory;
use super::Roles;
use super::change;
use super::password::BYTES_MAX;
use super::password::Busy;
use super::password::CHARACTERS_MIN;
use crate::domain::ids::UserId;
use crate::domain::role::Role;
use crate::domain::time::Timestamp;
use crate::store::accounts::AccountError;
use crate::store::accounts::NewUser;
use crate::store::accounts::Note;
use crate::store::accounts::StaffUser;

/// How many characters a name to sign in with has.
const USERNAME_CHARACTERS: std::ops::RangeInclusive<usize> = 3..=150;

/// An account as somebody asks for it.
#[derive(Clone)]
pub struct NewStaff {
    /// What they will sign in with.
    pub username: String,
    /// Their address, or nothing.
    pub email: String,
    /// Their first password.
    pub password: String,
    /// Their given name.
    pub first_name: String,
    /// Their family name.
    pub last_name: String,
    /// What they may do, and where.
    pub roles: Roles,
    /// Whether they may sign in.
    pub is_active: bool,
}

/// Why an account was not made, or not changed as asked.
#[derive(Debug, thiserror::Error)]
pub enum JoinError {
    /// The name is too short, too long, or holds spaces or somebody's address.
    #[error("username must be 3 to 150 visible characters, without the address of another")]
    Username,
    /// The password has fewer than ten characters.
    #[error("password must have at least {CHARACTERS_MIN} characters")]
    PasswordTooShort,
    /// The password is longer than we are willing to hash.
    #[error("password must have at most {BYTES_MAX} bytes")]
    PasswordTooLong,
    /// The present password is another one.
    #[error("the present password is another one")]
    WrongPassword,
    /// Too many attempts with a wrong password; after so many seconds there may be another.
    #[error("too many attempts failed, the next may be made in {0} s")]
    Locked(u64),
    /// Too many passwords are being hashed.
    #[error("too many passwords are being checked")]
    Busy,
    /// The name or address is taken, or the store failed.
    #[error(transparent)]
    Accounts(#[from] AccountError),
}

impl From<Busy> for JoinError {
    fn from(Busy: Busy) -> Self {
        Self::Busy
    }
}

impl Directory {
    /// Makes an account, by the hand of whoever sits at the machine.
    ///
    /// # Errors
    ///
    /// When its name or password is not one we take, or the name or address is taken.
    pub async fn create_user(&self, new: NewStaff, now: Timestamp) -> Result<StaffUser, JoinError> {
        check_password(&new.password)?;
        self.create(new, None, now).await
    }

    /// Makes an account, by the hand of somebody who is signed in.
    ///
    /// # Errors
    ///
    /// When its name or password is not one we take, or the name or address is taken.
    pub async fn hire(
        &self,
        new: NewStaff,
        by: UserId,
        now: Timestamp,
    ) -> Result<StaffUser, JoinError> {
        check_password(&new.password)?;
        self.create(new, Some(by), now).await
    }

    /// Makes the first owner, with every right everywhere, when there is no account at all.
    ///
    /// The password is taken as it is: the configuration has its own opinion of it, and a
    /// server that will not start over two characters helps nobody.
    ///
    /// # Errors
    ///
    /// When the name is not one we take, or the store fails.
    pub async fn ensure_first_owner(
        &self,
        username: &str,
        password: &str,
        now: Timestamp,
    ) -> Result<Option<StaffUser>, JoinError> {
        if self.0.accounts.count_users().await? > 0 {
            return Ok(None);
        }
        let owner = NewStaff {
            username: username.to_owned(),
            email: String::new(),
            password: password.to_owned(),
            first_name: String::new(),
            last_name: String::new(),
            roles: Roles::everywhere(Role::Owner),
            is_active: true,
        };
        match self.create(owner, None, now).await {
            Ok(owner) => Ok(Some(owner)),
            // Another node started at the same moment and was first.
            Err(JoinError::Accounts(AccountError::UsernameTaken(_))) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// What an account is called, when it was learned: at the start, or when it was last seen.
    #[must_use]
    pub fn name_of(&self, user: UserId) -> Option<String> {
        self.0.names.get(&user).map(|name| name.clone())
    }

    /// The account that is called so, as far as that was learned.
    #[must_use]
    pub fn called(&self, name: &str) -> Option<UserId> {
        let mut names = self.0.names.iter();
        let found = names.find(|known| known.value().eq_ignore_ascii_case(name));
        found.map(|known| *known.key())
    }

    /// Learns what every account is called.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub async fn learn_names(&self) -> Result<(), AccountError> {
        // Accounts are numbered without gaps and never removed.
        for number in 1..=self.0.accounts.count_users().await? {
            let id = UserId(i64::try_from(number).unwrap_or(i64::MAX));
            if let Some(user) = self.0.accounts.user(id).await? {
                self.learn_name(&user);
            }
        }
        Ok(())
    }

    pub(super) fn learn_name(&self, user: &StaffUser) {
        let known = self.0.names.get(&user.id);
        if known.is_none_or(|name| *name != user.username) {
            self.0.names.insert(user.id, user.username.clone());
        }
    }

    async fn create(
        &self,
        new: NewStaff,
        by: Option<UserId>,
        now: Timestamp,
    ) -> Result<StaffUser, JoinError> {
        check_username(&new.username, &new.email)?;
        if new.password.len() > BYTES_MAX {
            return Err(JoinError::PasswordTooLong);
        }
        let password_hash = self.0.passwords.hash(&new.password).await?;
        let new = NewUser {
            username: new.username.trim().to_owned(),
            email: new.email.trim().to_owned(),
            first_name: new.first_name,
            last_name: new.last_name,
            password_hash,
            roles: new.roles.words(),
            is_active: new.is_active,
            note: Note {
                id: Uuid::now_v7(),
                at: now,
                by,
                what: change::CREATED.into(),
                data: change::created(new.roles, new.is_active),
            },
        };
        let user = self.0.accounts.create_user(new).await?;
        self.learn_name(&user);
        Ok(user)
    }
}

pub(super) fn check_password(password: &str) -> Result<(), JoinError> {
    if password.chars().count() < CHARACTERS_MIN {
        return Err(JoinError::PasswordTooShort);
    }
    if password.len() > BYTES_MAX {
        return Err(JoinError::PasswordTooLong);
    }
    Ok(())
}

pub(super) fn check_username(username: &str, email: &str) -> Result<(), JoinError> {
    let name = username.trim();
    let visible = !name.chars().any(|c| c.is_whitespace() || c.is_control());
    // A name is looked up before an address: nobody may catch the sign-ins of another.
    let own = !name.contains('@') || name.eq_ignore_ascii_case(email.trim());
    if visible && own && USERNAME_CHARACTERS.contains(&name.chars().count()) {
        Ok(())
    } else {
        Err(JoinError::Username)
    }
}
