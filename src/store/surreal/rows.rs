//! Rows on their way out. One that does not read as it should is named in the error.

use surrealdb::types::Number;
use surrealdb::types::Object;
use surrealdb::types::RecordId;
use surrealdb::types::RecordIdKey;
use surrealdb::types::ToSql;
use surrealdb::types::Value;
use uuid::Uuid;

use crate::domain::time::Timestamp;
use crate::store::StoreError;

/// A row as it was read.
#[derive(Debug)]
pub(crate) struct Row(Object);

impl Row {
    /// The rows of an answer, be it none, one or a list of them.
    pub(super) fn all(answer: Value) -> Result<Vec<Self>, StoreError> {
        match answer {
            Value::None | Value::Null => Ok(Vec::new()),
            Value::Array(rows) => rows
                .into_iter()
                .filter_map(|row| Self::read(row).transpose())
                .collect(),
            row => Ok(Self::read(row)?.into_iter().collect()),
        }
    }

    fn read(row: Value) -> Result<Option<Self>, StoreError> {
        match row {
            Value::None | Value::Null => Ok(None),
            Value::Object(fields) => Ok(Some(Self(fields))),
            other => Err(StoreError::Unreadable {
                row: other.to_sql(),
                reason: "it is not a row".to_owned(),
            }),
        }
    }

    /// The part of the key at a place, for keys of several parts.
    pub(crate) fn key_part(&self, place: usize) -> Result<&Value, StoreError> {
        match self.0.get("id") {
            Some(Value::RecordId(RecordId {
                key: RecordIdKey::Array(parts),
                ..
            })) => parts
                .get(place)
                .ok_or_else(|| self.unreadable("its key is too short")),
            _ => Err(self.unreadable("its key is not a list")),
        }
    }

    /// A number of the key at a place.
    pub(crate) fn key_number(&self, place: usize) -> Result<u64, StoreError> {
        self.as_number(self.key_part(place)?, "its key")
    }

    /// A text of the key at a place.
    pub(crate) fn key_part_text(&self, place: usize) -> Result<String, StoreError> {
        match self.key_part(place)? {
            Value::String(text) => Ok(text.clone()),
            _ => Err(self.unreadable("its key holds no text there")),
        }
    }

    /// The key of a row that is known by an id.
    pub(crate) fn key_uuid(&self) -> Result<Uuid, StoreError> {
        match self.0.get("id") {
            Some(Value::RecordId(RecordId {
                key: RecordIdKey::Uuid(id),
                ..
            })) => Ok((*id).into()),
            _ => Err(self.unreadable("its key is not a uuid")),
        }
    }

    /// The key of a row that is known by a number.
    pub(crate) fn key_integer(&self) -> Result<i64, StoreError> {
        match self.0.get("id") {
            Some(Value::RecordId(RecordId {
                key: RecordIdKey::Number(number),
                ..
            })) => Ok(*number),
            _ => Err(self.unreadable("its key is not a number")),
        }
    }

    /// The key of a row that is known by a text.
    pub(crate) fn key_text(&self) -> Result<String, StoreError> {
        match self.0.get("id") {
            Some(Value::RecordId(RecordId {
                key: RecordIdKey::String(text),
                ..
            })) => Ok(text.clone()),
            _ => Err(self.unreadable("its key is not a text")),
        }
    }

    /// The number in the key of a row this one points to.
    pub(crate) fn link(&self, field: &str) -> Result<i64, StoreError> {
        match self.0.get(field) {
            Some(Value::RecordId(RecordId {
                key: RecordIdKey::Number(number),
                ..
            })) => Ok(*number),
            _ => Err(self.unreadable(&format!("{field} is not a numbered row"))),
        }
    }

    /// Takes a text out of the row.
    pub(crate) fn text(&mut self, field: &str) -> Result<String, StoreError> {
        match self.0.remove(field) {
            Some(Value::String(text)) => Ok(text),
            _ => Err(self.unreadable(&format!("{field} is not a text"))),
        }
    }

    /// Takes bytes out of the row.
    pub(crate) fn bytes(&mut self, field: &str) -> Result<Vec<u8>, StoreError> {
        match self.0.remove(field) {
            Some(Value::Bytes(bytes)) => Ok(bytes.into_inner().into()),
            _ => Err(self.unreadable(&format!("{field} is not bytes"))),
        }
    }

