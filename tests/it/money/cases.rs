//! Every odd way in which money can come, delivered once, twice, and in any order: the books
//! end the same.

mod acts;
mod deliveries;
mod table;

use std::time::Duration;

use rajut::domain::ids::OrderId;
use rajut::domain::time::Clock;
use rajut::store::AlertFilter;
use serde_json::json;

use crate::kit::TestApp;
use crate::kit::list;
use crate::kit::rupiah;
use crate::kit::text;
use deliveries::Known;
use deliveries::paid;
use deliveries::settled;
use table::CASES;
use table::Case;

/// What a customer ordered half of in advance.
const HALF: i64 = 3_750_000;
/// How often time is moved on for a delivery that has to wait for another.
const BEATS_MAX: usize = 300;
/// More alerts than all cases raise.
const ALERTS_MAX: usize = 1_000;

/// What the books say of an order: paid, remaining, credit, due back, its word.
type Ends = (i64, i64, i64, i64, String);

async fn books(app: &TestApp, id: &str) -> Ends {
    let order = app.order(id).await;
    let sum = |name: &str| -> i64 {
        let lines = list(&order["payments"]).iter();
        lines.map(|it| rupiah(&it[name])).sum()
    };
    let paid = rupiah(&order["total_paid"]);
    let (left, due) = (rupiah(&order["remaining"]), rupiah(&order["refund_due"]));
    let word = text(&order["status_order"]).to_owned();
    assert_eq!(
        paid,
        sum("amount") - sum("refunded_amount"),
        "the ledger adds up"
    );
    if word != "dibatalkan" {
        let lacks = rupiah(&order["total_price"]) - paid;
        assert_eq!(left, lacks.max(0), "what is left is what was not paid");
    }
    (paid, left, rupiah(&order["credit"]), due, word)
}

/// The kinds of alerts about an order.
async fn alerts(app: &TestApp, id: &str) -> Vec<String> {
    let id: OrderId = id.parse().unwrap();
    let any = AlertFilter::default();
    let (_, all) = app.app.store.alerts(&any, 0, ALERTS_MAX).await.unwrap();
    let its = all.into_iter().filter(|it| it.order == Some(id));
    its.map(|it| it.kind).collect()
}

/// How the same things are told.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Way {
    Once,
    Twice,
    Backwards,
}

#[tokio::test]
async fn money_ends_on_the_order_however_it_is_told() {
    let app = TestApp::start().await;
    for case in CASES {
        for way in [Way::Once, Way::Twice, Way::Backwards] {
            let name = format!("{}, told {way:?}", case.name);
            let id = app.an_order().await["id"].clone();
            let id = text(&id);

            tell(&app, id, case, way, &name).await;

            let (paid, left, credit, due, word) = case.ends;
            let ends = (paid, left, credit, due, word.to_owned());
            assert_eq!(books_at_last(&app, id, &ends).await, ends, "{name}");
            if way != Way::Backwards {
                assert_eq!(alerts(&app, id).await, case.alerts, "{name}");
            }
        }
    }
}

/// What has to come in order comes so; the rest as the way has it.
async fn tell(app: &TestApp, id: &str, case: &Case, way: Way, name: &str) {
    let first = case.acts.iter().map(|(place, _)| *place).max().unwrap_or(0);
    let mut known = Known::of(app, id).await;
    for place in 0..=first {
        for (_, act) in case.acts.iter().filter(|(before, _)| *before == place) {
            known = act.of(app, id).await;
        }
        let mut told = (case.deliveries)(&known).split_off(place);
        if place < first {
            told.truncate(1);
        } else if way == Way::Backwards {
            told.reverse();
        }
        for body in told {
            for _ in 0..if way == Way::Twice { 2 } else { 1 } {
                let answer = app.delivers(&body).await;
                assert_eq!(answer.status, 200, "{name}: {}", answer.body);
            }
        }
    }
}

/// The books as they should be, or as they are after a while: a delivery may have to wait
/// for another that it follows from.
async fn books_at_last(app: &TestApp, id: &str, ends: &Ends) -> Ends {
    for _ in 0..BEATS_MAX {
        let books = books(app, id).await;
        if books == *ends {
            return books;
        }
        app.clock.advance(Duration::from_millis(100));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    books(app, id).await
}

#[tokio::test]
async fn money_nobody_knows_waits_for_a_person() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let stray = paid("66f0a1b2c3d4e5f601234568", "TOKO-LAIN-1", 500_000);

    for _ in 0..2 {
        assert_eq!(app.delivers(&stray).await.status, 200);
    }

    let list_path = "/api/v1/admin/payments/unmatched/";
    let waiting = app.admin().get(list_path).await;
    assert_eq!(waiting.body["count"], 1, "{}", waiting.body);
    assert_eq!(app.alert_kinds().await, ["money_unmatched"]);

    let stray_id = text(&waiting.body["results"][0]["id"]);
    let order = app.order(text(&order["id"])).await;
    let body = json!({ "invoice_id": order["invoices"][0]["id"] });
    let path = format!("{list_path}{stray_id}/match/");
    let matched = app.admin().post(&path, body).await;
    assert_eq!(matched.status, 200, "{}", matched.body);
    assert_eq!(app.admin().get(list_path).await.body["count"], 0);
    let alerts = "/api/v1/admin/security/alerts/?acknowledged=true";
    let alerts = app.admin().get(alerts).await.body;
    assert_eq!(
        alerts["count"], 1,
        "whoever matched it has seen it: {alerts}"
    );
    assert_eq!(alerts["results"][0]["acknowledged_by"], "admin");
    assert_eq!(books(&app, text(&order["id"])).await.0, 500_000);

    assert_eq!(
        app.delivers(&settled("66f0a1b2c3d4e5f601234568", "TOKO-LAIN-1", 500_000))
            .await
            .status,
        200
    );
    assert_eq!(
        books(&app, text(&order["id"])).await.0,
        500_000,
        "it counts once"
    );
    assert_eq!(app.admin().get(list_path).await.body["count"], 0);
}

#[tokio::test]
async fn invoices_that_expired_long_ago_are_each_counted_once() {
    let day = Duration::from_hours(24);
    let app = TestApp::start_as(&[], |config| {
        config.auth.access_lifetime = 365 * day;
        config.auth.session_lifetime = 365 * day;
    })
    .await;
    let first = app.an_order().await["id"].clone();
    // The provider's webhook and the hourly job may be faster; either way they expire.
    let expire = async || {
        app.clock.advance(4 * day);
        app.app.cashier.expire_due(app.clock.now()).await.unwrap();
    };

    expire().await;
    assert_eq!(
        app.order(text(&first)).await["invoices"][0]["invoice_status"],
        "kadaluarsa"
    );
    let path = format!("/api/v1/order/{}/create-payment-link/", text(&first));
    assert_eq!(app.admin().post(&path, json!({})).await.status, 201);
    app.an_order().await;
    expire().await;
    app.clock.advance(31 * day);

    let old = app.app.cashier.old_expired(app.clock.now()).await.unwrap();
    assert_eq!(old.len(), 3, "two of one order, one of another");
}
