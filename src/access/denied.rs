//! Why somebody was not let in.

use crate::store::accounts::AccountError;

/// Why somebody was not let in. Each surface spells it in its own envelope.
#[derive(Debug, thiserror::Error)]
pub enum Denied {
    /// Nobody is signed in, or no longer.
    #[error("not signed in")]
    NotSignedIn,
    /// A cookie came without what shows that its owner meant to send it.
    #[error("csrf token missing or wrong")]
    Csrf,
    /// A page elsewhere, that nobody allowed to, opened a connection.
    #[error("foreign origin")]
    Origin,
    /// Signed in, but this is not theirs to do.
    #[error("not allowed")]
    NotAllowed,
    /// The store could not be asked.
    #[error("sign-in could not be checked")]
    Unavailable(#[from] AccountError),
}
