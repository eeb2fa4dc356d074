//! What was written is read back as it was, by key and in pages.

use tokio::time::timeout;

use super::ODD_TEXTS;
use super::PATIENCE;
use super::a_change;
use super::a_debt;
use super::a_part;
use super::an_order;
use super::commit;
use crate::domain::ids::NodeId;
use crate::store::Change;
use crate::store::Part;
use crate::store::Store;
use crate::store::StoredEvent;
use crate::store::StoredOrder;
use crate::store::Unique;

pub(super) async fn odd_texts_come_back_as_they_went(store: &dyn Store) {
    let stream = store.open_stream(NodeId(1)).await.unwrap();
    let order = an_order(1);
    for (version, odd) in (1..).zip(ODD_TEXTS) {
        let mut part = a_part(order, version);
        part.row.data = odd.to_owned();
        part.row.code = odd.to_owned();
        let part = Part {
            event: odd.to_owned(),
            private: Some(odd.to_owned()),
            ..part
        };
        let change = Change {
            parts: vec![part],
            ..Change::default()
        };
        commit(store, stream, version, &[change]).await.unwrap();

        let expected = StoredOrder {
            id: order,
            version,
            data: odd.to_owned(),
        };
        assert_eq!(store.order(order).await.unwrap(), Some(expected));
        let (event, private) = (odd.to_owned(), Some(odd.to_owned()));
        let expected = StoredEvent {
            version,
            event,
            private,
        };
        assert_eq!(store.events(order, version, 1).await.unwrap(), [expected]);
    }
}

pub(super) async fn orders_are_found_by_id_and_in_pages(store: &dyn Store) {
    let stream = store.open_stream(NodeId(1)).await.unwrap();
    let changes: Vec<_> = (1..=10)
        .map(|number| a_change(an_order(number), 1))
        .collect();
    commit(store, stream, 1, &changes).await.unwrap();

    let asked = [an_order(3), an_order(99), an_order(3), an_order(8)];
    let found = store.orders(&asked).await.unwrap();
    let page = store.orders_after(Some(an_order(4)), 3).await.unwrap();
    let all = store.orders_after(None, 100).await.unwrap();

    let ids =
        |orders: Vec<StoredOrder>| orders.into_iter().map(|order| order.id).collect::<Vec<_>>();
    assert_eq!(ids(found), [3, 8].map(an_order));
    assert_eq!(ids(page), [5, 6, 7].map(an_order));
    assert_eq!(ids(all), (1..=10).map(an_order).collect::<Vec<_>>());
}

pub(super) async fn events_come_in_pages(store: &dyn Store) {
    let stream = store.open_stream(NodeId(1)).await.unwrap();
    for version in 1..=12 {
        let mut part = a_part(an_order(2), version);
        part.private = version.is_multiple_of(3).then(|| format!("name {version}"));
        let change = Change {
            parts: vec![part],
            ..Change::default()
        };
        let neighbours = [
            a_change(an_order(1), version),
            change,
            a_change(an_order(3), version),
        ];
        commit(store, stream, version * 3 - 2, &neighbours)
            .await
            .unwrap();
    }

    let page = store.events(an_order(2), 8, 3).await.unwrap();

    let private: Vec<_> = page
        .iter()
        .map(|event| (event.version, event.private.as_deref()))
        .collect();
    assert_eq!(private, [(8, None), (9, Some("name 9")), (10, None)]);
    assert_eq!(store.events(an_order(2), 1, 100).await.unwrap().len(), 12);
    assert_eq!(store.events(an_order(2), 13, 100).await.unwrap(), []);
}

pub(super) async fn debts_come_back_oldest_first(store: &dyn Store) {
    let stream = store.open_stream(NodeId(1)).await.unwrap();
    let debts = [a_debt(1, 300), a_debt(2, 100), a_debt(3, 200)];
    for (number, debt) in (1..).zip(debts) {
        let change = Change {
            outbox: vec![debt],
            ..a_change(an_order(number), 1)
        };
        commit(store, stream, number.into(), &[change])
            .await
            .unwrap();
    }

    assert_eq!(
        store.outbox(2).await.unwrap(),
        [a_debt(2, 100), a_debt(3, 200)]
    );
}

pub(super) async fn a_snapshot_replaces_the_one_before(store: &dyn Store) {
    let large: Vec<Vec<u8>> = (0..40_u8).map(|fill| vec![fill; 10_000]).collect();
    let small = vec![vec![0, 255, 1], Vec::new(), vec![7]];
    assert_eq!(
        store.load_snapshot("index").await.unwrap(),
        Vec::<Vec<u8>>::new()
    );

    store.save_snapshot("index", large.clone()).await.unwrap();
    assert_eq!(store.load_snapshot("index").await.unwrap(), large);
    store.save_snapshot("index", small.clone()).await.unwrap();
    store.save_snapshot("other", large.clone()).await.unwrap();

    assert_eq!(store.load_snapshot("index").await.unwrap(), small);
    assert_eq!(store.load_snapshot("other").await.unwrap(), large);
    store.save_snapshot("index", Vec::new()).await.unwrap();
    assert_eq!(
        store.load_snapshot("index").await.unwrap(),
        Vec::<Vec<u8>>::new()
    );
}

pub(super) async fn the_doorbell_rings(store: &dyn Store) {
    let stream = store.open_stream(NodeId(1)).await.unwrap();
    // A bell may ring once when it is hung.
    timeout(PATIENCE, store.doorbell()).await.unwrap();

    for number in 1..=3 {
        let change = [a_change(an_order(number), 1)];
        let (rung, written) = tokio::join!(
            timeout(PATIENCE, store.doorbell()),
            commit(store, stream, number.into(), &change),
        );
        rung.unwrap();
        written.unwrap();
    }
}

pub(super) async fn an_empty_store_answers_with_nothing(store: &dyn Store) {
    let stream = store.open_stream(NodeId(1)).await.unwrap();

    assert_eq!(store.order(an_order(1)).await.unwrap(), None);
    assert_eq!(store.orders(&[]).await.unwrap(), []);
    assert_eq!(store.orders_after(None, 10).await.unwrap(), []);
    assert_eq!(store.events(an_order(1), 1, 10).await.unwrap(), []);
    assert_eq!(store.journal(stream, 0, 10).await.unwrap(), []);
    assert_eq!(
        store
            .claim(&Unique::OrderCode("none".to_owned()))
            .await
            .unwrap(),
        None
    );
    assert_eq!(store.outbox(10).await.unwrap(), []);
}
