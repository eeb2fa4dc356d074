//! What was asked of us, in memory.

use std::cmp::Reverse;

use async_trait::async_trait;

use super::StandIn;
use crate::domain::time::Timestamp;
use crate::store::REQUESTS_SEEN_MAX;
use crate::store::RequestFilter;
use crate::store::RequestRow;
use crate::store::Requests;
use crate::store::StoreError;

#[async_trait]
impl Requests for StandIn {
    async fn keep_requests(&self, rows: &[RequestRow]) -> Result<(), StoreError> {
        let rows = rows.to_vec();
        self.write(move |contents| {
            for row in &rows {
                let key = (Reverse(row.at), row.id);
                contents.requests.entry(key).or_insert_with(|| row.clone());
            }
        })
        .await
    }

    async fn requests(
        &self,
        filter: &RequestFilter,
        offset: usize,
        limit: usize,
    ) -> Result<(usize, Vec<RequestRow>), StoreError> {
        self.read(|contents| {
            let within = |row: &&RequestRow| {
                filter.from.is_none_or(|from| from <= row.at)
                    && filter.before.is_none_or(|before| row.at < before)
            };
            let seen = contents.requests.values().filter(within);
            let seen = seen.take(REQUESTS_SEEN_MAX);
            let found: Vec<_> = seen.filter(|row| is_wanted(row, filter)).collect();
            let page = found.iter().skip(offset).take(limit);
            (found.len(), page.copied().cloned().collect())
        })
        .await
    }

    async fn forget_requests(&self, before: Timestamp, limit: usize) -> Result<usize, StoreError> {
        self.write(move |contents| {
            let keys = contents.requests.keys();
            let old = keys.filter(|(Reverse(at), _)| *at < before);
            let old: Vec<_> = old.take(limit).copied().collect();
            for key in &old {
                contents.requests.remove(key);
            }
            old.len()
        })
        .await
    }
}

fn is_wanted(row: &RequestRow, filter: &RequestFilter) -> bool {
    let path = filter.path.as_deref();
    (filter.user.is_none() || filter.user == row.user)
        && filter.address.as_ref().is_none_or(|it| *it == row.address)
        && filter.method.as_deref().is_none_or(|it| it == row.method)
        && filter.status.is_none_or(|it| it == row.status)
        && path.is_none_or(|it| row.path.starts_with(it))
}
