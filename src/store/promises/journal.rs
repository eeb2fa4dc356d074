//! Batches: all or nothing, each version once, each number once.

use super::a_change;
use super::a_claim;
use super::a_debt;
use super::a_part;
use super::an_order;
use super::commit;
use crate::domain::ids::NodeId;
use crate::store::Change;
use crate::store::CommitError;
use crate::store::JournalRow;
use crate::store::Place;
use crate::store::Store;
use crate::store::Taken;
use crate::store::Unique;

pub(super) async fn a_batch_is_written_whole(store: &dyn Store) {
    let stream = store.open_stream(NodeId(1)).await.unwrap();
    let code = Unique::OrderCode("ORD-1".to_owned());
    let first = Change {
        parts: vec![a_part(an_order(1), 1), a_part(an_order(2), 1)],
        claims: vec![a_claim(code.clone(), an_order(1))],
        outbox: vec![a_debt(1, 100)],
        ..Change::default()
    };

    commit(store, stream, 1, &[first, a_change(an_order(3), 1)])
        .await
        .unwrap();

    let ids = [1, 2, 3].map(an_order);
    assert_eq!(store.orders(&ids).await.unwrap().len(), 3);
    for id in ids {
        assert_eq!(store.events(id, 1, 10).await.unwrap().len(), 1);
    }
    let lines = store.journal(stream, 0, 10).await.unwrap();
    let expected = [1, 2, 3].map(|n| JournalRow {
        seq: n.into(),
        order: an_order(n),
        version: 1,
    });
    assert_eq!(lines, expected);
    assert!(store.claim(&code).await.unwrap().is_some());
    assert_eq!(store.outbox(10).await.unwrap(), [a_debt(1, 100)]);
}

pub(super) async fn a_batch_that_fails_leaves_nothing(store: &dyn Store) {
    let stream = store.open_stream(NodeId(1)).await.unwrap();
    commit(store, stream, 1, &[a_change(an_order(1), 1)])
        .await
        .unwrap();
    let code = Unique::OrderCode("ORD-2".to_owned());
    let good = Change {
        parts: vec![a_part(an_order(2), 1), a_part(an_order(1), 2)],
        claims: vec![a_claim(code.clone(), an_order(2))],
        outbox: vec![a_debt(2, 100)],
        ..Change::default()
    };
    let stale = a_change(an_order(1), 1);

    let refused = commit(store, stream, 2, &[good, stale]).await;

    assert_eq!(
        refused,
        Err(CommitError::Taken(Taken::Version(an_order(1), 1)))
    );
    assert_eq!(store.order(an_order(2)).await.unwrap(), None);
    assert_eq!(store.order(an_order(1)).await.unwrap().unwrap().version, 1);
    assert_eq!(store.events(an_order(1), 2, 10).await.unwrap(), []);
    assert_eq!(store.journal(stream, 1, 10).await.unwrap(), []);
    assert_eq!(store.streams().await.unwrap(), [Place { stream, seq: 1 }]);
    assert_eq!(store.claim(&code).await.unwrap(), None);
    assert_eq!(store.outbox(10).await.unwrap(), []);
}

pub(super) async fn the_second_writer_of_a_version_is_named(store: &dyn Store) {
    let mine = store.open_stream(NodeId(1)).await.unwrap();
    let theirs = store.open_stream(NodeId(2)).await.unwrap();
    commit(
        store,
        mine,
        1,
        &[a_change(an_order(1), 1), a_change(an_order(2), 1)],
    )
    .await
    .unwrap();
    commit(store, theirs, 1, &[a_change(an_order(2), 2)])
        .await
        .unwrap();

    let late = commit(
        store,
        mine,
        3,
        &[a_change(an_order(1), 2), a_change(an_order(2), 2)],
    )
    .await;

    assert_eq!(
        late,
        Err(CommitError::Taken(Taken::Version(an_order(2), 2)))
    );
    let without_the_loser = commit(store, mine, 3, &[a_change(an_order(1), 2)]).await;
    assert_eq!(without_the_loser, Ok(()));
}

