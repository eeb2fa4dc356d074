//! Every odd way in which money can come, delivered once, twice, and in any order: the books
//! end the same.

use std::time::Duration;

use rajut::domain::time::Clock;
use serde_json::Value;
use serde_json::json;

use crate::kit::TestApp;
use crate::kit::list;
use crate::kit::rupiah;
use crate::kit::text;
use crate::money::page_id;
use crate::money::page_of;

/// What a customer ordered half of in advance.
const HALF: i64 = 3_750_000;

fn paid(page: &str, external: &str, amount: i64) -> Value {
    json!({
        "id": page, "external_id": external, "status": "PAID", "amount": amount,
        "paid_amount": amount, "payment_channel": "BCA", "payment_method": "BANK_TRANSFER",
        "paid_at": "2025-06-30T03:10:00.000Z",
    })
}

fn settled(page: &str, external: &str, amount: i64) -> Value {
    let mut body = paid(page, external, amount);
    body["status"] = json!("SETTLED");
    body
}

fn expired(page: &str, external: &str) -> Value {
    json!({ "id": page, "external_id": external, "status": "EXPIRED", "amount": HALF })
}

/// The pages of an order's first invoice, as the provider knows them: theirs, ours.
async fn pages(app: &TestApp, order: &str) -> Vec<(String, String)> {
    let order = app.order(order).await;
    let invoice = text(&order["invoices"][0]["id"]);
    let invoice = app
        .admin()
        .get(&format!("/api/v1/invoice/{invoice}/"))
        .await
        .body;
    let of = |it: &Value| {
        let theirs = page_id(text(&it["payment_url"])).to_owned();
        (theirs, text(&it["external_id"]).to_owned())
    };
    list(&invoice["attempts"]).iter().map(of).collect()
}

/// What the books say of an order: paid, remaining, credit, due back, its word.
async fn books(app: &TestApp, id: &str) -> (i64, i64, i64, i64, String) {
    let order = app.order(id).await;
    let lines: i64 = list(&order["payments"])
        .iter()
        .map(|it| rupiah(&it["amount"]))
        .sum();
    assert_eq!(rupiah(&order["total_paid"]), lines, "the ledger adds up");
    (
        rupiah(&order["total_paid"]),
        rupiah(&order["remaining"]),
        rupiah(&order["credit"]),
        rupiah(&order["refund_due"]),
        text(&order["status_order"]).to_owned(),
    )
}

/// What is done to an order before anything is delivered.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Before {
    Nothing,
    Regenerate,
    Cancel,
    Delete,
}

struct Case {
    name: &'static str,
    before: Before,
    deliveries: fn(&[(String, String)]) -> Vec<Value>,
    ends: (i64, i64, i64, i64, &'static str),
    alerts: &'static [&'static str],
}

