//! The provider is away, slow, or loses its answers: orders do not mind.

use std::time::Duration;

use futures_util::future::join_all;
use rajut::flows::konveksi::cashier::PAGE_WAIT_MAX;
use rajut::integrations::payment::sandbox::faults::Faults;
use rajut::integrations::payment::sandbox::faults::Refusal;
use rajut::integrations::payment::sandbox::faults::RefusalKind;
use serde_json::Value;
use serde_json::json;

use crate::kit::TestApp;
use crate::kit::a_form;
use crate::kit::text;
use crate::money::page_of;

/// How many customers order while the provider is away.
const ORDERS: usize = 200;
/// How often time is moved on until all has healed.
const BEATS_MAX: usize = 400;

pub(super) fn down() -> Faults {
    Faults {
        refusal: Some(Refusal {
            kind: RefusalKind::Cut,
            calls: None,
        }),
        ..Faults::default()
    }
}

/// Moves time on until every page is there.
async fn heal(app: &TestApp, ids: &[String]) {
    for _ in 0..BEATS_MAX {
        app.clock.advance(Duration::from_secs(5));
        tokio::time::sleep(Duration::from_millis(30)).await;
        let mut open = 0;
        for id in ids {
            let order = app.order(id).await;
            open += usize::from(order["invoices"][0]["attempt_status"] == "open");
        }
        if open == ids.len() {
            return;
        }
    }
    panic!("not all pages are there");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn orders_made_while_the_provider_is_away_heal_by_themselves() {
    let app = TestApp::start().await;
    app.provider().befall(down());

    let create = (0..ORDERS).map(|_| {
        let client = app.admin();
        async move { client.post("/api/v1/order/", a_form()).await }
    });
    let answers = join_all(create).await;

    for answer in &answers {
        assert_eq!(answer.status, 201, "{}", answer.body);
        assert_eq!(answer.body["payment_url"], Value::Null);
        assert_eq!(answer.body["attempt_status"], "opening");
        assert_eq!(answer.body["notification_sent"], false);
    }
    app.provider().befall(Faults::default());
    let ids: Vec<_> = answers
        .iter()
        .map(|it| text(&it.body["order"]["id"]).to_owned())
        .collect();
    heal(&app, &ids).await;

    let pages = app.provider().invoices();
    assert_eq!(pages.len(), ORDERS, "each order has one page");
    assert!(pages.iter().all(|page| page.creates == 1));
}

#[tokio::test]
async fn a_lost_answer_is_found_and_not_asked_for_again() {
    let app = TestApp::start().await;
    app.provider().befall(Faults {
        lost_creations: 1,
        ..Faults::default()
    });
    let client = app.admin();
    let create = client.post("/api/v1/order/", a_form());
    let moves_on = async {
        loop {
            tokio::time::sleep(Duration::from_millis(50)).await;
            app.clock.advance(Duration::from_secs(1));
        }
    };

    let answer = tokio::select! {
        answer = create => answer,
        () = moves_on => unreachable!(),
    };

    assert_eq!(answer.status, 201, "{}", answer.body);
    assert!(page_of(&app.order(text(&answer.body["order"]["id"])).await).contains("/sandbox/pay/"));
    let pages = app.provider().invoices();
    assert_eq!(pages.len(), 1);
    assert_eq!(pages[0].creates, 1);
}

/// How much longer than the longest wait a busy machine may take.
const SLACK: Duration = Duration::from_secs(20);

#[tokio::test]
async fn nobody_waits_for_a_provider_that_does_not_answer() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let invoice = text(&app.order(text(&order["id"])).await["invoices"][0]["id"]).to_owned();
    let anew = format!("/api/v1/admin/invoice/{invoice}/regenerate-payment-link/");
    app.provider().befall(Faults {
        delay: Duration::from_hours(1),
        ..Faults::default()
    });

    let (admin, owner) = (app.admin(), app.owner());
    let asked = async {
        let made = admin.post("/api/v1/order/", a_form());
        tokio::join!(made, owner.post(&anew, json!({})))
    };
    let answers = tokio::time::timeout(PAGE_WAIT_MAX + SLACK, asked).await;

    let (made, renewed) = answers.expect("both were answered long before the provider answers");
    assert_eq!(made.status, 201, "{}", made.body);
    assert_eq!(made.body["attempt_status"], "opening");
    assert_eq!(renewed.status, 500, "{}", renewed.body);
    assert_eq!(renewed.body["error_code"], "PROVIDER_ERROR");
}

