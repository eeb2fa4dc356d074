//! Every word a person may name, from every status; and the gates of production.

use serde_json::Value;
use serde_json::json;

use crate::kit::TestApp;
use crate::kit::amounts;
use crate::kit::list;
use crate::kit::text;

const STATUSES: [&str; 6] = [
    "link_dibuat",
    "dp_dibayar",
    "pengerjaan_selesai",
    "menunggu_pelunasan",
    "lunas",
    "dibatalkan",
];

const TARGETS: [&str; 7] = [
    "menunggu_link",
    "link_dibuat",
    "dp_dibayar",
    "pengerjaan_selesai",
    "menunggu_pelunasan",
    "lunas",
    "dibatalkan",
];

/// What naming `target` does to an order in `status`: `None` when it is refused.
fn expected(status: &str, target: &str) -> Option<&'static str> {
    match (status, target) {
        ("dp_dibayar", "pengerjaan_selesai") => Some("pengerjaan_selesai"),
        ("pengerjaan_selesai", "menunggu_pelunasan") => Some("menunggu_pelunasan"),
        ("link_dibuat", "dibatalkan") => Some("dibatalkan"),
        _ => None,
    }
}

#[tokio::test]
async fn every_status_reaches_what_it_may_and_nothing_else() {
    let app = TestApp::start().await;
    for status in STATUSES {
        for target in TARGETS {
            let order = app.an_order_in(status).await;
            let path = format!("/api/v1/order/{}/", text(&order["id"]));
            let answer = app
                .admin()
                .patch(&path, json!({ "status_order": target }))
                .await;
            let after = app.admin().get(&path).await.body;
            let case = format!("{status} → {target}: {}", answer.body);

            if status == target {
                assert_eq!(answer.status, 200, "{case}");
                assert_eq!(after["version"], order["version"], "{case}");
            } else if let Some(reached) = expected(status, target) {
                assert_eq!(answer.status, 200, "{case}");
                assert_eq!(after["status_order"], reached, "{case}");
            } else {
                refused(&answer.body, status, target);
                assert_eq!(answer.status, 409, "{case}");
                assert_eq!(after["version"], order["version"], "{case}");
                assert_eq!(after["status_order"], status, "{case}");
            }
        }
    }
}

fn refused(body: &Value, status: &str, target: &str) {
    if target == "dibatalkan" && status != "dibatalkan" {
        assert_eq!(body["error_code"], "MONEY_UNDECIDED", "{body}");
        return;
    }
    assert_eq!(body["error_code"], "ILLEGAL_TRANSITION", "{body}");
    assert_eq!(body["current_status"], status, "{body}");
    let allowed = list(&body["allowed_transitions"]);
    assert!(!allowed.contains(&json!(target)), "{body}");
}

#[tokio::test]
async fn what_is_called_allowed_is_allowed() {
    let app = TestApp::start().await;
    for status in STATUSES {
        let order = app.an_order_in(status).await;
        let path = format!("/api/v1/order/{}/", text(&order["id"]));
        let refusal = app
            .admin()
            .patch(&path, json!({ "status_order": "menunggu_link" }))
            .await;
        for target in list(&refusal.body["allowed_transitions"]) {
            let order = app.an_order_in(status).await;
            let path = format!("/api/v1/order/{}/", text(&order["id"]));
            let body = json!({ "status_order": target, "money": "keep" });
            let answer = app.admin().patch(&path, body).await;
            assert_eq!(answer.status, 200, "{status} → {target}: {}", answer.body);
        }
    }
}

#[tokio::test]
async fn an_unknown_word_is_a_flaw_not_a_transition() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let path = format!("/api/v1/order/{}/", text(&order["id"]));

    for body in [
        json!({ "status_order": "selesai" }),
        json!({ "production_status": "lunas" }),
    ] {
        let answer = app.admin().patch(&path, body).await;
        assert_eq!(answer.status, 400, "{}", answer.body);
        assert_eq!(answer.body["error_code"], "VALIDATION_ERROR");
    }
}