    /// Takes a map of texts out of the row.
    pub(crate) fn texts<M: FromIterator<(String, String)>>(
        &mut self,
        field: &str,
    ) -> Result<M, StoreError> {
        let Some(Value::Object(object)) = self.0.remove(field) else {
            return Err(self.unreadable(&format!("{field} is not a map")));
        };
        let entry = |(name, value)| match value {
            Value::String(text) => Ok((name, text)),
            _ => Err(self.unreadable(&format!("{field} holds more than texts"))),
        };
        object.into_iter().map(entry).collect()
    }

    /// A number that is never below nothing.
    pub(crate) fn number(&self, field: &str) -> Result<u64, StoreError> {
        self.as_number(self.0.get(field).unwrap_or(&Value::None), field)
    }

    /// A whole number of either sign.
    pub(crate) fn integer(&self, field: &str) -> Result<i64, StoreError> {
        match self.0.get(field) {
            Some(Value::Number(Number::Int(number))) => Ok(*number),
            _ => Err(self.unreadable(&format!("{field} is not a whole number"))),
        }
    }

    /// Whether there is anything in a field.
    pub(crate) fn has(&self, field: &str) -> bool {
        !matches!(self.0.get(field), None | Some(Value::None | Value::Null))
    }

    /// An instant.
    pub(crate) fn instant(&self, field: &str) -> Result<Timestamp, StoreError> {
        self.instant_if_any(field)?
            .ok_or_else(|| self.unreadable(&format!("{field} is missing")))
    }

    /// An instant that may not have come yet.
    pub(crate) fn instant_if_any(&self, field: &str) -> Result<Option<Timestamp>, StoreError> {
        match self.0.get(field) {
            None | Some(Value::None | Value::Null) => Ok(None),
            Some(Value::Number(Number::Int(millis))) => Ok(Some(Timestamp(*millis))),
            _ => Err(self.unreadable(&format!("{field} is not an instant"))),
        }
    }

    /// Whether a claim about the row holds.
    pub(crate) fn flag(&self, field: &str) -> Result<bool, StoreError> {
        match self.0.get(field) {
            Some(Value::Bool(flag)) => Ok(*flag),
            _ => Err(self.unreadable(&format!("{field} is not a yes or no"))),
        }
    }

    /// An id.
    pub(crate) fn uuid(&self, field: &str) -> Result<Uuid, StoreError> {
        self.as_uuid(self.0.get(field).unwrap_or(&Value::None), field)
    }

    /// An id that may not be there.
    pub(crate) fn uuid_if_any(&self, field: &str) -> Result<Option<Uuid>, StoreError> {
        self.has(field).then(|| self.uuid(field)).transpose()
    }

    /// A value of this row, which should be an id.
    pub(crate) fn as_uuid(&self, value: &Value, what: &str) -> Result<Uuid, StoreError> {
        match value {
            Value::Uuid(id) => Ok((*id).into()),
            _ => Err(self.unreadable(&format!("{what} is not a uuid"))),
        }
    }

    /// A value of this row, which should be a number that is never below nothing.
    pub(crate) fn as_number(&self, value: &Value, what: &str) -> Result<u64, StoreError> {
        let number = match value {
            Value::Number(Number::Int(number)) => u64::try_from(*number).ok(),
            _ => None,
        };
        number.ok_or_else(|| self.unreadable(&format!("{what} is not a count")))
    }

    /// The complaint that this row is not what it should be.
    pub(crate) fn unreadable(&self, reason: &str) -> StoreError {
        let row = self
            .0
            .get("id")
            .map_or_else(|| "without a key".to_owned(), ToSql::to_sql);
        StoreError::Unreadable {
            row,
            reason: reason.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::values::fields;
    use super::super::values::record;
    use super::super::values::text;
    use super::super::values::uuid_key;
    use super::*;

    #[test]
    fn a_row_that_does_not_read_is_named() {
        let id = record("order", uuid_key(Uuid::nil()));
        let row = fields([("id", id), ("version", text("one"))]);
        let row = Row::all(row).unwrap().pop().unwrap();

        let complaint = row.number("version").unwrap_err().to_string();

        assert_eq!(
            complaint,
            "row order:u'00000000-0000-0000-0000-000000000000' is not readable: version is not a count"
        );
    }
}
