//! One engine on a calm store: waking, sleeping, falling, stopping.

use std::time::Duration;

use super::kit::NOON;
use super::kit::beginning;
use super::kit::command;
use super::kit::engine;
use super::kit::note;
use super::kit::order_id;
use crate::actors::index::Query;
use crate::actors::order::OrderError;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::Refusal;
use crate::domain::konveksi::Status;
use crate::domain::konveksi::command::Edit;
use crate::domain::rupiah::Rupiah;
use crate::store::Outbox;
use crate::store::Store;
use crate::store::Unique;
use crate::store::standin::StandIn;

#[tokio::test(start_paused = true)]
async fn a_change_is_in_the_store_the_index_and_the_feed_once_answered() {
    let store = StandIn::calm_one();
    let engine = engine(store.clone(), 1).await;
    let mut reader = engine.feed.since(engine.feed.position());

    let answer = engine
        .orders
        .submit(beginning(order_id(1), 1))
        .await
        .unwrap();

    let listed = engine.index.select(&Query {
        limit: 10,
        ..Query::default()
    });
    assert_eq!(answer.order.status(), Status::LinkIssued);
    assert_eq!((listed.count, listed.orders), (1, vec![order_id(1)]));
    assert_eq!(listed.totals.price, Rupiah(7_500_000));
    assert_eq!(listed.position.to_string(), "1.1.1");
    assert_eq!(reader.next().await.unwrap().event, answer.event.unwrap());
    assert_eq!(store.order(order_id(1)).await.unwrap().unwrap().version, 1);
    assert_eq!(store.outbox(10).await.unwrap().len(), 1);
    engine.stop().await;
}

#[tokio::test(start_paused = true)]
async fn an_order_that_slept_wakes_as_it_was() {
    let engine = engine(StandIn::calm_one(), 1).await;
    engine
        .orders
        .submit(beginning(order_id(1), 1))
        .await
        .unwrap();

    tokio::time::sleep(Duration::from_secs(1)).await;
    let asleep = engine.orders.count_awake();
    let answer = engine
        .orders
        .submit(note(order_id(1), 2, "halo"))
        .await
        .unwrap();

    assert_eq!(asleep, 0);
    assert_eq!(answer.order.version, 2);
    assert_eq!(engine.orders.history(order_id(1)).await.unwrap().len(), 2);
    engine.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_an_answer_and_changes_nothing() {
    let engine = engine(StandIn::calm_one(), 1).await;
    engine
        .orders
        .submit(beginning(order_id(1), 1))
        .await
        .unwrap();

    let unknown = engine
        .orders
        .submit(note(order_id(2), 2, "halo"))
        .await
        .unwrap_err();
    let again = engine
        .orders
        .submit(beginning(order_id(1), 3))
        .await
        .unwrap_err();
    let restore = Action::Restore {
        notes: "Jadi".to_owned(),
    };
    let restored = engine.orders.submit(command(order_id(1), 4, restore)).await;

    let reason = |error: OrderError| match error {
        OrderError::Refused(refused) => refused.refusal,
        other => panic!("expected a refusal, not {other}"),
    };
    assert_eq!(reason(unknown), Refusal::NotFound);
    assert_eq!(reason(again), Refusal::Exists);
    assert_eq!(reason(restored.unwrap_err()), Refusal::NotRestorable);
    assert_eq!(
        engine
            .orders
            .view(order_id(1))
            .await
            .unwrap()
            .unwrap()
            .version,
        1
    );
    engine.stop().await;
}

#[tokio::test(start_paused = true)]
async fn an_order_code_is_given_once() {
    let engine = engine(StandIn::calm_one(), 1).await;
    let first = engine
        .orders
        .submit(beginning(order_id(1), 1))
        .await
        .unwrap();
    let mut twin = beginning(order_id(2), 2);
    if let Action::Create(new) = &mut twin.command.action {
        new.code = first.order.code.clone();
    }

    let refused = engine.orders.submit(twin).await.unwrap_err();

    let code = Unique::OrderCode(first.order.code.as_str().to_owned());
    assert!(matches!(refused, OrderError::Taken(name) if name == code));
    assert!(engine.orders.view(order_id(2)).await.unwrap().is_none());
    engine.stop().await;
}

#[tokio::test(start_paused = true)]
async fn an_invoice_code_that_is_taken_is_drawn_again() {
    let engine = engine(StandIn::calm_one(), 1).await;
    let first = engine
        .orders
        .submit(beginning(order_id(1), 1))
        .await
        .unwrap();

    // The same chance draws the same invoice id, and so the same code.
    let second = engine
        .orders
        .submit(beginning(order_id(2), 1))
        .await
        .unwrap();

    assert_ne!(first.order.invoices[0].code, second.order.invoices[0].code);
    engine.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_restarted_engine_goes_on_from_snapshot_and_journal() {
    let store = StandIn::calm_one();
    let before = engine(store.clone(), 1).await;
    before
        .orders
        .submit(beginning(order_id(1), 1))
        .await
        .unwrap();
    before.stop().await;
    let between = engine(store.clone(), 1).await;
    between
        .orders
        .submit(beginning(order_id(2), 2))
        .await
        .unwrap();
    between.abandon();

    let after = engine(store.kill(), 1).await;

    let listed = after.index.select(&Query {
        limit: 10,
        ..Query::default()
    });
    assert_eq!(listed.count, 2);
    assert_eq!(listed.position.to_string(), "1.2.1");
    assert_eq!(
        after
            .orders
            .view(order_id(2))
            .await
            .unwrap()
            .unwrap()
            .created_at,
        NOON
    );
    after.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_reader_far_behind_reads_the_journal_and_misses_nothing() {
    let engine = engine(StandIn::calm_one(), 1).await;
    let start = engine.feed.position();
    engine
        .orders
        .submit(beginning(order_id(1), 1))
        .await
        .unwrap();
    for number in 0..100 {
        engine
            .orders
            .submit(note(order_id(1), number + 2, "halo"))
            .await
            .unwrap();
    }

    let mut reader = engine.feed.since(start);
    let mut versions = Vec::new();
    for _ in 0..101 {
        versions.push(reader.next().await.unwrap().event.version);
    }

    assert_eq!(versions, (1..=101).collect::<Vec<_>>());
    assert_eq!(reader.position(), &engine.feed.position());
    engine.stop().await;
}

#[tokio::test(start_paused = true)]
async fn edits_that_change_nothing_write_nothing() {
    let engine = engine(StandIn::calm_one(), 1).await;
    engine
        .orders
        .submit(beginning(order_id(1), 1))
        .await
        .unwrap();
    let same = Edit {
        quantity: Some(50),
        ..Edit::default()
    };

    let edit = command(order_id(1), 2, Action::Edit(Box::new(same)));
    let answer = engine.orders.submit(edit).await.unwrap();

    assert!(answer.event.is_none());
    assert_eq!(answer.order.version, 1);
    engine.stop().await;
}
