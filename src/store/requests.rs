//! What was asked of us, for whoever looks after the server's security.

use std::borrow::Cow;

use async_trait::async_trait;
use uuid::Uuid;

use super::StoreError;
use crate::domain::ids::UserId;
use crate::domain::time::Timestamp;

/// How many of the latest requests a list looks through. Older ones are found by naming days.
pub const REQUESTS_SEEN_MAX: usize = 10_000;

/// A request and what was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestRow {
    /// Its id in here.
    pub id: Uuid,
    /// When it was answered.
    pub at: Timestamp,
    /// Where it came from.
    pub address: String,
    /// What it came with.
    pub agent: String,
    /// What it was for, without its query.
    pub path: String,
    /// Its method.
    pub method: Cow<'static, str>,
    /// The status of its answer.
    pub status: u16,
    /// How many milliseconds the answer took.
    pub millis: u64,
    /// Who asked, if they were signed in.
    pub user: Option<UserId>,
    /// The code that was looked up, if one was.
    pub code: Option<String>,
}

/// Which requests are wanted; what is not named may be anything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RequestFilter {
    /// Those of somebody.
    pub user: Option<UserId>,
    /// Those from an address.
    pub address: Option<String>,
    /// Those of a method.
    pub method: Option<String>,
    /// Those that were answered so.
    pub status: Option<u16>,
    /// Those whose path begins so.
    pub path: Option<String>,
    /// Those from an instant on.
    pub from: Option<Timestamp>,
    /// Those before an instant.
    pub before: Option<Timestamp>,
}

/// Keeps what was asked of us, for a while.
#[async_trait]
pub trait Requests {
    /// Keeps requests. Those that are kept already stay as they are.
    async fn keep_requests(&self, rows: &[RequestRow]) -> Result<(), StoreError>;

    /// How many requests match, and a page of them, the latest first. Only the latest
    /// [`REQUESTS_SEEN_MAX`] of the time that is asked for are looked through.
    async fn requests(
        &self,
        filter: &RequestFilter,
        offset: usize,
        limit: usize,
    ) -> Result<(usize, Vec<RequestRow>), StoreError>;

    /// Forgets requests of before an instant, at most `limit`, and answers how many.
    async fn forget_requests(&self, before: Timestamp, limit: usize) -> Result<usize, StoreError>;
}
