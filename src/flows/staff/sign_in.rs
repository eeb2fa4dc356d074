//! From a password to a sign-in, and its end.

use std::net::IpAddr;

use uuid::Uuid;

use super::Directory;
use super::Roles;
use super::guard::Alarm;
use super::guard::Attempt;
use super::guard::Wait;
use super::guard::Who;
use super::password::Busy;
use super::tokens::fingerprint;
use super::tokens::hex;
use super::tokens::random_word;
use crate::domain::ids::SessionId;
use crate::domain::ids::UserId;
use crate::domain::network::network_of;
use crate::domain::time::Timestamp;
use crate::flows::security;
use crate::store::accounts::AccountError;
use crate::store::accounts::Session;
use crate::store::accounts::StaffUser;
use crate::telemetry::metrics::SIGN_INS_TOTAL;

/// The longest an e-mail address may be; no name is longer.
const LOGIN_BYTES_MAX: usize = 254;

/// How many sign-ins are looked at for where somebody was before.
const PLACES_MAX: usize = 200;

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
    /// Too many attempts failed; after so many seconds there may be another.
    #[error("too many attempts failed, the next may be made in {0} s")]
    Locked(u64),
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
    /// When the credentials are wrong, the account is inactive, too many attempts failed, too
    /// many try at once, or the store fails.
    pub async fn sign_in(
        &self,
        login: &str,
        password: &str,
        ip: IpAddr,
        user_agent: &str,
        now: Timestamp,
    ) -> Result<SignedIn, SignInError> {
        let outcome = match self.guarded(login, password, ip, now).await {
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

    /// Whoever may sign in like that, unless too many attempts have failed. An attempt that
    /// is locked costs no password check, whether there is such an account or not.
    async fn guarded(
        &self,
        login: &str,
        password: &str,
        ip: IpAddr,
        now: Timestamp,
    ) -> Result<StaffUser, SignInError> {
        let user = self.found(login).await?;
        let who = match &user {
            Some(user) => Who::User(user.id),
            None => Who::Nobody(fingerprint(&login.trim().to_lowercase())),
        };
        let attempt = self.enter(who, ip, now).await?;
        let outcome = self.verified(user, password).await;
        let refused = matches!(outcome, Err(SignInError::WrongCredentials));
        let tried = refused || matches!(outcome, Ok(_) | Err(SignInError::Inactive));
        self.leave(attempt, ip, (tried, refused), now);
        outcome
    }

    /// Lets an attempt be made.
    pub(super) async fn enter(
        &self,
        who: Who,
        ip: IpAddr,
        now: Timestamp,
    ) -> Result<Attempt, SignInError> {
        let attempt = Attempt {
            who,
            network: network_of(ip),
        };
        let locked = |wait: Wait| SignInError::Locked(wait.seconds);
        match self.0.guard.enter(attempt, false, now) {
            Ok(()) => Ok(attempt),
            Err(wait) if wait.is_crowd && self.was_seen_at(attempt).await? => {
                let entered = self.0.guard.enter(attempt, true, now);
                entered.map(|()| attempt).map_err(locked)
            }
            Err(wait) => Err(locked(wait)),
        }
    }

    /// Notes how an attempt ended: whether it was `tried` at all, and `refused`.
    pub(super) fn leave(
        &self,
        attempt: Attempt,
        ip: IpAddr,
        (tried, refused): (bool, bool),
        now: Timestamp,
    ) {
        let guard = &self.0.guard;
        if !tried {
            guard.unmade(attempt);
        } else if !refused {
            guard.passed(attempt);
        } else if let Some(alarm) = guard.failed(attempt) {
            let (user, count) = match (alarm, attempt.who) {
                (Alarm::Name(count), Who::User(user)) => (Some(user), count),
                (Alarm::Name(count) | Alarm::Network(count), _) => (None, count),
            };
            let alert = security::failed_sign_ins(user, ip, count, now);
            self.0.witness.warn(alert);
        }
    }

    /// Whether an account has signed in from this network before. Asked for names nobody has
    /// too, so that the answer takes as long.
    async fn was_seen_at(&self, attempt: Attempt) -> Result<bool, AccountError> {
        let user = match attempt.who {
            Who::User(user) => user,
            Who::Nobody(_) => UserId(0),
        };
        let sessions = self.0.accounts.sessions_of(user, PLACES_MAX).await?;
        let mut addresses = sessions.iter().filter_map(|it| it.ip_address.parse().ok());
        Ok(addresses.any(|address| network_of(address) == attempt.network))
    }

    async fn found(&self, login: &str) -> Result<Option<StaffUser>, AccountError> {
        if login.len() <= LOGIN_BYTES_MAX {
            self.0.accounts.user_by_login(login).await
        } else {
            Ok(None)
        }
    }

    async fn admitted(&self, login: &str, password: &str) -> Result<StaffUser, SignInError> {
        let user = self.found(login).await?;
        self.verified(user, password).await
    }

    async fn verified(
        &self,
        user: Option<StaffUser>,
        password: &str,
    ) -> Result<StaffUser, SignInError> {
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
            generation: signed_in.user.generation,
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
        Err(SignInError::Locked(_)) => "locked",
        Err(SignInError::Busy) => "busy",
        Err(SignInError::Accounts(_)) => "failed",
    }
}
