//! A refresh token is good once: it buys an access token and its own successor.

use super::Directory;
use super::tokens::fingerprint;
use super::tokens::hex;
use crate::domain::ids::SessionId;
use crate::domain::time::Timestamp;
use crate::store::accounts::AccountError;
use crate::store::accounts::Rotation;

/// What a refresh token bought.
#[derive(Clone)]
pub struct Refreshed {
    /// The sign-in, which now lasts longer.
    pub session: SessionId,
    /// A new access token.
    pub access_token: String,
    /// The only refresh token that is good from now on.
    pub refresh_token: String,
}

/// Why a refresh token bought nothing.
#[derive(Debug, thiserror::Error)]
pub enum RefreshError {
    /// It is not ours, its sign-in is over, or it was used before and its family ends now.
    #[error("refresh token is not good")]
    NotGood,
    /// The store failed.
    #[error(transparent)]
    Accounts(#[from] AccountError),
}

impl Directory {
    /// Trades a refresh token for an access token and the next refresh token.
    ///
    /// # Errors
    ///
    /// When the token is not good, or the store fails.
    pub async fn refresh(&self, token: &str, now: Timestamp) -> Result<Refreshed, RefreshError> {
        let tokens = &self.0.tokens;
        let session = tokens.read_refresh(token).ok_or(RefreshError::NotGood)?;
        // Read anew: what is about to be handed out lasts an hour.
        self.0.cache.forget(session);
        let signed = self.check_session(session, now).await?;
        let signed = signed.ok_or(RefreshError::NotGood)?;

        let next = tokens.refresh(session);
        let old_hash = hex(&fingerprint(token));
        let new_hash = hex(&fingerprint(&next));
        let until = self.session_expiry(now);
        let rotate = self
            .0
            .accounts
            .rotate_refresh(session, &old_hash, &new_hash, until);
        match rotate.await? {
            Rotation::Rotated => Ok(Refreshed {
                session,
                access_token: tokens.access(signed.user, session, signed.roles, now),
                refresh_token: next,
            }),
            Rotation::Reused => {
                tracing::warn!(user.id = signed.user.0, session.id = %session,
                    "refresh token used twice, its sign-in ends");
                self.sign_out(session, now).await?;
                Err(RefreshError::NotGood)
            }
            Rotation::Gone => Err(RefreshError::NotGood),
        }
    }
}