const CASES: &[Case] = &[
    Case {
        name: "paid exactly, then settled",
        before: Before::Nothing,
        deliveries: |p| {
            vec![
                paid(&p[0].0, &p[0].1, HALF),
                settled(&p[0].0, &p[0].1, HALF),
            ]
        },
        ends: (HALF, HALF, 0, 0, "dp_dibayar"),
        alerts: &[],
    },
    Case {
        name: "expired and paid",
        before: Before::Nothing,
        deliveries: |p| vec![expired(&p[0].0, &p[0].1), paid(&p[0].0, &p[0].1, HALF)],
        ends: (HALF, HALF, 0, 0, "dp_dibayar"),
        alerts: &["money_late"],
    },
    Case {
        name: "paid short",
        before: Before::Nothing,
        deliveries: |p| vec![paid(&p[0].0, &p[0].1, 1_000_000)],
        ends: (1_000_000, 6_500_000, 0, 0, "link_dibuat"),
        alerts: &["money_short"],
    },
    Case {
        name: "paid over what the invoice asks",
        before: Before::Nothing,
        deliveries: |p| vec![paid(&p[0].0, &p[0].1, 4_000_000)],
        ends: (4_000_000, 3_500_000, 250_000, 0, "dp_dibayar"),
        alerts: &["money_over"],
    },
    Case {
        name: "paid over what the order owes",
        before: Before::Nothing,
        deliveries: |p| vec![paid(&p[0].0, &p[0].1, 8_000_000)],
        ends: (8_000_000, 0, 500_000, 0, "lunas"),
        alerts: &["money_over"],
    },
    Case {
        name: "the old link is paid",
        before: Before::Regenerate,
        deliveries: |p| vec![paid(&p[0].0, &p[0].1, HALF)],
        ends: (HALF, HALF, 0, 0, "dp_dibayar"),
        alerts: &[],
    },
    Case {
        name: "both links are paid",
        before: Before::Regenerate,
        deliveries: |p| vec![paid(&p[0].0, &p[0].1, HALF), paid(&p[1].0, &p[1].1, HALF)],
        ends: (2 * HALF, 0, 0, 0, "lunas"),
        alerts: &["money_double"],
    },
    Case {
        name: "paid on a cancelled order",
        before: Before::Cancel,
        deliveries: |p| vec![paid(&p[0].0, &p[0].1, HALF)],
        ends: (HALF, 0, 0, HALF, "dibatalkan"),
        alerts: &["money_on_cancelled"],
    },
    Case {
        name: "paid on a deleted order",
        before: Before::Delete,
        deliveries: |p| vec![paid(&p[0].0, &p[0].1, HALF)],
        ends: (HALF, 0, 0, HALF, "dibatalkan"),
        alerts: &["money_on_cancelled"],
    },
    Case {
        name: "known only by our own id",
        before: Before::Nothing,
        deliveries: |p| vec![paid(&format!("by-{}", p[0].1), &p[0].1, HALF)],
        ends: (HALF, HALF, 0, 0, "dp_dibayar"),
        alerts: &[],
    },
];

#[tokio::test]
async fn money_ends_on_the_order_however_it_is_told() {
    let app = TestApp::start().await;
    for case in CASES {
        for way in ["once", "twice", "backwards"] {
            let name = format!("{}, told {way}", case.name);
            let id = app.an_order().await["id"].clone();
            let id = text(&id);
            prepare(&app, id, case.before).await;
            let before = app.alert_kinds().await.len();
            let known = pages(&app, id).await;
            let mut deliveries = (case.deliveries)(&known);
            match way {
                "twice" => {
                    deliveries = deliveries
                        .iter()
                        .flat_map(|it| [it.clone(), it.clone()])
                        .collect();
                }
                "backwards" => deliveries.reverse(),
                _ => {}
            }
            if case.before == Before::Delete {
                let path = format!("/api/v1/order/{id}/");
                assert_eq!(app.admin().delete(&path).await.status, 204, "{name}");
            }

            for body in &deliveries {
                let answer = app.delivers(body).await;
                assert_eq!(answer.status, 200, "{name}: {}", answer.body);
            }

            let (paid, left, credit, due, word) = books(&app, id).await;
            let ends = (paid, left, credit, due, word.as_str());
            assert_eq!(ends, case.ends, "{name}");
            let raised = app.alert_kinds().await.len() - before;
            if way == "once" {
                assert_eq!(
                    raised,
                    case.alerts.len(),
                    "{name}: {:?}",
                    app.alert_kinds().await
                );
                for kind in case.alerts {
                    assert!(
                        app.alert_kinds().await.iter().any(|it| it == kind),
                        "{name}"
                    );
                }
            }
            if way == "twice" {
                assert_eq!(raised, case.alerts.len(), "{name}: nothing is raised twice");
            }
        }
    }
}

async fn prepare(app: &TestApp, id: &str, before: Before) {
    let answer = match before {
        Before::Nothing | Before::Delete => return,
        Before::Cancel => {
            let path = format!("/api/v1/order/{id}/cancel/");
            app.admin().post(&path, json!({ "reason": "Batal" })).await
        }
        Before::Regenerate => {
            let order = app.order(id).await;
            assert!(page_of(&order).contains("/sandbox/pay/"));
            let invoice = text(&order["invoices"][0]["id"]);
            let path = format!("/api/v1/admin/invoice/{invoice}/regenerate-payment-link/");
            app.admin().post(&path, json!({})).await
        }
    };
    assert_eq!(answer.status, 200, "{}", answer.body);
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
