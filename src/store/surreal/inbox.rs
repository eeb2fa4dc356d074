//! What the world told us: each message once, by the digest in its key.

use async_trait::async_trait;
use surrealdb::types::ToSql;
use surrealdb::types::Value;

use super::Failure;
use super::SurrealStore;
use super::keys;
use super::outbox;
use super::rows::Row;
use super::values::bound;
use super::values::bytes;
use super::values::fields;
use super::values::instant;
use super::values::integer;
use super::values::list;
use super::values::number;
use super::values::or_none;
use super::values::text;
use super::values::uuid;
use crate::domain::ids::OrderId;
use crate::domain::ids::UnmatchedId;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Timestamp;
use crate::store::DeliveryRow;
use crate::store::DeliveryState;
use crate::store::Inbox;
use crate::store::OutboxRow;
use crate::store::StoreError;
use crate::store::UnmatchedRow;

/// Part of a batch: what came in, as the change that settles it leaves it.
pub(super) const REPLACE: &str =
    "FOR $row IN $deliveries { UPSERT $row.id CONTENT $row RETURN NONE };";

const KEEP: &str = "BEGIN;
INSERT INTO delivery $delivery RETURN NONE;
INSERT IGNORE INTO outbox $owed RETURN NONE;
COMMIT;";

const SETTLE: &str = "UPDATE $delivery SET state = $state, note = $note,
    `order` = $order ?? `order` RETURN NONE";

/// How many there are, and a page of them.
const ALL: &str = "SELECT count() FROM unmatched GROUP ALL;
SELECT * FROM unmatched ORDER BY at DESC, id DESC LIMIT $limit START $offset";

/// The same for those that were given to an order.
const MATCHED: &str = "SELECT count() FROM unmatched WHERE matched_order IS NOT NONE GROUP ALL;
SELECT * FROM unmatched WHERE matched_order IS NOT NONE
    ORDER BY at DESC, id DESC LIMIT $limit START $offset";

/// The same for those that wait.
const OPEN: &str = "SELECT count() FROM unmatched WHERE matched_order IS NONE GROUP ALL;
SELECT * FROM unmatched WHERE matched_order IS NONE
    ORDER BY at DESC, id DESC LIMIT $limit START $offset";

const MATCH: &str = "UPDATE $id SET matched_order = $order, matched_at = matched_at ?? $at
    WHERE matched_order IS NONE OR matched_order = $order RETURN VALUE id";

#[async_trait]
impl Inbox for SurrealStore {
    async fn delivery(&self, key: &str) -> Result<Option<DeliveryRow>, StoreError> {
        let parameters = bound([("delivery", keys::delivery(key))]);
        let mut rows = self
            .rows("SELECT * FROM ONLY $delivery", parameters)
            .await?;
        rows.pop().map(|row| delivery(key, row)).transpose()
    }

    async fn keep_delivery(
        &self,
        row: &DeliveryRow,
        owed: Option<&OutboxRow>,
    ) -> Result<bool, StoreError> {
        let parameters = bound([
            ("delivery", content(row)),
            (
                "owed",
                list(owed.map(outbox::content).into_iter().collect()),
            ),
        ]);
        let kept = self.transact(KEEP, parameters).await.map(|_| ());
        self.is_new(kept, &keys::delivery(&row.key)).await
    }

    async fn settle_delivery(
        &self,
        key: &str,
        state: DeliveryState,
        order: Option<OrderId>,
        note: &str,
    ) -> Result<(), StoreError> {
        let parameters = bound([
            ("delivery", keys::delivery(key)),
            ("state", text(state.word())),
            ("order", or_none(order, |order| uuid(order.0))),
            ("note", text(note)),
        ]);
        self.transact(SETTLE, parameters).await?;
        Ok(())
    }

    async fn keep_unmatched(&self, row: &UnmatchedRow) -> Result<bool, StoreError> {
        let keep = "INSERT INTO unmatched $row RETURN NONE";
        let parameters = bound([("row", unmatched_content(row))]);
        let kept = self.transact(keep, parameters).await.map(|_| ());
        self.is_new(kept, &keys::unmatched(row.id)).await
    }

