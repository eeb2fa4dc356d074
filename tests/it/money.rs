//! Money on its way in and out, over the provider's real protocol: the sandbox posts its
//! webhooks to the server's own socket.

mod cases;
mod kills;
mod looks;
mod outage;
mod races;

use std::time::Duration;

use rajut::domain::rupiah::Rupiah;
use rajut::integrations::payment::sandbox::Sandbox;
use rajut::integrations::payment::sandbox::invoice::Payment;
use serde_json::Value;
use serde_json::json;

use crate::kit::Answer;
use crate::kit::TestApp;
use crate::kit::list;
use crate::kit::text;

/// How long webhooks may take to arrive.
const QUIET_MAX: Duration = Duration::from_secs(10);

impl TestApp {
    /// The provider this server speaks to.
    pub(crate) fn provider(&self) -> Sandbox {
        self.app.sandbox.clone().expect("no real provider in tests")
    }

    /// Pays a page as a customer would, and waits until the provider has told us.
    pub(crate) async fn pays_page(&self, url: &str, amount: i64) {
        let provider = self.provider();
        assert!(
            provider
                .pay(page_id(url), Payment::exact(Rupiah(amount)))
                .await
        );
        assert!(provider.is_quiet_within(QUIET_MAX).await);
    }

    /// Waits until everything that was owed is done: what is left when the clock jumps is given
    /// up, and said to be.
    pub(crate) async fn owes_nothing(&self) {
        while !self.app.store.outbox(1).await.unwrap().is_empty() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// The order as staff see it.
    pub(crate) async fn order(&self, id: &str) -> Value {
        self.admin().get(&format!("/api/v1/order/{id}/")).await.body
    }

    /// Delivers a webhook by hand.
    pub(crate) async fn delivers(&self, body: &Value) -> Answer {
        let token = self.app.webhook_token.as_ref().unwrap().expose();
        self.stranger()
            .with("x-callback-token", token)
            .post("/api/v1/webhook/xendit/", body.clone())
            .await
    }

    /// The kinds of alerts there are, oldest first.
    pub(crate) async fn alert_kinds(&self) -> Vec<String> {
        let path = "/api/v1/admin/security/alerts/?page_size=100";
        let alerts = self.admin().get(path).await.body;
        let mut kinds: Vec<_> = list(&alerts["results"])
            .iter()
            .map(|alert| text(&alert["type"]).to_owned())
            .collect();
        kinds.sort();
        kinds
    }
}

/// The provider's id of a page.
pub(crate) fn page_id(url: &str) -> &str {
    url.rsplit('/').find(|part| !part.is_empty()).unwrap()
}

/// The page of an order's last invoice.
pub(crate) fn page_of(order: &Value) -> &str {
    let invoice = list(&order["invoices"]).last().unwrap();
    text(&invoice["payment_url"])
}

#[tokio::test]
async fn an_order_goes_from_form_to_lunas_and_dikirim() {
    let app = TestApp::start().await;
    let id = app.an_order().await["id"].clone();
    let id = text(&id);
    let path = format!("/api/v1/order/{id}/");

    let order = app.order(id).await;
    assert_eq!(order["status_order"], "link_dibuat");
    app.pays_page(page_of(&order), 3_750_000).await;
    assert_eq!(app.order(id).await["status_order"], "dp_dibayar");

    for step in ["diproses", "selesai"] {
        let body = json!({ "production_status": step });
        assert_eq!(app.production().patch(&path, body).await.status, 200);
    }
    let early = app
        .production()
        .patch(&path, json!({ "production_status": "dikirim" }))
        .await;
    assert_eq!(early.status, 409);

    let asked = format!("/api/v1/admin/order/{id}/request-final-payment/");
    let asked = app.admin().post(&asked, json!({})).await;
    assert_eq!(asked.status, 200, "{}", asked.body);
    assert_eq!(asked.body["new_order_status"], "pengerjaan_selesai");
    assert_eq!(asked.body["notification_sent"], false);
    let invoice = text(&asked.body["final_invoice"]["id"]).to_owned();
    let send = format!("/api/v1/invoice/{invoice}/send-payment-link/");
    assert_eq!(app.admin().post(&send, json!({})).await.status, 200);
    assert_eq!(app.order(id).await["status_order"], "menunggu_pelunasan");

    let url = text(&asked.body["final_invoice"]["payment_url"]).to_owned();
    app.pays_page(&url, 3_750_000).await;
    let order = app.order(id).await;
    assert_eq!(order["status_order"], "lunas");
    assert_eq!(order["total_paid"], "7500000.00");
    let shipped = app
        .production()
        .patch(&path, json!({ "production_status": "dikirim" }))
        .await;
    assert_eq!(shipped.status, 200, "{}", shipped.body);

    let trail = app
        .admin()
        .get(&format!("/api/v1/orders/{id}/audit-trail/"))
        .await;
    let told = trail.body.to_string();
    for word in [
        "link_dibuat",
        "dp_dibayar",
        "pengerjaan_selesai",
        "menunggu_pelunasan",
        "lunas",
        "dikirim",
    ] {
        assert!(told.contains(word), "the trail tells of {word}");
    }
    let code = text(&order["order_code"]);
    let track = format!("/api/v1/track-order/?order_code={code}");
    let track = app.stranger().get(&track).await;
    assert_eq!(
        track.body["data"]["progress"]["percentage"].as_f64(),
        Some(100.0)
    );
    assert_eq!(app.alert_kinds().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_webhook_without_the_token_leaves_no_trace() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let body = json!({ "id": "x", "external_id": "INV-1", "status": "PAID", "amount": 1 });

    let bare = app
        .stranger()
        .post("/api/v1/webhook/xendit/", body.clone())
        .await;
    let wrong = app
        .stranger()
        .with("x-callback-token", "guess")
        .post("/api/v1/webhook/xendit", body)
        .await;

    assert_eq!((bare.status, wrong.status), (401, 401));
    assert_eq!(
        app.order(text(&order["id"])).await["version"],
        order["version"]
    );
    let unmatched = app.admin().get("/api/v1/admin/payments/unmatched/").await;
    assert_eq!(unmatched.body["count"], 0);
}

#[tokio::test]
async fn the_providers_test_button_is_answered_and_means_nothing() {
    let app = TestApp::start().await;
    let sample = json!({
        "id": "579c8d61f23fa4ca35e52da4",
        "external_id": "invoice_123124123",
        "amount": 50_000,
        "paid_amount": 50_000,
        "status": "PAID",
    });

    let answer = app.delivers(&sample).await;

    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.body["status"], "success");
    assert_eq!(app.alert_kinds().await, Vec::<String>::new());
}
