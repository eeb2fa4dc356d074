//! What whoever helps may see of a store: how its orders, its money and its journal stand,
//! and nothing that opens a door or tells of a person.
//!
//! A table that is not named here is left out.

use serde_json::Map;
use serde_json::Value;
use serde_json::json;

use crate::domain::konveksi::Order;
use crate::flows::moving::MovingError;
use crate::store::StoreError;

/// The tables of which something is shown. What is private to a change, sign-ins, names
/// taken by people, requests under keys, files, and what sandboxes keep are not.
const SHOWN: [&str; 19] = [
    "order",
    "order_event",
    "journal",
    "stream",
    "node",
    "order_code",
    "invoice_code",
    "outbox",
    "user",
    "counter",
    "payment_page",
    "money",
    "slip",
    "delivery",
    "unmatched",
    "alert",
    "job",
    "product",
    "product_change",
];

/// What may be told of an alert.
const OF_ALERTS: [&str; 3] = ["order_code", "invoice_id", "amount"];

/// Whether anything of a table is shown.
pub(super) fn is_shown(table: &str) -> bool {
    SHOWN.contains(&table)
}

/// A row without what is nobody's business.
pub(super) fn shown(table: &str, row: Value) -> Result<Value, MovingError> {
    let Value::Object(mut row) = row else {
        return Ok(row);
    };
    match table {
        "order" => within(&mut row, "data", order)?,
        "order_event" => within(&mut row, "event", |event| Ok(without_links(event)))?,
        "outbox" => within(&mut row, "data", |data| Ok(without(data, "letter")))?,
        "alert" => within(&mut row, "data", |data| Ok(only(data, &OF_ALERTS)))?,
        "unmatched" => set(&mut row, &[("data", json!("{}"))]),
        "delivery" => set(
            &mut row,
            &[
                ("headers", json!("{}")),
                ("body", json!({ "$bytes": "" })),
                ("note", json!("")),
            ],
        ),
        "user" => set(
            &mut row,
            &[
                ("username", json!("-")),
                ("username_key", json!("-")),
                ("email", json!("")),
                ("email_key", json!("")),
                ("first_name", json!("")),
                ("last_name", json!("")),
                ("password_hash", json!("")),
            ],
        ),
        _ => {}
    }
    Ok(Value::Object(row))
}

/// Changes the JSON that a field holds as text.
fn within(
    row: &mut Map<String, Value>,
    field: &str,
    change: impl FnOnce(Value) -> Result<Value, StoreError>,
) -> Result<(), StoreError> {
    let text = row.get(field).and_then(Value::as_str).unwrap_or_default();
    let inner = serde_json::from_str(text).map_err(|error| unreadable(field, &error))?;
    let changed = change(inner)?.to_string();
    row.insert(field.to_owned(), Value::String(changed));
    Ok(())
}

/// An order as it is read when the person behind it is forgotten.
fn order(data: Value) -> Result<Value, StoreError> {
    let order: Order = serde_json::from_value(data).map_err(|error| unreadable("data", &error))?;
    let order = serde_json::to_value(order.without_person());
    order
        .map(without_links)
        .map_err(|error| unreadable("data", &error))
}

/// The same without addresses of payment pages: whoever has one can pay there.
fn without_links(mut value: Value) -> Value {
    match &mut value {
        Value::Object(fields) => {
            for (name, field) in fields.iter_mut() {
                *field = if name == "url" && field.is_string() {
                    json!("")
                } else {
                    without_links(field.take())
                };
            }
        }
        Value::Array(values) => {
            for field in values.iter_mut() {
                *field = without_links(field.take());
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    value
}

fn without(mut value: Value, name: &str) -> Value {
    if let Value::Object(fields) = &mut value {
        fields.remove(name);
    }
    value
}

fn only(mut value: Value, names: &[&str]) -> Value {
    if let Value::Object(fields) = &mut value {
        fields.retain(|name, _| names.contains(&name.as_str()));
    }
    value
}

fn set(row: &mut Map<String, Value>, fields: &[(&str, Value)]) {
    for (name, value) in fields {
        if row.contains_key(*name) {
            row.insert((*name).to_owned(), value.clone());
        }
    }
}

fn unreadable(field: &str, error: &serde_json::Error) -> StoreError {
    StoreError::Unreadable {
        row: format!("with {field}"),
        reason: error.to_string(),
    }
}
