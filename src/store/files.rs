//! Files somebody sent us, on the same database as the orders.
//!
//! A file is written once and never changed. How large one may be is for whoever takes it
//! in to say; here it only has to fit into memory. It is read whole, or a chunk at a time.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use futures_util::Stream;
use futures_util::stream;

use surrealdb::types::RecordId;
use surrealdb::types::RecordIdKeyRange;
use surrealdb::types::Value;

use super::StoreError;
use super::surreal::Failure;
use super::surreal::SurrealStore;
use super::surreal::rows::Row;
use super::surreal::values::bound;
use super::surreal::values::bytes;
use super::surreal::values::fields;
use super::surreal::values::instant;
use super::surreal::values::key;
use super::surreal::values::list;
use super::surreal::values::number;
use super::surreal::values::or_none;
use super::surreal::values::record;
use super::surreal::values::text;
use super::surreal::values::uuid;
use super::surreal::values::uuid_key;
use crate::domain::ids::FileId;
use crate::domain::ids::OrderId;
use crate::domain::media::place::FileKind;
use crate::domain::time::Timestamp;

/// The most bytes in one row.
const CHUNK_BYTES_MAX: usize = 256 * 1024;
/// All chunks but the last have as many.
const CHUNK_BYTES: u64 = CHUNK_BYTES_MAX as u64;

const PUT: &str = "BEGIN;
INSERT INTO file $file RETURN NONE;
INSERT INTO file_chunk $chunks RETURN NONE;
COMMIT;";

const GET: &str = "SELECT * FROM ONLY $file; SELECT * FROM $chunks";

/// The files of a store.
#[derive(Debug, Clone)]
pub struct Files(Arc<SurrealStore>);

/// A file.
#[derive(Clone, PartialEq, Eq)]
pub struct FileRow {
    /// Its id.
    pub id: FileId,
    /// What it is for.
    pub kind: FileKind,
    /// What it is: `image/jpeg`, …
    pub media_type: String,
    /// What its sender called it.
    pub name: String,
    /// A digest of its bytes, in hex.
    pub digest: String,
    /// The order it belongs to, if it belongs to one.
    pub owner: Option<OrderId>,
    /// When it came.
    pub at: Timestamp,
    /// All of it.
    pub bytes: Vec<u8>,
}

/// A file without its bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct FileHead {
    /// Its id.
    pub id: FileId,
    /// What it is for.
    pub kind: FileKind,
    /// What it is: `image/jpeg`, …
    pub media_type: String,
    /// What its sender called it.
    pub name: String,
    /// A digest of its bytes, in hex.
    pub digest: String,
    /// The order it belongs to, if it belongs to one.
    pub owner: Option<OrderId>,
    /// When it came.
    pub at: Timestamp,
    /// How many bytes it has.
    pub length: u64,
}

impl fmt::Debug for FileHead {
    /// Without the name: nobody wants it in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileHead")
            .field("id", &self.id)
            .field("media_type", &self.media_type)
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for FileRow {
    /// Without the name and the bytes: nobody wants them in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileRow")
            .field("id", &self.id)
            .field("media_type", &self.media_type)
            .field("bytes", &self.bytes.len())
            .finish_non_exhaustive()
    }
}

impl Files {
    /// The files of a store whose migrations have run.
    #[must_use]
    pub fn new(store: Arc<SurrealStore>) -> Self {
        Self(store)
    }

    /// Keeps a file, all of it or nothing. Keeping the same one again changes nothing.
    ///
    /// # Errors
    ///
    /// When the database fails, or another file has the id.
    pub async fn put(&self, file: &FileRow) -> Result<(), StoreError> {
        let chunks: Vec<_> = (0..)
            .zip(file.bytes.chunks(CHUNK_BYTES_MAX))
            .map(|(place, chunk)| {
                fields([
                    (
                        "id",
                        record("file_chunk", key([uuid(file.id.0), number(place)])),
                    ),
                    ("bytes", bytes(chunk)),
                ])
            })
            .collect();
        let content = fields([
            ("id", file_record(file.id)),
            ("kind", text(file.kind.word())),
            ("media_type", text(&file.media_type)),
            ("name", text(&file.name)),
            ("digest", text(&file.digest)),
            ("order", or_none(file.owner, |order| uuid(order.0))),
            ("at", instant(file.at)),
            ("chunks", number(chunks.len() as u64)),
            ("length", number(file.bytes.len() as u64)),
        ]);
        let parameters = bound([("file", content), ("chunks", list(chunks))]);
        match self.0.transact(PUT, parameters).await {
            Ok(_) => Ok(()),
            Err(Failure::Exists(_)) if self.is_kept(file).await? => self.0.vouch().await,
            Err(failure) => Err(failure.into()),
        }
    }

