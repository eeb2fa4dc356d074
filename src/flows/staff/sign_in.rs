//! From a password to a sign-in, and its end.

use std::net::IpAddr;

use uuid::Uuid;

use super::Directory;
use super::Roles;
use super::password::Busy;
use super::tokens::fingerprint;
use super::tokens::hex;
use super::tokens::random_word;
use crate::domain::ids::SessionId;
use crate::domain::time::Timestamp;
use crate::store::accounts::AccountError;
use crate::store::accounts::Session;
use crate::store::accounts::StaffUser;
use crate::telemetry::metrics::SIGN_INS_TOTAL;

/// The longest an e-mail address may be; no name is longer.
const LOGIN_BYTES_MAX: usize = 254;

/// As much of a `User-Agent` as tells one device from another.
const USER_AGENT_CHARACTERS_MAX: usize = 256;

/// A fresh sign-in and everything that proves it. The secrets exist nowhere else.
#[derive(Clone)]
pub struct SignedIn {
    /// Who signed in.
    pub user: StaffUser,
    /// What they may do, and where.
    pub roles: Roles,
    /// The sign-in.
    pub session: SessionId,
    /// The value of the session cookie.
    pub cookie_token: String,
    /// The CSRF token that goes with the cookie.
    pub csrf_token: String,
    /// The first refresh token.
    pub refresh_token: String,
    /// The first access token.
    pub access_token: String,
}

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// No such account, or not its password. Which of them is nobody's business.
    #[error("wrong credentials")]
    WrongCredentials,
    /// The password was right, but the account may not sign in at present.
    #[error("account is not active")]
    Inactive,
    /// Too many passwords are being checked.
    #[error("too many passwords are being checked")]
    Busy,
    /// The store failed.
    #[error(transparent)]
    Accounts(#[from] AccountError),
}

impl From<Busy> for SignInError {
    fn from(Busy: Busy) -> Self {
        Self::Busy
    }
}

impl Directory {
    /// Signs somebody in by name or e-mail address.
    ///
    /// # Errors
    ///
    /// When the credentials are wrong, the account is inactive, too many try at once, or the
    /// store fails.
    pub async fn sign_in(
        &self,
        login: &str,
        password: &str,
        ip: IpAddr,
        user_agent: &str,
        now: Timestamp,
    ) -> Result<SignedIn, SignInError> {
        let outcome = match self.admitted(login, password).await {
            Ok(user) => self.begin(user, ip, user_agent, now).await,
            Err(error) => Err(error),
        };
        metrics::counter!(SIGN_INS_TOTAL, "outcome" => word(&outcome)).increment(1);
        outcome
    }

    /// Ends a sign-in: its cookie, its access tokens and its refresh family.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub async fn sign_out(&self, session: SessionId, now: Timestamp) -> Result<(), AccountError> {
        let revoked = self.0.accounts.revoke_session(session, now).await;
        self.0.cache.forget(session);
        match revoked {
            Err(AccountError::NoSuchSession(_)) => Ok(()),
            settled => settled,
        }
    }

    /// Whether somebody could sign in like that. Counts as no attempt.
    ///
    /// # Errors
    ///
    /// When too many try at once, or the store fails.
    pub async fn would_admit(&self, login: &str, password: &str) -> Result<bool, SignInError> {
        match self.admitted(login, password).await {
            Ok(_) => Ok(true),
            Err(SignInError::WrongCredentials | SignInError::Inactive) => Ok(false),
            Err(error) => Err(error),
        }
    }

    async fn admitted(&self, login: &str, password: &str) -> Result<StaffUser, SignInError> {
        let user = if login.len() <= LOGIN_BYTES_MAX {
            self.0.accounts.user_by_login(login).await?
        } else {
            None
        };
        let hash = user.as_ref().map(|user| user.password_hash.as_str());
        let right = self.0.passwords.verify(password, hash).await?;
        match user {
            Some(user) if right && user.is_active => Ok(user),
            Some(_) if right => Err(SignInError::Inactive),
            _ => Err(SignInError::WrongCredentials),
        }
    }

    async fn begin(
        &self,
        user: StaffUser,
        ip: IpAddr,
        user_agent: &str,
        now: Timestamp,
    ) -> Result<SignedIn, SignInError> {
        let tokens = &self.0.tokens;
        let session = SessionId(Uuid::new_v4());
        let roles = Roles::of_words(&user.roles);
        let signed_in = SignedIn {
            roles,
            session,
            cookie_token: random_word(),
            csrf_token: tokens.csrf(session),
            refresh_token: tokens.refresh(session),
            access_token: tokens.access(user.id, session, roles, now),
            user,
        };
        let row = Session {
            id: session,
            user: signed_in.user.id,
            created_at: now,
            expires_at: self.session_expiry(now),
            last_seen_at: now,
            refresh_hash: hex(&fingerprint(&signed_in.refresh_token)),
            cookie_hash: hex(&fingerprint(&signed_in.cookie_token)),
            ip_address: ip.to_string(),
            user_agent: user_agent.chars().take(USER_AGENT_CHARACTERS_MAX).collect(),
            revoked_at: None,
        };
        self.0.accounts.create_session(&row).await?;
        self.0.accounts.touch_login(row.user, now).await?;
        self.learn_name(&signed_in.user);
        Ok(signed_in)
    }
}

fn word(outcome: &Result<SignedIn, SignInError>) -> &'static str {
    match outcome {
        Ok(_) => "signed_in",
        Err(SignInError::WrongCredentials) => "wrong_credentials",
        Err(SignInError::Inactive) => "inactive",
        Err(SignInError::Busy) => "busy",
        Err(SignInError::Accounts(_)) => "failed",
    }
}
