//! What is old goes, what is young stays, and nobody is left without being told.

use super::*;
use crate::domain::ids::NodeId;
use crate::store::Place;

const NODE: NodeId = NodeId(1);

/// Writes so many changes of one order, a batch each.
async fn write(store: &dyn Store, stream: Stream, order: OrderId, versions: u64) {
    for version in 1..=versions {
        commit(store, stream, version, &[a_change(order, version)])
            .await
            .unwrap();
    }
}

/// The numbers that are left of a stream.
async fn left(store: &dyn Store, stream: Stream) -> Vec<u64> {
    let rows = store.journal(stream, 0, 100).await.unwrap();
    rows.iter().map(|row| row.seq).collect()
}

pub(super) async fn lines_below_the_floor_go_some_at_a_time(store: &dyn Store) {
    let mine = store.open_stream(NODE).await.unwrap();
    let theirs = store.open_stream(NodeId(2)).await.unwrap();
    write(store, mine, an_order(1), 6).await;
    write(store, theirs, an_order(2), 3).await;
    assert_eq!(store.clean_journal(10).await.unwrap(), 0);
    assert_eq!(store.floors().await.unwrap(), []);

    let floor = Place {
        stream: mine,
        seq: 4,
    };
    store.raise_floor(floor).await.unwrap();
    let mut gone = Vec::new();
    for _ in 0..3 {
        gone.push(store.clean_journal(3).await.unwrap());
    }

    assert_eq!(gone, [3, 1, 0]);
    assert_eq!(store.floors().await.unwrap(), [floor]);
    assert_eq!(left(store, mine).await, [5, 6]);
    assert_eq!(left(store, theirs).await, [1, 2, 3]);
    assert_eq!(store.streams().await.unwrap().len(), 2);
    // The orders and their history are no part of this.
    assert_eq!(store.events(an_order(1), 1, 10).await.unwrap().len(), 6);
    commit(store, mine, 7, &[a_change(an_order(1), 7)])
        .await
        .unwrap();
    assert_eq!(left(store, mine).await, [5, 6, 7]);
}

pub(super) async fn a_floor_never_falls(store: &dyn Store) {
    let first = store.open_stream(NODE).await.unwrap();
    let second = store.open_stream(NODE).await.unwrap();
    let place = |stream, seq| Place { stream, seq };
    let raise = async |floor: Place| {
        store.raise_floor(floor).await.unwrap();
        store.floors().await.unwrap()
    };

    assert_eq!(raise(place(first, 9)).await, [place(first, 9)]);
    assert_eq!(raise(place(first, 3)).await, [place(first, 9)]);
    assert_eq!(raise(place(second, 0)).await, [place(second, 0)]);
    assert_eq!(raise(place(first, 99)).await, [place(second, 0)]);
    assert_eq!(raise(place(second, 2)).await, [place(second, 2)]);
}

pub(super) async fn streams_that_are_over_go_with_their_last_line(store: &dyn Store) {
    let first = store.open_stream(NODE).await.unwrap();
    write(store, first, an_order(1), 3).await;
    let second = store.open_stream(NODE).await.unwrap();
    write(store, second, an_order(2), 3).await;

    let floor = Place {
        stream: second,
        seq: 1,
    };
    store.raise_floor(floor).await.unwrap();
    assert_eq!(store.clean_journal(4).await.unwrap(), 4);
    assert_eq!(store.clean_journal(4).await.unwrap(), 0);

    let tip = Place {
        stream: second,
        seq: 3,
    };
    assert_eq!(store.streams().await.unwrap(), [tip]);
    assert_eq!(left(store, first).await, [0_u64; 0]);
    assert_eq!(left(store, second).await, [2, 3]);
    let third = store.open_stream(NODE).await.unwrap();
    assert_eq!(third.incarnation, second.incarnation + 1);
    assert_eq!(store.streams().await.unwrap().len(), 2);
}

pub(super) async fn old_keys_are_forgotten_and_young_ones_are_not(store: &dyn Store) {
    let stream = store.open_stream(NODE).await.unwrap();
    for number in 1..=5 {
        let key = |at| Claim {
            at: Timestamp(at),
            ..a_claim(
                Unique::Idempotency {
                    scope: "user:1".to_owned(),
                    key: format!("key-{number}"),
                },
                an_order(number),
            )
        };
        let change = Change {
            claims: vec![
                key(i64::from(number) * 10),
                a_claim(Unique::OrderCode(format!("ORD-{number}")), an_order(number)),
            ],
            ..a_change(an_order(number), 1)
        };
        commit(store, stream, number.into(), &[change])
            .await
            .unwrap();
    }

    let before = Timestamp(35);
    let first = store.clean_keys(before, None, 2).await.unwrap();
    let second = store
        .clean_keys(before, first.next.as_ref(), 2)
        .await
        .unwrap();
    let third = store
        .clean_keys(before, second.next.as_ref(), 2)
        .await
        .unwrap();

    assert_eq!([first.count, second.count, third.count], [2, 1, 0]);
    assert_eq!(third.next, None);
    let known = async |unique| store.claim(&unique).await.unwrap().is_some();
    for number in 1..=5 {
        let key = Unique::Idempotency {
            scope: "user:1".to_owned(),
            key: format!("key-{number}"),
        };
        assert_eq!(known(key).await, number > 3, "{number}");
        assert!(known(Unique::OrderCode(format!("ORD-{number}"))).await);
    }
    let again = Change {
        claims: vec![a_claim(
            Unique::Idempotency {
                scope: "user:1".to_owned(),
                key: "key-1".to_owned(),
            },
            an_order(9),
        )],
        ..a_change(an_order(9), 1)
    };
    commit(store, stream, 6, &[again]).await.unwrap();
}
