//! What went wrong, told by what a caller can do about it.
//!
//! When one statement of a transaction fails, all the others report that they were not
//! executed; the root cause is the one that says something else.

use std::collections::HashMap;

use surrealdb::Error;
use surrealdb::types::AlreadyExistsError;
use surrealdb::types::ErrorDetails;
use surrealdb::types::NotFoundError;
use surrealdb::types::QueryError;

use crate::store::StoreError;

/// Why a query was not, or may not have been, carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    /// Not applied: this record, as the database spells it, was there already.
    Exists(String),
    /// Not applied: another transaction wrote one of the same records meanwhile.
    Conflict,
    /// Not applied: the query itself said no, in this word.
    Thrown(String),
    /// Not applied: the table was never defined.
    NoTable(String),
    /// Not applied, and not going to be.
    Refused(String),
    /// Perhaps applied.
    Unknown(String),
}

impl Failure {
    /// Judges a query that brought no answers at all.
    pub(super) fn of_call(error: &Error) -> Self {
        match error.details() {
            // These are found before anything is executed.
            ErrorDetails::Validation(_)
            | ErrorDetails::NotAllowed(_)
            | ErrorDetails::Configuration(_) => Self::Refused(error.to_string()),
            _ => Self::Unknown(error.to_string()),
        }
    }

    /// Finds the root cause among the failed statements of a query; `None` when none failed.
    pub(super) fn of_statements(errors: HashMap<usize, Error>) -> Option<Self> {
        let mut errors: Vec<_> = errors.into_iter().collect();
        errors.sort_unstable_by_key(|(place, _)| *place);
        let (_, last) = errors.last()?;

        let causes = errors
            .iter()
            .filter_map(|(_, error)| Self::of_statement(error));
        // Of several complaints the first is the cause, except for a conflict: it is told last,
        // in the slot of the commit.
        let cause = causes.reduce(|first, next| if next == Self::Conflict { next } else { first });
        // Nothing but echoes: the commit itself failed. Its own word is "not executed" even
        // when the rows are applied and only the sync to the disk failed.
        Some(cause.unwrap_or_else(|| Self::Unknown(last.to_string())))
    }

    /// Judges one failed statement; `None` when it only echoes the failure of another.
    fn of_statement(error: &Error) -> Option<Self> {
        let failure = match error.details() {
            ErrorDetails::Query(Some(QueryError::NotExecuted | QueryError::Cancelled)) => {
                return None;
            }
            // A key may be there that no statement can name; the next attempt will name it.
            ErrorDetails::Query(Some(QueryError::TransactionConflict))
            | ErrorDetails::AlreadyExists(None) => Self::Conflict,
            ErrorDetails::AlreadyExists(Some(AlreadyExistsError::Record { id })) => {
                Self::Exists(id.clone())
            }
            ErrorDetails::Thrown => Self::Thrown(thrown_word(error)),
            ErrorDetails::NotFound(Some(NotFoundError::Table { name })) => {
                Self::NoTable(name.clone())
            }
            ErrorDetails::Connection(_) | ErrorDetails::Query(_) => {
                Self::Unknown(error.to_string())
            }
            // A lone statement tells of an unknown commit only in words.
            ErrorDetails::Internal if error.message().contains("outcome is unknown") => {
                Self::Unknown(error.to_string())
            }
            _ => Self::Refused(error.to_string()),
        };
        Some(failure)
    }
}

impl From<Failure> for StoreError {
    fn from(failure: Failure) -> Self {
        Self::Unavailable(match failure {
            Failure::Exists(record) => format!("{record} exists already"),
            Failure::Conflict => "too many conflicts with other transactions".to_owned(),
            Failure::NoTable(table) => {
                format!("table {table} is missing; the migrations have not run")
            }
            Failure::Thrown(reason) | Failure::Refused(reason) | Failure::Unknown(reason) => reason,
        })
    }
}

fn thrown_word(error: &Error) -> String {
    let message = error.message();
    message
        .rsplit_once(": ")
        .map_or(message, |(_, word)| word)
        .to_owned()
}

#[cfg(test)]
mod tests {
    use surrealdb::types::ConnectionError;

    use super::*;

    fn echo(message: &str) -> Error {
        Error::query(message.to_owned(), QueryError::NotExecuted)
    }

    fn judged<const N: usize>(errors: [Error; N]) -> Option<Failure> {
        Failure::of_statements(errors.into_iter().enumerate().collect())
    }

    #[test]
    fn a_query_without_failures_has_none() {
        assert_eq!(judged([]), None);
    }

    #[test]
    fn the_cause_is_found_among_its_echoes() {
        let exists = AlreadyExistsError::Record {
            id: "order_event:[1, 2]".to_owned(),
        };
        let cause = Error::already_exists("exists".to_owned(), exists);

        let failure = judged([echo("not executed"), cause, echo("Cannot COMMIT: aborted")]);

        assert_eq!(
            failure,
            Some(Failure::Exists("order_event:[1, 2]".to_owned()))
        );
    }

    #[test]
    fn a_conflict_at_the_commit_is_a_conflict() {
        let conflict = Error::query("conflict".to_owned(), QueryError::TransactionConflict);

        assert_eq!(
            judged([echo("not executed"), conflict]),
            Some(Failure::Conflict)
        );
    }

    #[test]
    fn a_commit_that_failed_on_its_own_may_have_happened() {
        let sync = "Cannot COMMIT: There was a problem with a transaction: sync failed";

        assert_eq!(
            judged([echo("not executed"), echo(sync)]),
            Some(Failure::Unknown(sync.to_owned()))
        );
    }

    #[test]
    fn an_undetermined_commit_may_have_happened() {
        let undetermined = || Error::query("undetermined".to_owned(), None);

        assert!(matches!(
            judged([undetermined(), undetermined()]),
            Some(Failure::Unknown(_))
        ));
    }

    #[test]
    fn a_lost_connection_leaves_the_outcome_open() {
        let lost = Error::connection("lost".to_owned(), ConnectionError::ConnectionFailed);

        assert_eq!(Failure::of_call(&lost), Failure::Unknown("lost".to_owned()));
        assert_eq!(judged([lost]), Some(Failure::Unknown("lost".to_owned())));
    }

    #[test]
    fn anything_else_is_a_refusal() {
        assert_eq!(
            judged([Error::internal("no such function".to_owned())]),
            Some(Failure::Refused("no such function".to_owned()))
        );
        let unparsed = Error::validation("unparsed".to_owned(), None);
        assert_eq!(
            Failure::of_call(&unparsed),
            Failure::Refused("unparsed".to_owned())
        );
    }
}
