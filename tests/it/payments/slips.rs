//! Transfers that staff check against the bank's slip.

use std::convert::Infallible;

use axum::body::Body;
use axum::http::Method;
use futures_util::stream;
use serde_json::Value;
use serde_json::json;

use crate::kit::Answer;
use crate::kit::Client;
use crate::kit::TestApp;
use crate::kit::list;
use crate::kit::text;

const VERIFY: &str = "/api/v1/payment/verify-manual/";
const JPEG: &[u8] = b"\xFF\xD8\xFF\xE0\0\x10JFIF\0\x01 sebuah bukti \xFF\xD9";
const PDF: &[u8] = b"%PDF-1.4\n1 0 obj\n%%EOF\n";

/// A form as browsers send it, under a boundary.
struct Form {
    boundary: &'static str,
    body: Vec<u8>,
}

impl Form {
    fn new(boundary: &'static str) -> Self {
        let body = Vec::new();
        Self { boundary, body }
    }

    fn text(mut self, name: &str, value: &str) -> Self {
        let boundary = self.boundary;
        let head = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"");
        self.body.extend_from_slice(head.as_bytes());
        self.body
            .extend_from_slice(format!("\r\n\r\n{value}\r\n").as_bytes());
        self
    }

    fn file(mut self, kind: Option<&str>, bytes: &[u8]) -> Self {
        let boundary = self.boundary;
        let head = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"bank_statement\"; \
             filename=\"../../bukti.jpg\"\r\n"
        );
        self.body.extend_from_slice(head.as_bytes());
        if let Some(kind) = kind {
            let kind = format!("Content-Type: {kind}\r\n");
            self.body.extend_from_slice(kind.as_bytes());
        }
        self.body.extend_from_slice(b"\r\n");
        self.body.extend_from_slice(bytes);
        self.body.extend_from_slice(b"\r\n");
        self
    }

    async fn send(mut self, client: &Client) -> Answer {
        self.body
            .extend_from_slice(format!("--{}--\r\n", self.boundary).as_bytes());
        let kind = format!("multipart/form-data; boundary={}", self.boundary);
        client
            .send(Method::POST, VERIFY, Some(&kind), self.body)
            .await
    }
}

/// The documented fields.
fn a_form(boundary: &'static str, invoice: &Value) -> Form {
    Form::new(boundary)
        .text("invoice_id", text(invoice))
        .text("transfer_amount", "3750000.00")
        .text("transfer_date", "2025-06-30T14:30:00Z")
        .text("bank_name", "BCA")
        .text("account_name", "Budi Santoso")
        .text("notes", "Transfer sesuai nominal")
}

async fn an_invoice(app: &TestApp) -> Value {
    let order = app.an_order().await;
    let path = format!("/api/v1/order/{}/", text(&order["id"]));
    app.admin().get(&path).await.body["invoices"][0]["id"].clone()
}

#[tokio::test]
async fn a_transfer_is_recorded_with_the_slip_that_proves_it() {
    let app = TestApp::start().await;
    let invoice = an_invoice(&app).await;

    let form = a_form("x", &invoice).file(Some("image/jpeg"), JPEG);
    let answer = form.send(&app.admin()).await;

    assert_eq!(answer.status, 201, "{}", answer.body);
    let (payment, checked) = (&answer.body["payment"], &answer.body["verification"]);
    assert_eq!(answer.body["success"], true);
    assert_eq!(payment["source"], "verified");
    assert_eq!(payment["amount"], "3750000.00");
    assert_eq!(payment["contact_info"], "Budi Santoso");
    assert_eq!(payment["notes"], "Transfer sesuai nominal");
    assert_eq!(answer.body["invoice"]["invoice_status"], "sudah dibayar");
    assert_eq!(answer.body["order"]["status_order"], "dp_dibayar");
    assert_eq!(checked["bank_name"], "BCA");
    assert_eq!(checked["account_name"], "Budi Santoso");
    assert_eq!(checked["transfer_amount"], "3750000.00");
    assert_eq!(checked["transfer_date"], "2025-06-30T14:30:00Z");
    assert_eq!(checked["amount_matches"], true);
    assert!(checked["verified_by"].is_string() && checked["verified_at"].is_string());
    let url = text(&checked["bank_statement_url"]);
    let path = format!("/api/v1/payment/{}/slip/", text(&payment["id"]));
    assert!(url.starts_with("http") && url.ends_with(&path), "{url}");
}

