//! Telling customers about invoices: the messages, and the sandbox they end in.

use std::time::Duration;

use serde_json::Value;
use serde_json::json;

use crate::kit::TestApp;
use crate::kit::list;
use crate::kit::text;
use crate::templates::DP;
use crate::templates::FINAL;

const NOBODY: &str = "550e8400-e29b-41d4-a716-446655440001";

/// The last invoice of an order, as soon as its payment page is open.
async fn open_invoice(app: &TestApp, order: &Value) -> Value {
    let path = format!("/api/v1/order/{}/", text(&order["id"]));
    for _ in 0..100 {
        let detail = app.admin().get(&path).await.body;
        let invoice = list(&detail["invoices"]).last().unwrap().clone();
        if invoice["payment_url"].is_string() {
            return invoice;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the payment page does not open");
}

/// An order whose final payment is requested, and its final invoice with its page.
async fn final_invoice(app: &TestApp) -> (Value, Value) {
    let order = app.an_order_in("pengerjaan_selesai").await;
    let invoice = open_invoice(app, &order).await;
    (order, invoice)
}

fn link_path(invoice: &Value) -> String {
    format!(
        "/api/v1/invoice/{}/send-payment-link/",
        text(&invoice["id"])
    )
}

fn notification_path(invoice: &Value) -> String {
    let id = text(&invoice["id"]);
    format!("/api/v1/admin/invoice/{id}/send-notification/")
}

/// The sandbox's page, once some words are on it so many times.
async fn sandbox_with(app: &TestApp, words: &str, times: usize) -> String {
    for _ in 0..100 {
        let page = app.stranger().get("/sandbox/pesan/").await;
        let html = page.text.clone();
        if html.matches(words).count() >= times {
            return html;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the sandbox never showed {words}");
}

#[tokio::test]
async fn a_payment_link_is_sent_as_documented() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let invoice = open_invoice(&app, &order).await;

    let answer = app.admin().post(&link_path(&invoice), json!({})).await;

    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.body["success"], true);
    assert_eq!(answer.body["invoice_id"], invoice["id"]);
    assert_eq!(answer.body["invoice_code"], invoice["invoice_code"]);
    assert_eq!(answer.body["sent_channels"], json!(["whatsapp"]));
    assert_eq!(answer.body["notification_sent"], true);
    assert_eq!(answer.body["sandbox"], true);
    let message = text(&answer.body["message"]);
    assert!(message.contains("tidak menerima apa pun"), "{message}");
    assert!(answer.header("etag").starts_with("\"v"));
    let detail = app
        .admin()
        .get(&format!("/api/v1/order/{}/", text(&order["id"])))
        .await;
    assert_eq!(detail.body["invoices"][0]["blast_notification"], true);
    // The first link went out by itself, this one because it was asked for.
    let link = text(&invoice["payment_url"]);
    let html = sandbox_with(&app, &format!("<a href=\"{link}\""), 2).await;
    assert!(html.contains("+6281234567890"));
    assert!(html.contains("Rp 3.750.000"));
}

#[tokio::test]
async fn sending_the_final_link_hands_it_over() {
    let app = TestApp::start().await;
    let (order, invoice) = final_invoice(&app).await;
    let path = link_path(&invoice).replace("/v1/", "/v1/admin/");

    let answer = app.owner().post(&path, json!({ "channel": null })).await;

    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.body["status_order"], "menunggu_pelunasan");
    let path = format!("/api/v1/order/{}/", text(&order["id"]));
    let order = app.admin().get(&path).await.body;
    assert_eq!(order["status_order"], "menunggu_pelunasan");
}

#[tokio::test]
async fn a_notification_is_sent_as_documented() {
    let app = TestApp::start().await;
    let (order, invoice) = final_invoice(&app).await;

    let answer = app
        .admin()
        .post(
            &notification_path(&invoice),
            json!({
                "template_id": FINAL,
                "custom_context": { "special_message": "Terima kasih atas kesabaran Anda!" },
            }),
        )
        .await;

    assert_eq!(answer.status, 200, "{}", answer.body);
    let body = &answer.body;
    assert_eq!(body["success"], true);
    assert_eq!(body["invoice_id"], invoice["id"]);
    assert_eq!(body["invoice_code"], invoice["invoice_code"]);
    assert_eq!(
        body["template_used"],
        json!({
            "id": FINAL,
            "name": "Tagihan pelunasan",
            "type": "pelunasan_invoice",
            "channel": "both",
        })
    );
    assert_eq!(body["sent_channels"], json!(["whatsapp"]));
    let letter = text(&body["rendered_content"]["body"]);
    assert!(letter.starts_with("Halo Budi Santoso,"), "{letter}");
    assert!(letter.contains(text(&invoice["payment_url"])), "{letter}");
    let context = &body["context_used"];
    assert_eq!(context["customer_name"], "Budi Santoso");
    assert_eq!(context["order_code"], order["order_code"]);
    assert_eq!(context["amount_due_id"], "Rp 3.750.000");
    assert_eq!(body["sandbox"], true);
}

#[tokio::test]
async fn the_audit_trail_names_the_template() {
    let app = TestApp::start().await;
    let (order, invoice) = final_invoice(&app).await;
    let body = json!({ "template_id": FINAL });

    app.admin().post(&notification_path(&invoice), body).await;

    let id = text(&order["id"]);
    let path = format!("/api/v1/orders/{id}/audit-trail/");
    let trail = app.admin().get(&path).await.body;
    let told = trail.to_string();
    assert!(
        told.contains("Pesan “Tagihan pelunasan” untuk tagihan"),
        "{told}"
    );
}

#[tokio::test]
async fn messages_are_for_those_who_manage() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let invoice = open_invoice(&app, &order).await;

    for (client, status) in [
        (app.stranger(), 401),
        (app.production(), 403),
        (app.viewer(), 403),
    ] {
        let body = json!({ "template_id": DP });
        for path in [link_path(&invoice), notification_path(&invoice)] {
            assert_eq!(
                client.post(&path, body.clone()).await.status,
                status,
                "{path}"
            );
        }
        for path in [
            "/api/v1/admin/templates/",
            "/api/v1/admin/notification-templates/",
            "/api/v1/admin/template-types/",
        ] {
            assert_eq!(client.get(path).await.status, status, "{path}");
        }
    }
}

