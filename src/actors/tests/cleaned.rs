//! A journal that was cleaned: who still can read on, reads all of it; who cannot is told so.

use std::sync::Arc;

use super::kit::beginning;
use super::kit::engine_on;
use super::kit::note;
use super::kit::order_id;
use crate::actors::engine::Engine;
use crate::actors::feed::position::Position;
use crate::actors::index::OrderIndex;
use crate::domain::time::BusinessZone;
use crate::store::Cleaning;
use crate::store::Place;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::standin::StandIn;

/// The position on the only stream there is after so many changes.
fn after(changes: u64) -> Position {
    format!("1.1.{changes}").parse().unwrap()
}

/// Makes an order and remarks on it; answers when all of it is told.
async fn live(engine: &Engine, remarks: u64) {
    let order = order_id(1);
    engine.orders.submit(beginning(order, 1)).await.unwrap();
    for number in 0..remarks {
        let remark = note(order, 100 + u128::from(number), "n");
        engine.orders.submit(remark).await.unwrap();
    }
    while engine.feed.position() != after(remarks + 1) {
        tokio::task::yield_now().await;
    }
}

/// Cleans the only stream up to a number.
async fn clean(store: &StandIn, seq: u64) {
    let stream = store.streams().await.unwrap()[0].stream;
    store.raise_floor(Place { stream, seq }).await.unwrap();
    while store.clean_journal(7).await.unwrap() > 0 {}
    let first = store.journal(stream, 0, 1).await.unwrap();
    assert!(first.iter().all(|row| row.seq == seq + 1));
}

#[tokio::test(start_paused = true)]
async fn a_reader_is_given_everything_or_told_that_it_is_too_late() {
    let store = StandIn::calm_one();
    let engine = engine_on(Arc::new(store.clone()), 1).await;
    // More than the ring remembers.
    live(&engine, 40).await;

    clean(&store, 20).await;

    for late in [Position::default(), after(1), after(19)] {
        assert!(!engine.feed.keeps(&late).await.unwrap(), "{late}");
        let told = engine.feed.since(late).next().await;
        assert!(matches!(told, Err(StoreError::Cleaned)));
    }
    for early in [20, 22, 30, 40] {
        let position = after(early);
        assert!(engine.feed.keeps(&position).await.unwrap());
        let mut reader = engine.feed.since(position);
        for expected in early + 1..=41 {
            assert_eq!(reader.next().await.unwrap().place.seq, expected);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_reader_that_is_overtaken_by_the_floor_is_told_so() {
    let store = StandIn::calm_one();
    let engine = engine_on(Arc::new(store.clone()), 1).await;
    live(&engine, 10).await;
    let mut reader = engine.feed.since(after(2));
    assert_eq!(reader.next().await.unwrap().place.seq, 3);
    for number in 0..40 {
        let remark = note(order_id(1), 1_000 + number, "n");
        engine.orders.submit(remark).await.unwrap();
    }
    while engine.feed.position() != after(51) {
        tokio::task::yield_now().await;
    }

    clean(&store, 30).await;

    assert!(matches!(reader.next().await, Err(StoreError::Cleaned)));
    assert!(matches!(reader.next().await, Err(StoreError::Cleaned)));
}

#[tokio::test(start_paused = true)]
async fn an_index_that_was_saved_before_the_floor_is_read_anew() {
    let store = StandIn::calm_one();
    let engine = engine_on(Arc::new(store.clone()), 1).await;
    live(&engine, 3).await;
    engine.index.save(&store).await.unwrap();
    for number in 2..=9 {
        let order = order_id(number);
        let made = engine.orders.submit(beginning(order, 50 + number));
        made.await.unwrap();
    }
    let whole = engine.index.position();

    // The lines of the other orders are gone, and nobody would know of them.
    clean(&store, 12).await;
    let again = OrderIndex::load(&store, BusinessZone::UTC).await.unwrap();

    assert_eq!(again.len(), 9);
    assert_eq!(again.position(), whole);
}
