//! Values on their way in.
//!
//! They are built by hand rather than derived: a batch holds hundreds of them.

use surrealdb::types::Array;
use surrealdb::types::Bytes;
use surrealdb::types::Number;
use surrealdb::types::RecordId;
use surrealdb::types::RecordIdKey;
use surrealdb::types::Value;
use surrealdb::types::Variables;
use uuid::Uuid;

use crate::domain::time::Timestamp;

/// A whole number. Beyond what the database can hold it stays at the largest.
pub(crate) fn number(number: u64) -> Value {
    Value::Number(Number::Int(i64::try_from(number).unwrap_or(i64::MAX)))
}

/// A whole number of either sign.
pub(crate) fn integer(number: i64) -> Value {
    Value::Number(Number::Int(number))
}

/// Nothing, for a field that a row need not have.
pub(crate) fn or_none<T>(value: Option<T>, spell: impl FnOnce(T) -> Value) -> Value {
    value.map_or(Value::None, spell)
}

/// An instant, as milliseconds.
pub(crate) fn instant(at: Timestamp) -> Value {
    Value::Number(Number::Int(at.0))
}

/// A text.
pub(crate) fn text(text: impl Into<String>) -> Value {
    Value::String(text.into())
}

/// An id.
pub(crate) fn uuid(id: Uuid) -> Value {
    Value::Uuid(id.into())
}

/// Bytes.
pub(crate) fn bytes(bytes: &[u8]) -> Value {
    Value::Bytes(Bytes::from(bytes.to_vec()))
}

/// Several values, such as the rows of an insert.
pub(crate) fn list(values: Vec<Value>) -> Value {
    Value::Array(Array::from(values))
}

/// The content of a row.
pub(crate) fn fields<const N: usize>(fields: [(&str, Value); N]) -> Value {
    Value::Object(
        fields
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    )
}

/// The parameters of a query.
pub(crate) fn bound<const N: usize>(parameters: [(&str, Value); N]) -> Variables {
    parameters
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

/// A key of several parts, ordered by the first, then the second, and so on.
pub(crate) fn key<const N: usize>(parts: [Value; N]) -> RecordIdKey {
    RecordIdKey::Array(Array::from(Vec::from(parts)))
}

/// The key of a row that is known by an id.
pub(crate) fn uuid_key(id: Uuid) -> RecordIdKey {
    RecordIdKey::Uuid(id.into())
}

/// A record of a table.
pub(crate) fn record(table: &str, key: impl Into<RecordIdKey>) -> Value {
    Value::RecordId(RecordId::new(table, key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_inside_the_database() {
        assert_eq!(number(u64::MAX), Value::Number(Number::Int(i64::MAX)));
    }
}
