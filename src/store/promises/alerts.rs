//! Alerts: one row for one trouble, counted, and seen until it happens again.

use uuid::Uuid;

use super::ODD_TEXTS;
use super::a_change;
use super::an_order;
use super::commit;
use crate::domain::ids::AlertId;
use crate::domain::ids::NodeId;
use crate::domain::ids::UserId;
use crate::domain::time::Timestamp;
use crate::store::AlertFilter;
use crate::store::AlertRow;
use crate::store::Change;
use crate::store::CommitError;
use crate::store::Store;
use crate::store::StoredAlert;

fn an_alert(number: u32, kind: &'static str, at: i64) -> AlertRow {
    AlertRow {
        id: AlertId(Uuid::from_u128(number.into())),
        kind: kind.into(),
        severity: "warning".into(),
        order: Some(an_order(number)),
        at: Timestamp(at),
        data: ODD_TEXTS[1].to_owned(),
    }
}

/// What is stored of an alert that was raised so often, first and last at these instants.
fn stored(last: &AlertRow, count: u64, first_seen_at: i64) -> StoredAlert {
    StoredAlert {
        id: last.id,
        kind: last.kind.to_string(),
        severity: last.severity.to_string(),
        order: last.order,
        data: last.data.clone(),
        count,
        first_seen_at: Timestamp(first_seen_at),
        last_seen_at: last.at,
        acknowledged_at: None,
        acknowledged_by: None,
    }
}

async fn found(store: &dyn Store, alert: &AlertRow) -> Option<StoredAlert> {
    store.alert(alert.id).await.unwrap()
}

pub(super) async fn an_alert_raised_again_counts(store: &dyn Store) {
    let first = AlertRow {
        order: None,
        ..an_alert(1, "money_late", 100)
    };
    let worse = AlertRow {
        severity: "critical".into(),
        at: Timestamp(200),
        data: "{}".to_owned(),
        ..first.clone()
    };
    assert_eq!(found(store, &first).await, None);

    store.raise(&first).await.unwrap();
    assert_eq!(found(store, &first).await, Some(stored(&first, 1, 100)));
    store.raise(&worse).await.unwrap();

    assert_eq!(found(store, &first).await, Some(stored(&worse, 2, 100)));
}

pub(super) async fn a_change_raises_alerts_with_itself(store: &dyn Store) {
    let stream = store.open_stream(NodeId(1)).await.unwrap();
    let raising = |alerts: &[AlertRow], order, version| Change {
        alerts: alerts.to_vec(),
        ..a_change(an_order(order), version)
    };
    let (late, short) = (
        an_alert(1, "money_late", 100),
        an_alert(2, "money_short", 100),
    );
    let again = AlertRow {
        at: Timestamp(200),
        ..late.clone()
    };
    store.raise(&late).await.unwrap();

    let twice = [late.clone(), late.clone()];
    let changes = [
        raising(&twice, 1, 1),
        raising(&[again.clone(), short.clone()], 2, 1),
    ];
    commit(store, stream, 1, &changes).await.unwrap();
    let stale = commit(store, stream, 3, &[raising(&twice, 1, 1)]).await;

    assert!(matches!(stale, Err(CommitError::Taken(_))), "{stale:?}");
    assert_eq!(found(store, &late).await, Some(stored(&again, 4, 100)));
    assert_eq!(found(store, &short).await, Some(stored(&short, 1, 100)));
}

pub(super) async fn an_acknowledged_alert_stays_so_until_it_is_raised(store: &dyn Store) {
    let alert = an_alert(1, "money_over", 100);
    store.raise(&alert).await.unwrap();
    let acknowledge = |by, at| store.acknowledge(alert.id, UserId(by), Timestamp(at));

    let first = acknowledge(7, 200).await.unwrap();
    let second = acknowledge(8, 300).await.unwrap();
    let seen = found(store, &alert).await;
    store.raise(&alert).await.unwrap();

    let expected = StoredAlert {
        acknowledged_at: Some(Timestamp(200)),
        acknowledged_by: Some(UserId(7)),
        ..stored(&alert, 1, 100)
    };
    assert_eq!(first, Some(expected));
    assert_eq!((&second, &seen), (&first, &first));
    assert_eq!(found(store, &alert).await, Some(stored(&alert, 2, 100)));
    let nobody = an_alert(9, "money_over", 100).id;
    let missing = store.acknowledge(nobody, UserId(7), Timestamp(1)).await;
    assert_eq!(missing.unwrap(), None);
    assert_eq!(store.alert(nobody).await.unwrap(), None);
}

pub(super) async fn alerts_are_listed_last_seen_first(store: &dyn Store) {
    let kinds = ["money_late", "money_short", "system_drift", "money_late"];
    for (number, kind) in (1..).zip(kinds) {
        let alert = an_alert(number, kind, i64::from(number) * 10);
        store.raise(&alert).await.unwrap();
    }
    store.raise(&an_alert(1, "money_late", 40)).await.unwrap();
    let seen = an_alert(2, "", 0).id;
    store
        .acknowledge(seen, UserId(7), Timestamp(50))
        .await
        .unwrap();
    let listed = async |kind: Option<&str>, acknowledged, offset, limit| {
        let kind = kind.map(str::to_owned);
        let filter = AlertFilter { kind, acknowledged };
        let (count, page) = store.alerts(&filter, offset, limit).await.unwrap();
        let ids: Vec<_> = page.iter().map(|alert| alert.id.0.as_u128()).collect();
        (count, ids)
    };

    assert_eq!(listed(None, None, 0, 10).await, (4, vec![4, 1, 3, 2]));
    assert_eq!(listed(None, None, 1, 2).await, (4, vec![1, 3]));
    assert_eq!(listed(None, Some(true), 0, 10).await, (1, vec![2]));
    assert_eq!(listed(None, Some(false), 0, 2).await, (3, vec![4, 1]));
    assert_eq!(
        listed(Some("money_*"), None, 0, 10).await,
        (3, vec![4, 1, 2])
    );
    assert_eq!(
        listed(Some("money_late"), None, 0, 10).await,
        (2, vec![4, 1])
    );
    assert_eq!(
        listed(Some("money_*"), Some(true), 0, 10).await,
        (1, vec![2])
    );
    assert_eq!(listed(Some("*"), None, 4, 10).await, (4, Vec::new()));
    assert_eq!(listed(Some("money"), None, 0, 10).await, (0, Vec::new()));
}
