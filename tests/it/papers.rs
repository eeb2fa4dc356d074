//! What is printed, for whom, with which picture, and what is refused.

use serde_json::Value;
use serde_json::json;

use crate::files::PDF;
use crate::files::pictures::a_picture;
use crate::files::with_design;
use crate::kit::Answer;
use crate::kit::TestApp;
use crate::kit::list;
use crate::kit::text;

/// An order whose down payment came, as its detail tells it.
async fn a_paid_order(app: &TestApp) -> Value {
    let order = app.an_order_in("dp_dibayar").await;
    let path = format!("/api/v1/order/{}/", text(&order["id"]));
    app.admin().get(&path).await.body
}

fn is_a_paper(answer: &Answer, name: &str) {
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.header("content-type"), "application/pdf");
    assert_eq!(answer.header("cache-control"), "no-store");
    let told = format!("inline; filename=\"{name}.pdf\"");
    assert_eq!(answer.header("content-disposition"), told);
    assert!(answer.text.starts_with("%PDF-1.7"), "{name} is no PDF");
}

#[tokio::test]
async fn bills_receipts_and_work_orders_are_printed() {
    let app = TestApp::start().await;
    let order = a_paid_order(&app).await;
    let code = text(&order["order_code"]);
    let invoice = &list(&order["invoices"])[0];
    let payment = &list(&order["payments"])[0];

    let bill = format!("/api/v1/invoice/{}/pdf/", text(&invoice["id"]));
    let receipt = format!("/api/v1/payment/{}/receipt/", text(&payment["id"]));
    let work = format!("/api/v1/order/{}/work-order/", text(&order["id"]));

    let viewer = app.viewer();
    let name = format!("tagihan-{}", text(&invoice["invoice_code"]));
    is_a_paper(&viewer.get(&bill).await, &name);
    is_a_paper(&viewer.get(&receipt).await, &format!("kwitansi-{code}"));
    let name = format!("perintah-kerja-{code}");
    is_a_paper(&app.production().get(&work).await, &name);

    for path in [&bill, &receipt] {
        assert_eq!(app.production().get(path).await.status, 403, "{path}");
    }
    for path in [&bill, &receipt, &work] {
        assert_eq!(app.stranger().get(path).await.status, 401, "{path}");
        let mut parts: Vec<_> = path.split('/').collect();
        parts[4] = "0197c0de-0000-7000-8000-00000000dead";
        let nowhere = parts.join("/");
        assert_eq!(app.admin().get(&nowhere).await.status, 404, "{nowhere}");
    }
}

#[tokio::test]
async fn what_was_taken_back_has_no_receipt() {
    let app = TestApp::start().await;
    let order = a_paid_order(&app).await;
    let payment = text(&list(&order["payments"])[0]["id"]).to_owned();
    let path = format!("/api/v1/payment/{payment}/");
    let taken_back = app
        .admin()
        .send(
            axum::http::Method::DELETE,
            &path,
            Some("application/json"),
            json!({ "reason": "Salah catat" }).to_string(),
        )
        .await;
    assert!(taken_back.status < 300, "{}", taken_back.text);

    let refused = app.admin().get(&format!("{path}receipt/")).await;

    assert_eq!(refused.status, 409, "{}", refused.text);
    assert_eq!(refused.body["error_code"], "NO_RECEIPT");
}

/// The work order of an order whose design is this file, as text.
async fn work_order_with(app: &TestApp, name: &str, bytes: &[u8]) -> String {
    let order = with_design(app, name, bytes).await;
    let path = format!("/api/v1/order/{}/work-order/", text(&order["id"]));
    let answer = app.production().get(&path).await;
    let name = format!("perintah-kerja-{}", text(&order["order_code"]));
    is_a_paper(&answer, &name);
    answer.text
}

#[tokio::test]
async fn a_design_is_on_the_work_order_and_a_bad_one_never_in_its_way() {
    let app = TestApp::start().await;
    let (photo, _) = a_picture();

    let with_photo = work_order_with(&app, "logo.jpg", &photo).await;
    assert!(with_photo.contains("/Filter /DCTDecode"), "no picture");
    assert!(
        with_photo.contains("isi gambar"),
        "it is not as it was sent"
    );

    // It ends where its pixels should be, which only shows when it is unpacked.
    let hollow = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0\
        \x90\x77\x53\xDE\0\0\0\0IDAT\x35\xAF\x06\x1E\0\0\0\0IEND\xAE\x42\x60\x82";
    for (name, bytes) in [("logo.png", &hollow[..]), ("logo.pdf", PDF)] {
        let without = work_order_with(&app, name, bytes).await;
        assert!(!without.contains("/Subtype /Image"), "{name}");
    }
}
