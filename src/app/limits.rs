//! How often callers have asked, and when it was too often.
//!
//! Each [`Bucket`] counts each caller in a window of its own, which begins with the first
//! request and forgets everything when it ends. Counted in this process only: behind a
//! balancer, every node has its own count.

mod ledger;

use std::net::IpAddr;
use std::time::Duration;

use parking_lot::Mutex;

use crate::app::limits::ledger::Ledger;
use crate::config::Config;
use crate::config::limits::LimitsConfig;
use crate::domain::ids::UserId;
use crate::domain::network::network_of;
use crate::domain::time::Timestamp;
use crate::telemetry::metrics as names;

const MINUTE: Duration = Duration::from_mins(1);

const HOUR: Duration = Duration::from_hours(1);

/// What is counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bucket {
    /// Every look-up by code.
    LookUp,
    /// Webhooks with a wrong token.
    BadWebhookToken,
    /// What visitors change or send.
    PublicPost,
    /// What visitors read.
    PublicGet,
    /// What staff change or send.
    Staff,
    /// Forms with files, whoever sends them.
    Upload,
    /// Attempts to sign in.
    SignIn,
}

/// How often, in how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Quota {
    limit: u32,
    window: Duration,
}

impl Bucket {
    const ALL: [Self; 7] = [
        Self::LookUp,
        Self::BadWebhookToken,
        Self::PublicPost,
        Self::PublicGet,
        Self::Staff,
        Self::Upload,
        Self::SignIn,
    ];

    fn quota(self, config: &LimitsConfig) -> Quota {
        let (limit, window) = match self {
            Self::LookUp => (config.lookups_per_minute, MINUTE),
            Self::BadWebhookToken => (config.webhook_bad_tokens_per_minute, MINUTE),
            Self::PublicPost => (config.public_posts_per_hour, HOUR),
            Self::PublicGet => (config.public_gets_per_hour, HOUR),
            Self::Staff => (config.staff_changes_per_hour, HOUR),
            Self::Upload => (config.uploads_per_hour, HOUR),
            Self::SignIn => (config.sign_ins_per_minute, MINUTE),
        };
        Quota { limit, window }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::LookUp => "lookup",
            Self::BadWebhookToken => "bad_webhook_token",
            Self::PublicPost => "public_post",
            Self::PublicGet => "public_get",
            Self::Staff => "staff",
            Self::Upload => "upload",
            Self::SignIn => "sign_in",
        }
    }
}

/// Who is counted: an address, or an account wherever it signs in from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Party {
    /// An IPv4 address, or the network an IPv6 address lies in.
    Address(IpAddr),
    /// A staff account.
    User(UserId),
}

impl From<IpAddr> for Party {
    fn from(address: IpAddr) -> Self {
        Self::Address(network_of(address))
    }
}

impl From<UserId> for Party {
    fn from(user: UserId) -> Self {
        Self::User(user)
    }
}

/// What a caller has left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// How often they may ask in a window.
    pub limit: u32,
    /// How often they may still ask in this one.
    pub remaining: u32,
    /// When the window ends.
    pub resets_at: Timestamp,
    /// How long a window is.
    pub window: Duration,
}

/// A caller has asked too often.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("asked more than {} times in {:?}", budget.limit, budget.window)]
pub struct Exceeded {
    /// What they have left: nothing, until the window ends.
    pub budget: Budget,
    /// Whole seconds until then, at least one.
    pub retry_after: u64,
}

/// Counts callers.
#[derive(Debug)]
pub struct Limits {
    /// One for each bucket, so that a crowd in one never pushes anybody out of another;
    /// none when nobody is counted.
    ledgers: Vec<Mutex<Ledger>>,
}

impl Limits {
    /// Nobody has asked yet.
    #[must_use]
    pub fn new(config: &Config) -> Self {
        let counted = if config.server.rate_limits {
            Bucket::ALL.as_slice()
        } else {
            &[]
        };
        let ledger = |bucket: &Bucket| Mutex::new(Ledger::new(bucket.quota(&config.limits)));
        Self {
            ledgers: counted.iter().map(ledger).collect(),
        }
    }

    /// Counts one request of a caller, and says what they have left; `None` when nobody is
    /// counted.
    ///
    /// # Errors
    ///
    /// When they have nothing left. Asking on does not make them wait longer.
    pub fn check(
        &self,
        bucket: Bucket,
        party: impl Into<Party>,
        now: Timestamp,
    ) -> Result<Option<Budget>, Exceeded> {
        let Some(ledger) = self.ledgers.get(bucket as usize) else {
            return Ok(None);
        };
        let counted = ledger.lock().count(party.into(), now);
        if counted.is_err() {
            metrics::counter!(names::RATE_LIMITED_TOTAL, "bucket" => bucket.name()).increment(1);
        }
        counted.map(Some)
    }

    /// What a caller has left, without counting; `None` when nobody is counted.
    #[must_use]
    pub fn left(&self, bucket: Bucket, party: impl Into<Party>, now: Timestamp) -> Option<Budget> {
        let ledger = self.ledgers.get(bucket as usize)?;
        Some(ledger.lock().left(party.into(), now))
    }
}

#[cfg(test)]
mod tests;
