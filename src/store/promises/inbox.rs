//! What came in: each message once, and money until it belongs to an order.

use uuid::Uuid;

use super::ODD_TEXTS;
use super::a_change;
use super::a_debt;
use super::an_order;
use super::commit;
use crate::domain::ids::NodeId;
use crate::domain::ids::UnmatchedId;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Timestamp;
use crate::store::Change;
use crate::store::Claim;
use crate::store::CommitError;
use crate::store::DeliveryRow;
use crate::store::DeliveryState;
use crate::store::Store;
use crate::store::Unique;
use crate::store::UnmatchedRow;

fn a_delivery(key: &str) -> DeliveryRow {
    DeliveryRow {
        key: key.to_owned(),
        source: "xendit".into(),
        kind: "invoice.paid".into(),
        state: DeliveryState::Received,
        received_at: Timestamp(1_000),
        settled_at: None,
        order: None,
        headers: ODD_TEXTS[3].to_owned(),
        body: vec![0, 255, b'{', b'\n', 0],
        note: ODD_TEXTS[1].to_owned(),
    }
}

fn some_money(number: u32, at: i64) -> UnmatchedRow {
    UnmatchedRow {
        id: UnmatchedId(Uuid::from_u128(number.into())),
        provider_id: format!("pay-{number}"),
        external_id: ODD_TEXTS[1].to_owned(),
        amount: Rupiah(250_000),
        at: Timestamp(at),
        data: ODD_TEXTS[3].to_owned(),
        matched: None,
    }
}

pub(super) async fn a_message_comes_back_as_it_came(store: &dyn Store) {
    for (key, state) in ODD_TEXTS.into_iter().skip(1).zip(DeliveryState::ALL) {
        let delivery = DeliveryRow {
            state,
            order: Some(an_order(1)),
            ..a_delivery(key)
        };

        assert!(store.keep_delivery(&delivery, None).await.unwrap());

        assert_eq!(store.delivery(key).await.unwrap(), Some(delivery));
    }
    let empty = DeliveryRow {
        body: Vec::new(),
        ..a_delivery("empty")
    };
    assert!(store.keep_delivery(&empty, None).await.unwrap());
    assert_eq!(store.delivery("empty").await.unwrap(), Some(empty));
    assert_eq!(store.delivery("none").await.unwrap(), None);
}

pub(super) async fn a_message_is_found_with_what_it_may_be_about(store: &dyn Store) {
    let kept = a_delivery("ab");
    assert!(store.keep_delivery(&kept, None).await.unwrap());
    let page = Unique::Page("page-1".to_owned());
    let claim = Claim {
        unique: page.clone(),
        order: an_order(1),
        at: Timestamp(7),
        note: ODD_TEXTS[2].to_owned(),
    };
    let mut change = a_change(an_order(1), 1);
    change.claims.push(claim.clone());
    let stream = store.open_stream(NodeId(1)).await.unwrap();
    commit(store, stream, 1, &[change]).await.unwrap();

    let none = Unique::Page("page-2".to_owned());
    let both = store.delivery_about("ab", &page).await.unwrap();
    assert_eq!(both, (Some(kept.clone()), Some(claim.clone())));
    let only_message = store.delivery_about("ab", &none).await.unwrap();
    assert_eq!(only_message, (Some(kept), None));
    let only_claim = store.delivery_about("cd", &page).await.unwrap();
    assert_eq!(only_claim, (None, Some(claim)));
}

pub(super) async fn the_same_message_again_is_left_as_it_is(store: &dyn Store) {
    let first = a_delivery("ab");
    let again = DeliveryRow {
        received_at: Timestamp(2_000),
        ..a_delivery("ab")
    };

    let is_new = store.keep_delivery(&first, Some(&a_debt(1, 10))).await;
    let is_new_again = store.keep_delivery(&again, Some(&a_debt(2, 20))).await;

    assert!(is_new.unwrap() && !is_new_again.unwrap());
    assert_eq!(store.delivery("ab").await.unwrap(), Some(first));
    assert_eq!(store.outbox(10).await.unwrap(), [a_debt(1, 10)]);
}

pub(super) async fn one_of_two_that_bring_a_message_is_the_first(store: &dyn Store) {
    for round in 0..20 {
        let delivery = a_delivery(&format!("round {round}"));
        let keep = |number| {
            let owed = a_debt(number, 10);
            let delivery = delivery.clone();
            async move { store.keep_delivery(&delivery, Some(&owed)).await.unwrap() }
        };

        let (one, two) = tokio::join!(keep(round * 2 + 1), keep(round * 2 + 2));

        assert!(one != two);
    }
    assert_eq!(store.outbox(100).await.unwrap().len(), 20);
}

pub(super) async fn what_became_of_a_message_is_noted(store: &dyn Store) {
    let kept = a_delivery("ab");
    store.keep_delivery(&kept, None).await.unwrap();
    let settle = async |state, order| {
        store
            .settle_delivery("ab", (state, Timestamp(1_500)), order, "why")
            .await
            .unwrap();
        store.delivery("ab").await.unwrap().unwrap()
    };

    let failed = settle(DeliveryState::Failed, Some(an_order(1))).await;
    let processed = settle(DeliveryState::Processed, None).await;

    let expected = |state| DeliveryRow {
        state,
        settled_at: Some(Timestamp(1_500)),
        order: Some(an_order(1)),
        note: "why".to_owned(),
        ..kept.clone()
    };
    assert_eq!(failed, expected(DeliveryState::Failed));
    assert_eq!(processed, expected(DeliveryState::Processed));
    store
        .settle_delivery("none", (DeliveryState::Ignored, Timestamp(1)), None, "")
        .await
        .unwrap();
    assert_eq!(store.delivery("none").await.unwrap(), None);
}

