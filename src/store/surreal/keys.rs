//! How every row is found: its table and its key.

use std::ops::Bound;

use surrealdb::types::RecordId;
use surrealdb::types::RecordIdKey;
use surrealdb::types::RecordIdKeyRange;
use surrealdb::types::Value;

use super::values::instant;
use super::values::integer;
use super::values::key;
use super::values::list;
use super::values::number;
use super::values::record;
use super::values::text;
use super::values::uuid;
use super::values::uuid_key;
use crate::domain::ids::AlertId;
use crate::domain::ids::NodeId;
use crate::domain::ids::OrderId;
use crate::domain::ids::UnmatchedId;
use crate::domain::time::Timestamp;
use crate::store::OutboxRow;
use crate::store::Place;
use crate::store::RequestRow;
use crate::store::Stream;
use crate::store::Unique;

/// The order itself.
pub(super) fn order(id: OrderId) -> Value {
    record("order", uuid_key(id.0))
}

/// The change that made this version of an order.
pub(super) fn event(order: OrderId, version: u64) -> Value {
    record("order_event", version_key(order, version))
}

/// The personal values of that change.
pub(super) fn private(order: OrderId, version: u64) -> Value {
    record("order_private", version_key(order, version))
}

/// Some versions of an order, in the table of its events or of their personal values.
pub(super) fn versions(table: &str, order: OrderId, from: u64, count: u64) -> Value {
    let start = Bound::Included(version_key(order, from));
    let end = Bound::Excluded(version_key(order, from.saturating_add(count)));
    range(table, start, end)
}

/// A line of the journal.
pub(super) fn journal(stream: Stream, seq: u64) -> Value {
    record("journal", seq_key(stream, seq))
}

/// The lines of a stream after a number.
pub(super) fn journal_after(stream: Stream, after: u64) -> Value {
    let start = Bound::Excluded(seq_key(stream, after));
    range("journal", start, Bound::Included(seq_key(stream, u64::MAX)))
}

/// How far a stream has come.
pub(super) fn stream(stream: Stream) -> Value {
    record(
        "stream",
        key([node_number(stream.node), number(stream.incarnation.into())]),
    )
}

/// How often a node has started.
pub(super) fn node(node: NodeId) -> Value {
    record("node", i64::from(node.0))
}

/// The table of a name that only one change may take.
pub(super) fn unique_table(unique: &Unique) -> &'static str {
    match unique {
        Unique::OrderCode(_) => "order_code",
        Unique::InvoiceCode(_) => "invoice_code",
        Unique::Idempotency { .. } => "idempotency",
        Unique::Page(_) => "payment_page",
        Unique::Money(_) => "money",
        Unique::Slip(_) => "slip",
    }
}

/// The row of such a name.
pub(crate) fn unique(unique: &Unique) -> Value {
    let key = match unique {
        Unique::OrderCode(name)
        | Unique::InvoiceCode(name)
        | Unique::Page(name)
        | Unique::Money(name)
        | Unique::Slip(name) => RecordIdKey::String(name.clone()),
        Unique::Idempotency { scope, key: sent } => key([text(scope), text(sent)]),
    };
    record(unique_table(unique), key)
}

/// What we owe, in the order in which it falls due.
pub(super) fn outbox(row: &OutboxRow) -> Value {
    record("outbox", key([instant(row.due_at), uuid(row.id.0)]))
}

/// All that is due at an instant.
pub(super) fn outbox_due(now: Timestamp) -> Value {
    // A key of one part comes before all longer ones that begin with it.
    let end = Bound::Excluded(key([instant(Timestamp(now.0.saturating_add(1)))]));
    range("outbox", Bound::Unbounded, end)
}

/// A message of a provider.
pub(super) fn delivery(key: &str) -> Value {
    record("delivery", key)
}

/// The way from an order to a message about it.
pub(super) fn order_delivery(order: OrderId, delivery: &str) -> Value {
    record("order_delivery", key([uuid(order.0), text(delivery)]))
}