#[tokio::test]
async fn a_slip_is_shown_to_those_who_see_money_and_runs_nothing() {
    let app = TestApp::start().await;
    let (one, other) = (an_invoice(&app).await, an_invoice(&app).await);
    let image = a_form("x", &one).file(Some("image/jpeg"), JPEG);
    let image = image.send(&app.admin()).await.body;
    let paper = a_form("x", &other).file(None, PDF);
    let paper = paper.send(&app.admin()).await.body;
    let path = |it: &Value| format!("/api/v1/payment/{}/slip/", text(&it["payment"]["id"]));

    let shown = app.viewer().get(&path(&image)).await;
    let given = app.owner().get(&path(&paper)).await;

    assert_eq!(shown.status, 200);
    assert_eq!(shown.header("content-type"), "image/jpeg");
    assert!(shown.header("content-disposition").starts_with("inline;"));
    assert_eq!(shown.header("content-length"), JPEG.len().to_string());
    assert_eq!(given.header("content-type"), "application/pdf");
    assert!(
        given
            .header("content-disposition")
            .starts_with("attachment;")
    );
    for answer in [&shown, &given] {
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert!(answer.header("content-security-policy").contains("sandbox"));
        assert_eq!(answer.header("cache-control"), "private, no-store");
    }
    assert_eq!(app.production().get(&path(&image)).await.status, 403);
    assert_eq!(app.stranger().get(&path(&image)).await.status, 401);
    let order = app.an_order_in("dp_dibayar").await;
    let without = json!({ "payment": order["payments"][0] });
    assert_eq!(app.admin().get(&path(&without)).await.status, 404);
}

#[tokio::test]
async fn a_slip_proves_one_payment() {
    let app = TestApp::start().await;
    let (one, other) = (an_invoice(&app).await, an_invoice(&app).await);

    let first = a_form("x", &one).file(None, PDF).send(&app.admin()).await;
    let again = a_form("x", &other).file(None, PDF).send(&app.admin()).await;

    assert_eq!(first.status, 201, "{}", first.body);
    assert_eq!(again.status, 409, "{}", again.body);
    assert_eq!(again.body["error_code"], "SLIP_USED");
}

#[tokio::test]
async fn a_repeat_is_known_by_what_is_in_it() {
    let app = TestApp::start().await;
    let invoice = an_invoice(&app).await;
    let client = app.admin().with("idempotency-key", "bukti");

    let first = a_form("satu", &invoice).file(None, PDF).send(&client).await;
    let again = a_form("dua", &invoice).file(None, PDF).send(&client).await;
    let other = a_form("dua", &invoice).file(None, JPEG).send(&client).await;

    assert_eq!(first.status, 201, "{}", first.body);
    assert_eq!(again.status, 201);
    assert_eq!(again.body, first.body);
    assert_eq!(other.status, 422);
    let path = format!("/api/v1/order/{}/", text(&first.body["order"]["id"]));
    assert_eq!(
        list(&app.admin().get(&path).await.body["payments"]).len(),
        1
    );
}

#[tokio::test]
async fn a_day_is_as_good_as_an_instant_and_another_amount_is_said() {
    let app = TestApp::start().await;
    let invoice = an_invoice(&app).await;
    let form = Form::new("x")
        .text("invoice_id", text(&invoice))
        .text("transfer_amount", "3000000")
        .text("transfer_date", "2025-06-30")
        .text("bank_name", "BCA")
        .text("account_name", "Budi Santoso")
        .file(None, JPEG);

    let answer = form.send(&app.admin()).await;

    assert_eq!(answer.status, 201, "{}", answer.body);
    let checked = &answer.body["verification"];
    assert_eq!(checked["transfer_date"], "2025-06-29T17:00:00Z");
    assert_eq!(checked["amount_matches"], false);
}