    async fn unmatched(
        &self,
        matched: Option<bool>,
        offset: usize,
        limit: usize,
    ) -> Result<(usize, Vec<UnmatchedRow>), StoreError> {
        let parameters = bound([
            ("offset", number(offset as u64)),
            ("limit", number(limit as u64)),
        ]);
        let sql = match matched {
            None => ALL,
            Some(true) => MATCHED,
            Some(false) => OPEN,
        };
        let mut answers = self.query(sql, parameters).await?;
        let count = answers.count(0)?;
        let page = answers.rows(1)?.into_iter().map(unmatched);
        Ok((count, page.collect::<Result<_, _>>()?))
    }

    async fn unmatched_one(&self, id: UnmatchedId) -> Result<Option<UnmatchedRow>, StoreError> {
        let parameters = bound([("id", keys::unmatched(id))]);
        let mut rows = self.rows("SELECT * FROM ONLY $id", parameters).await?;
        rows.pop().map(unmatched).transpose()
    }

    async fn match_unmatched(
        &self,
        id: UnmatchedId,
        order: OrderId,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let parameters = bound([
            ("id", keys::unmatched(id)),
            ("order", uuid(order.0)),
            ("at", instant(at)),
        ]);
        Ok(self.transact(MATCH, parameters).await?.is_any(0))
    }
}

impl SurrealStore {
    /// Whether a row was written just now, rather than there before.
    async fn is_new(&self, kept: Result<(), Failure>, row: &Value) -> Result<bool, StoreError> {
        match kept {
            Ok(()) => Ok(true),
            Err(Failure::Exists(record)) if record == row.to_sql() => {
                self.vouch().await?;
                Ok(false)
            }
            Err(failure) => Err(failure.into()),
        }
    }
}

/// A message as it is written.
pub(super) fn content(row: &DeliveryRow) -> Value {
    fields([
        ("id", keys::delivery(&row.key)),
        ("source", text(row.source.as_ref())),
        ("kind", text(row.kind.as_ref())),
        ("state", text(row.state.word())),
        ("received_at", instant(row.received_at)),
        ("order", or_none(row.order, |order| uuid(order.0))),
        ("headers", text(&row.headers)),
        ("body", bytes(&row.body)),
        ("note", text(&row.note)),
    ])
}

fn delivery(key: &str, mut row: Row) -> Result<DeliveryRow, StoreError> {
    let state = DeliveryState::of_word(&row.text("state")?);
    Ok(DeliveryRow {
        key: key.to_owned(),
        source: row.text("source")?.into(),
        kind: row.text("kind")?.into(),
        state: state.ok_or_else(|| row.unreadable("its state is none we know"))?,
        received_at: row.instant("received_at")?,
        order: row.uuid_if_any("order")?.map(OrderId),
        headers: row.text("headers")?,
        body: row.bytes("body")?,
        note: row.text("note")?,
    })
}

fn unmatched_content(row: &UnmatchedRow) -> Value {
    let (order, at) = row.matched.unzip();
    fields([
        ("id", keys::unmatched(row.id)),
        ("provider_id", text(&row.provider_id)),
        ("external_id", text(&row.external_id)),
        ("amount", integer(row.amount.0)),
        ("at", instant(row.at)),
        ("data", text(&row.data)),
        ("matched_order", or_none(order, |order| uuid(order.0))),
        ("matched_at", or_none(at, instant)),
    ])
}

fn unmatched(mut row: Row) -> Result<UnmatchedRow, StoreError> {
    let order = row.uuid_if_any("matched_order")?.map(OrderId);
    Ok(UnmatchedRow {
        id: UnmatchedId(row.key_uuid()?),
        provider_id: row.text("provider_id")?,
        external_id: row.text("external_id")?,
        amount: Rupiah(row.integer("amount")?),
        at: row.instant("at")?,
        data: row.text("data")?,
        matched: order.zip(row.instant_if_any("matched_at")?),
    })
}
