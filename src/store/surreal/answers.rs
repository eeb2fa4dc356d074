//! The answers of a query of which no statement failed, in the order of its statements.

use surrealdb::IndexedResults;
use surrealdb::types::Value;

use super::Failure;
use super::rows::Row;
use crate::store::StoreError;

/// What the statements of a query answered; each answer is taken once.
#[derive(Debug)]
pub(crate) struct Answers(IndexedResults);

impl Answers {
    /// Lets nobody see an answer while any statement failed.
    pub(super) fn judged(mut results: IndexedResults) -> Result<Self, Failure> {
        match Failure::of_statements(results.take_errors()) {
            None => Ok(Self(results)),
            Some(failure) => Err(failure),
        }
    }

    /// The rows a statement found.
    pub(crate) fn rows(&mut self, statement: usize) -> Result<Vec<Row>, StoreError> {
        Row::all(self.value(statement))
    }

    /// The row found by a statement that finds at most one.
    pub(crate) fn row(&mut self, statement: usize) -> Result<Option<Row>, StoreError> {
        Ok(self.rows(statement)?.into_iter().next())
    }

    /// How many a statement counted, over everything it found.
    pub(crate) fn count(&mut self, statement: usize) -> Result<usize, StoreError> {
        let counted = self.row(statement)?.map(|row| row.number("count"));
        // Nothing to count may be told by no row at all.
        let count = counted.transpose()?.unwrap_or(0);
        Ok(usize::try_from(count).unwrap_or(usize::MAX))
    }

    /// Whether a statement found, or changed, anything.
    pub(crate) fn is_any(&mut self, statement: usize) -> bool {
        matches!(self.value(statement), Value::Array(found) if !found.is_empty())
    }

    /// The values a statement found, whatever they are.
    pub(crate) fn values(&mut self, statement: usize) -> Vec<Value> {
        match self.value(statement) {
            Value::Array(found) => found.into_iter().collect(),
            Value::None | Value::Null => Vec::new(),
            one => vec![one],
        }
    }

    fn value(&mut self, statement: usize) -> Value {
        self.0
            .take(statement)
            .expect("failed statements were taken out before")
    }
}
