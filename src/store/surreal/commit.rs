//! One batch, one durable transaction.
//!
//! Rows that must be new are inserted, so whoever comes second is refused by the key and
//! the refusal names it. The order rows come after them: nothing there can fail unless an
//! order's first change was never written. Last come rows that are free to be there already.

use std::collections::BTreeMap;

use surrealdb::types::ToSql;
use surrealdb::types::Value;
use surrealdb::types::Variables;

use super::Failure;
use super::SurrealStore;
use super::alerts;
use super::inbox;
use super::keys;
use super::outbox;
use super::values::bound;
use super::values::fields;
use super::values::instant;
use super::values::list;
use super::values::number;
use super::values::text;
use super::values::uuid;
use crate::domain::ids::OrderId;
use crate::store::Batch;
use crate::store::Claim;
use crate::store::CommitError;
use crate::store::OrderRow;
use crate::store::Part;
use crate::store::Taken;
use crate::store::Unique;

/// The rows of a batch, by what has to happen to them. Empty ones are not mentioned to the
/// database: a batch without claims is spared four statements.
const INSERTS: [(&str, &str); 11] = [
    ("events", "INSERT INTO order_event $events RETURN NONE;"),
    (
        "order_codes",
        "INSERT INTO order_code $order_codes RETURN NONE;",
    ),
    (
        "invoice_codes",
        "INSERT INTO invoice_code $invoice_codes RETURN NONE;",
    ),
    (
        "idempotency",
        "INSERT INTO idempotency $idempotency RETURN NONE;",
    ),
    ("pages", "INSERT INTO payment_page $pages RETURN NONE;"),
    ("money", "INSERT INTO money $money RETURN NONE;"),
    ("slips", "INSERT INTO slip $slips RETURN NONE;"),
    ("journal", "INSERT INTO journal $journal RETURN NONE;"),
    ("private", "INSERT INTO order_private $private RETURN NONE;"),
    ("outbox", "INSERT INTO outbox $outbox RETURN NONE;"),
    ("created", "INSERT INTO `order` $created RETURN NONE;"),
];

/// An update of a missing record succeeds and does nothing, so all of them are looked for
/// first: once for the batch is cheaper than a look at the outcome of each update.
const UPDATES: &str = "IF array::len(SELECT VALUE true FROM $updated.id) != array::len($updated) {
    THROW 'no such order'
};
FOR $row IN $updated { UPDATE $row.id CONTENT $row RETURN NONE };";

/// The rows that may be there already, after all that must be new.
const UPSERTS: [(&str, &str); 4] = [
    ("updated", UPDATES),
    ("alerts", alerts::RAISE),
    ("deliveries", inbox::REPLACE),
    ("told", inbox::LINK),
];

const STREAM: &str = "UPSERT $stream SET last = $last RETURN NONE;";

impl SurrealStore {
    pub(super) async fn write_batch(&self, batch: &Batch<'_>) -> Result<(), CommitError> {
        let (sql, parameters) = transaction(batch);
        match self.query(&sql, parameters).await {
            Ok(_) => Ok(()),
            Err(failure) => Err(told(failure, batch)),
        }
    }
}

/// The text of the transaction, made of constants only, and its parameters.
fn transaction(batch: &Batch<'_>) -> (String, Variables) {
    let mut parameters = bound([
        ("stream", keys::stream(batch.stream)),
        ("last", number(batch.last())),
    ]);
    let mut sql = "BEGIN;".to_owned();
    let mut rows = rows(batch);
    for (name, statement) in INSERTS.into_iter().chain(UPSERTS) {
        if let Some(rows) = rows.remove(name) {
            sql.push_str(statement);
            parameters.insert(name, list(rows));
        }
    }
    sql.push_str(STREAM);
    sql.push_str("COMMIT;");
    (sql, parameters)
}