#[tokio::test]
async fn requesting_final_payment_shows_its_invoice() {
    let app = TestApp::start().await;
    let order = app.an_order_in("dp_dibayar").await;
    let path = format!("/api/v1/order/{}/", text(&order["id"]));

    let body = json!({ "status_order": "pengerjaan_selesai", "production_status": "selesai" });
    let answer = app.admin().patch(&path, body).await;

    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.body["final_invoice"]["amount"], "3750000.00");
    assert_eq!(answer.body["production_status"], "selesai");
    // One for the change, one for the page the answer waited for.
    assert_eq!(
        answer.body["version"],
        order["version"].as_u64().unwrap() + 2
    );
    assert!(text(&answer.body["final_invoice"]["payment_url"]).contains("/sandbox/pay/"));
}

#[tokio::test]
async fn production_waits_for_money_unless_an_admin_says_why() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let path = format!("/api/v1/order/{}/", text(&order["id"]));
    let begin = json!({ "production_status": "diproses" });
    let with_reason = json!({ "production_status": "diproses", "notes": "Pelanggan lama" });

    let early = app.admin().patch(&path, begin.clone()).await;
    let by_worker = app.production().patch(&path, with_reason.clone()).await;
    let overridden = app.admin().patch(&path, with_reason).await;

    assert_eq!(early.status, 409);
    assert_eq!(early.body["error_code"], "ILLEGAL_TRANSITION");
    assert_eq!(early.body["current_status"], "menunggu");
    assert_eq!(by_worker.status, 409);
    assert_eq!(overridden.status, 200);
    assert_eq!(overridden.body["production_status"], "diproses");
}

#[tokio::test]
async fn production_moves_forward_freely_and_back_with_a_reason() {
    let app = TestApp::start().await;
    let order = app.an_order_in("dp_dibayar").await;
    let path = format!("/api/v1/order/{}/", text(&order["id"]));
    let worker = app.production();

    let finished = worker
        .patch(&path, json!({ "production_status": "selesai" }))
        .await;
    let back = worker
        .patch(&path, json!({ "production_status": "diproses" }))
        .await;
    let why = json!({ "production_status": "diproses", "notes": "Salah klik" });
    let explained = worker.patch(&path, why).await;
    let shipped = worker
        .patch(&path, json!({ "production_status": "dikirim" }))
        .await;

    assert_eq!(finished.status, 200, "{}", finished.body);
    assert_eq!(back.status, 400);
    assert!(back.body["notes"].is_array());
    assert_eq!(explained.status, 200);
    assert_eq!(shipped.status, 409);
    for answer in [finished, explained, shipped] {
        assert_eq!(amounts(&answer.body), Vec::<String>::new());
    }
}

#[tokio::test]
async fn production_touches_nothing_but_production() {
    let app = TestApp::start().await;
    let order = app.an_order_in("dp_dibayar").await;
    let path = format!("/api/v1/order/{}/", text(&order["id"]));

    for body in [
        json!({ "total_price": 1 }),
        json!({ "customer_name": "Ani" }),
        json!({ "status_order": "pengerjaan_selesai" }),
        json!({ "production_status": "diproses", "quantity": 1 }),
    ] {
        let answer = app.production().patch(&path, body).await;
        assert_eq!(answer.status, 403, "{}", answer.body);
    }
    assert_eq!(
        app.viewer()
            .patch(&path, json!({ "notes": "x" }))
            .await
            .status,
        403
    );
    assert_eq!(app.production().delete(&path).await.status, 403);
}

#[tokio::test]
async fn several_fields_are_one_change_or_none() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let path = format!("/api/v1/order/{}/", text(&order["id"]));

    let body = json!({ "customer_name": "Ani", "status_order": "lunas" });
    let refused = app.admin().patch(&path, body).await;
    let after = app.admin().get(&path).await.body;

    assert_eq!(refused.status, 409);
    assert_eq!(after["customer_name"], "Budi Santoso");
    assert_eq!(after["version"], order["version"]);
}
