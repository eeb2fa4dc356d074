//! Rows of every kind come back as they were, and a store that is being filled is closed.

use super::*;
use crate::store::promises::a_place;
use crate::store::promises::opened;
use crate::store::promises::url;
use crate::store::surreal::StoreAddress;

async fn a_store() -> (Arc<SurrealStore>, Moving) {
    let store = Arc::new(opened("mem://").await);
    (Arc::clone(&store), Moving::new(store))
}

/// Every row of a table, a page after the other.
async fn rows(moving: &Moving, table: &'static str) -> Vec<MovedRow> {
    let mut all = Vec::new();
    let mut after = None;
    loop {
        let (page, next) = moving.page(table, after).await.unwrap();
        all.extend(page);
        match next {
            Some(next) => after = Some(next),
            None => return all,
        }
    }
}

fn numbered(count: i64) -> Vec<MovedRow> {
    let row = |number| MovedRow {
        id: serde_json::json!([number % 3, number]),
        row: serde_json::json!({ "number": number }),
    };
    (0..count).map(row).collect()
}

#[tokio::test]
async fn every_table_of_the_schema_is_moved_but_what_is_made_again() {
    let tables = Moving::tables();

    for table in [
        "order",
        "order_event",
        "user",
        "file_chunk",
        "product",
        "job",
    ] {
        assert!(tables.contains(&table), "{table}");
    }
    assert!(!tables.contains(&"snapshot") && !tables.contains(&"migration"));
    assert!(tables.len() > 25);
}

#[tokio::test]
async fn pages_hold_each_row_once_in_the_order_of_keys() {
    let (_, moving) = a_store().await;
    let count = i64::try_from(PAGE_ROWS).unwrap() * 2;
    let mut given = numbered(count);
    moving.put("journal", &given).await.unwrap();
    given.sort_by_key(|row| (row.id[0].as_i64(), row.id[1].as_i64()));

    assert_eq!(rows(&moving, "journal").await, given);
    assert_eq!(rows(&moving, "stream").await, []);
    assert!(moving.put("journal", &given[..1]).await.is_err());
}

#[tokio::test]
async fn a_store_that_is_being_filled_opens_for_nobody_else() {
    let place = a_place();
    let address = StoreAddress::embedded(url(&place));
    let store = Arc::new(SurrealStore::open(&address).await.unwrap());
    let moving = Moving::new(store);
    moving.begin(&["0001_journal"]).await.unwrap();
    moving.put("journal", &numbered(5)).await.unwrap();
    drop(moving);

    let store = Arc::new(SurrealStore::open(&address).await.unwrap());
    let moving = Moving::new(Arc::clone(&store));
    assert!(moving.is_half_filled().await.unwrap());
    for refused in [store.migrate().await, store.pending().await] {
        assert!(matches!(refused, Err(MigrateError::HalfFilled)));
    }

    // Beginning anew forgets what was there.
    moving.begin(&Moving::steps()).await.unwrap();
    assert_eq!(moving.first_used().await.unwrap(), None);
    moving.put("order_code", &numbered(1)).await.unwrap();
    moving.finish().await.unwrap();
    assert_eq!(store.migrate().await.unwrap(), Vec::<&str>::new());
    assert_eq!(moving.first_used().await.unwrap(), Some("order_code"));
}

#[tokio::test]
async fn giving_up_leaves_an_empty_store() {
    let (store, moving) = a_store().await;
    moving.begin(&["0001_journal"]).await.unwrap();
    moving.put("journal", &numbered(5)).await.unwrap();

    moving.give_up().await.unwrap();

    assert!(!moving.is_half_filled().await.unwrap());
    assert_eq!(store.migrate().await.unwrap(), Moving::steps());
    assert_eq!(moving.first_used().await.unwrap(), None);
}
