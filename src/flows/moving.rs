//! A whole store as lines of JSON: written for moving it and for support, and taken in.
//!
//! The first line says what follows, the last how much it was and under which digest, so a
//! file that was cut off or altered is not taken for whole. One row is held in memory at a
//! time when it is written, some hundred when it is taken in.

mod export;
mod import;
mod support;

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde::Serialize;
use serde_json::Value;

pub use self::export::export;
pub use self::import::import;

use crate::store::StoreError;
use crate::store::surreal::MigrateError;

/// The form of the lines. Another one has another number.
const FORM: u32 = 1;

/// The first line.
#[derive(Debug, Serialize, Deserialize)]
struct Header {
    /// What the file is.
    rajut: String,
    /// The form of its lines.
    form: u32,
    /// The version of the program that wrote it.
    version: String,
    /// When it was written.
    exported_at: String,
    /// The steps of the schema its rows are of.
    schema: Vec<String>,
    /// Whether secrets and personal values are in it.
    secrets: bool,
}

/// What [`Header::rajut`] says.
const WHAT: &str = "store";

/// A line in between.
#[derive(Debug, Serialize, Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    table: Cow<'a, str>,
    id: Value,
    row: Value,
}

/// The last line.
#[derive(Debug, Serialize, Deserialize)]
struct Footer {
    end: End,
}

#[derive(Debug, Serialize, Deserialize)]
struct End {
    /// How many rows each table has.
    rows: BTreeMap<String, u64>,
    /// The SHA-256, in hex, of all lines before.
    sha256: String,
}

/// How far moving has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The table it is at.
    pub table: &'static str,
    /// How many rows of it were moved.
    pub rows: u64,
    /// Whether that was all of it.
    pub is_done: bool,
}

/// What was moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// How many rows, of all tables.
    pub rows: u64,
    /// Whether secrets and personal values were among them.
    pub with_secrets: bool,
}

/// Why a store was not moved. One that was to be filled is empty afterwards, or closed.
#[derive(Debug, thiserror::Error)]
pub enum MovingError {
    /// The schema of the store is older than this program.
    #[error("the store has yet to take {0}; run `rajut migrate` first")]
    Pending(&'static str),
    /// Somebody wrote to the store while it was read.
    #[error(
        "the store changed while it was read; stop every rajut that uses it, then export again"
    )]
    Changed,
    /// The store that was to be filled holds something.
    #[error("the store is not empty, there are rows in `{0}`; import only goes into an empty one")]
    NotEmpty(&'static str),
    /// The file is something else.
    #[error("this is no export of a store: its first line does not say so")]
    NotOurs,
    /// The file is of a form we do not know.
    #[error("this export is of form {0}, this rajut reads form {FORM}; use a newer one")]
    Form(u32),
    /// The file is of a schema we do not know.
    #[error("this export was written by a newer rajut ({version}), with {step}; use that one")]
    Newer {
        /// The version that wrote it.
        version: String,
        /// The step of the schema that this program does not have.
        step: String,
    },
    /// The file ends too early.
    #[error("the file breaks off after {0} lines; nothing of it was kept")]
    Cut(u64),
    /// The file does not add up.
    #[error("the file is not as it was written: {0}; nothing of it was kept")]
    Altered(String),
    /// A line is no row.
    #[error("line {number} cannot be taken in: {reason}; nothing of the file was kept")]
    Line {
        /// Which, from 1.
        number: u64,
        /// Why not.
        reason: String,
    },
    /// The file could not be read or written.
    #[error("the file cannot be read or written: {0}")]
    File(#[from] std::io::Error),
    /// The schema could not be read or made.
    #[error(transparent)]
    Schema(#[from] MigrateError),
    /// The database failed us.
    #[error(transparent)]
    Store(#[from] StoreError),
}

#[cfg(test)]
mod tests;
