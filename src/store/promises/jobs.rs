//! Jobs: one node at a time, not before they are due, and they remember.

use crate::domain::ids::NodeId;
use crate::domain::time::Timestamp;
use crate::store::JobRow;
use crate::store::Store;

const ONE: NodeId = NodeId(1);
const TWO: NodeId = NodeId(2);

async fn lease(store: &dyn Store, node: NodeId, now: i64, until: i64) -> Option<JobRow> {
    store
        .lease("expiry", node, Timestamp(now), Timestamp(until))
        .await
        .unwrap()
}

/// Finishes at 150 and is due again at 400.
async fn finish(store: &dyn Store, node: NodeId, data: &str) {
    store
        .finish_job("expiry", node, Timestamp(150), data, Timestamp(400))
        .await
        .unwrap();
}

pub(super) async fn one_node_at_a_time_has_a_job(store: &dyn Store) {
    assert_eq!(lease(store, ONE, 100, 200).await, Some(JobRow::default()));

    assert_eq!(lease(store, TWO, 199, 300).await, None);
    let other = store
        .lease("reminders", TWO, Timestamp(100), Timestamp(200))
        .await;
    assert!(other.unwrap().is_some(), "another job is another lease");
    assert!(lease(store, ONE, 150, 250).await.is_some());
    assert_eq!(lease(store, TWO, 249, 300).await, None);
    assert!(lease(store, TWO, 250, 300).await.is_some(), "it ran out");
    assert_eq!(lease(store, ONE, 251, 300).await, None);
}

pub(super) async fn of_two_that_ask_at_once_one_gets_the_job(store: &dyn Store) {
    for round in 1..=20 {
        let (now, until) = (round * 100, round * 100 + 50);

        let (one, two) = tokio::join!(lease(store, ONE, now, until), lease(store, TWO, now, until));

        assert!(one.is_some() != two.is_some(), "{one:?} {two:?}");
    }
}

pub(super) async fn a_finished_job_remembers_and_waits(store: &dyn Store) {
    lease(store, ONE, 100, 200).await.unwrap();

    finish(store, ONE, "cursor").await;

    assert_eq!(lease(store, ONE, 399, 500).await, None);
    let expected = JobRow {
        ran_at: Some(Timestamp(150)),
        data: "cursor".to_owned(),
    };
    assert_eq!(lease(store, TWO, 400, 500).await, Some(expected));
}

pub(super) async fn only_its_holder_finishes_a_job(store: &dyn Store) {
    lease(store, ONE, 100, 200).await.unwrap();
    lease(store, TWO, 200, 300).await.unwrap();

    finish(store, ONE, "too late").await;
    assert_eq!(lease(store, ONE, 250, 350).await, None);
    finish(store, TWO, "mine").await;
    finish(store, TWO, "twice").await;
    finish(store, ONE, "too late").await;

    let again = lease(store, ONE, 400, 500).await.unwrap();
    assert_eq!(again.data, "mine");
}
