//! Writing a store.

use std::collections::BTreeMap;
use std::io::Write;

use serde::Serialize;
use sha2::Digest;
use sha2::Sha256;

use crate::domain::time::Timestamp;
use crate::flows::moving::End;
use crate::flows::moving::FORM;
use crate::flows::moving::Footer;
use crate::flows::moving::Header;
use crate::flows::moving::Line;
use crate::flows::moving::Moved;
use crate::flows::moving::MovingError;
use crate::flows::moving::Progress;
use crate::flows::moving::WHAT;
use crate::flows::moving::support;
use crate::store::moving::Moving;

/// Writes every row of a store, one a line; without secrets, what [`support`] lets through.
///
/// # Errors
///
/// When the store is not of this program's schema, changes meanwhile, or fails; when the
/// lines cannot be written.
pub async fn export(
    store: &Moving,
    to: &mut (dyn Write + Send),
    with_secrets: bool,
    now: Timestamp,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Moved, MovingError> {
    let (schema, pending) = store.schema().await?;
    if let Some(step) = pending.first() {
        return Err(MovingError::Pending(step));
    }
    let tips = store.tips().await?;
    let mut lines = Lines {
        to,
        digest: Sha256::new(),
    };
    lines.write(&Header {
        rajut: WHAT.to_owned(),
        form: FORM,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        exported_at: now.to_string(),
        schema: schema.into_iter().map(str::to_owned).collect(),
        secrets: with_secrets,
    })?;
    let mut rows = BTreeMap::new();
    for table in Moving::tables() {
        if !with_secrets && !support::is_shown(table) {
            continue;
        }
        let count = export_table(store, &mut lines, table, with_secrets, progress).await?;
        rows.insert(table.to_owned(), count);
    }
    if store.tips().await? != tips {
        return Err(MovingError::Changed);
    }
    let all = rows.values().sum();
    let sha256 = format!("{:x}", lines.digest.clone().finalize());
    lines.write(&Footer {
        end: End { rows, sha256 },
    })?;
    lines.to.flush()?;
    Ok(Moved {
        rows: all,
        with_secrets,
    })
}

async fn export_table(
    store: &Moving,
    lines: &mut Lines<'_>,
    table: &'static str,
    with_secrets: bool,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<u64, MovingError> {
    let mut count = 0;
    let mut after = None;
    loop {
        let (rows, next) = store.page(table, after).await?;
        for moved in rows {
            let row = if with_secrets {
                moved.row
            } else {
                support::shown(table, moved.row)?
            };
            lines.write(&Line {
                table: table.into(),
                id: moved.id,
                row,
            })?;
            count += 1;
        }
        let is_done = next.is_none();
        progress(Progress {
            table,
            rows: count,
            is_done,
        });
        if is_done {
            return Ok(count);
        }
        after = next;
    }
}

/// Lines on their way out, and the digest of those before.
struct Lines<'a> {
    to: &'a mut (dyn Write + Send),
    digest: Sha256,
}

impl Lines<'_> {
    fn write(&mut self, line: &impl Serialize) -> Result<(), MovingError> {
        let mut text = serde_json::to_vec(line).map_err(std::io::Error::other)?;
        text.push(b'\n');
        self.digest.update(&text);
        self.to.write_all(&text)?;
        Ok(())
    }
}
