//! What is read of orders and of what belongs to them, by key or by a range of keys.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use super::SurrealStore;
use super::keys;
use super::rows::Row;
use super::values::bound;
use super::values::list;
use super::values::number;
use crate::domain::ids::OrderId;
use crate::store::Claim;
use crate::store::StoreError;
use crate::store::StoredEvent;
use crate::store::StoredOrder;
use crate::store::Unique;

/// Given as a parameter or a literal, a range is read to its end before the limit counts.
/// Given as the outcome of a function, it is read no further than needed.
const PAGE_OF_ORDERS: &str = "SELECT * FROM array::first([$orders]) LIMIT $limit";

/// Events come first: whoever is seen there has its personal values written already.
///
/// Versions have no gaps, so a range of keys says it all; a limit would be applied only
/// after the whole rest of the order was read.
const EVENTS: &str = "SELECT * FROM $events; SELECT * FROM $private";

impl SurrealStore {
    pub(super) async fn read_order(&self, id: OrderId) -> Result<Option<StoredOrder>, StoreError> {
        let mut rows = self
            .rows(
                "SELECT * FROM ONLY $order",
                bound([("order", keys::order(id))]),
            )
            .await?;
        rows.pop().map(order).transpose()
    }

    pub(super) async fn read_orders(
        &self,
        ids: &[OrderId],
    ) -> Result<Vec<StoredOrder>, StoreError> {
        let ids: BTreeSet<_> = ids.iter().copied().collect();
        let records = list(ids.into_iter().map(keys::order).collect());
        let rows = self
            .rows("SELECT * FROM $orders", bound([("orders", records)]))
            .await?;
        rows.into_iter().map(order).collect()
    }

    pub(super) async fn read_orders_after(
        &self,
        after: Option<OrderId>,
        limit: usize,
    ) -> Result<Vec<StoredOrder>, StoreError> {
        let parameters = bound([
            ("orders", keys::orders_after(after)),
            ("limit", number(limit as u64)),
        ]);
        let rows = self.rows(PAGE_OF_ORDERS, parameters).await?;
        rows.into_iter().map(order).collect()
    }

    pub(super) async fn read_events(
        &self,
        order: OrderId,
        from_version: u64,
        limit: usize,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        let limit = limit as u64;
        let versions = |table| keys::versions(table, order, from_version, limit);
        let parameters = bound([
            ("events", versions("order_event")),
            ("private", versions("order_private")),
        ]);
        let mut answers = self.query(EVENTS, parameters).await?;
        let events = answers.rows(0)?;
        let mut private = BTreeMap::new();
        for mut row in answers.rows(1)? {
            private.insert(row.key_number(1)?, row.text("private")?);
        }

        let event = |mut row: Row| {
            let version = row.key_number(1)?;
            let private = private.remove(&version);
            Ok(StoredEvent {
                version,
                event: row.text("event")?,
                private,
            })
        };
        events.into_iter().map(event).collect()
    }

    pub(super) async fn read_claim(&self, unique: &Unique) -> Result<Option<Claim>, StoreError> {
        let parameters = bound([("name", keys::unique(unique))]);
        let mut rows = self.rows("SELECT * FROM ONLY $name", parameters).await?;
        rows.pop().map(|row| claim(unique, row)).transpose()
    }
}

pub(super) fn claim(unique: &Unique, mut row: Row) -> Result<Claim, StoreError> {
    Ok(Claim {
        unique: unique.clone(),
        order: OrderId(row.uuid("order")?),
        at: row.instant("at")?,
        note: row.text("note")?,
    })
}

fn order(mut row: Row) -> Result<StoredOrder, StoreError> {
    Ok(StoredOrder {
        id: OrderId(row.key_uuid()?),
        version: row.number("version")?,
        data: row.text("data")?,
    })
}
