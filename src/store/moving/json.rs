//! Values of the database as JSON, so that each comes back as what it was.
//!
//! JSON has no ids, no bytes and no links. They are objects of one field, whose name begins
//! with a dollar sign; a name of a row that begins so gets a second one.

use serde_json::Map;
use serde_json::Value as Json;
use serde_json::json;
use surrealdb::types::Array;
use surrealdb::types::Bytes;
use surrealdb::types::Number;
use surrealdb::types::Object;
use surrealdb::types::RecordId;
use surrealdb::types::RecordIdKey;
use surrealdb::types::ToSql;
use surrealdb::types::Value;
use uuid::Uuid;

use super::MovedRow;
use crate::domain::base64;
use crate::store::StoreError;

const UUID: &str = "$uuid";
const BYTES: &str = "$bytes";
const RECORD: &str = "$record";

/// The key and the rest of a row.
pub(super) fn row(value: Value) -> Result<(RecordIdKey, Json), StoreError> {
    let Value::Object(mut fields) = value else {
        return Err(unmovable(&value));
    };
    let Some(Value::RecordId(RecordId { key, .. })) = fields.remove("id") else {
        return Err(unmovable(&Value::Object(fields)));
    };
    let row = of_value(&Value::Object(fields))?;
    Ok((key, row))
}

/// The row of a table, as the database takes it.
pub(super) fn value(table: &str, row: &MovedRow) -> Result<Value, StoreError> {
    let Value::Object(mut fields) = to_value(&row.row)? else {
        return Err(unreadable(&row.row));
    };
    let id = RecordId::new(table, to_key(&row.id)?);
    fields.insert("id".to_owned(), Value::RecordId(id));
    Ok(Value::Object(fields))
}

/// A key as JSON.
pub(super) fn of_key(key: &RecordIdKey) -> Result<Json, StoreError> {
    match key {
        RecordIdKey::Number(number) => Ok(json!(number)),
        RecordIdKey::String(text) => Ok(json!(text)),
        RecordIdKey::Uuid(id) => of_value(&Value::Uuid(*id)),
        RecordIdKey::Array(parts) => of_value(&Value::Array(parts.clone())),
        other => Err(unmovable(&Value::RecordId(RecordId::new(
            "key",
            other.clone(),
        )))),
    }
}

fn to_key(json: &Json) -> Result<RecordIdKey, StoreError> {
    match to_value(json)? {
        Value::Number(Number::Int(number)) => Ok(RecordIdKey::Number(number)),
        Value::String(text) => Ok(RecordIdKey::String(text)),
        Value::Uuid(id) => Ok(RecordIdKey::Uuid(id)),
        Value::Array(parts) => Ok(RecordIdKey::Array(parts)),
        _ => Err(unreadable(json)),
    }
}

fn of_value(value: &Value) -> Result<Json, StoreError> {
    Ok(match value {
        Value::Null => Json::Null,
        Value::Bool(flag) => json!(flag),
        Value::Number(Number::Int(number)) => json!(number),
        Value::String(text) => json!(text),
        Value::Uuid(id) => json!({ UUID: Uuid::from(*id).to_string() }),
        Value::Bytes(bytes) => json!({ BYTES: base64::encode(bytes) }),
        Value::RecordId(RecordId { table, key }) => {
            json!({ RECORD: [table.to_string(), of_key(key)?] })
        }
        Value::Array(values) => values.iter().map(of_value).collect::<Result<_, _>>()?,
        Value::Object(fields) => {
            let mut object = Map::new();
            for (name, value) in fields {
                if matches!(value, Value::None) {
                    continue;
                }
                let escape = if name.starts_with('$') { "$" } else { "" };
                object.insert(format!("{escape}{name}"), of_value(value)?);
            }
            Json::Object(object)
        }
        other => return Err(unmovable(other)),
    })
}

