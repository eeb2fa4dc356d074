//! The index across restarts: saved now and then, caught up from the journal at start.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde::Serialize;
use tracing::info;
use tracing::warn;

use crate::actors::change::read_order;
use crate::actors::index::Indexed;
use crate::actors::index::OrderIndex;
use crate::actors::index::columns::Columns;
use crate::actors::index::row::Row;
use crate::domain::ids::OrderId;
use crate::domain::konveksi::Order;
use crate::domain::time::BusinessZone;
use crate::store::Place;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::StoredOrder;

/// The name under which it is saved.
const NAME: &str = "konveksi_orders";
/// Rows in a chunk: a few hundred kilobytes.
const CHUNK_ROWS: usize = 2_048;
/// How many orders are read at a time.
const PAGE: usize = 500;
/// How many journal rows are read at a time.
const JOURNAL_PAGE: usize = 10_000;
/// The form of what is saved. Another number means it cannot be read.
const FORM: u32 = 3;

/// What the first chunk holds.
#[derive(Debug, Serialize, Deserialize)]
struct Head {
    form: u32,
    position: String,
    rows: usize,
}

impl OrderIndex {
    /// Brings an empty index up to date: from its snapshot and the journal since, or from
    /// every order there is. Days and months are those of the zone.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn load(store: &dyn Store, zone: BusinessZone) -> Result<Self, StoreError> {
        let index = Self::default();
        let chunks = store.load_snapshot(NAME).await?;
        if let Some(saved) = Indexed::read_snapshot(&chunks, zone.clone()) {
            let start = saved.position.clone();
            *index.0.write() = saved;
            index.catch_up(store).await?;
            // Asked last: what was cleaned away meanwhile may have been missed.
            if !start.reaches(&store.floors().await?) {
                warn!("the saved order index is too old, reading every order instead");
                index.start_over(store, zone).await?;
            }
        } else {
            if !chunks.is_empty() {
                warn!("the saved order index is not readable, reading every order instead");
            }
            index.start_over(store, zone).await?;
        }
        info!(orders = index.len(), "order index ready");
        Ok(index)
    }

    /// Saves the index. Rows taken in meanwhile may be in it; its position is never ahead
    /// of its rows, so catching up from it is right.
    ///
    /// # Errors
    ///
    /// When the store cannot be written.
    pub async fn save(&self, store: &dyn Store) -> Result<(), StoreError> {
        let (position, rows, distrusted) = {
            let indexed = self.0.read();
            let rows = indexed.columns.len();
            (indexed.position.to_string(), rows, indexed.distrusted)
        };
        if distrusted {
            // The next start reads every order instead.
            return store.save_snapshot(NAME, Vec::new()).await;
        }
        let mut chunks = vec![encode(&Head {
            form: FORM,
            position,
            rows,
        })];
        for from in (0..rows).step_by(CHUNK_ROWS) {
            let count = CHUNK_ROWS.min(rows - from);
            let chunk = self.0.read().columns.rows(from, count);
            chunks.push(encode(&chunk));
            // A long save must not keep others from their turn.
            tokio::task::yield_now().await;
        }
        store.save_snapshot(NAME, chunks).await
    }

    async fn start_over(&self, store: &dyn Store, zone: BusinessZone) -> Result<(), StoreError> {
        let all = Indexed::read_all(store, zone).await?;
        *self.0.write() = all;
        self.catch_up(store).await
    }

    /// Reads the present row of every order that moved since our position.
    async fn catch_up(&self, store: &dyn Store) -> Result<(), StoreError> {
        let mut tips = store.streams().await?;
        tips.sort_unstable();
        for tip in tips {
            loop {
                let Some(after) = self.0.read().position.after(tip.stream) else {
                    break;
                };
                let rows = store.journal(tip.stream, after, JOURNAL_PAGE).await?;
                let Some(last) = rows.last() else { break };
                let moved: BTreeSet<OrderId> = rows.iter().map(|row| row.order).collect();
                let moved: Vec<OrderId> = moved.into_iter().collect();
                for ids in moved.chunks(PAGE) {
                    self.take_in_present(&read(&store.orders(ids).await?)?);
                }
                self.0.write().position.pass(Place {
                    stream: tip.stream,
                    seq: last.seq,
                });
            }
            self.0.write().position.pass(tip);
        }
        Ok(())
    }
}

impl Indexed {
    /// What chunks hold; nothing when they do not read as what they should be.
    fn read_snapshot(chunks: &[Vec<u8>], zone: BusinessZone) -> Option<Self> {
        let (head, chunks) = chunks.split_first()?;
        let head: Head = postcard::from_bytes(head).ok()?;
        if head.form != FORM {
            return None;
        }
        let mut columns = Columns::new(zone);
        for chunk in chunks {
            let rows: Vec<Row> = postcard::from_bytes(chunk).ok()?;
            columns.put_unsettled(&rows);
        }
        columns.settle();
        let whole = columns.len() == head.rows;
        let position = head.position.parse().ok().filter(|_| whole)?;
        Some(Self {
            columns,
            position,
            ..Self::default()
        })
    }

    /// Every order there is.
    async fn read_all(store: &dyn Store, zone: BusinessZone) -> Result<Self, StoreError> {
        // Read before the orders: what moves meanwhile is caught up afterwards.
        let tips = store.streams().await?;
        let mut indexed = Self::new(zone);
        let mut after = None;
        loop {
            let page = store.orders_after(after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            let rows: Vec<Row> = read(&page)?.iter().map(Row::of).collect();
            indexed.columns.put_unsettled(&rows);
        }
        indexed.columns.settle();
        for tip in tips {
            indexed.position.pass(tip);
        }
        Ok(indexed)
    }
}

fn read(rows: &[StoredOrder]) -> Result<Vec<Order>, StoreError> {
    rows.iter().map(read_order).collect()
}

fn encode<T: Serialize>(value: &T) -> Vec<u8> {
    postcard::to_stdvec(value).expect("rows of the index hold nothing that cannot be encoded")
}
