//! What staff should look at: one row for each trouble, however often it is met.

use async_trait::async_trait;
use surrealdb::types::Value;
use surrealdb::types::Variables;

use super::SurrealStore;
use super::keys;
use super::rows::Row;
use super::values::bound;
use super::values::fields;
use super::values::instant;
use super::values::integer;
use super::values::list;
use super::values::number;
use super::values::or_none;
use super::values::text;
use super::values::uuid;
use crate::domain::ids::AlertId;
use crate::domain::ids::OrderId;
use crate::domain::ids::UserId;
use crate::domain::time::Timestamp;
use crate::store::AlertFilter;
use crate::store::AlertRow;
use crate::store::Alerts;
use crate::store::StoreError;
use crate::store::StoredAlert;

/// Part of a batch, and a statement of its own. One after the other: a batch may raise the
/// same alert twice.
pub(super) const RAISE: &str = "FOR $alert IN $alerts {
    UPSERT $alert.id SET kind = $alert.kind, severity = $alert.severity,
        `order` = $alert.order, data = $alert.data, count += 1,
        first_seen_at = first_seen_at ?? $alert.at, last_seen_at = $alert.at,
        acknowledged_at = NONE, acknowledged_by = NONE RETURN NONE
};";

const ACKNOWLEDGE: &str = "UPDATE $id SET acknowledged_at = acknowledged_at ?? $at,
    acknowledged_by = acknowledged_by ?? $by RETURN AFTER";

#[async_trait]
impl Alerts for SurrealStore {
    async fn raise(&self, alert: &AlertRow) -> Result<(), StoreError> {
        let alerts = list(vec![raised(alert)]);
        self.transact(RAISE, bound([("alerts", alerts)])).await?;
        Ok(())
    }

    async fn alerts(
        &self,
        filter: &AlertFilter,
        offset: usize,
        limit: usize,
    ) -> Result<(usize, Vec<StoredAlert>), StoreError> {
        let (wanted, mut parameters) = wanted(filter);
        parameters.insert("offset", number(offset as u64));
        parameters.insert("limit", number(limit as u64));
        let sql = format!(
            "SELECT count() FROM alert WHERE {wanted} GROUP ALL;
             SELECT * FROM alert WHERE {wanted}
                 ORDER BY last_seen_at DESC, id DESC LIMIT $limit START $offset"
        );
        let mut answers = self.query(&sql, parameters).await?;
        let count = answers.count(0)?;
        let page = answers.rows(1)?.into_iter().map(read);
        Ok((count, page.collect::<Result<_, _>>()?))
    }

    async fn alert(&self, id: AlertId) -> Result<Option<StoredAlert>, StoreError> {
        let parameters = bound([("id", keys::alert(id))]);
        let mut rows = self.rows("SELECT * FROM ONLY $id", parameters).await?;
        rows.pop().map(read).transpose()
    }

    async fn acknowledge(
        &self,
        id: AlertId,
        by: UserId,
        at: Timestamp,
    ) -> Result<Option<StoredAlert>, StoreError> {
        let parameters = bound([
            ("id", keys::alert(id)),
            ("by", integer(by.0)),
            ("at", instant(at)),
        ]);
        let mut answers = self.transact(ACKNOWLEDGE, parameters).await?;
        answers.row(0)?.map(read).transpose()
    }
}

/// The condition a filter stands for, made of constants only, and its parameters.
fn wanted(filter: &AlertFilter) -> (String, Variables) {
    let mut conditions = vec!["true"];
    let mut parameters = Variables::new();
    if let Some(kind) = &filter.kind {
        let prefix = kind.strip_suffix('*');
        conditions.push(if prefix.is_some() {
            "string::starts_with(kind, $kind)"
        } else {
            "kind = $kind"
        });
        parameters.insert("kind", text(prefix.unwrap_or(kind)));
    }
    if let Some(acknowledged) = filter.acknowledged {
        conditions.push(if acknowledged {
            "acknowledged_at IS NOT NONE"
        } else {
            "acknowledged_at IS NONE"
        });
    }
    (conditions.join(" AND "), parameters)
}

/// An alert as [`RAISE`] wants it.
pub(super) fn raised(alert: &AlertRow) -> Value {
    fields([
        ("id", keys::alert(alert.id)),
        ("kind", text(alert.kind.as_ref())),
        ("severity", text(alert.severity.as_ref())),
        ("order", or_none(alert.order, |order| uuid(order.0))),
        ("at", instant(alert.at)),
        ("data", text(&alert.data)),
    ])
}

fn read(mut row: Row) -> Result<StoredAlert, StoreError> {
    let by = row.has("acknowledged_by");
    Ok(StoredAlert {
        id: AlertId(row.key_uuid()?),
        kind: row.text("kind")?,
        severity: row.text("severity")?,
        order: row.uuid_if_any("order")?.map(OrderId),
        data: row.text("data")?,
        count: row.number("count")?,
        first_seen_at: row.instant("first_seen_at")?,
        last_seen_at: row.instant("last_seen_at")?,
        acknowledged_at: row.instant_if_any("acknowledged_at")?,
        acknowledged_by: by
            .then(|| row.integer("acknowledged_by").map(UserId))
            .transpose()?,
    })
}
