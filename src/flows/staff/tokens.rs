//! What proves a sign-in: its cookie, its access and refresh tokens, its CSRF token.
//!
//! The store keeps digests only, so whoever reads it cannot sign in with what they find.

use std::time::Duration;

use hmac::Hmac;
use hmac::Mac;
use jsonwebtoken::Algorithm;
use jsonwebtoken::DecodingKey;
use jsonwebtoken::EncodingKey;
use jsonwebtoken::Header;
use jsonwebtoken::Validation;
use serde::Deserialize;
use serde::Serialize;
use sha2::Digest;
use sha2::Sha256;
use subtle::ConstantTimeEq;

use super::Roles;
use crate::config::secret::Secret;
use crate::domain::ids::SessionId;
use crate::domain::ids::UserId;
use crate::domain::role::Surface;
use crate::domain::time::Timestamp;

const ISSUER: &str = "rajut";

const SECRET_BYTES: usize = 32;

/// The digest of a secret word, as the caches know it.
pub(super) type Fingerprint = [u8; 32];

pub(super) struct Tokens {
    keyed: Hmac<Sha256>,
    signs: EncodingKey,
    reads: DecodingKey,
    rules: Validation,
    access_lifetime: Duration,
}

/// What an access token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    sid: SessionId,
    aud: Vec<Surface>,
    iat: i64,
    exp: i64,
}

impl Tokens {
    pub(super) fn new(secret: &Secret, access_lifetime: Duration) -> Self {
        let key = secret.expose().as_bytes();
        let mut rules = Validation::new(Algorithm::HS256);
        rules.set_issuer(&[ISSUER]);
        rules.set_required_spec_claims(&["exp", "iss", "aud"]);
        // The time is ours to tell, and the audience depends on who asks.
        rules.validate_exp = false;
        rules.validate_aud = false;
        Self {
            keyed: Hmac::new_from_slice(key).expect("a key may have any length"),
            signs: EncodingKey::from_secret(key),
            reads: DecodingKey::from_secret(key),
            rules,
            access_lifetime,
        }
    }

    /// An access token, for every surface where there is a role.
    pub(super) fn access(
        &self,
        user: UserId,
        session: SessionId,
        roles: Roles,
        now: Timestamp,
    ) -> String {
        let iat = seconds(now);
        let claims = Claims {
            iss: ISSUER.to_owned(),
            sub: user.to_string(),
            sid: session,
            aud: roles.surfaces().collect(),
            iat,
            exp: iat.saturating_add_unsigned(self.access_lifetime.as_secs()),
        };
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.signs)
            .expect("claims are plain JSON and the key fits the algorithm")
    }

    /// The sign-in of an access token that is ours, still good, and meant for a surface.
    pub(super) fn read_access(
        &self,
        token: &str,
        surface: Surface,
        now: Timestamp,
    ) -> Option<SessionId> {
        let read = jsonwebtoken::decode::<Claims>(token, &self.reads, &self.rules).ok()?;
        let claims = read.claims;
        let good = seconds(now) < claims.exp && claims.aud.contains(&surface);
        good.then_some(claims.sid)
    }

    /// The CSRF token of a sign-in: the same on every node, and stored nowhere.
    pub(super) fn csrf(&self, session: SessionId) -> String {
        self.seal("csrf", session, "")
    }

    pub(super) fn csrf_matches(&self, session: SessionId, given: &str) -> bool {
        self.csrf(session).as_bytes().ct_eq(given.as_bytes()).into()
    }

    /// A refresh token: the sign-in, a random word, and our seal on both.
    pub(super) fn refresh(&self, session: SessionId) -> String {
        let word = random_word();
        let seal = self.seal("refresh", session, &word);
        format!("{session}.{word}{seal}")
    }

    /// The sign-in of a refresh token we made, be it used or not. Without the seal a stranger
    /// could end a sign-in by handing in any word for it as if it were an old one.
    pub(super) fn read_refresh(&self, token: &str) -> Option<SessionId> {
        let (session, secret) = token.split_once('.')?;
        let session: SessionId = session.parse().ok()?;
        let (word, seal) = secret.split_at_checked(2 * SECRET_BYTES)?;
        let right = self.seal("refresh", session, word);
        bool::from(right.as_bytes().ct_eq(seal.as_bytes())).then_some(session)
    }

    fn seal(&self, purpose: &str, session: SessionId, word: &str) -> String {
        let mut keyed = self.keyed.clone();
        for part in [
            purpose.as_bytes(),
            b":",
            session.0.as_bytes(),
            word.as_bytes(),
        ] {
            keyed.update(part);
        }
        hex(&keyed.finalize().into_bytes())
    }
}

