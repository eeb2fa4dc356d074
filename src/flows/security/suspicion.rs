//! What looks like an attack: codes tried out, codes harvested, doors tried, files too large.

use std::hash::DefaultHasher;
use std::hash::Hash;
use std::hash::Hasher;
use std::net::IpAddr;

use serde_json::json;

use super::Seen;
use super::window::Windows;
use crate::actors::alerts;
use crate::config::security::SecurityConfig;
use crate::domain::ids::UserId;
use crate::domain::network::network_of;
use crate::domain::time::Span;
use crate::domain::time::Timestamp;

/// Trying codes out is told by what happens in this time, and so are refusals.
const SHORT: Span = Span::minutes(10);
/// Harvesting is slow.
const LONG: Span = Span::hours(1);

const UNAUTHORIZED: u16 = 401;
const FORBIDDEN: u16 = 403;
const NOT_FOUND: u16 = 404;
const TOO_MANY: u16 = 429;

/// Who is suspected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Suspect {
    User(UserId),
    Network(IpAddr),
}

/// Counts what everybody does.
#[derive(Debug)]
pub(super) struct Suspects {
    unknown_codes: Windows<IpAddr>,
    known_codes: Windows<IpAddr>,
    /// Which known codes were counted: asking for one's own order again harvests nothing.
    same_codes: Windows<(IpAddr, u64)>,
    refusals: Windows<Suspect>,
    uploaded_bytes_max: usize,
}

/// Something staff should look at.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Suspicion {
    pub(super) kind: &'static str,
    pub(super) reason: &'static str,
    suspect: Suspect,
    address: IpAddr,
    count: usize,
}

/// Whether a request could be part of anything at all. Most could not.
pub(super) fn may_be(seen: &Seen<'_>) -> bool {
    seen.code.is_some() || seen.uploaded > 0 || is_refusal(seen.status)
}

impl Suspects {
    pub(super) fn new(config: &SecurityConfig) -> Self {
        Self {
            unknown_codes: Windows::new(config.unknown_codes_max, SHORT),
            known_codes: Windows::new(config.known_codes_max, LONG),
            same_codes: Windows::new(1, LONG),
            refusals: Windows::new(config.refusals_max, SHORT),
            uploaded_bytes_max: config.large_upload_bytes,
        }
    }

    /// What a request makes one suspect.
    pub(super) fn judge(&mut self, seen: &Seen<'_>, at: Timestamp) -> Vec<Suspicion> {
        let network = network_of(seen.address);
        let suspect = seen.user.map_or(Suspect::Network(network), Suspect::User);
        let found = [
            self.tries_codes(seen, network, at),
            self.harvests_codes(seen, network, at),
            self.is_refused(seen, suspect, at),
            (seen.uploaded >= self.uploaded_bytes_max).then_some((
                alerts::LARGE_UPLOAD,
                "large_upload",
                seen.uploaded,
            )),
        ];
        let suspicion = |(kind, reason, count)| Suspicion {
            kind,
            reason,
            suspect: if kind == alerts::SUSPICIOUS_IP {
                Suspect::Network(network)
            } else {
                suspect
            },
            address: seen.address,
            count,
        };
        found.into_iter().flatten().map(suspicion).collect()
    }

    fn tries_codes(&mut self, seen: &Seen<'_>, network: IpAddr, at: Timestamp) -> Found {
        let (_, is_known) = seen.code?;
        let often = !is_known && self.unknown_codes.is_too_often(network, at);
        let limit = self.unknown_codes.limit();
        often.then_some((alerts::SUSPICIOUS_IP, "unknown_codes", limit))
    }

    fn harvests_codes(&mut self, seen: &Seen<'_>, network: IpAddr, at: Timestamp) -> Found {
        let (code, is_known) = seen.code?;
        let is_new = is_known && self.same_codes.is_first((network, digest(code)), at);
        let often = is_new && self.known_codes.is_too_often(network, at);
        let limit = self.known_codes.limit();
        often.then_some((alerts::SUSPICIOUS_IP, "many_codes", limit))
    }

    /// Strangers who try doors are suspicious; whoever is signed in, or only asks too often,
    /// is unusual.
    fn is_refused(&mut self, seen: &Seen<'_>, suspect: Suspect, at: Timestamp) -> Found {
        // A code nobody has is counted above, and people mistype.
        if !is_refusal(seen.status) || seen.code.is_some() {
            return None;
        }
        if !self.refusals.is_too_often(suspect, at) {
            return None;
        }
        let limit = self.refusals.limit();
        Some(match (suspect, seen.status) {
            (_, TOO_MANY) => (alerts::UNUSUAL_USAGE, "rate_limited", limit),
            (Suspect::User(_), _) => (alerts::UNUSUAL_USAGE, "refused", limit),
            (Suspect::Network(_), _) => (alerts::SUSPICIOUS_IP, "refused", limit),
        })
    }
}

type Found = Option<(&'static str, &'static str, usize)>;

impl Suspicion {
    pub(super) fn severity(&self) -> &'static str {
        if self.kind == alerts::LARGE_UPLOAD {
            alerts::INFO
        } else {
            alerts::WARNING
        }
    }

    /// What makes it the same trouble as another one.
    pub(super) fn named(&self) -> String {
        let (kind, reason) = (self.kind, self.reason);
        match self.suspect {
            Suspect::User(user) => format!("{kind}:{reason}:user:{user}"),
            Suspect::Network(network) => format!("{kind}:{reason}:address:{network}"),
        }
    }

    /// Its details, as JSON.
    pub(super) fn data(&self) -> String {
        let user = match self.suspect {
            Suspect::User(user) => Some(user),
            Suspect::Network(_) => None,
        };
        json!({
            "ip_address": self.address,
            "reason": self.reason,
            "user_id": user,
            "count": self.count,
        })
        .to_string()
    }
}

const fn is_refusal(status: u16) -> bool {
    matches!(status, UNAUTHORIZED | FORBIDDEN | NOT_FOUND | TOO_MANY)
}

fn digest(code: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    code.hash(&mut hasher);
    hasher.finish()
}
