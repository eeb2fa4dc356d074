//! A store that rows are being put into says so, in a row of its own, and is closed to
//! everybody else until they are all there.

use surrealdb::types::Variables;

use super::Failure;
use super::SurrealStore;
use crate::store::StoreError;

/// The table is none of the migrations': it has to be there before the first of them.
const CLOSE: &str = "DEFINE TABLE IF NOT EXISTS filling SCHEMALESS;
UPSERT filling:running SET begun = true RETURN NONE;";
const OPEN: &str = "REMOVE TABLE IF EXISTS filling";
const IS_CLOSED: &str = "SELECT * FROM ONLY filling:running";

impl SurrealStore {
    /// Whether somebody began to fill the store and did not finish.
    pub(crate) async fn is_half_filled(&self) -> Result<bool, StoreError> {
        match self.query(IS_CLOSED, Variables::new()).await {
            Ok(mut answers) => Ok(answers.row(0)?.is_some()),
            Err(Failure::NoTable(_)) => Ok(false),
            Err(failure) => Err(failure.into()),
        }
    }

    /// Closes the store to everybody else.
    pub(crate) async fn close_for_filling(&self) -> Result<(), StoreError> {
        self.transact(CLOSE, Variables::new()).await?;
        Ok(())
    }

    /// Opens the store for everybody.
    pub(crate) async fn open_for_all(&self) -> Result<(), StoreError> {
        self.transact(OPEN, Variables::new()).await?;
        Ok(())
    }

    /// Removes every table of ours with all that is in it.
    pub(crate) async fn empty(&self) -> Result<(), StoreError> {
        for table in Self::tables().into_iter().chain(["migration"]) {
            let remove = format!("REMOVE TABLE IF EXISTS `{table}`");
            self.transact(&remove, Variables::new()).await?;
        }
        Ok(())
    }
}
