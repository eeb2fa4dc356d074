//! `[auth]`: how people sign in, and for how long.

use std::time::Duration;

use crate::config::reader::Reader;
use crate::config::secret::Secret;

/// How people sign in, and for how long.
#[derive(Debug, Clone)]
pub struct AuthConfig {
    /// How long an access token is good for.
    pub access_lifetime: Duration,
    /// How long a sign-in lasts without being used.
    pub session_lifetime: Duration,
    /// The memory one password check takes, in KiB.
    pub argon2_memory_kib: u32,
    /// How often a password check passes over that memory.
    pub argon2_iterations: u32,
    /// How many failures of a name from one address cost nothing.
    pub free_failures: u32,
    /// How long a name is locked for an address at most.
    pub lock_longest: Duration,
    /// The configured key that signs tokens. The one to use, made if need be, comes from
    /// [`Config::secret_key`](crate::config::Config::secret_key).
    pub secret_key: Option<Secret>,
    /// The first owner's name; empty when none is to be made.
    pub admin_username: String,
    /// The first owner's password, set if and only if the name is.
    pub admin_password: Option<Secret>,
}

impl AuthConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let mut section = reader.section("auth");
        Self {
            access_lifetime: section.get("access_lifetime"),
            session_lifetime: section.get("session_lifetime"),
            argon2_memory_kib: section.get("argon2_memory_kib"),
            argon2_iterations: section.get("argon2_iterations"),
            free_failures: section.get("free_failures"),
            lock_longest: section.get("lock_longest"),
            secret_key: section.get("secret_key"),
            admin_username: section.get("admin_username"),
            admin_password: section.get("admin_password"),
        }
    }

    /// The first owner to make in a store without users: name and password.
    #[must_use]
    pub fn first_owner(&self) -> Option<(&str, &Secret)> {
        let password = self.admin_password.as_ref()?;
        (!self.admin_username.is_empty()).then_some((&self.admin_username, password))
    }
}
