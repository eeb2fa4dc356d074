//! What staff should look at, in memory.

use std::cmp::Reverse;

use async_trait::async_trait;

use super::Contents;
use super::StandIn;
use crate::domain::ids::AlertId;
use crate::domain::ids::UserId;
use crate::domain::time::Timestamp;
use crate::store::AlertFilter;
use crate::store::AlertRow;
use crate::store::Alerts;
use crate::store::StoreError;
use crate::store::StoredAlert;

#[async_trait]
impl Alerts for StandIn {
    async fn raise(&self, alert: &AlertRow) -> Result<(), StoreError> {
        let alert = alert.clone();
        self.write(move |contents| contents.raise(&alert)).await
    }

    async fn alerts(
        &self,
        filter: &AlertFilter,
        offset: usize,
        limit: usize,
    ) -> Result<(usize, Vec<StoredAlert>), StoreError> {
        self.read(|contents| {
            let alerts = contents.alerts.values();
            let mut alerts: Vec<_> = alerts.filter(|alert| is_wanted(alert, filter)).collect();
            alerts.sort_by_key(|alert| Reverse((alert.last_seen_at, alert.id)));
            let page = alerts.iter().skip(offset).take(limit);
            (alerts.len(), page.copied().cloned().collect())
        })
        .await
    }

    async fn alert(&self, id: AlertId) -> Result<Option<StoredAlert>, StoreError> {
        self.read(|contents| contents.alerts.get(&id).cloned())
            .await
    }

    async fn acknowledge(
        &self,
        id: AlertId,
        by: UserId,
        at: Timestamp,
    ) -> Result<Option<StoredAlert>, StoreError> {
        self.write(move |contents| {
            let alert = contents.alerts.get_mut(&id)?;
            alert.acknowledged_at.get_or_insert(at);
            alert.acknowledged_by.get_or_insert(by);
            Some(alert.clone())
        })
        .await
    }
}

impl Contents {
    pub(super) fn raise(&mut self, alert: &AlertRow) {
        let before = self.alerts.get(&alert.id);
        let raised = StoredAlert {
            id: alert.id,
            kind: alert.kind.to_string(),
            severity: alert.severity.to_string(),
            order: alert.order,
            data: alert.data.clone(),
            count: before.map_or(0, |before| before.count) + 1,
            first_seen_at: before.map_or(alert.at, |before| before.first_seen_at),
            last_seen_at: alert.at,
            acknowledged_at: None,
            acknowledged_by: None,
        };
        self.alerts.insert(alert.id, raised);
    }
}

fn is_wanted(alert: &StoredAlert, filter: &AlertFilter) -> bool {
    let of_kind = filter.kind.as_ref().is_none_or(|kind| {
        let prefix = kind.strip_suffix('*');
        prefix.map_or(alert.kind == *kind, |prefix| alert.kind.starts_with(prefix))
    });
    let acknowledged = filter.acknowledged;
    of_kind && acknowledged.is_none_or(|wanted| wanted == alert.acknowledged_at.is_some())
}