#[tokio::test]
async fn a_look_at_the_old_page_and_the_wait_for_the_new_one_are_one_wait() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let invoice = text(&app.order(text(&order["id"])).await["invoices"][0]["id"]).to_owned();
    // Each answer comes in time, both together do not.
    app.provider().befall(Faults {
        delay: PAGE_WAIT_MAX * 2 / 3,
        ..Faults::default()
    });

    let path = format!("/api/v1/admin/invoice/{invoice}/regenerate-payment-link/");
    let answer = app.admin().post(&path, json!({})).await;

    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.body["invoice"]["payment_url"], Value::Null);
    assert_eq!(answer.body["invoice"]["attempt_status"], "opening");
}

#[tokio::test]
async fn a_page_the_provider_refuses_is_an_alert_and_can_be_asked_for_again() {
    let app = TestApp::start().await;
    app.provider().befall(Faults {
        refusal: Some(Refusal {
            kind: RefusalKind::Invalid,
            calls: Some(1),
        }),
        ..Faults::default()
    });

    let made = app.admin().post("/api/v1/order/", a_form()).await;

    assert_eq!(made.status, 201, "{}", made.body);
    assert_eq!(made.body["payment_url"], Value::Null);
    assert_eq!(made.body["attempt_status"], "failed");
    assert_eq!(made.body["notification_sent"], false);
    assert_eq!(made.body["order"]["attention"], json!(["provider_error"]));
    assert_eq!(app.alert_kinds().await, ["money_page_refused"]);

    let invoice = text(&made.body["invoice"]["id"]);
    let path = format!("/api/v1/admin/invoice/{invoice}/regenerate-payment-link/");
    let renewed = app.admin().post(&path, json!({})).await;

    assert_eq!(renewed.status, 200, "{}", renewed.body);
    assert!(renewed.body["invoice"]["payment_url"].is_string());
    let order = app.order(text(&made.body["order"]["id"])).await;
    assert_eq!(order["attention"], json!([]));
    assert_eq!(app.provider().invoices().len(), 1);
}

#[tokio::test]
async fn a_link_asked_for_anew_finds_the_money_no_webhook_told_of() {
    let app = TestApp::start().await;
    let id = app.an_order().await["id"].clone();
    let order = app.order(text(&id)).await;
    app.provider().befall(Faults {
        silence: true,
        ..Faults::default()
    });
    app.pays_page(page_of(&order), 3_750_000).await;

    let invoice = text(&order["invoices"][0]["id"]);
    let path = format!("/api/v1/admin/invoice/{invoice}/regenerate-payment-link/");
    let refused = app.admin().post(&path, json!({})).await;

    assert_eq!(refused.status, 400, "{}", refused.body);
    assert_eq!(refused.body["error_code"], "NOT_PAYABLE");
    let order = app.order(text(&id)).await;
    assert_eq!(order["status_order"], "dp_dibayar");
    assert_eq!(order["total_paid"], "3750000.00");
    assert_eq!(app.provider().invoices().len(), 1, "no page was made");
}

#[tokio::test]
async fn a_link_is_not_made_anew_while_the_old_one_cannot_be_read() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let before = app.order(text(&order["id"])).await;
    app.provider().befall(down());

    let invoice = text(&before["invoices"][0]["id"]);
    let path = format!("/api/v1/admin/invoice/{invoice}/regenerate-payment-link/");
    let answer = app.admin().post(&path, json!({})).await;

    assert_eq!(answer.status, 500, "{}", answer.body);
    assert_eq!(answer.body["error_code"], "PROVIDER_ERROR");
    assert_eq!(answer.body["invoice_id"], invoice);
    assert_eq!(
        app.order(text(&order["id"])).await["version"],
        before["version"]
    );
}