pub(super) async fn two_versions_of_one_order_fit_in_one_batch(store: &dyn Store) {
    let stream = store.open_stream(NodeId(1)).await.unwrap();
    let order = an_order(1);

    commit(store, stream, 1, &[a_change(order, 1), a_change(order, 2)])
        .await
        .unwrap();
    commit(store, stream, 3, &[a_change(order, 3), a_change(order, 4)])
        .await
        .unwrap();

    let stored = store.order(order).await.unwrap().unwrap();
    assert_eq!(
        (stored.version, stored.data.as_str()),
        (4, "{\"version\":4}")
    );
    let versions = store
        .events(order, 1, 10)
        .await
        .unwrap()
        .into_iter()
        .map(|event| event.version);
    assert_eq!(versions.collect::<Vec<_>>(), [1, 2, 3, 4]);
    assert_eq!(store.journal(stream, 0, 10).await.unwrap().len(), 4);
}

pub(super) async fn a_change_of_an_order_nobody_made_is_refused(store: &dyn Store) {
    let stream = store.open_stream(NodeId(1)).await.unwrap();

    let refused = commit(store, stream, 1, &[a_change(an_order(1), 5)]).await;

    assert!(
        matches!(refused, Err(CommitError::Refused(_))),
        "{refused:?}"
    );
    assert_eq!(store.events(an_order(1), 1, 10).await.unwrap(), []);
}

pub(super) async fn a_number_is_written_once(store: &dyn Store) {
    let stream = store.open_stream(NodeId(1)).await.unwrap();
    commit(store, stream, 1, &[a_change(an_order(1), 1)])
        .await
        .unwrap();

    let refused = commit(store, stream, 1, &[a_change(an_order(2), 1)]).await;

    assert!(
        matches!(refused, Err(CommitError::Refused(_))),
        "{refused:?}"
    );
}

pub(super) async fn numbers_are_read_without_gaps(store: &dyn Store) {
    let stream = store.open_stream(NodeId(1)).await.unwrap();
    for batch in 0..5_u32 {
        let changes: Vec<_> = (1..=20)
            .map(|n| a_change(an_order(batch * 20 + n), 1))
            .collect();
        commit(store, stream, u64::from(batch) * 20 + 1, &changes)
            .await
            .unwrap();
    }

    let mut seen = Vec::new();
    loop {
        let page = store.journal(stream, seen.len() as u64, 7).await.unwrap();
        if page.is_empty() {
            break;
        }
        seen.extend(page.into_iter().map(|line| line.seq));
    }

    assert_eq!(seen, (1..=100).collect::<Vec<_>>());
    assert_eq!(store.journal(stream, u64::MAX, 7).await.unwrap(), []);
}

pub(super) async fn streams_know_their_tips(store: &dyn Store) {
    let one = store.open_stream(NodeId(1)).await.unwrap();
    let two = store.open_stream(NodeId(2)).await.unwrap();
    commit(
        store,
        two,
        1,
        &[a_change(an_order(1), 1), a_change(an_order(2), 1)],
    )
    .await
    .unwrap();
    commit(store, two, 3, &[a_change(an_order(3), 1)])
        .await
        .unwrap();

    let tips = store.streams().await.unwrap();

    assert_eq!(
        tips,
        [
            Place {
                stream: one,
                seq: 0
            },
            Place {
                stream: two,
                seq: 3
            }
        ]
    );
}

pub(super) async fn incarnations_grow(store: &dyn Store) {
    let first = store.open_stream(NodeId(7)).await.unwrap();
    let second = store.open_stream(NodeId(7)).await.unwrap();
    let other = store.open_stream(NodeId(8)).await.unwrap();

    assert_eq!((first.node, first.incarnation), (NodeId(7), 1));
    assert_eq!((second.node, second.incarnation), (NodeId(7), 2));
    assert_eq!((other.node, other.incarnation), (NodeId(8), 1));
}

pub(super) async fn writers_of_different_streams_do_not_meet(store: &dyn Store) {
    let streams = [
        store.open_stream(NodeId(1)).await.unwrap(),
        store.open_stream(NodeId(2)).await.unwrap(),
    ];
    let write = async |place: u32| {
        for number in 1..=20 {
            let change = [a_change(an_order(place * 100 + number), 1)];
            let stream = streams[place as usize];
            while let Err(error) = commit(store, stream, number.into(), &change).await {
                assert_eq!(error, CommitError::Conflict);
            }
        }
    };

    tokio::join!(write(0), write(1));

    for stream in streams {
        assert_eq!(store.journal(stream, 0, 100).await.unwrap().len(), 20);
    }
}
