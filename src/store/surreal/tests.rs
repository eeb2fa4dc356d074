//! What only the real store does: opening, migrating, naming losers.

use std::collections::BTreeSet;

use tokio::task::JoinSet;

use super::values::bound;
use super::values::uuid;
use super::*;
use crate::domain::time::Timestamp;
use crate::store::Inbox;
use crate::store::Outbox;
use crate::store::promises::a_change;
use crate::store::promises::a_debt;
use crate::store::promises::a_place;
use crate::store::promises::an_order;
use crate::store::promises::commit;
use crate::store::promises::opened;
use crate::store::promises::url;

#[tokio::test]
async fn a_reopened_store_finds_everything() {
    let place = a_place();
    let store = opened(&url(&place)).await;
    let stream = store.open_stream(NodeId(1)).await.unwrap();
    commit(&store, stream, 1, &[a_change(an_order(1), 1)])
        .await
        .unwrap();
    store
        .save_snapshot("index", vec![vec![1; 100_000]; 3])
        .await
        .unwrap();
    drop(store);

    let store = SurrealStore::open(&StoreAddress::embedded(url(&place)))
        .await
        .unwrap();

    assert_eq!(store.migrate().await.unwrap(), Vec::<&str>::new());
    assert_eq!(store.order(an_order(1)).await.unwrap().unwrap().version, 1);
    assert_eq!(store.events(an_order(1), 1, 10).await.unwrap().len(), 1);
    assert_eq!(store.journal(stream, 0, 10).await.unwrap().len(), 1);
    assert_eq!(store.streams().await.unwrap(), [Place { stream, seq: 1 }]);
    assert_eq!(
        store.load_snapshot("index").await.unwrap(),
        vec![vec![1; 100_000]; 3]
    );
    assert_eq!(store.open_stream(NodeId(1)).await.unwrap().incarnation, 2);
    let late = commit(&store, stream, 2, &[a_change(an_order(1), 1)]).await;
    assert!(matches!(late, Err(CommitError::Taken(_))));
}

