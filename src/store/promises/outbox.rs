//! What is owed: taken once, moved only by whoever took it, forgotten when dealt with.

use std::collections::BTreeSet;

use super::a_change;
use super::a_debt;
use super::an_order;
use super::commit;
use crate::domain::ids::NodeId;
use crate::domain::time::Timestamp;
use crate::store::Change;
use crate::store::OutboxRow;
use crate::store::Store;

const NOW: Timestamp = Timestamp(1_000);
const LATER: Timestamp = Timestamp(5_000);
const NODE: NodeId = NodeId(1);

/// The row as it is once it was taken until an instant.
fn taken(row: OutboxRow, until: Timestamp) -> OutboxRow {
    OutboxRow {
        due_at: until,
        tries: row.tries + 1,
        holder: Some(NODE),
        ..row
    }
}

pub(super) async fn what_is_due_is_taken_oldest_first(store: &dyn Store) {
    let debts = [
        a_debt(1, 900),
        a_debt(2, 1_001),
        a_debt(3, 1_000),
        a_debt(4, 10),
    ];
    store.owe(&debts).await.unwrap();

    let first = store.take_due(NODE, NOW, LATER, 2).await.unwrap();
    let second = store.take_due(NODE, NOW, LATER, 2).await.unwrap();
    let third = store.take_due(NODE, NOW, LATER, 2).await.unwrap();

    assert_eq!(
        first,
        [taken(a_debt(4, 10), LATER), taken(a_debt(1, 900), LATER)]
    );
    assert_eq!(second, [taken(a_debt(3, 1_000), LATER)]);
    assert_eq!(third, []);
    let left = store.outbox(10).await.unwrap();
    assert_eq!(left.first(), Some(&a_debt(2, 1_001)), "not due yet");
    assert_eq!(left.len(), 4);
}

pub(super) async fn a_row_nobody_settled_comes_due_again(store: &dyn Store) {
    store.owe(&[a_debt(1, 10)]).await.unwrap();
    let first = store.take_due(NODE, NOW, LATER, 10).await.unwrap();

    let again = store
        .take_due(NODE, LATER, Timestamp(9_000), 10)
        .await
        .unwrap();

    assert_eq!(again, [taken(first[0].clone(), Timestamp(9_000))]);
    assert_eq!(again[0].tries, 2);
}

pub(super) async fn what_a_node_holds_is_let_go(store: &dyn Store) {
    let debts: Vec<_> = (1..=4).map(|number| a_debt(number, 10)).collect();
    store.owe(&debts).await.unwrap();
    let held = store.take_due(NODE, NOW, LATER, 2).await.unwrap();
    let others = store.take_due(NodeId(2), NOW, LATER, 1).await.unwrap();

    store.release(NODE, Timestamp(2_000)).await.unwrap();
    store.release(NODE, Timestamp(3_000)).await.unwrap();
    store.release(NodeId(3), NOW).await.unwrap();

    let free = |row: &OutboxRow| OutboxRow {
        due_at: Timestamp(2_000),
        holder: None,
        ..row.clone()
    };
    let (first, second) = (free(&held[0]), free(&held[1]));
    let expected = [debts[3].clone(), first, second, others[0].clone()];
    assert_eq!(store.outbox(10).await.unwrap(), expected);
    let again = store.take_due(NodeId(2), Timestamp(2_000), LATER, 10).await;
    let tries: Vec<_> = again.unwrap().iter().map(|row| row.tries).collect();
    assert_eq!(tries, [1, 2, 2], "what was tried was tried");
}

pub(super) async fn what_was_let_go_is_not_settled_by_whoever_held_it(store: &dyn Store) {
    store.owe(&[a_debt(1, 10)]).await.unwrap();
    let held = store.take_due(NODE, NOW, LATER, 1).await.unwrap();

    store.release(NODE, NOW).await.unwrap();
    store.settle(&held).await.unwrap();
    store.postpone(&held[0], Timestamp(9_000)).await.unwrap();

    let left = store.outbox(10).await.unwrap();
    assert_eq!((left.len(), left[0].due_at, left[0].holder), (1, NOW, None));
}

pub(super) async fn two_takers_never_get_the_same_row(store: &dyn Store) {
    let debts: Vec<_> = (1..=60).map(|number| a_debt(number, 10)).collect();
    store.owe(&debts).await.unwrap();
    let take = async |until: i64| {
        let mut mine = Vec::new();
        while store.next_due().await.unwrap() <= Some(NOW) {
            let until = Timestamp(until);
            mine.extend(store.take_due(NODE, NOW, until, 7).await.unwrap());
        }
        mine
    };

    let (one, two, three) = tokio::join!(take(5_000), take(6_000), take(5_000));

    let all: Vec<_> = [one, two, three].concat();
    let ids: BTreeSet<_> = all.iter().map(|row| row.id).collect();
    assert_eq!((all.len(), ids.len()), (60, 60));
    assert!(all.iter().all(|row| row.tries == 1));
    assert_eq!(store.outbox(100).await.unwrap().len(), 60);
}