fn to_value(json: &Json) -> Result<Value, StoreError> {
    Ok(match json {
        Json::Null => Value::Null,
        Json::Bool(flag) => Value::Bool(*flag),
        Json::Number(number) => {
            let number = number.as_i64().ok_or_else(|| unreadable(json))?;
            Value::Number(Number::Int(number))
        }
        Json::String(text) => Value::String(text.clone()),
        Json::Array(values) => {
            let values: Result<Vec<_>, _> = values.iter().map(to_value).collect();
            Value::Array(Array::from(values?))
        }
        Json::Object(fields) => {
            if let Some(special) = special(fields) {
                return special.ok_or_else(|| unreadable(json));
            }
            let mut object = Object::new();
            for (name, value) in fields {
                let name = name.strip_prefix('$').unwrap_or(name);
                object.insert(name.to_owned(), to_value(value)?);
            }
            Value::Object(object)
        }
    })
}

/// A value that JSON does not have; the inner nothing is one that does not read.
#[expect(clippy::option_option, reason = "not special, or special and broken")]
fn special(fields: &Map<String, Json>) -> Option<Option<Value>> {
    let (name, value) = fields.iter().next().filter(|_| fields.len() == 1)?;
    let is_ours = name.starts_with('$') && !name.starts_with("$$");
    is_ours.then(|| match name.as_str() {
        UUID => Some(Value::Uuid(Uuid::try_parse(value.as_str()?).ok()?.into())),
        BYTES => Some(Value::Bytes(Bytes::from(base64::decode(value.as_str()?)?))),
        RECORD => {
            let [table, key] = value.as_array()?.as_slice() else {
                return None;
            };
            let id = RecordId::new(table.as_str()?, to_key(key).ok()?);
            Some(Value::RecordId(id))
        }
        _ => None,
    })
}

fn unmovable(value: &Value) -> StoreError {
    let mut row = value.to_sql();
    row.truncate(row.floor_char_boundary(100));
    StoreError::Unreadable {
        row,
        reason: "it holds what no row of ours does".to_owned(),
    }
}

fn unreadable(json: &Json) -> StoreError {
    let mut row = json.to_string();
    row.truncate(row.floor_char_boundary(100));
    StoreError::Unreadable {
        row,
        reason: "it is no value of a row".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_comes_back_as_what_it_was() {
        let id = Uuid::from_u128(7);
        let key = RecordIdKey::Array(Array::from(vec![
            Value::String("a".to_owned()),
            Value::Uuid(id.into()),
            Value::Number(Number::Int(-3)),
        ]));
        let mut within = Object::new();
        within.insert("$uuid".to_owned(), Value::String("not one".to_owned()));
        let mut fields = Object::new();
        for (name, value) in [
            ("flag", Value::Bool(true)),
            ("nothing", Value::Null),
            ("number", Value::Number(Number::Int(i64::MIN))),
            ("text", Value::String("“\u{0}\n🧶”".to_owned())),
            ("id_of", Value::Uuid(id.into())),
            ("bytes", Value::Bytes(Bytes::from(vec![0, 255, 10]))),
            ("link", Value::RecordId(RecordId::new("user", 5))),
            ("$odd", Value::Object(within)),
            ("list", Value::Array(Array::from(vec![Value::Null]))),
        ] {
            fields.insert(name.to_owned(), value);
        }
        let mut given = fields.clone();
        given.insert(
            "id".to_owned(),
            Value::RecordId(RecordId::new("table", key.clone())),
        );

        let (read, json) = row(Value::Object(given.clone())).unwrap();
        let line = serde_json::to_string(&json).unwrap();
        let moved = MovedRow {
            id: of_key(&read).unwrap(),
            row: serde_json::from_str(&line).unwrap(),
        };

        assert_eq!(read, key);
        assert_eq!(value("table", &moved).unwrap(), Value::Object(given));
    }

    #[test]
    fn what_is_no_value_is_refused() {
        for odd in [
            json!({ "a": 1.5 }),
            json!({ "a": { "$uuid": 5 } }),
            json!({ "a": { "$bytes": "***" } }),
            json!({ "a": { "$record": ["user"] } }),
            json!({ "a": { "$sql": "REMOVE TABLE user" } }),
            json!(5),
        ] {
            let row = MovedRow {
                id: json!(1),
                row: odd.clone(),
            };
            assert!(value("table", &row).is_err(), "{odd}");
        }
        let row = MovedRow {
            id: json!(null),
            row: json!({}),
        };
        assert!(value("table", &row).is_err());
    }
}