/// All of them of an order.
pub(super) fn order_deliveries(order: OrderId) -> Value {
    let start = Bound::Included(key([uuid(order.0)]));
    // No text comes after a list.
    let end = Bound::Excluded(key([uuid(order.0), list(Vec::new())]));
    range("order_delivery", start, end)
}

/// Money that belongs nowhere.
pub(super) fn unmatched(id: UnmatchedId) -> Value {
    record("unmatched", uuid_key(id.0))
}

/// Something staff should look at.
pub(super) fn alert(id: AlertId) -> Value {
    record("alert", uuid_key(id.0))
}

/// A job that one node at a time runs.
pub(super) fn job(name: &str) -> Value {
    record("job", name)
}

/// The orders after one, by id; all of them after none.
pub(super) fn orders_after(after: Option<OrderId>) -> Value {
    let start = after.map_or(Bound::Unbounded, |id| Bound::Excluded(uuid_key(id.0)));
    range("order", start, Bound::Unbounded)
}

/// A request that was answered: the later it was, the earlier its key.
pub(super) fn request(row: &RequestRow) -> Value {
    record("request", key([integer(falling(row.at)), uuid(row.id)]))
}

/// The requests from an instant on and before another, the latest first.
pub(super) fn requests(from: Option<Timestamp>, before: Option<Timestamp>) -> Value {
    // A key of one part comes before all longer ones that begin with it.
    let after = |at: Timestamp| key([integer(falling(at).saturating_add(1))]);
    let start = before.map_or(Bound::Unbounded, |at| Bound::Included(after(at)));
    let end = from.map_or(Bound::Unbounded, |at| Bound::Excluded(after(at)));
    range("request", start, end)
}

/// The lines of a node's journal at or below a floor, and those of its streams before that.
pub(super) fn journal_below(floor: Place) -> Value {
    let start = Bound::Included(key([node_number(floor.stream.node)]));
    let end = Bound::Included(seq_key(floor.stream, floor.seq));
    range("journal", start, end)
}

/// The streams of a node before one of them.
pub(super) fn streams_before(stream: Stream) -> Value {
    let node = node_number(stream.node);
    let start = Bound::Included(key([node.clone()]));
    let end = Bound::Excluded(key([node, number(stream.incarnation.into())]));
    range("stream", start, end)
}

/// Clients' keys after one of them; all of them after none.
pub(super) fn idempotency_after(after: Option<&(String, String)>) -> Value {
    let start = after.map_or(Bound::Unbounded, |(scope, sent)| {
        Bound::Excluded(key([text(scope), text(sent)]))
    });
    range("idempotency", start, Bound::Unbounded)
}

/// A number that falls as time goes by.
const fn falling(at: Timestamp) -> i64 {
    i64::MAX - at.0.saturating_abs()
}

/// The pointer to the whole generation of a snapshot.
pub(super) fn snapshot(name: &str) -> Value {
    record("snapshot", name)
}

/// A chunk in a slot of a snapshot.
pub(super) fn chunk(name: &str, slot: u64, place: u64) -> Value {
    record("snapshot_chunk", chunk_key(name, slot, place))
}

/// The chunks in a slot from a place on, up to the one before another place.
pub(super) fn chunks(name: &str, slot: u64, (from, to): (u64, u64)) -> Value {
    let start = Bound::Included(chunk_key(name, slot, from));
    range(
        "snapshot_chunk",
        start,
        Bound::Excluded(chunk_key(name, slot, to)),
    )
}

fn version_key(order: OrderId, version: u64) -> RecordIdKey {
    key([uuid(order.0), number(version)])
}

fn seq_key(stream: Stream, seq: u64) -> RecordIdKey {
    key([
        node_number(stream.node),
        number(stream.incarnation.into()),
        number(seq),
    ])
}

fn chunk_key(name: &str, slot: u64, place: u64) -> RecordIdKey {
    key([text(name), number(slot), number(place)])
}

fn node_number(node: NodeId) -> Value {
    number(node.0.into())
}

fn range(table: &str, start: Bound<RecordIdKey>, end: Bound<RecordIdKey>) -> Value {
    Value::RecordId(RecordId::new(table, RecordIdKeyRange { start, end }))
}
