//! Taking a store in.

use std::collections::BTreeMap;
use std::io::BufRead;
use std::io::Read;

use serde::Deserialize;
use sha2::Digest;
use sha2::Sha256;

use crate::flows::moving::FORM;
use crate::flows::moving::Footer;
use crate::flows::moving::Header;
use crate::flows::moving::Line;
use crate::flows::moving::Moved;
use crate::flows::moving::MovingError;
use crate::flows::moving::Progress;
use crate::flows::moving::WHAT;
use crate::store::moving::MovedRow;
use crate::store::moving::Moving;

/// No line of ours is longer; a longer one is no line of ours.
const LINE_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// How many rows are put into the store at once, and how long their lines are together.
const BATCH_ROWS: usize = 500;
const BATCH_BYTES: usize = 4 * 1024 * 1024;

/// Fills an empty store with the rows of an export, all of them or none.
///
/// One that an earlier import left half filled counts as empty. While it is filled nobody
/// else opens it; should this process die, that stays so until it is filled again.
///
/// # Errors
///
/// When the store holds something or fails; when the export is not whole, is not as it was
/// written, or is newer than this program. The store is empty then.
pub async fn import(
    store: &Moving,
    from: &mut (dyn BufRead + Send),
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Moved, MovingError> {
    let half = store.is_half_filled().await?;
    if !half && let Some(table) = store.first_used().await? {
        return Err(MovingError::NotEmpty(table));
    }
    let mut lines = Lines {
        from,
        digest: Sha256::new(),
        number: 0,
    };
    let header = lines.header()?;
    let steps = known_steps(&header)?;
    let filled = async {
        store.begin(&steps).await?;
        let rows = fill(store, &mut lines, progress).await?;
        store.finish().await?;
        Ok::<_, MovingError>(rows)
    };
    match filled.await {
        Ok(rows) => Ok(Moved {
            rows,
            with_secrets: header.secrets,
        }),
        Err(error) => {
            store.give_up().await?;
            Err(error)
        }
    }
}

/// The steps of the schema that the rows are of, if we have them all.
fn known_steps(header: &Header) -> Result<Vec<&'static str>, MovingError> {
    let known = Moving::steps();
    let find = |step: &String| {
        let found = known.iter().copied().find(|it| it == step);
        found.ok_or_else(|| MovingError::Newer {
            version: header.version.clone(),
            step: step.clone(),
        })
    };
    header.schema.iter().map(find).collect()
}

/// Puts all rows into the store, and holds them against the last line.
async fn fill(
    store: &Moving,
    lines: &mut Lines<'_>,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<u64, MovingError> {
    let tables = Moving::tables();
    let mut counts = BTreeMap::new();
    let mut batch = Batch::default();
    loop {
        let before = lines.digest.clone();
        let line = lines.next()?.ok_or(MovingError::Cut(lines.number))?;
        let Ok(row) = serde_json::from_slice::<Line<'_>>(&line) else {
            batch
                .put(store, lines.number, &mut counts, progress)
                .await?;
            batch.end(&counts, progress);
            return check(lines, &line, before, &counts);
        };
        let table = tables.iter().copied().find(|it| *it == row.table);
        let table = table.ok_or_else(|| MovingError::Line {
            number: lines.number,
            reason: format!("there is no table `{}`", row.table),
        })?;
        if batch.table != Some(table) || batch.is_full() {
            batch
                .put(store, lines.number - 1, &mut counts, progress)
                .await?;
            if batch.table != Some(table) {
                batch.end(&counts, progress);
            }
            batch.table = Some(table);
        }
        batch.bytes += line.len();
        batch.rows.push(MovedRow {
            id: row.id,
            row: row.row,
        });
    }
}

/// Rows of one table that go into the store together.
#[derive(Debug, Default)]
struct Batch {
    table: Option<&'static str>,
    rows: Vec<MovedRow>,
    bytes: usize,
}

impl Batch {
    fn is_full(&self) -> bool {
        self.rows.len() >= BATCH_ROWS || self.bytes >= BATCH_BYTES
    }

    /// Puts what there is into the store. `upto` is the line of the last of them.
    async fn put(
        &mut self,
        store: &Moving,
        upto: u64,
        counts: &mut BTreeMap<String, u64>,
        progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<(), MovingError> {
        let Some(table) = self.table else {
            return Ok(());
        };
        let put = store.put(table, &self.rows).await;
        put.map_err(|error| MovingError::Line {
            number: upto,
            reason: format!("it or one shortly before it: {error}"),
        })?;
        let count = counts.entry(table.to_owned()).or_default();
        *count += self.rows.len() as u64;
        progress(Progress {
            table,
            rows: *count,
            is_done: false,
        });
        self.rows.clear();
        self.bytes = 0;
        Ok(())
    }

    /// Tells that its table is done.
    fn end(&self, counts: &BTreeMap<String, u64>, progress: &mut (dyn FnMut(Progress) + Send)) {
        if let Some(table) = self.table {
            progress(Progress {
                table,
                rows: counts.get(table).copied().unwrap_or(0),
                is_done: true,
            });
        }
    }
}

/// Whether the last line speaks of the lines before it, and is the last.
fn check(
    lines: &mut Lines<'_>,
    line: &[u8],
    before: Sha256,
    counts: &BTreeMap<String, u64>,
) -> Result<u64, MovingError> {
    let Ok(Footer { end }) = serde_json::from_slice(line) else {
        // A line that breaks off in the middle has no end.
        return Err(if line.ends_with(b"\n") {
            MovingError::Line {
                number: lines.number,
                reason: "it is no row".to_owned(),
            }
        } else {
            MovingError::Cut(lines.number)
        });
    };
    let altered = |what: &str| Err(MovingError::Altered(what.to_owned()));
    if end.sha256 != format!("{:x}", before.finalize()) {
        return altered("its digest is another");
    }
    let said = end.rows.iter().filter(|(_, count)| **count > 0);
    if !said.eq(counts.iter()) {
        return altered("it has another number of rows than it says");
    }
    if lines.next()?.is_some() {
        return altered("there are lines after its last");
    }
    Ok(counts.values().sum())
}

/// Lines on their way in, and the digest of those read.
struct Lines<'a> {
    from: &'a mut (dyn BufRead + Send),
    digest: Sha256,
    number: u64,
}

impl Lines<'_> {
    fn header(&mut self) -> Result<Header, MovingError> {
        let line = self.next()?.ok_or(MovingError::NotOurs)?;
        let what: What = serde_json::from_slice(&line).map_err(|_| MovingError::NotOurs)?;
        if what.rajut != WHAT {
            return Err(MovingError::NotOurs);
        }
        if what.form != FORM {
            return Err(MovingError::Form(what.form));
        }
        serde_json::from_slice(&line).map_err(|_| MovingError::NotOurs)
    }

    /// The next line, its end included; nothing at the end of the file.
    fn next(&mut self) -> Result<Option<Vec<u8>>, MovingError> {
        let mut line = Vec::new();
        let read = (&mut *self.from)
            .take(LINE_BYTES_MAX)
            .read_until(b'\n', &mut line)?;
        if read == 0 {
            return Ok(None);
        }
        self.number += 1;
        self.digest.update(&line);
        Ok(Some(line))
    }
}

/// What every form says of itself.
#[derive(Debug, Deserialize)]
struct What {
    rajut: String,
    form: u32,
}