/// The rows of a batch by the name of their parameter; no entry is empty.
fn rows(batch: &Batch<'_>) -> BTreeMap<&'static str, Vec<Value>> {
    let mut rows: BTreeMap<_, Vec<_>> = BTreeMap::new();
    let mut add = |name, row| rows.entry(name).or_default().push(row);
    for (seq, part) in (batch.first..).zip(parts(batch)) {
        add("events", event(part));
        add("journal", line(batch, seq, &part.row));
        if let Some(values) = &part.private {
            add("private", private(&part.row, values));
        }
    }
    for change in batch.changes {
        for taken in &change.claims {
            add(claims_of(&taken.unique), claim(taken));
        }
        for owed in &change.outbox {
            add("outbox", outbox::content(owed));
        }
        for raised in &change.alerts {
            add("alerts", alerts::raised(raised));
        }
        if let Some(settled) = &change.delivery {
            add("deliveries", inbox::content(settled));
            for link in inbox::link(settled.order, &settled.key) {
                add("told", link);
            }
        }
    }
    for (row, is_new) in latest(batch).into_values() {
        add(if is_new { "created" } else { "updated" }, order(row));
    }
    rows
}

/// Each order's row as the whole batch leaves it, and whether the batch creates it.
fn latest<'a>(batch: &Batch<'a>) -> BTreeMap<OrderId, (&'a OrderRow, bool)> {
    let mut latest = BTreeMap::new();
    for Part { row, .. } in parts(batch) {
        let (newest, is_new) = latest.entry(row.id).or_insert((row, false));
        *is_new |= row.version == 1;
        if row.version > newest.version {
            *newest = row;
        }
    }
    latest
}

fn parts<'a>(batch: &Batch<'a>) -> impl Iterator<Item = &'a Part> {
    batch.changes.iter().flat_map(|change| &change.parts)
}

fn claims_of(unique: &Unique) -> &'static str {
    match unique {
        Unique::OrderCode(_) => "order_codes",
        Unique::InvoiceCode(_) => "invoice_codes",
        Unique::Idempotency { .. } => "idempotency",
        Unique::Page(_) => "pages",
        Unique::Money(_) => "money",
        Unique::Slip(_) => "slips",
    }
}

fn order(row: &OrderRow) -> Value {
    fields([
        ("id", keys::order(row.id)),
        ("code", text(&row.code)),
        ("status", text(row.status)),
        ("version", number(row.version)),
        ("data", text(&row.data)),
    ])
}

fn event(part: &Part) -> Value {
    fields([
        ("id", keys::event(part.row.id, part.row.version)),
        ("event", text(&part.event)),
    ])
}

fn private(row: &OrderRow, values: &str) -> Value {
    fields([
        ("id", keys::private(row.id, row.version)),
        ("private", text(values)),
    ])
}

fn line(batch: &Batch<'_>, seq: u64, row: &OrderRow) -> Value {
    fields([
        ("id", keys::journal(batch.stream, seq)),
        ("order", uuid(row.id.0)),
        ("version", number(row.version)),
    ])
}

/// A name as it is taken.
pub(crate) fn claim(claim: &Claim) -> Value {
    fields([
        ("id", keys::unique(&claim.unique)),
        ("order", uuid(claim.order.0)),
        ("at", instant(claim.at)),
        ("note", text(&claim.note)),
    ])
}

/// The failure in the caller's words; a record that was there already is one of the batch's own.
fn told(failure: Failure, batch: &Batch<'_>) -> CommitError {
    match failure {
        Failure::Exists(record) => match taken(&record, batch) {
            Some(taken) => CommitError::Taken(taken),
            None => CommitError::Refused(format!("{record} exists already")),
        },
        Failure::Conflict => CommitError::Conflict,
        Failure::NoTable(table) => CommitError::Refused(format!("table {table} is missing")),
        Failure::Thrown(reason) | Failure::Refused(reason) => CommitError::Refused(reason),
        Failure::Unknown(reason) => CommitError::Unknown(reason),
    }
}

/// Which of the batch's names the database meant. Our own keys are spelled as it spells
/// them and compared, so nothing it says has to be parsed.
fn taken(record: &str, batch: &Batch<'_>) -> Option<Taken> {
    let version = parts(batch)
        .map(|part| (part.row.id, part.row.version))
        .find(|(order, version)| keys::event(*order, *version).to_sql() == record)
        .map(|(order, version)| Taken::Version(order, version));
    let name = || {
        let claims = batch.changes.iter().flat_map(|change| &change.claims);
        let mut names = claims.map(|claim| &claim.unique);
        names
            .find(|name| keys::unique(name).to_sql() == record)
            .cloned()
            .map(Taken::Name)
    };
    version.or_else(name)
}
