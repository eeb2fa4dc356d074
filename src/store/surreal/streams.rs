//! The streams of the journal: who writes one, how far it has come, what it says.

use surrealdb::types::Variables;

use super::SurrealStore;
use super::keys;
use super::rows::Row;
use super::values::bound;
use super::values::list;
use super::values::number;
use crate::domain::ids::NodeId;
use crate::domain::ids::OrderId;
use crate::store::JournalRow;
use crate::store::Place;
use crate::store::StoreError;
use crate::store::Stream;

/// The next incarnation and its stream, in one: a node that fails in between has skipped a
/// number, which nobody minds, but never begins one twice.
const OPEN: &str = "BEGIN;
UPSERT $node SET incarnation += 1 RETURN NONE;
LET $incarnation = (SELECT VALUE incarnation FROM ONLY $node);
CREATE type::record('stream', [record::id($node), $incarnation]) SET last = 0 RETURN NONE;
SELECT * FROM ONLY $node;
COMMIT;";

/// Where the row stands among the answers of [`OPEN`].
const OPENED: usize = 4;

/// The function around the range makes the limit count while reading, not after it.
const LINES: &str = "SELECT * FROM array::first([$lines]) LIMIT $limit";

impl SurrealStore {
    pub(super) async fn next_stream(&self, node: NodeId) -> Result<Stream, StoreError> {
        let mut answers = self
            .transact(OPEN, bound([("node", keys::node(node))]))
            .await?;
        let row = answers.row(OPENED)?.ok_or_else(|| missing("node"))?;
        let incarnation = incarnation(&row, row.number("incarnation")?)?;
        Ok(Stream { node, incarnation })
    }

    /// Every stream, found by its key. A scan would also pass each of the versions that the
    /// row of a busy stream has had: one for each commit since the database last tidied up.
    pub(super) async fn read_streams(&self) -> Result<Vec<Place>, StoreError> {
        let mut streams = Vec::new();
        for row in self.rows("SELECT * FROM node", Variables::new()).await? {
            let node = node(&row, u64::try_from(row.key_integer()?).ok())?;
            let last = incarnation(&row, row.number("incarnation")?)?;
            let stream = |incarnation| keys::stream(Stream { node, incarnation });
            // What lies before the floor was cleaned away.
            let first = floor(&row)?.map_or(1, |floor| floor.stream.incarnation);
            streams.extend((first..=last).map(stream));
        }
        let rows = self
            .rows(
                "SELECT * FROM $streams",
                bound([("streams", list(streams))]),
            )
            .await?;
        rows.iter().map(place).collect()
    }

    pub(super) async fn read_journal(
        &self,
        stream: Stream,
        after: u64,
        limit: usize,
    ) -> Result<Vec<JournalRow>, StoreError> {
        let parameters = bound([
            ("lines", keys::journal_after(stream, after)),
            ("limit", number(limit as u64)),
        ]);
        let rows = self.rows(LINES, parameters).await?;
        rows.iter().map(line).collect()
    }

    /// The rows a single statement answers.
    pub(super) async fn rows(
        &self,
        sql: &str,
        parameters: Variables,
    ) -> Result<Vec<Row>, StoreError> {
        self.query(sql, parameters).await?.rows(0)
    }
}

/// Up to where a node's journal was cleaned, if it was.
pub(super) fn floor(row: &Row) -> Result<Option<Place>, StoreError> {
    if !row.has("floor_incarnation") {
        return Ok(None);
    }
    let node = node(row, u64::try_from(row.key_integer()?).ok())?;
    let incarnation = incarnation(row, row.number("floor_incarnation")?)?;
    Ok(Some(Place {
        stream: Stream { node, incarnation },
        seq: row.number("floor_seq")?,
    }))
}

fn place(row: &Row) -> Result<Place, StoreError> {
    let node = node(row, Some(row.key_number(0)?))?;
    let incarnation = incarnation(row, row.key_number(1)?)?;
    Ok(Place {
        stream: Stream { node, incarnation },
        seq: row.number("last")?,
    })
}

fn node(row: &Row, number: Option<u64>) -> Result<NodeId, StoreError> {
    let number = number.and_then(|number| u32::try_from(number).ok());
    number
        .map(NodeId)
        .ok_or_else(|| row.unreadable("its node is not a node's number"))
}

fn incarnation(row: &Row, number: u64) -> Result<u32, StoreError> {
    u32::try_from(number).map_err(|_| row.unreadable("its incarnation is too large"))
}

fn line(row: &Row) -> Result<JournalRow, StoreError> {
    Ok(JournalRow {
        seq: row.key_number(2)?,
        order: OrderId(row.uuid("order")?),
        version: row.number("version")?,
    })
}

fn missing(table: &str) -> StoreError {
    StoreError::Unreadable {
        row: format!("of table {table}"),
        reason: "it is missing although it was just written".to_owned(),
    }
}