#[tokio::test]
async fn a_store_that_listens_can_be_closed() {
    let place = a_place();
    let store = opened(&url(&place)).await;
    let stream = store.open_stream(NodeId(1)).await.unwrap();
    store.doorbell().await;
    commit(&store, stream, 1, &[a_change(an_order(1), 1)])
        .await
        .unwrap();
    drop(store);

    SurrealStore::open(&StoreAddress::embedded(url(&place)))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_held_store_says_so() {
    let place = a_place();
    let _held = opened(&url(&place)).await;

    let refused = SurrealStore::open(&StoreAddress::embedded(url(&place)))
        .await
        .unwrap_err();

    assert_eq!(
        refused.to_string(),
        format!("another process holds the store at {}", url(&place))
    );
}

#[tokio::test]
async fn a_server_that_is_not_there_is_an_error() {
    let nobody = StoreAddress::embedded("ws://127.0.0.1:9");

    assert!(SurrealStore::open(&nobody).await.is_err());
}

#[tokio::test]
async fn a_store_without_tables_says_what_is_missing() {
    let store = SurrealStore::open(&StoreAddress::embedded("mem://"))
        .await
        .unwrap();

    let error = store.streams().await.unwrap_err().to_string();

    assert_eq!(
        error,
        "store unavailable: table node is missing; the migrations have not run"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_writers_of_one_version_cannot_both_win() {
    let store = opened("mem://").await;
    let mine = store.open_stream(NodeId(1)).await.unwrap();
    let theirs = store.open_stream(NodeId(2)).await.unwrap();
    let order = an_order(1);

    for version in 1..=50 {
        let change = [a_change(order, version)];
        let outcomes = tokio::join!(
            commit(&store, mine, version, &change),
            commit(&store, theirs, version, &change)
        );

        let lost = |outcome: &Result<(), CommitError>| {
            matches!(outcome, Err(CommitError::Conflict | CommitError::Taken(_)))
        };
        let (won, other) = if outcomes.0.is_ok() {
            outcomes
        } else {
            (outcomes.1, outcomes.0)
        };
        assert!(won.is_ok() && lost(&other), "{won:?} {other:?}");
    }
    assert_eq!(store.order(order).await.unwrap().unwrap().version, 50);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn takers_on_two_threads_share_what_is_due() {
    let store = Arc::new(opened("mem://").await);
    let debts: Vec<_> = (1..=400).map(|number| a_debt(number, 10)).collect();
    store.owe(&debts).await.unwrap();
    let mut takers = JoinSet::new();
    for until in 100..104 {
        let store = Arc::clone(&store);
        takers.spawn(async move {
            let mut mine = Vec::new();
            while store.next_due().await.unwrap() == Some(Timestamp(10)) {
                let now = Timestamp(10);
                mine.extend(
                    store
                        .take_due(NodeId(1), now, Timestamp(until), 9)
                        .await
                        .unwrap(),
                );
            }
            mine
        });
    }

    let taken = takers.join_all().await.concat();

    let ids: BTreeSet<_> = taken.iter().map(|row| row.id).collect();
    assert_eq!((taken.len(), ids.len()), (400, 400));
}

#[tokio::test]
async fn a_debt_of_before_tries_were_counted_reads() {
    let store = opened("mem://").await;
    store.owe(&[a_debt(1, 10)]).await.unwrap();
    let before = "UPDATE outbox SET tries = NONE";
    store.query(before, Variables::new()).await.unwrap();

    assert_eq!(store.outbox(10).await.unwrap(), [a_debt(1, 10)]);
}

#[tokio::test]
async fn messages_of_before_there_was_a_way_to_them_are_found() {
    let store = opened("mem://").await;
    let before = "REMOVE TABLE order_delivery;
        DELETE migration:[7];
        INSERT INTO delivery [
            { id: delivery:ab, source: 'xendit', kind: 'invoice.paid', state: 'processed',
              received_at: 10, `order`: $order, headers: '', body: <bytes>'x', note: '' },
            { id: delivery:cd, source: 'xendit', kind: 'invoice.paid', state: 'unmatched',
              received_at: 20, headers: '', body: <bytes>'y', note: '' }
        ]";
    let order = bound([("order", uuid(an_order(1).0))]);
    store.query(before, order).await.unwrap();

    assert_eq!(store.migrate().await.unwrap(), ["0007_told"]);

    let found = store.deliveries_of(an_order(1)).await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].key.as_str(), found[0].settled_at), ("ab", None));
}

#[tokio::test]
async fn a_snapshot_leaves_no_old_chunks_behind() {
    let store = opened("mem://").await;
    store
        .save_snapshot("index", vec![vec![1]; 70])
        .await
        .unwrap();
    // What a writer leaves that falls before the pointer moves.
    let fallen = "UPDATE snapshot:index SET reach_even = 40;
        FOR $place IN 0..40 {
            CREATE type::record('snapshot_chunk', ['index', 0, $place])
                SET generation = 2, bytes = <bytes>'old'
        }";
    store.query(fallen, Variables::new()).await.unwrap();
    assert_eq!(
        store.load_snapshot("index").await.unwrap(),
        vec![vec![1]; 70]
    );

    for fill in 2..5 {
        store
            .save_snapshot("index", vec![vec![fill]; 3])
            .await
            .unwrap();

        let all = "SELECT * FROM snapshot_chunk";
        let rows = store.rows(all, Variables::new()).await.unwrap();
        assert_eq!(rows.len(), 3);
        assert_eq!(
            store.load_snapshot("index").await.unwrap(),
            vec![vec![fill]; 3]
        );
    }
}

#[tokio::test]
async fn a_snapshot_with_a_hole_is_not_believed() {
    let store = opened("mem://").await;
    store
        .save_snapshot("index", vec![vec![1]; 5])
        .await
        .unwrap();
    let hole = values::bound([("chunk", keys::chunk("index", 1, 2))]);
    store.query("DELETE $chunk", hole).await.unwrap();

    let refused = store.load_snapshot("index").await.unwrap_err().to_string();

    assert_eq!(
        refused,
        "row snapshot:index is not readable: chunks of it are missing"
    );
}

#[tokio::test]
async fn migrations_are_taken_once() {
    let store = SurrealStore::open(&StoreAddress::embedded("mem://"))
        .await
        .unwrap();
    let pending = store.pending().await.unwrap();

    let taken = store.migrate().await.unwrap();

    assert_eq!(
        taken,
        [
            "0001_journal",
            "0002_accounts",
            "0003_money",
            "0004_records",
            "0005_people",
            "0006_products",
            "0007_told"
        ]
    );
    assert_eq!(pending, taken);
    assert_eq!(store.pending().await.unwrap(), Vec::<&str>::new());
    assert_eq!(store.migrate().await.unwrap(), Vec::<&str>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_migrate_at_once() {
    let store = SurrealStore::open(&StoreAddress::embedded("mem://"))
        .await
        .unwrap();

    let (mine, theirs) = tokio::join!(store.migrate(), store.migrate());

    let mut taken = [mine.unwrap(), theirs.unwrap()].concat();
    taken.sort_unstable();
    assert_eq!(
        taken,
        [
            "0001_journal",
            "0002_accounts",
            "0003_money",
            "0004_records",
            "0005_people",
            "0006_products",
            "0007_told"
        ]
    );
}

#[tokio::test]
async fn an_edited_migration_stops_everything() {
    let store = opened("mem://").await;
    let edit = "UPDATE migration:[2] SET checksum = 'other'";
    store.query(edit, Variables::new()).await.unwrap();

    let refused = store.migrate().await.unwrap_err().to_string();

    assert_eq!(
        refused,
        "migration 0002_accounts was edited after it was applied; restore it and add a new one"
    );
}

#[tokio::test]
async fn a_migration_from_the_future_stops_everything() {
    let store = opened("mem://").await;
    let future = "CREATE migration:[999] SET name = '0999', checksum = ''";
    store.query(future, Variables::new()).await.unwrap();

    assert!(matches!(
        store.pending().await,
        Err(MigrateError::Unknown(999))
    ));
}

#[tokio::test]
async fn a_conflict_is_sent_again() {
    let store = opened("mem://").await;
    let count = "UPSERT counter:test SET last += 1 RETURN NONE";
    let one = || store.transact(count, Variables::new());

    let outcomes = tokio::join!(one(), one(), one(), one(), one(), one());

    assert!(
        [
            outcomes.0, outcomes.1, outcomes.2, outcomes.3, outcomes.4, outcomes.5
        ]
        .iter()
        .all(Result::is_ok)
    );
    let row = store
        .rows("SELECT * FROM ONLY counter:test", Variables::new())
        .await
        .unwrap();
    assert_eq!(row[0].number("last").unwrap(), 6);
}