pub(super) async fn a_settled_row_is_gone(store: &dyn Store) {
    store.owe(&[a_debt(1, 10), a_debt(2, 20)]).await.unwrap();
    let taken = store.take_due(NODE, NOW, LATER, 1).await.unwrap();

    store.settle(&taken).await.unwrap();
    store.settle(&taken).await.unwrap();
    store.settle(&[]).await.unwrap();

    assert_eq!(store.outbox(10).await.unwrap(), [a_debt(2, 20)]);
}

pub(super) async fn a_row_that_was_moved_is_not_settled(store: &dyn Store) {
    store.owe(&[a_debt(1, 10)]).await.unwrap();
    let slow = store.take_due(NODE, NOW, LATER, 1).await.unwrap();
    let other = store
        .take_due(NODE, LATER, Timestamp(9_000), 1)
        .await
        .unwrap();

    store.settle(&slow).await.unwrap();

    assert_eq!(store.outbox(10).await.unwrap(), other);
}

pub(super) async fn a_postponed_row_waits_with_what_it_was_given(store: &dyn Store) {
    store.owe(&[a_debt(1, 10)]).await.unwrap();
    let mut row = store.take_due(NODE, NOW, LATER, 1).await.unwrap().remove(0);
    "{\"step\":2}".clone_into(&mut row.data);

    store.postpone(&row, Timestamp(7_000)).await.unwrap();

    row.due_at = Timestamp(7_000);
    row.holder = None;
    assert_eq!(store.outbox(10).await.unwrap(), [row.clone()]);
    assert_eq!(store.take_due(NODE, LATER, NOW, 1).await.unwrap(), []);
    assert_eq!(store.next_due().await.unwrap(), Some(row.due_at));
    assert_eq!(row.tries, 1, "waiting is not trying");
}

pub(super) async fn a_settled_or_moved_row_is_not_postponed(store: &dyn Store) {
    store.owe(&[a_debt(1, 10), a_debt(2, 20)]).await.unwrap();
    let rows = store.take_due(NODE, NOW, LATER, 2).await.unwrap();
    store.settle(&rows[..1]).await.unwrap();
    store.postpone(&rows[1], Timestamp(7_000)).await.unwrap();

    store.postpone(&rows[0], Timestamp(8_000)).await.unwrap();
    store.postpone(&rows[1], Timestamp(8_000)).await.unwrap();

    let left = store.outbox(10).await.unwrap();
    assert_eq!(left.len(), 1);
    assert_eq!((left[0].id, left[0].due_at), (rows[1].id, Timestamp(7_000)));
}

pub(super) async fn owing_the_same_again_changes_nothing(store: &dyn Store) {
    let of_nobody = OutboxRow {
        order: None,
        ..a_debt(1, 10)
    };
    let other = OutboxRow {
        data: "other".to_owned(),
        ..of_nobody.clone()
    };
    store.owe(std::slice::from_ref(&of_nobody)).await.unwrap();

    store.owe(&[other, a_debt(2, 20)]).await.unwrap();
    store.owe(&[]).await.unwrap();

    assert_eq!(store.outbox(10).await.unwrap(), [of_nobody, a_debt(2, 20)]);
}

pub(super) async fn the_next_is_the_earliest(store: &dyn Store) {
    assert_eq!(store.next_due().await.unwrap(), None);
    assert_eq!(store.take_due(NODE, NOW, LATER, 10).await.unwrap(), []);

    store.owe(&[a_debt(1, 300), a_debt(2, 200)]).await.unwrap();

    assert_eq!(store.next_due().await.unwrap(), Some(Timestamp(200)));
}

pub(super) async fn takers_and_the_journal_do_not_meet(store: &dyn Store) {
    let stream = store.open_stream(NodeId(1)).await.unwrap();
    let write = async {
        for number in 1..=30_u32 {
            let change = Change {
                outbox: vec![a_debt(number, 10)],
                ..a_change(an_order(number), 1)
            };
            commit(store, stream, number.into(), &[change])
                .await
                .unwrap();
        }
    };
    let take = async {
        let mut taken = 0;
        while taken < 30 {
            let rows = store.take_due(NODE, NOW, LATER, 4).await.unwrap();
            store.settle(&rows).await.unwrap();
            taken += rows.len();
        }
        taken
    };

    let ((), taken) = tokio::join!(write, take);

    assert_eq!(taken, 30);
    assert_eq!(store.outbox(10).await.unwrap(), []);
}