#[tokio::test]
async fn a_customer_out_of_reach_is_a_conflict() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let invoice = open_invoice(&app, &order).await;
    let before = app.admin().get(&link_path(&invoice)).await;
    assert_eq!(before.status, 405);

    for channel in ["email", "both"] {
        let body = json!({ "channel": channel });
        let answer = app.admin().post(&link_path(&invoice), body).await;

        assert_eq!(answer.status, 409, "{}", answer.body);
        assert_eq!(answer.body["error_code"], "UNREACHABLE");
        assert!(answer.body["detail"].is_string());
    }
    let wrong = json!({ "channel": "pos" });
    assert_eq!(
        app.admin().post(&link_path(&invoice), wrong).await.status,
        400
    );
}

#[tokio::test]
async fn a_paid_invoice_is_not_sent() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let invoice = open_invoice(&app, &order).await;
    app.pay_open_invoice(text(&order["id"])).await;

    for (path, body) in [
        (link_path(&invoice), json!({})),
        (notification_path(&invoice), json!({ "template_id": DP })),
    ] {
        let answer = app.admin().post(&path, body).await;
        assert_eq!(answer.status, 409, "{}", answer.body);
        assert_eq!(answer.body["error_code"], "NOT_PAYABLE");
    }
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let invoice = open_invoice(&app, &order).await;
    let nobody = json!({ "id": NOBODY });

    let unknown = app.admin().post(&link_path(&nobody), json!({})).await;
    let template = json!({ "template_id": NOBODY });
    let template = app
        .admin()
        .post(&notification_path(&invoice), template)
        .await;
    let none = app
        .admin()
        .post(&notification_path(&invoice), json!({}))
        .await;
    let odd = json!({ "template_id": DP, "custom_context": { "a": [] } });
    let odd = app.admin().post(&notification_path(&invoice), odd).await;
    let deleted = format!("/api/v1/order/{}/", text(&order["id"]));
    app.admin().delete(&deleted).await;
    let deleted = app.admin().post(&link_path(&invoice), json!({})).await;

    assert_eq!(unknown.status, 404);
    assert_eq!(template.status, 404);
    assert_eq!(template.body["error"], "Template tidak ditemukan.");
    assert_eq!(none.status, 400);
    assert!(none.body["template_id"].is_array());
    assert_eq!(odd.status, 400);
    assert!(odd.body["custom_context"].is_array());
    assert_eq!(deleted.status, 404);
}

#[tokio::test]
async fn a_repeated_request_sends_once() {
    let app = TestApp::start().await;
    let (_, invoice) = final_invoice(&app).await;
    let client = app.admin().with("idempotency-key", "kirim-1");
    let body = json!({ "template_id": FINAL });

    let first = client
        .post(&notification_path(&invoice), body.clone())
        .await;
    let again = client.post(&notification_path(&invoice), body).await;
    let other = json!({ "template_id": DP });
    let other = client.post(&notification_path(&invoice), other).await;

    assert_eq!(first.status, 200, "{}", first.body);
    assert_eq!(first.body, again.body);
    assert_eq!(first.header("etag"), again.header("etag"));
    assert_eq!(other.status, 422);
    sandbox_with(&app, "Lunasi di sini", 1).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    let html = sandbox_with(&app, "Lunasi di sini", 1).await;
    assert_eq!(html.matches("Lunasi di sini").count(), 1);
}

#[tokio::test]
async fn the_sandbox_shows_what_people_typed_as_they_typed_it() {
    let app = TestApp::start().await;
    let order = app
        .an_order_with(json!({
            "customer_name": "{{order_code}}",
            "product_name": "Kaos \"A&B\" <script>alert(1)</script>",
            "contact_information": "081234567890, budi@example.com",
            "notification_channel": "both",
        }))
        .await;
    open_invoice(&app, &order).await;

    let html = sandbox_with(&app, "<article", 2).await;

    assert!(html.contains("SANDBOX"));
    assert!(html.contains("Halo {{order_code}},"));
    assert!(html.contains("Kaos &quot;A&amp;B&quot; alert(1)"), "{html}");
    assert!(!html.contains("<script"));
    assert!(html.contains("budi@example.com"));
}

#[tokio::test]
async fn the_sandbox_is_not_for_strangers_from_elsewhere() {
    let app = TestApp::start().await;
    let path = "/sandbox/pesan/";
    let from_elsewhere = |client: crate::kit::Client| client.with("x-forwarded-for", "203.0.113.9");

    assert_eq!(app.stranger().get(path).await.status, 200);
    assert_eq!(from_elsewhere(app.stranger()).get(path).await.status, 401);
    assert_eq!(from_elsewhere(app.viewer()).get(path).await.status, 403);
    let page = from_elsewhere(app.admin()).get(path).await;
    assert_eq!(page.status, 200);
    assert_eq!(page.header("cache-control"), "no-store");
    assert!(
        page.header("content-security-policy")
            .contains("default-src 'none'")
    );
}
