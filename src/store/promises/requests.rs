//! What was asked of a store's owner is found again, and one day forgotten.

use super::*;
use crate::domain::ids::UserId;
use crate::store::RequestFilter;
use crate::store::RequestRow;

const NOON: i64 = 1_751_256_000_000;

fn a_request(number: u128) -> RequestRow {
    RequestRow {
        id: Uuid::from_u128(number),
        at: Timestamp(NOON + i64::try_from(number).unwrap()),
        address: "203.0.113.7".to_owned(),
        agent: ODD_TEXTS[2].to_owned(),
        path: "/api/v1/order/".to_owned(),
        method: "GET".into(),
        status: 200,
        millis: 12,
        user: None,
        code: None,
    }
}

/// How many there are, and the numbers of the page.
async fn found(
    store: &dyn Store,
    filter: RequestFilter,
    (offset, limit): (usize, usize),
) -> (usize, Vec<u128>) {
    let (count, page) = store.requests(&filter, offset, limit).await.unwrap();
    (count, page.iter().map(|row| row.id.as_u128()).collect())
}

pub(super) async fn requests_come_back_as_they_went(store: &dyn Store) {
    let full = RequestRow {
        user: Some(UserId(3)),
        code: Some("ORD-20250630-A1B".to_owned()),
        ..a_request(1)
    };
    let rows = [full, a_request(2)];

    store.keep_requests(&rows).await.unwrap();
    store.keep_requests(&rows[..1]).await.unwrap();
    store.keep_requests(&[]).await.unwrap();

    let (count, page) = store
        .requests(&RequestFilter::default(), 0, 9)
        .await
        .unwrap();
    assert_eq!(count, 2);
    assert_eq!(page, [rows[1].clone(), rows[0].clone()]);
}

pub(super) async fn requests_are_listed_latest_first(store: &dyn Store) {
    let rows: Vec<_> = (1..=5).map(a_request).collect();
    store.keep_requests(&rows).await.unwrap();
    let all = RequestFilter::default;

    assert_eq!(found(store, all(), (0, 2)).await, (5, vec![5, 4]));
    assert_eq!(found(store, all(), (2, 2)).await, (5, vec![3, 2]));
    assert_eq!(found(store, all(), (4, 2)).await, (5, vec![1]));
    assert_eq!(found(store, all(), (9, 2)).await, (5, vec![]));
}

pub(super) async fn every_filter_of_requests_filters(store: &dyn Store) {
    let rows = [
        RequestRow {
            user: Some(UserId(3)),
            ..a_request(1)
        },
        RequestRow {
            address: "2001:db8::1".to_owned(),
            ..a_request(2)
        },
        RequestRow {
            method: "POST".into(),
            ..a_request(3)
        },
        RequestRow {
            status: 403,
            ..a_request(4)
        },
        RequestRow {
            path: "/api/v1/auth/login/".to_owned(),
            ..a_request(5)
        },
    ];
    store.keep_requests(&rows).await.unwrap();
    let only = async |filter| found(store, filter, (0, 9)).await.1;
    let any = RequestFilter::default;

    let user = Some(UserId(3));
    assert_eq!(only(RequestFilter { user, ..any() }).await, [1]);
    let address = Some("2001:db8::1".to_owned());
    assert_eq!(only(RequestFilter { address, ..any() }).await, [2]);
    let method = Some("POST".to_owned());
    assert_eq!(only(RequestFilter { method, ..any() }).await, [3]);
    let status = Some(403);
    assert_eq!(only(RequestFilter { status, ..any() }).await, [4]);
    let path = Some("/api/v1/auth".to_owned());
    assert_eq!(only(RequestFilter { path, ..any() }).await, [5]);
    let from = Some(Timestamp(NOON + 4));
    assert_eq!(only(RequestFilter { from, ..any() }).await, [5, 4]);
    let before = Some(Timestamp(NOON + 3));
    assert_eq!(only(RequestFilter { before, ..any() }).await, [2, 1]);
    let from = Some(Timestamp(NOON + 2));
    let both = RequestFilter {
        from,
        before,
        ..any()
    };
    assert_eq!(only(both).await, [2]);
}

pub(super) async fn old_requests_are_forgotten_some_at_a_time(store: &dyn Store) {
    let rows: Vec<_> = (1..=5).map(a_request).collect();
    store.keep_requests(&rows).await.unwrap();
    let before = Timestamp(NOON + 4);

    let mut gone = Vec::new();
    for _ in 0..3 {
        gone.push(store.forget_requests(before, 2).await.unwrap());
    }

    assert_eq!(gone, [2, 1, 0]);
    let left = found(store, RequestFilter::default(), (0, 9)).await;
    assert_eq!(left, (2, vec![5, 4]));
}