pub(super) async fn a_change_settles_the_message_it_came_from(store: &dyn Store) {
    let stream = store.open_stream(NodeId(1)).await.unwrap();
    store.keep_delivery(&a_delivery("ab"), None).await.unwrap();
    let settled = |key| DeliveryRow {
        state: DeliveryState::Processed,
        order: Some(an_order(1)),
        note: "paid".to_owned(),
        ..a_delivery(key)
    };
    let settling = |key, version| Change {
        delivery: Some(settled(key)),
        ..a_change(an_order(1), version)
    };

    let changes = [settling("ab", 1), settling("new", 2)];
    commit(store, stream, 1, &changes).await.unwrap();
    let late = commit(store, stream, 3, &[settling("late", 2)]).await;

    for key in ["ab", "new"] {
        assert_eq!(store.delivery(key).await.unwrap(), Some(settled(key)));
    }
    assert!(matches!(late, Err(CommitError::Taken(_))), "{late:?}");
    assert_eq!(store.delivery("late").await.unwrap(), None);
}

pub(super) async fn messages_are_found_by_their_order(store: &dyn Store) {
    let stream = store.open_stream(NodeId(1)).await.unwrap();
    let (mine, other) = (an_order(1), an_order(2));
    let told = |key: &str, at: i64, order| DeliveryRow {
        received_at: Timestamp(at),
        order,
        ..a_delivery(key)
    };
    for row in [
        told("kept", 30, Some(mine)),
        told("late", 10, None),
        told("wrong", 20, Some(mine)),
        told("theirs", 5, Some(other)),
        told("nobody's", 5, None),
    ] {
        store.keep_delivery(&row, None).await.unwrap();
    }
    let became = (DeliveryState::Processed, Timestamp(40));
    for (key, order) in [("late", mine), ("wrong", other)] {
        let settled = store.settle_delivery(key, became, Some(order), "");
        settled.await.unwrap();
    }
    let change = Change {
        delivery: Some(told("with a change", 20, Some(mine))),
        ..a_change(mine, 1)
    };
    commit(store, stream, 1, &[change]).await.unwrap();

    let found = async |order| {
        let rows = store.deliveries_of(order).await.unwrap();
        rows.into_iter().map(|row| row.key).collect::<Vec<_>>()
    };
    assert_eq!(found(mine).await, ["late", "with a change", "kept"]);
    assert_eq!(found(other).await, ["theirs", "wrong"]);
    assert_eq!(found(an_order(3)).await, Vec::<String>::new());
}

pub(super) async fn money_waits_until_it_is_matched(store: &dyn Store) {
    let money = some_money(1, 1_000);
    assert!(store.keep_unmatched(&money).await.unwrap());
    let order = an_order(7);

    let matched = store
        .match_unmatched(money.id, order, Timestamp(2_000))
        .await;
    let repeated = store
        .match_unmatched(money.id, order, Timestamp(3_000))
        .await;
    let other = store
        .match_unmatched(money.id, an_order(8), Timestamp(4_000))
        .await;
    let nothing = some_money(2, 1_000).id;
    let missing = store
        .match_unmatched(nothing, order, Timestamp(2_000))
        .await;

    assert!(matched.unwrap() && repeated.unwrap());
    assert!(!other.unwrap() && !missing.unwrap());
    let expected = UnmatchedRow {
        matched: Some((order, Timestamp(2_000))),
        ..money.clone()
    };
    assert_eq!(
        store.unmatched_one(money.id).await.unwrap(),
        Some(expected.clone())
    );
    assert!(!store.keep_unmatched(&money).await.unwrap());
    assert_eq!(
        store.unmatched(Some(false), 0, 10).await.unwrap(),
        (0, Vec::new())
    );
    assert_eq!(
        store.unmatched(Some(true), 0, 10).await.unwrap(),
        (1, vec![expected])
    );
    assert_eq!(store.unmatched_one(nothing).await.unwrap(), None);
}

pub(super) async fn money_is_listed_newest_first(store: &dyn Store) {
    let all = [
        some_money(1, 200),
        some_money(2, 300),
        some_money(3, 100),
        some_money(4, 200),
    ];
    for money in &all {
        store.keep_unmatched(money).await.unwrap();
    }
    store
        .match_unmatched(all[1].id, an_order(1), Timestamp(400))
        .await
        .unwrap();
    let listed = async |matched, offset, limit| {
        let (count, page) = store.unmatched(matched, offset, limit).await.unwrap();
        let ids: Vec<_> = page.iter().map(|row| row.id.0.as_u128()).collect();
        (count, ids)
    };

    assert_eq!(listed(Some(false), 0, 10).await, (3, vec![4, 1, 3]));
    assert_eq!(listed(Some(true), 0, 10).await, (1, vec![2]));
    assert_eq!(listed(None, 0, 10).await, (4, vec![2, 4, 1, 3]));
    assert_eq!(listed(None, 1, 2).await, (4, vec![4, 1]));
    assert_eq!(listed(None, 9, 2).await, (4, Vec::new()));
}
