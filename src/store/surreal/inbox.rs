//! What the world told us: each message once, by the digest in its key.

use async_trait::async_trait;
use surrealdb::types::ToSql;
use surrealdb::types::Value;

use super::Failure;
use super::SurrealStore;
use super::keys;
use super::outbox;
use super::reads;
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
use crate::store::Claim;
use crate::store::DeliveryRow;
use crate::store::DeliveryState;
use crate::store::Inbox;
use crate::store::OutboxRow;
use crate::store::StoreError;
use crate::store::Unique;
use crate::store::UnmatchedRow;

/// Part of a batch: what came in, as the change that settles it leaves it.
pub(super) const REPLACE: &str =
    "FOR $row IN $deliveries { UPSERT $row.id CONTENT $row RETURN NONE };";

/// Part of every transaction that names the order of a message.
pub(super) const LINK: &str = "INSERT IGNORE INTO order_delivery $told RETURN NONE;";

const ABOUT: &str = "SELECT * FROM ONLY $delivery; SELECT * FROM ONLY $name";

const KEEP: &str = "BEGIN;
INSERT INTO delivery $delivery RETURN NONE;
INSERT IGNORE INTO outbox $owed RETURN NONE;
INSERT IGNORE INTO order_delivery $told RETURN NONE;
COMMIT;";

const SETTLE: &str = "BEGIN;
UPDATE $delivery SET state = $state, settled_at = $at, note = $note,
    `order` = $order ?? `order` RETURN NONE;
INSERT IGNORE INTO order_delivery $told RETURN NONE;
COMMIT;";

/// The function around the range makes the limit count while reading. A message that turned
/// out to be about another order after all is on both ways.
const TOLD: &str = "LET $told = (SELECT VALUE record::id(id)[1]
    FROM array::first([$links]) LIMIT $limit);
SELECT * FROM $told.map(|$key| type::record('delivery', $key)) WHERE `order` = $order";

/// Where the messages stand among the answers of [`TOLD`].
const MESSAGES: usize = 1;

/// An order has a handful of messages. More than this are not told.
const TOLD_MAX: u64 = 500;

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
        rows.pop().map(delivery).transpose()
    }

    async fn delivery_about(
        &self,
        key: &str,
        name: &Unique,
    ) -> Result<(Option<DeliveryRow>, Option<Claim>), StoreError> {
        let parameters = bound([
            ("delivery", keys::delivery(key)),
            ("name", keys::unique(name)),
        ]);
        let mut answers = self.query(ABOUT, parameters).await?;
        let kept = answers.row(0)?.map(delivery).transpose()?;
        let claim = answers.row(1)?.map(|row| reads::claim(name, row));
        Ok((kept, claim.transpose()?))
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
            ("told", list(link(row.order, &row.key))),
        ]);
        let kept = self.transact(KEEP, parameters).await.map(|_| ());
        self.is_new(kept, &keys::delivery(&row.key)).await
    }

    async fn settle_delivery(
        &self,
        key: &str,
        (state, at): (DeliveryState, Timestamp),
        order: Option<OrderId>,
        note: &str,
    ) -> Result<(), StoreError> {
        let parameters = bound([
            ("delivery", keys::delivery(key)),
            ("state", text(state.word())),
            ("at", instant(at)),
            ("order", or_none(order, |order| uuid(order.0))),
            ("note", text(note)),
            ("told", list(link(order, key))),
        ]);
        self.transact(SETTLE, parameters).await?;
        Ok(())
    }

    async fn deliveries_of(&self, order: OrderId) -> Result<Vec<DeliveryRow>, StoreError> {
        let parameters = bound([
            ("links", keys::order_deliveries(order)),
            ("limit", number(TOLD_MAX)),
            ("order", uuid(order.0)),
        ]);
        let rows = self.query(TOLD, parameters).await?.rows(MESSAGES)?;
        let told = rows.into_iter().map(delivery);
        let mut told = told.collect::<Result<Vec<_>, _>>()?;
        told.sort_by(|one, other| {
            let key = |it: &DeliveryRow| (it.received_at, it.key.clone());
            key(one).cmp(&key(other))
        });
        Ok(told)
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
        ("settled_at", or_none(row.settled_at, instant)),
        ("order", or_none(row.order, |order| uuid(order.0))),
        ("headers", text(&row.headers)),
        ("body", bytes(&row.body)),
        ("note", text(&row.note)),
    ])
}

/// The way to a message from its order, if that is known.
pub(super) fn link(order: Option<OrderId>, key: &str) -> Vec<Value> {
    let link = order.map(|order| fields([("id", keys::order_delivery(order, key))]));
    link.into_iter().collect()
}

fn delivery(mut row: Row) -> Result<DeliveryRow, StoreError> {
    let state = DeliveryState::of_word(&row.text("state")?);
    Ok(DeliveryRow {
        key: row.key_text()?,
        source: row.text("source")?.into(),
        kind: row.text("kind")?.into(),
        state: state.ok_or_else(|| row.unreadable("its state is none we know"))?,
        received_at: row.instant("received_at")?,
        settled_at: row.instant_if_any("settled_at")?,
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
