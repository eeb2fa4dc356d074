//! Who is it? Asked by every request, answered mostly out of memory.

use tokio::time::Instant;

use super::Directory;
use super::Roles;
use super::Signed;
use super::cache::Alive;
use super::cache::Known;
use super::tokens::fingerprint;
use super::tokens::hex;
use crate::domain::ids::SessionId;
use crate::domain::role::Surface;
use crate::domain::time::Timestamp;
use crate::store::accounts::AccountError;
use crate::store::accounts::StaffUser;

impl Directory {
    /// Who a session cookie belongs to, if anybody.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub async fn check_cookie(
        &self,
        cookie: &str,
        now: Timestamp,
    ) -> Result<Option<Signed>, AccountError> {
        let cookie = fingerprint(cookie);
        let session = match self.0.cache.session_of(&cookie) {
            Some(session) => session,
            None => match self
                .0
                .accounts
                .session_by_cookie_hash(&hex(&cookie))
                .await?
            {
                Some(session) => {
                    self.0.cache.remember_cookie(cookie, session.id);
                    session.id
                }
                None => return Ok(None),
            },
        };
        self.check_session(session, now).await
    }

    /// Who an access token belongs to, if it is ours, still good, and meant for a surface.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub async fn check_bearer(
        &self,
        token: &str,
        surface: Surface,
        now: Timestamp,
    ) -> Result<Option<Signed>, AccountError> {
        match self.0.tokens.read_access(token, surface, now) {
            Some(session) => self.check_session(session, now).await,
            None => Ok(None),
        }
    }

    /// Who a sign-in belongs to, if it may still be used. Sockets ask this again and again.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub async fn check_session(
        &self,
        session: SessionId,
        now: Timestamp,
    ) -> Result<Option<Signed>, AccountError> {
        let alive = match self.0.cache.known(session) {
            Known::Alive(alive) => Some(alive),
            Known::Over => None,
            Known::Unsure => self.read(session).await?,
        };
        match alive {
            Some(alive) if !alive.is_over(now) => self.extend(alive, now).await,
            _ => Ok(None),
        }
    }

    async fn read(&self, session: SessionId) -> Result<Option<Alive>, AccountError> {
        let read_at = Instant::now();
        let alive = self.alive(session).await?;
        self.0.cache.remember(session, alive, read_at);
        Ok(alive)
    }

    async fn alive(&self, id: SessionId) -> Result<Option<Alive>, AccountError> {
        let Some(session) = self.0.accounts.session(id).await? else {
            return Ok(None);
        };
        if session.revoked_at.is_some() {
            return Ok(None);
        }
        let user = self.0.accounts.user(session.user).await?;
        let admits = |user: &StaffUser| user.is_active && user.generation == session.generation;
        Ok(user.filter(admits).map(|user| {
            self.learn_name(&user);
            Alive {
                signed: Signed {
                    user: user.id,
                    session: id,
                    roles: Roles::of_words(&user.roles),
                    extended: false,
                },
                expires_at: session.expires_at,
                seen_at: session.last_seen_at,
            }
        }))
    }

    async fn extend(&self, alive: Alive, now: Timestamp) -> Result<Option<Signed>, AccountError> {
        let mut signed = alive.signed;
        let until = self.session_expiry(now);
        if !self.0.cache.claims_extension(&alive, now, until) {
            return Ok(Some(signed));
        }
        let extended = self.0.accounts.extend_session(signed.session, now, until);
        match extended.await {
            Ok(()) => signed.extended = true,
            Err(AccountError::NoSuchSession(session)) => {
                self.0.cache.forget(session);
                return Ok(None);
            }
            // The sign-in is good; that its end could not be moved is no reason to refuse.
            Err(error) => tracing::warn!(%error, "sign-in could not be extended"),
        }
        Ok(Some(signed))
    }
}
