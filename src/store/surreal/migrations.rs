//! The tables, brought up to date in numbered steps.
//!
//! A step and the record that it was taken are one transaction, so two processes that
//! start at once take it once. A step that was taken is never edited; the next number is
//! free for whatever it should have said.

use sha2::Digest;
use sha2::Sha256;

use super::Failure;
use super::SurrealStore;
use super::rows::Row;
use super::values::bound;
use super::values::fields;
use super::values::key;
use super::values::number;
use super::values::record;
use super::values::text;
use crate::store::StoreError;

/// Two processes may meet at every step, and at the first there is a table to define too.
const MEETINGS_MAX: usize = 32;

/// One step.
#[derive(Debug, Clone, Copy)]
struct Migration {
    number: u64,
    name: &'static str,
    text: &'static str,
}

const MIGRATIONS: &[Migration] = &[
    Migration {
        number: 1,
        name: "0001_journal",
        text: include_str!("../schema/0001_journal.surql"),
    },
    Migration {
        number: 2,
        name: "0002_accounts",
        text: include_str!("../schema/0002_accounts.surql"),
    },
    Migration {
        number: 3,
        name: "0003_money",
        text: include_str!("../schema/0003_money.surql"),
    },
    Migration {
        number: 4,
        name: "0004_records",
        text: include_str!("../schema/0004_records.surql"),
    },
    Migration {
        number: 5,
        name: "0005_people",
        text: include_str!("../schema/0005_people.surql"),
    },
    Migration {
        number: 6,
        name: "0006_products",
        text: include_str!("../schema/0006_products.surql"),
    },
    Migration {
        number: 7,
        name: "0007_told",
        text: include_str!("../schema/0007_told.surql"),
    },
];

/// Why the tables could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// A step was edited after it was taken.
    #[error("migration {0} was edited after it was applied; restore it and add a new one")]
    Edited(&'static str),
    /// A newer program was here.
    #[error("the database knows migration {0}, which this program does not; use a newer one")]
    Unknown(u64),
    /// The database failed a step.
    #[error("migration {name} failed: {reason}")]
    Failed {
        /// The step.
        name: &'static str,
        /// What the database said.
        reason: String,
    },
    /// Rows were being put into the store, and are not all there.
    #[error(
        "an import into this store was not finished; run `rajut import` again, or use another store"
    )]
    HalfFilled,
    /// The database failed us altogether.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl SurrealStore {
    /// Takes every step that was not taken yet, and answers their names.
    ///
    /// # Errors
    ///
    /// When a step fails, was edited, or the database is ahead of this program; when an
    /// import into it was not finished.
    pub async fn migrate(&self) -> Result<Vec<&'static str>, MigrateError> {
        if self.is_half_filled().await? {
            return Err(MigrateError::HalfFilled);
        }
        self.take_steps(None).await
    }

    /// Takes the steps of these names that were not taken yet, or all of them, whoever the
    /// store is open to.
    pub(crate) async fn take_steps(
        &self,
        names: Option<&[&'static str]>,
    ) -> Result<Vec<&'static str>, MigrateError> {
        let mut applied = Vec::new();
        for _ in 0..MEETINGS_MAX {
            let mut left = self.steps_left().await?;
            left.retain(|step| names.is_none_or(|names| names.contains(&step.name)));
            let Some(next) = left.first().copied() else {
                return Ok(applied);
            };
            if self.apply(next).await? {
                applied.push(next.name);
            }
        }
        Err(StoreError::from(Failure::Conflict).into())
    }

    /// The names of the steps that [`Self::migrate`] would take.
    ///
    /// # Errors
    ///
    /// When a step was edited, or the database is ahead of this program.
    pub async fn pending(&self) -> Result<Vec<&'static str>, MigrateError> {
        if self.is_half_filled().await? {
            return Err(MigrateError::HalfFilled);
        }
        Ok(self
            .steps_left()
            .await?
            .iter()
            .map(|step| step.name)
            .collect())
    }

    /// The names of all steps, in their order.
    pub(crate) fn steps() -> Vec<&'static str> {
        MIGRATIONS.iter().map(|step| step.name).collect()
    }

    /// The tables the steps define, in their order.
    pub(crate) fn tables() -> Vec<&'static str> {
        let lines = MIGRATIONS.iter().flat_map(|step| step.text.lines());
        let defined = lines.filter_map(|line| line.strip_prefix("DEFINE TABLE "));
        let name = |rest: &'static str| rest.split_whitespace().next();
        let names = defined.filter_map(name);
        names.map(|name| name.trim_matches('`')).collect()
    }

    async fn steps_left(&self) -> Result<Vec<Migration>, MigrateError> {
        let mut left = MIGRATIONS.to_vec();
        for mut row in self.steps_taken().await? {
            let number = row.key_number(0)?;
            let step = MIGRATIONS.iter().find(|step| step.number == number);
            let step = step.ok_or(MigrateError::Unknown(number))?;
            if row.text("checksum")? != checksum(step.text) {
                return Err(MigrateError::Edited(step.name));
            }
            left.retain(|step| step.number != number);
        }
        Ok(left)
    }

    async fn steps_taken(&self) -> Result<Vec<Row>, MigrateError> {
        match self.query("SELECT * FROM migration", bound([])).await {
            Ok(mut answers) => Ok(answers.rows(0)?),
            // The first step has yet to make the table it is written down in.
            Err(Failure::NoTable(_)) => Ok(Vec::new()),
            Err(failure) => Err(StoreError::from(failure).into()),
        }
    }

    /// Takes a step; `false` when another process was faster.
    async fn apply(&self, step: Migration) -> Result<bool, MigrateError> {
        let sql = format!(
            "BEGIN;
             DEFINE TABLE IF NOT EXISTS migration SCHEMALESS;
             INSERT INTO migration $taken RETURN NONE;
             {}
             COMMIT;",
            step.text
        );
        let taken = fields([
            ("id", record("migration", key([number(step.number)]))),
            ("name", text(step.name)),
            ("checksum", text(checksum(step.text))),
        ]);
        match self.query(&sql, bound([("taken", taken)])).await {
            Ok(_) => Ok(true),
            Err(Failure::Exists(_) | Failure::Conflict) => Ok(false),
            Err(Failure::Refused(reason) | Failure::Thrown(reason)) => Err(MigrateError::Failed {
                name: step.name,
                reason,
            }),
            Err(failure) => Err(StoreError::from(failure).into()),
        }
    }
}

fn checksum(text: &str) -> String {
    format!("{:x}", Sha256::digest(text))
}
