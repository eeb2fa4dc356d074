//! The provider is away, slow, or loses its answers: orders do not mind.

use std::time::Duration;

use futures_util::future::join_all;
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

fn down() -> Faults {
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
