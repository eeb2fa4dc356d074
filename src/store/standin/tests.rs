//! The stand-in misbehaves as told, and the same way for the same seed.

use std::time::Duration;

use super::*;
use crate::domain::time::Timestamp;
use crate::store::Change;
use crate::store::Outbox;
use crate::store::promises::a_change;
use crate::store::promises::a_debt;
use crate::store::promises::an_order;
use crate::store::promises::commit;

/// Sends a hundred batches on one bad day and answers what became of each.
async fn history(seed: u64) -> (Vec<String>, Contents) {
    let store = StandIn::seeded(seed, Misfortune::BAD_DAY);
    let stream = Stream {
        node: NodeId(1),
        incarnation: 1,
    };
    let mut told = Vec::new();
    for number in 1..=100 {
        let change = a_change(an_order(number), 1);
        told.push(format!(
            "{:?}",
            commit(&store, stream, u64::from(number), &[change]).await
        ));
    }
    (told, store.contents())
}

#[tokio::test(start_paused = true)]
async fn one_seed_gives_one_history() {
    assert_eq!(history(7).await, history(7).await);
    assert_ne!(history(7).await, history(8).await);
}

#[tokio::test(start_paused = true)]
async fn an_unknown_outcome_can_be_either() {
    let (told, contents) = history(7).await;
    let unknown = |number: &u32| told[*number as usize - 1].contains("Unknown");
    let is_there = |number: &u32| contents.orders.contains_key(&an_order(*number));

    let (applied, lost): (Vec<u32>, Vec<u32>) = (1..=100).filter(unknown).partition(is_there);

    assert!(!applied.is_empty() && !lost.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_crash_drops_what_was_seen_too_early() {
    let slow = Misfortune {
        delay_max: Duration::from_mins(1),
        ..Misfortune::NONE
    };
    let store = StandIn::calm_one();
    let stream = store.open_stream(NodeId(1)).await.unwrap();
    commit(&store, stream, 1, &[a_change(an_order(1), 1)])
        .await
        .unwrap();

    store.befall(slow);
    let changes = [a_change(an_order(2), 1)];
    let under_way = commit(&store, stream, 2, &changes);
    let crash = async {
        while !store.contents().orders.contains_key(&an_order(2)) {
            sleep(Duration::from_millis(1)).await;
        }
        store.crash()
    };
    let (answer, restarted) = tokio::join!(under_way, crash);
    restarted.calm();

    assert!(matches!(answer, Err(CommitError::Unknown(_))));
    assert!(restarted.order(an_order(1)).await.unwrap().is_some());
    assert_eq!(restarted.order(an_order(2)).await.unwrap(), None);
    assert_eq!(restarted.contents(), restarted.durable());
    assert!(
        store.order(an_order(1)).await.is_err(),
        "the old process is dead"
    );
    assert_eq!(
        restarted.open_stream(NodeId(1)).await.unwrap().incarnation,
        2
    );
}

#[tokio::test]
async fn a_killed_process_leaves_the_others_alone() {
    let store = StandIn::calm_one();
    let other = store.another_process();

    let restarted = store.kill();

    assert!(store.streams().await.is_err());
    assert!(other.streams().await.is_ok());
    assert!(restarted.streams().await.is_ok());
}

#[tokio::test]
async fn calm_ends_the_bad_luck() {
    let always = Misfortune {
        conflict: 1.0,
        read_failure: 1.0,
        ..Misfortune::NONE
    };
    let store = StandIn::seeded(1, always);
    let stream = Stream {
        node: NodeId(1),
        incarnation: 1,
    };
    let changes = [a_change(an_order(1), 1)];
    assert_eq!(
        commit(&store, stream, 1, &changes).await,
        Err(CommitError::Conflict)
    );
    assert!(store.order(an_order(1)).await.is_err());

    store.calm();

    assert_eq!(commit(&store, stream, 1, &changes).await, Ok(()));
    assert!(store.order(an_order(1)).await.unwrap().is_some());
}

#[tokio::test(start_paused = true)]
async fn a_crash_drops_what_lies_beside_the_journal_too() {
    let slow = Misfortune {
        delay_max: Duration::from_mins(1),
        ..Misfortune::NONE
    };
    let store = StandIn::calm_one();
    store.owe(&[a_debt(1, 10)]).await.unwrap();

    store.befall(slow);
    let under_way = store.take_due(NodeId(1), Timestamp(10), Timestamp(20), 1);
    let crash = async {
        while store.contents() == store.durable() {
            sleep(Duration::from_millis(1)).await;
        }
        store.crash()
    };
    let (answer, restarted) = tokio::join!(under_way, crash);
    restarted.calm();

    assert!(answer.is_err());
    assert_eq!(restarted.outbox(10).await.unwrap(), [a_debt(1, 10)]);
}

#[tokio::test(start_paused = true)]
async fn what_was_written_later_is_never_durable_before() {
    let slow = Misfortune {
        delay_max: Duration::from_mins(1),
        ..Misfortune::NONE
    };
    let store = StandIn::seeded(3, slow);
    let stream = store.open_stream(NodeId(1)).await.unwrap();
    let changes = [Change {
        outbox: vec![a_debt(1, 10)],
        ..a_change(an_order(1), 1)
    }];

    let take = async {
        while store.contents().outbox.is_empty() {
            sleep(Duration::from_millis(1)).await;
        }
        let taken = store
            .take_due(NodeId(1), Timestamp(10), Timestamp(20), 1)
            .await;
        (taken.unwrap().len(), store.durable().outbox.len())
    };
    let (answer, taken) = tokio::join!(commit(&store, stream, 1, &changes), take);

    assert_eq!(answer, Ok(()));
    assert_eq!(taken, (1, 1), "a row was taken that a crash may drop");
    assert_eq!(store.contents(), store.durable());
}
