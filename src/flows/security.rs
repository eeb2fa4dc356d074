//! Keeps an eye on who asks for what: the request log, and what looks like an attack.
//!
//! It is told of every answer on its way out and never slows one: what it sees is noted in
//! memory and [written](crate::actors::witness) later. What it counts, it counts in this
//! process only.

mod suspicion;
mod window;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use serde_json::json;
use uuid::Uuid;

use self::suspicion::Suspects;
use crate::actors::alerts;
use crate::actors::change::id_of;
use crate::actors::witness::Witness;
use crate::config::security::SecurityConfig;
use crate::domain::ids::AlertId;
use crate::domain::ids::UserId;
use crate::domain::network::network_of;
use crate::domain::time::Clock;
use crate::domain::time::Timestamp;
use crate::store::AlertRow;
use crate::store::RequestRow;

/// As much of a path as says what it was for.
const PATH_CHARACTERS_MAX: usize = 256;
/// As much of a `User-Agent` as tells one device from another.
const AGENT_CHARACTERS_MAX: usize = 256;

/// What is logged: the interfaces. Pages and files are the business of whoever serves them.
const LOGGED: [&str; 2] = ["/api/", "/ws/"];

/// The eye. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Sentry(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    witness: Witness,
    clock: Arc<dyn Clock>,
    suspects: Mutex<Suspects>,
}

/// A request that was answered.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// Its method.
    pub method: &'static str,
    /// What it was for, without its query.
    pub path: &'a str,
    /// The status of its answer.
    pub status: u16,
    /// How long the answer took.
    pub took: Duration,
    /// Who asked, if they were signed in.
    pub user: Option<UserId>,
    /// Where from.
    pub address: IpAddr,
    /// With what.
    pub agent: &'a str,
    /// The code that was looked up, and whether there is such a thing.
    pub code: Option<(&'a str, bool)>,
    /// How many bytes of files came along.
    pub uploaded: usize,
}

impl Sentry {
    /// Watches from now on.
    #[must_use]
    pub fn new(witness: Witness, clock: Arc<dyn Clock>, config: &SecurityConfig) -> Self {
        Self(Arc::new(Inner {
            witness,
            clock,
            suspects: Mutex::new(Suspects::new(config)),
        }))
    }

    /// Whether requests for a path are looked at.
    #[must_use]
    pub fn watches(path: &str) -> bool {
        LOGGED.iter().any(|beginning| path.starts_with(beginning))
    }

    /// Notes a request that was answered.
    pub fn saw(&self, seen: Seen<'_>) {
        let at = self.0.clock.now();
        self.0.witness.saw(RequestRow {
            id: Uuid::now_v7(),
            at,
            address: seen.address.to_string(),
            agent: short(seen.agent, AGENT_CHARACTERS_MAX),
            path: short(seen.path, PATH_CHARACTERS_MAX),
            method: seen.method.into(),
            status: seen.status,
            millis: u64::try_from(seen.took.as_millis()).unwrap_or(u64::MAX),
            user: seen.user,
            code: seen.code.map(|(code, _)| code.to_owned()),
        });
        if !suspicion::may_be(&seen) {
            return;
        }
        let suspicions = self.0.suspects.lock().judge(&seen, at);
        for suspicion in suspicions {
            let severity = suspicion.severity();
            tracing::warn!(
                kind = suspicion.kind,
                reason = suspicion.reason,
                client.address = %seen.address,
                user.id = seen.user.map(|user| user.0),
                "somebody behaves oddly"
            );
            self.0.witness.warn(AlertRow {
                id: AlertId(id_of(suspicion.named().as_bytes())),
                kind: suspicion.kind.into(),
                severity: severity.into(),
                order: None,
                at,
                data: suspicion.data(),
            });
        }
    }
}

/// A text as somebody sent it, no longer than it should be and without what nobody can read.
fn short(text: &str, characters_max: usize) -> String {
    let readable = text.chars().filter(|c| !c.is_control());
    readable.take(characters_max).collect()
}

/// The alert about failed sign-ins: of an account, or from an address when the name that was
/// tried is nobody's.
#[must_use]
pub(crate) fn failed_sign_ins(
    user: Option<UserId>,
    address: IpAddr,
    attempts: u32,
    at: Timestamp,
) -> AlertRow {
    let named = match user {
        Some(id) => format!("{}:user:{id}", alerts::FAILED_LOGINS),
        None => format!("{}:address:{}", alerts::FAILED_LOGINS, network_of(address)),
    };
    AlertRow {
        id: AlertId(id_of(named.as_bytes())),
        kind: alerts::FAILED_LOGINS.into(),
        severity: alerts::WARNING.into(),
        order: None,
        at,
        data: json!({ "ip_address": address, "user_id": user, "count": attempts }).to_string(),
    }
}

#[cfg(test)]
mod tests;
