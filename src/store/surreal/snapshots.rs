//! Named snapshots: many chunks, and a pointer that says which of them are whole.
//!
//! A snapshot has two slots and uses them in turn: the new generation is written beside
//! the whole one, then the pointer moves, then the old one is removed. It has one writer
//! at a time; a reader may come at any moment. Each chunk is a row, so whoever makes them
//! chooses their size: some hundred kilobytes are good.

use surrealdb::types::Bytes;
use surrealdb::types::Value;

use super::SurrealStore;
use super::keys;
use super::values::bound;
use super::values::fields;
use super::values::number;
use crate::store::StoreError;

/// How many chunks are read, or removed, by one query: it holds them all in memory.
const CHUNKS_MAX: usize = 16;

/// A reader starts over this often when the snapshot is replaced under its hands.
const ATTEMPTS_MAX: usize = 3;

/// What is known of a snapshot.
#[derive(Debug, Clone, Copy, Default)]
struct Pointer {
    /// The whole generation; it lies in the slot of its parity.
    generation: u64,
    /// How many chunks it has.
    chunks: u64,
    /// How many chunks may lie in either slot. Noted before any is written, so that what a
    /// fallen writer left is found by the next: it may hold what people asked us to forget.
    reach: [u64; 2],
}

impl SurrealStore {
    pub(super) async fn write_snapshot(
        &self,
        name: &str,
        chunks: Vec<Vec<u8>>,
    ) -> Result<(), StoreError> {
        let count = chunks.len() as u64;
        let mut pointer = self.pointer(name).await?;
        let generation = pointer.generation + 1;
        let new = slot(generation);
        pointer.reach[new] = pointer.reach[new].max(count);
        self.point(name, pointer).await?;
        for (place, chunk) in (0..).zip(chunks) {
            self.write_chunk(name, generation, place, chunk).await?;
        }

        pointer.generation = generation;
        pointer.chunks = count;
        self.point(name, pointer).await?;

        self.remove(name, new, count, pointer.reach[new]).await?;
        self.remove(name, 1 - new, 0, pointer.reach[1 - new])
            .await?;
        pointer.reach = [0, 0];
        pointer.reach[new] = count;
        self.point(name, pointer).await
    }

    pub(super) async fn read_snapshot(&self, name: &str) -> Result<Vec<Vec<u8>>, StoreError> {
        for _ in 0..ATTEMPTS_MAX {
            let pointer = self.pointer(name).await?;
            if let Some(chunks) = self.whole(name, pointer).await? {
                return Ok(chunks);
            }
        }
        Err(StoreError::Unreadable {
            row: format!("snapshot:{name}"),
            reason: "chunks of it are missing".to_owned(),
        })
    }

    async fn pointer(&self, name: &str) -> Result<Pointer, StoreError> {
        let parameters = bound([("snapshot", keys::snapshot(name))]);
        let mut rows = self
            .rows("SELECT * FROM ONLY $snapshot", parameters)
            .await?;
        let Some(row) = rows.pop() else {
            return Ok(Pointer::default());
        };
        Ok(Pointer {
            generation: row.number("generation")?,
            chunks: row.number("chunks")?,
            reach: [row.number("reach_even")?, row.number("reach_odd")?],
        })
    }

    async fn point(&self, name: &str, pointer: Pointer) -> Result<(), StoreError> {
        let content = fields([
            ("generation", number(pointer.generation)),
            ("chunks", number(pointer.chunks)),
            ("reach_even", number(pointer.reach[0])),
            ("reach_odd", number(pointer.reach[1])),
        ]);
        let parameters = bound([("snapshot", keys::snapshot(name)), ("pointer", content)]);
        self.transact("UPSERT $snapshot CONTENT $pointer RETURN NONE", parameters)
            .await?;
        Ok(())
    }

    async fn write_chunk(
        &self,
        name: &str,
        generation: u64,
        place: u64,
        chunk: Vec<u8>,
    ) -> Result<(), StoreError> {
        let content = fields([
            ("generation", number(generation)),
            ("bytes", Value::Bytes(Bytes::from(chunk))),
        ]);
        let key = keys::chunk(name, slot(generation) as u64, place);
        let parameters = bound([("chunk", key), ("content", content)]);
        self.transact("UPSERT $chunk CONTENT $content RETURN NONE", parameters)
            .await?;
        Ok(())
    }

    /// The chunks of a generation, unless it is being replaced.
    async fn whole(
        &self,
        name: &str,
        pointer: Pointer,
    ) -> Result<Option<Vec<Vec<u8>>>, StoreError> {
        let mut chunks = Vec::new();
        for page in pages(0, pointer.chunks) {
            let page = keys::chunks(name, slot(pointer.generation) as u64, page);
            let rows = self
                .rows("SELECT * FROM $chunks", bound([("chunks", page)]))
                .await?;
            for mut row in rows {
                if row.number("generation")? == pointer.generation {
                    chunks.push(row.bytes("bytes")?);
                }
            }
        }
        Ok(Some(chunks).filter(|chunks| chunks.len() as u64 == pointer.chunks))
    }

    async fn remove(&self, name: &str, slot: usize, from: u64, to: u64) -> Result<(), StoreError> {
        for page in pages(from, to) {
            let parameters = bound([("chunks", keys::chunks(name, slot as u64, page))]);
            self.transact("DELETE $chunks RETURN NONE", parameters)
                .await?;
        }
        Ok(())
    }
}

fn slot(generation: u64) -> usize {
    usize::from(!generation.is_multiple_of(2))
}

/// The places from one up to another, a few at a time.
fn pages(from: u64, to: u64) -> impl Iterator<Item = (u64, u64)> {
    let starts = (from..to).step_by(CHUNKS_MAX);
    starts.map(move |start| (start, to.min(start + CHUNKS_MAX as u64)))
}