#[tokio::test]
async fn what_is_no_slip_is_refused_by_its_content() {
    let app = TestApp::start().await;
    let invoice = an_invoice(&app).await;

    for (kind, bytes) in [
        (Some("image/jpeg"), &b"MZ\x90\0 bukan gambar"[..]),
        (Some("application/pdf"), JPEG),
        (Some("text/html"), PDF),
        (None, b"<svg onload=alert(1)>"),
        (None, &JPEG[..3]),
        (None, b""),
    ] {
        let form = a_form("x", &invoice).file(kind, bytes);
        let answer = form.send(&app.admin()).await;
        assert_eq!(answer.status, 400, "{kind:?}: {}", answer.body);
        assert!(answer.body["details"]["bank_statement"].is_array());
    }
    let json = json!({
        "invoice_id": invoice,
        "bank_statement": "file_upload",
        "transfer_amount": "3750000.00",
        "transfer_date": "2025-06-30T14:30:00Z",
        "bank_name": "BCA",
        "account_name": "Budi Santoso",
    });
    let answer = app.admin().post(VERIFY, json).await;
    assert_eq!(answer.status, 400);
    assert!(answer.body["details"]["bank_statement"].is_array());
    let good = a_form("x", &invoice).file(None, JPEG);
    assert_eq!(good.send(&app.admin()).await.status, 201);
}

#[tokio::test]
async fn what_is_wrong_with_a_form_is_told_at_once() {
    let app = TestApp::start().await;
    let invoice = an_invoice(&app).await;

    let empty = Form::new("x").send(&app.admin()).await;
    let odd = Form::new("x")
        .text("invoice_id", "satu")
        .text("transfer_amount", "0")
        .text("transfer_date", "2999-01-01")
        .text("bank_name", "")
        .text("account_name", &"a".repeat(256))
        .file(None, PDF)
        .send(&app.admin())
        .await;
    let twice = a_form("x", &invoice).file(None, PDF).file(None, JPEG);
    let nobody = a_form("x", &json!("550e8400-e29b-41d4-a716-446655440002"));
    let many = (0..70).fold(Form::new("x"), |form, _| form.text("notes", "x"));

    assert_eq!(empty.status, 400);
    for name in [
        "invoice_id",
        "transfer_amount",
        "transfer_date",
        "bank_name",
    ] {
        assert!(empty.body["details"][name].is_array(), "{}", empty.body);
        assert!(odd.body["details"][name].is_array(), "{}", odd.body);
    }
    assert!(odd.body["details"]["account_name"].is_array());
    assert_eq!(twice.send(&app.admin()).await.status, 400);
    assert_eq!(many.send(&app.admin()).await.status, 400);
    let nobody = nobody.file(None, PDF).send(&app.admin()).await;
    assert_eq!(nobody.status, 404, "{}", nobody.body);
    for (kind, body) in [
        ("multipart/form-data; boundary=x", "--x\r\nkacau"),
        ("multipart/form-data", ""),
    ] {
        let admin = app.admin();
        let broken = admin.send(Method::POST, VERIFY, Some(kind), body).await;
        assert_eq!(broken.status, 400, "{}", broken.body);
    }
}

#[tokio::test]
async fn a_slip_has_a_size_and_may_come_in_pieces() {
    const MAX: usize = 10 * 1024 * 1024;
    let app = TestApp::start().await;
    let invoice = an_invoice(&app).await;
    let slip = |size: usize| {
        let mut bytes = PDF.to_vec();
        bytes.resize(size, b' ');
        bytes
    };

    let large = a_form("x", &invoice).file(None, &slip(MAX + 1));
    let huge = a_form("x", &invoice).file(None, &slip(2 * MAX));
    let mut whole = a_form("x", &invoice).file(None, &slip(MAX));

    let large = large.send(&app.admin()).await;
    assert_eq!(large.status, 413, "{}", large.body);
    assert_eq!(large.body["error_code"], "PAYLOAD_TOO_LARGE");
    assert_eq!(huge.send(&app.admin()).await.status, 413);
    whole.body.extend_from_slice(b"--x--\r\n");
    let pieces: Vec<_> = whole.body.chunks(100_000).map(<[u8]>::to_vec).collect();
    let pieces = pieces.into_iter().map(Ok::<_, Infallible>);
    let body = Body::from_stream(stream::iter(pieces));
    let kind = Some("multipart/form-data; boundary=x");
    let answer = app.admin().send(Method::POST, VERIFY, kind, body).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
}

#[tokio::test]
async fn only_those_who_manage_verify() {
    let app = TestApp::start().await;
    let invoice = an_invoice(&app).await;
    let form = || a_form("x", &invoice).file(None, PDF);

    assert_eq!(form().send(&app.stranger()).await.status, 401);
    assert_eq!(form().send(&app.viewer()).await.status, 403);
    assert_eq!(form().send(&app.production()).await.status, 403);
    let stale = app.admin().with("if-match", "\"v999\"");
    assert_eq!(form().send(&stale).await.status, 412);
    assert_eq!(form().send(&app.owner()).await.status, 201);
}
