//! What a day's cleaning takes away, and what it leaves.

use uuid::Uuid;

use super::*;
use crate::domain::ids::NodeId;
use crate::domain::ids::OrderId;
use crate::domain::ids::SessionId;
use crate::domain::ids::UserId;
use crate::store::Batch;
use crate::store::Change;
use crate::store::OrderRow;
use crate::store::Part;
use crate::store::Place;
use crate::store::RequestFilter;
use crate::store::RequestRow;
use crate::store::Stream;
use crate::store::surreal::StoreAddress;
use crate::store::surreal::SurrealStore;

const DAY: i64 = 86_400_000;

/// Noon of a day, counted from one.
fn noon(day: i64) -> Timestamp {
    Timestamp(1_751_256_000_000 + day * DAY)
}

async fn clean_up() -> CleanUp {
    let address = StoreAddress::embedded("mem://");
    let store = SurrealStore::open(&address).await.unwrap();
    store.migrate().await.unwrap();
    let store = Arc::new(store);
    CleanUp {
        accounts: Accounts::new(Arc::clone(&store)),
        store,
        journal_kept: Span::days(7),
        requests_kept: Span::days(14),
    }
}

/// Writes so many changes, numbered from one on.
async fn write(job: &CleanUp, stream: Stream, numbers: std::ops::RangeInclusive<u64>) {
    for version in numbers {
        let part = Part {
            row: OrderRow {
                id: OrderId(Uuid::from_u128(stream.incarnation.into())),
                version,
                code: String::new(),
                status: "lunas",
                data: "{}".to_owned(),
            },
            event: "{}".to_owned(),
            private: None,
        };
        let change = Change {
            parts: vec![part],
            ..Change::default()
        };
        let batch = Batch {
            stream,
            first: version,
            changes: &[&change],
        };
        job.store.commit(batch).await.unwrap();
    }
}

async fn left(job: &CleanUp, stream: Stream) -> Vec<u64> {
    let rows = job.store.journal(stream, 0, 1_000).await.unwrap();
    rows.iter().map(|row| row.seq).collect()
}

#[tokio::test]
async fn lines_go_when_they_are_a_week_old_and_not_before() {
    let job = clean_up().await;
    let stream = job.store.open_stream(NodeId(1)).await.unwrap();
    write(&job, stream, 1..=3).await;
    let mut memory = String::new();
    let mut run = async |day| {
        let report = job.run(noon(day), &memory).await.unwrap();
        memory = report.memory;
        report.summary
    };

    assert_eq!(run(0).await, "");
    write(&job, stream, 4..=5).await;
    for day in 1..=6 {
        assert_eq!(run(day).await, "", "day {day}");
    }
    assert_eq!(left(&job, stream).await, [1, 2, 3, 4, 5]);

    assert!(run(7).await.starts_with("3 lines of the journal"));

    assert_eq!(left(&job, stream).await, [4, 5]);
    let floor = Place { stream, seq: 3 };
    assert_eq!(job.store.floors().await.unwrap(), [floor]);
    // Twice a day is not twice as soon.
    assert_eq!(run(7).await, "");
    assert!(run(8).await.starts_with("2 lines of the journal"));
    assert_eq!(left(&job, stream).await, [0_u64; 0]);
    write(&job, stream, 6..=6).await;
    assert_eq!(left(&job, stream).await, [6]);
}

#[test]
fn marks_are_few_and_the_youngest_old_one_counts() {
    let mut memory = Memory::default();
    let at = |seq: u64| format!("1.1.{seq}").parse().unwrap();

    for hour in 0..30 * 24 {
        let now = noon(0) + Span::hours(hour);
        memory.mark(now, &at(hour.unsigned_abs()));
    }
    assert_eq!(memory.marks.len(), 60);
    let now = noon(0) + Span::hours(30 * 24 - 1);
    let before = memory.before(now, Span::days(7));

    // A week before hour 719 is hour 551, and 540 was the last mark before that.
    assert_eq!(before.to_string(), "1.1.540");
    assert_eq!(memory.marks.first().unwrap().1, "1.1.540");
    assert_eq!(memory.before(noon(-9), Span::days(7)), Position::default());
    for hour in 0..2_000 {
        memory.mark(now + Span::hours(12 * hour), &at(9));
    }
    assert_eq!(memory.marks.len(), MARKS_MAX);
}

#[tokio::test]
async fn ended_sign_ins_and_old_requests_go() {
    let job = clean_up().await;
    let sign_in = |number: u128, expires: i64, revoked: Option<i64>| Session {
        id: SessionId(Uuid::from_u128(number)),
        user: UserId(1),
        created_at: noon(0),
        expires_at: noon(expires),
        last_seen_at: noon(0),
        refresh_hash: "aa".to_owned(),
        cookie_hash: format!("{number:064x}"),
        ip_address: "::1".to_owned(),
        user_agent: String::new(),
        generation: 0,
        revoked_at: revoked.map(noon),
    };
    for session in [
        sign_in(1, 7, None),
        sign_in(2, 90, None),
        sign_in(3, 90, Some(1)),
        sign_in(4, 90, Some(20)),
    ] {
        job.accounts.create_session(&session).await.unwrap();
    }
    let request = |number: u128, day| RequestRow {
        id: Uuid::from_u128(number),
        at: noon(day),
        address: "::1".to_owned(),
        agent: String::new(),
        path: "/api/v1/order/".to_owned(),
        method: "GET".into(),
        status: 200,
        millis: 1,
        user: None,
        code: None,
    };
    let rows: Vec<_> = (0..1_200).map(|number| request(number, 1)).collect();
    job.store.keep_requests(&rows).await.unwrap();
    job.store
        .keep_requests(&[request(9_999, 30)])
        .await
        .unwrap();

    let report = job.run(noon(40), "").await.unwrap();

    assert_eq!(
        report.summary,
        "0 lines of the journal, 0 keys, 2 sign-ins and 1200 requests forgotten"
    );
    let left = job.accounts.sessions_after(None, 9).await.unwrap();
    let left: Vec<_> = left.iter().map(|it| it.id.0.as_u128()).collect();
    assert_eq!(left, [2, 4]);
    let (count, _) = job
        .store
        .requests(&RequestFilter::default(), 0, 1)
        .await
        .unwrap();
    assert_eq!(count, 1);
}