/// A word nobody guesses.
pub(super) fn random_word() -> String {
    let bytes: [u8; SECRET_BYTES] = rand::random();
    hex(&bytes)
}

/// The digest of a word.
pub(super) fn fingerprint(word: &str) -> Fingerprint {
    Sha256::digest(word).into()
}

pub(super) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        for half in [byte >> 4, byte & 15] {
            text.push(DIGITS[usize::from(half)].into());
        }
    }
    text
}

fn seconds(at: Timestamp) -> i64 {
    at.0.div_euclid(1_000)
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;
    use crate::domain::role::Role;

    const NOW: Timestamp = Timestamp(1_751_279_400_000);
    const HOUR: Duration = Duration::from_hours(1);

    fn tokens() -> Tokens {
        Tokens::new(&Secret::new("a key of at least thirty-two bytes"), HOUR)
    }

    fn session(number: u128) -> SessionId {
        SessionId(Uuid::from_u128(number))
    }

    fn forged(claims: &serde_json::Value, algorithm: Algorithm, key: &str) -> String {
        let key = EncodingKey::from_secret(key.as_bytes());
        jsonwebtoken::encode(&Header::new(algorithm), claims, &key).unwrap()
    }

    #[test]
    fn an_access_token_opens_its_surfaces_for_an_hour() {
        let tokens = tokens();
        let roles = Roles::only(Surface::Konveksi, Role::Admin).with(Surface::Ftth, Role::Viewer);
        let token = tokens.access(UserId(7), session(1), roles, NOW);
        let read =
            |surface, after: i64| tokens.read_access(&token, surface, Timestamp(NOW.0 + after));

        assert_eq!(read(Surface::Konveksi, 0), Some(session(1)));
        assert_eq!(read(Surface::Ftth, 3_599_999), Some(session(1)));
        assert_eq!(read(Surface::Ftth, 3_600_000), None);
        assert_eq!(read(Surface::Shop, 0), None);
    }

    #[test]
    fn a_token_of_others_opens_nothing() {
        let tokens = tokens();
        let exp = seconds(NOW) + 60;
        let claims = json!({ "iss": "rajut", "sub": "1", "sid": session(1), "aud": ["konveksi"],
            "iat": exp, "exp": exp });
        let mut stranger = claims.clone();
        stranger["iss"] = "elsewhere".into();
        let ours = "a key of at least thirty-two bytes";

        let read = |token: &str| tokens.read_access(token, Surface::Konveksi, NOW);
        assert_eq!(
            read(&forged(&claims, Algorithm::HS256, ours)),
            Some(session(1))
        );
        assert_eq!(
            read(&forged(&claims, Algorithm::HS256, "another key")),
            None
        );
        assert_eq!(read(&forged(&claims, Algorithm::HS512, ours)), None);
        assert_eq!(read(&forged(&stranger, Algorithm::HS256, ours)), None);
        let unsigned = "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.";
        for junk in ["", "a.b.c", "null", unsigned] {
            assert_eq!(read(junk), None, "{junk:?}");
        }
    }

    #[test]
    fn a_csrf_token_belongs_to_one_sign_in() {
        let tokens = tokens();
        let token = tokens.csrf(session(1));

        assert!(tokens.csrf_matches(session(1), &token));
        assert!(!tokens.csrf_matches(session(2), &token));
        assert!(!tokens.csrf_matches(session(1), ""));
        assert!(!tokens.csrf_matches(session(1), &token[1..]));
    }

    #[test]
    fn only_a_refresh_token_we_made_names_its_sign_in() {
        let tokens = tokens();
        let token = tokens.refresh(session(1));
        let word = random_word();

        assert_eq!(tokens.read_refresh(&token), Some(session(1)));
        assert_ne!(tokens.refresh(session(1)), token);
        for forged in [
            String::new(),
            session(1).to_string(),
            format!("{}.{word}", session(1)),
            format!("{}.{word}{word}", session(1)),
            token.replace(&session(1).to_string(), &session(2).to_string()),
            format!("{}.{}", session(1), "é".repeat(64)),
        ] {
            assert_eq!(tokens.read_refresh(&forged), None, "{forged}");
        }
    }
}