    /// A file, if there is one.
    ///
    /// # Errors
    ///
    /// When the database fails, or bytes of the file are missing.
    pub async fn get(&self, id: FileId) -> Result<Option<FileRow>, StoreError> {
        let parameters = bound([("file", file_record(id)), ("chunks", chunks(id))]);
        let mut answers = self.0.query(GET, parameters).await?;
        let Some(row) = answers.row(0)? else {
            return Ok(None);
        };
        read(row, answers.rows(1)?).map(Some)
    }

    /// What is known of a file, if there is one.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn head(&self, id: FileId) -> Result<Option<FileHead>, StoreError> {
        let parameters = bound([("file", file_record(id))]);
        let mut answers = self.0.query("SELECT * FROM ONLY $file", parameters).await?;
        answers.row(0)?.map(head).transpose()
    }

    /// Some bytes of a file, in order; no more than one chunk is read ahead of whoever takes
    /// them. It ends with an error when the database fails, or bytes are missing.
    pub fn read(
        &self,
        file: &FileHead,
        bytes: Range<u64>,
    ) -> impl Stream<Item = Result<Vec<u8>, StoreError>> + Send + 'static {
        let (files, id) = (self.clone(), file.id);
        stream::try_unfold(bytes, move |left| {
            let files = files.clone();
            async move {
                if left.is_empty() {
                    return Ok(None);
                }
                let chunk = files.chunk(id, left.start / CHUNK_BYTES).await?;
                let from = left.start % CHUNK_BYTES;
                let to = CHUNK_BYTES.min(from + (left.end - left.start));
                let part = place(from)..place(to);
                let part = chunk.get(part).ok_or_else(|| hole(id))?.to_vec();
                Ok(Some((part, left.start + (to - from)..left.end)))
            }
        })
    }

    async fn chunk(&self, id: FileId, place: u64) -> Result<Vec<u8>, StoreError> {
        let chunk = record("file_chunk", key([uuid(id.0), number(place)]));
        let read = "SELECT * FROM ONLY $chunk";
        let mut answers = self.0.query(read, bound([("chunk", chunk)])).await?;
        let mut row = answers.row(0)?.ok_or_else(|| hole(id))?;
        row.bytes("bytes")
    }

    async fn is_kept(&self, file: &FileRow) -> Result<bool, StoreError> {
        let digest = "SELECT id, digest FROM ONLY $file";
        let parameters = bound([("file", file_record(file.id))]);
        let mut answers = self.0.query(digest, parameters).await?;
        let kept = answers.row(0)?.map(|mut row| row.text("digest"));
        Ok(kept.transpose()? == Some(file.digest.clone()))
    }
}

fn file_record(id: FileId) -> Value {
    record("file", uuid_key(id.0))
}

/// All chunks of a file, in order.
fn chunks(id: FileId) -> Value {
    let range = RecordIdKeyRange {
        start: std::ops::Bound::Included(key([uuid(id.0)])),
        end: std::ops::Bound::Included(key([uuid(id.0), number(u64::MAX)])),
    };
    Value::RecordId(RecordId::new("file_chunk", range))
}

/// A place in a chunk.
fn place(within: u64) -> usize {
    usize::try_from(within).expect("a chunk fits into memory")
}

fn hole(id: FileId) -> StoreError {
    StoreError::Unreadable {
        row: format!("file:{id}"),
        reason: "bytes of it are missing".to_owned(),
    }
}

/// The first files were slips, and did not say so, nor how long they are.
fn kind(row: &mut Row) -> Result<FileKind, StoreError> {
    if !row.has("kind") {
        return Ok(FileKind::Slip);
    }
    let word = row.text("kind")?;
    let unknown = || row.unreadable("nobody keeps files for that");
    FileKind::of_word(&word).ok_or_else(unknown)
}

fn head(mut row: Row) -> Result<FileHead, StoreError> {
    let length = if row.has("length") {
        row.number("length")?
    } else {
        row.number("chunks")? * CHUNK_BYTES
    };
    Ok(FileHead {
        id: FileId(row.key_uuid()?),
        kind: kind(&mut row)?,
        media_type: row.text("media_type")?,
        name: row.text("name")?,
        digest: row.text("digest")?,
        owner: row.uuid_if_any("order")?.map(OrderId),
        at: row.instant("at")?,
        length,
    })
}

fn read(mut row: Row, chunks: Vec<Row>) -> Result<FileRow, StoreError> {
    if row.number("chunks")? != chunks.len() as u64 {
        return Err(row.unreadable("chunks of it are missing"));
    }
    let mut bytes = Vec::with_capacity(chunks.len() * CHUNK_BYTES_MAX);
    for mut chunk in chunks {
        bytes.append(&mut chunk.bytes("bytes")?);
    }
    Ok(FileRow {
        id: FileId(row.key_uuid()?),
        kind: kind(&mut row)?,
        media_type: row.text("media_type")?,
        name: row.text("name")?,
        digest: row.text("digest")?,
        owner: row.uuid_if_any("order")?.map(OrderId),
        at: row.instant("at")?,
        bytes,
    })
}

#[cfg(test)]
mod tests;
