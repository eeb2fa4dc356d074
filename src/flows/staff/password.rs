//! Passwords: hashed slowly on purpose, and only so many at once.

use std::sync::Arc;

use argon2::Algorithm;
use argon2::Argon2;
use argon2::Params;
use argon2::PasswordHash;
use argon2::PasswordHasher;
use argon2::PasswordVerifier;
use argon2::Version;
use argon2::password_hash::SaltString;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

/// A check fills a core and 19 MiB; more at once would starve the orders.
const AT_ONCE: usize = 2;

/// At some 20 ms each this is a third of a second of waiting. Whoever comes later hears busy.
const WAITING_MAX: usize = 32;

/// The longest password anybody is asked to hash.
pub(super) const BYTES_MAX: usize = 1_024;

/// The shortest new password, in characters.
pub(super) const CHARACTERS_MIN: usize = 10;

const SALT_BYTES: usize = 16;

/// Too many passwords are being checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Busy;

pub(super) struct Passwords {
    hasher: Argon2<'static>,
    /// What the password of an unknown account is compared with, so that it takes as long.
    nobodys: String,
    at_once: Arc<Semaphore>,
    places: Arc<Semaphore>,
}

impl Passwords {
    pub(super) fn new(memory_kib: u32, iterations: u32) -> Self {
        let params = Params::new(memory_kib, iterations, 1, None)
            .expect("config refuses what Argon2 cannot do");
        let hasher = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        Self {
            nobodys: hash_of(&hasher, b"nobody has this password"),
            hasher,
            at_once: Arc::new(Semaphore::new(AT_ONCE)),
            places: Arc::new(Semaphore::new(AT_ONCE + WAITING_MAX)),
        }
    }

    /// Whether a password is the one of a hash; never, though no sooner, without a hash.
    pub(super) async fn verify(&self, password: &str, hash: Option<&str>) -> Result<bool, Busy> {
        if password.len() > BYTES_MAX {
            return Ok(false);
        }
        let known = hash.is_some();
        let hash = hash.unwrap_or(&self.nobodys).to_owned();
        let (hasher, password) = (self.hasher.clone(), password.to_owned());
        let matches = move || match PasswordHash::new(&hash) {
            Ok(hash) => hasher.verify_password(password.as_bytes(), &hash).is_ok(),
            Err(error) => {
                tracing::error!(%error, "stored password hash is not readable");
                false
            }
        };
        Ok(self.work(matches).await? && known)
    }

    /// The hash to store for a password.
    pub(super) async fn hash(&self, password: &str) -> Result<String, Busy> {
        let (hasher, password) = (self.hasher.clone(), password.to_owned());
        self.work(move || hash_of(&hasher, password.as_bytes()))
            .await
    }

    async fn work<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Busy> {
        let place = Arc::clone(&self.places)
            .try_acquire_owned()
            .map_err(|_| Busy)?;
        let turn = Arc::clone(&self.at_once)
            .acquire_owned()
            .await
            .map_err(|_| Busy)?;
        // The permits go along: the work goes on when its caller has hung up.
        let job = spawn_blocking(move || {
            let _held = (place, turn);
            job()
        });
        job.await.map_err(|_| Busy)
    }
}

fn hash_of(hasher: &Argon2<'_>, password: &[u8]) -> String {
    let salt: [u8; SALT_BYTES] = rand::random();
    let salt = SaltString::encode_b64(&salt).expect("sixteen bytes are a salt");
    hasher
        .hash_password(password, &salt)
        .expect("any password of bounded length can be hashed")
        .to_string()
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::mpsc;
    use std::time::Duration;

    use futures_util::StreamExt as _;
    use futures_util::stream::FuturesUnordered;
    use tokio::time::timeout;

    use super::*;

    fn passwords() -> Passwords {
        Passwords::new(8, 1)
    }

    #[tokio::test]
    async fn only_the_password_itself_matches_its_hash() {
        let passwords = passwords();
        let hash = passwords.hash("benang merah").await.unwrap();

        assert!(hash.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{hash}");
        assert_eq!(
            passwords.verify("benang merah", Some(&hash)).await,
            Ok(true)
        );
        assert_eq!(
            passwords.verify("benang biru", Some(&hash)).await,
            Ok(false)
        );
        assert_eq!(passwords.verify("", Some("not a hash")).await, Ok(false));
        assert_ne!(passwords.hash("benang merah").await.unwrap(), hash);
    }

    #[tokio::test]
    async fn nobody_has_no_password_at_all() {
        let passwords = passwords();

        let guess = passwords.verify("nobody has this password", None).await;

        assert_eq!(guess, Ok(false));
    }

    #[tokio::test]
    async fn a_password_nobody_could_have_is_not_hashed() {
        let passwords = passwords();
        let long = "a".repeat(BYTES_MAX + 1);

        assert_eq!(passwords.verify(&long, None).await, Ok(false));
        let longest = "a".repeat(BYTES_MAX);
        let hash = passwords.hash(&longest).await.unwrap();
        assert_eq!(passwords.verify(&longest, Some(&hash)).await, Ok(true));
    }

    #[tokio::test]
    async fn a_crowd_hears_busy_at_once() {
        const CROWD: usize = 100;
        const SERVED: usize = AT_ONCE + WAITING_MAX;
        let passwords = passwords();
        let (open, gate) = mpsc::channel::<()>();
        let gate = Arc::new(Mutex::new(gate));
        let wait = || {
            let gate = Arc::clone(&gate);
            passwords.work(move || gate.lock().unwrap().recv().is_err())
        };
        let mut crowd: FuturesUnordered<_> = (0..CROWD).map(|_| wait()).collect();

        let refused = crowd.by_ref().take(CROWD - SERVED).collect::<Vec<_>>();
        let refused = timeout(Duration::from_secs(10), refused).await.unwrap();
        drop(open);
        let served: Vec<_> = crowd.collect().await;

        assert_eq!(refused, [Err(Busy); CROWD - SERVED]);
        assert_eq!(served, [Ok(true); SERVED]);
    }
}
