//! Files: taken in by what is in them, found by places nobody guesses, sent harmlessly.

pub(crate) mod pictures;
mod serving;

use axum::http::Method;
use serde_json::Value;

use crate::kit::Answer;
use crate::kit::Client;
use crate::kit::TestApp;
use crate::kit::a_form;
use crate::kit::list;
use crate::kit::text;

pub(crate) const PDF: &[u8] = b"%PDF-1.4\n1 0 obj\n%%EOF\n";
const ORDER: &str = "/api/v1/order/";
const COUNTER: &str = "/api/v1/admin/create-order/";

/// A form as browsers send it.
pub(crate) struct Form(Vec<u8>);

impl Form {
    /// The fields of an object, as texts.
    pub(crate) fn of(fields: &Value) -> Self {
        let fields = fields.as_object().unwrap();
        fields.iter().fold(Self(Vec::new()), |form, (name, value)| {
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            form.part(&format!("name=\"{name}\""), None, text.as_bytes())
        })
    }

    /// The same with a file.
    pub(crate) fn file(self, field: &str, name: &str, kind: Option<&str>, bytes: &[u8]) -> Self {
        let about = format!("name=\"{field}\"; filename=\"{name}\"");
        self.part(&about, kind, bytes)
    }

    pub(crate) fn part(mut self, about: &str, kind: Option<&str>, bytes: &[u8]) -> Self {
        let kind = kind.map(|kind| format!("Content-Type: {kind}\r\n"));
        let head = format!(
            "--garis\r\nContent-Disposition: form-data; {about}\r\n{}\r\n",
            kind.unwrap_or_default()
        );
        for bytes in [head.as_bytes(), bytes, b"\r\n"] {
            self.0.extend_from_slice(bytes);
        }
        self
    }

    pub(crate) async fn send(mut self, method: Method, path: &str, client: &Client) -> Answer {
        self.0.extend_from_slice(b"--garis--\r\n");
        let kind = Some("multipart/form-data; boundary=garis");
        client.send(method, path, kind, self.0).await
    }

    pub(crate) async fn post(self, path: &str, client: &Client) -> Answer {
        self.send(Method::POST, path, client).await
    }
}

/// An order with a design, made at the counter.
pub(crate) async fn with_design(app: &TestApp, name: &str, bytes: &[u8]) -> Value {
    let form = Form::of(&a_form()).file("design", name, None, bytes);
    let answer = form.post(COUNTER, &app.admin()).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    answer.body["order"].clone()
}

/// The path of an absolute address.
pub(crate) fn path_of(url: &Value) -> String {
    let (_, path) = text(url)
        .split_once("/media/")
        .expect("an address of a file");
    format!("/media/{path}")
}

#[tokio::test]
async fn an_order_may_come_as_a_form_with_its_design() {
    let app = TestApp::start().await;

    for (client, path) in [
        (app.stranger(), ORDER),
        (app.admin(), ORDER),
        (app.admin(), COUNTER),
    ] {
        let form = Form::of(&a_form()).file("design", "logo.pdf", Some("application/pdf"), PDF);
        let answer = form.post(path, &client).await;

        assert_eq!(answer.status, 201, "{}", answer.body);
        let order = &answer.body["order"];
        assert_eq!(order["quantity"], 50);
        assert_eq!(order["dp_percent"], "50.00");
        let design = path_of(&order["design"]);
        let parts: Vec<_> = design.split('/').collect();
        assert_eq!(parts[..3], ["", "media", "designs"]);
        assert_eq!((parts[3].len(), parts[4].len(), parts[5].len()), (4, 2, 2));
        assert!(!design.contains("logo"), "{design}");
        let sent = app.stranger().get(&design).await;
        assert_eq!((sent.status, sent.text.as_bytes()), (200, PDF));
    }
    let without = Form::of(&a_form()).post(ORDER, &app.stranger()).await;
    assert_eq!(without.status, 201, "{}", without.body);
    assert_eq!(without.body["order"]["design"], Value::Null);
}

#[tokio::test]
async fn what_is_no_design_is_told_with_the_other_flaws_and_nothing_is_made() {
    let app = TestApp::start().await;
    let flawed = crate::kit::with(a_form(), serde_json::json!({ "quantity": "0" }));

    for (name, kind, bytes) in [
        ("logo.png", None, &b"MZ\x90\0"[..]),
        ("logo.png", Some("image/png"), PDF),
        ("logo.svg", Some("image/svg+xml"), b"<svg onload=alert(1)>"),
        ("logo.html", Some("text/html"), b"<script>"),
        ("logo.jpg", None, b"\xFF\xD8\xFF\xE0\0\x10JFIF"),
        (
            "logo.ai",
            None,
            b"%!PS-Adobe-3.0\n%%Creator: somebody else\n",
        ),
    ] {
        let form = Form::of(&flawed).file("design", name, kind, bytes);
        let answer = form.post(ORDER, &app.stranger()).await;

        assert_eq!(answer.status, 400, "{name}: {}", answer.body);
        assert!(!list(&answer.body["details"]["design"]).is_empty());
        assert!(!list(&answer.body["details"]["quantity"]).is_empty());
    }
    let twice = Form::of(&a_form())
        .file("design", "a", None, PDF)
        .file("design", "b", None, PDF);
    assert_eq!(twice.post(ORDER, &app.stranger()).await.status, 400);
    let mut large = PDF.to_vec();
    large.resize(10 * 1024 * 1024 + 1, b' ');
    let large = Form::of(&a_form()).file("design", "a.pdf", None, &large);
    assert_eq!(large.post(ORDER, &app.stranger()).await.status, 413);
    for body in ["--garis\r\nkacau", "", "--garis--"] {
        let kind = Some("multipart/form-data; boundary=garis");
        let answer = app.stranger().send(Method::POST, ORDER, kind, body).await;
        assert_eq!(answer.status, 400, "{body}: {}", answer.body);
    }
    assert_eq!(app.admin().get(ORDER).await.body["count"], 0);
}

#[tokio::test]
async fn a_form_repeated_under_its_key_is_one_order() {
    let app = TestApp::start().await;
    let client = app.admin().with("idempotency-key", "gambar-1");
    let form = |bytes: &[u8]| Form::of(&a_form()).file("design", "logo", None, bytes);

    let first = form(PDF).post(COUNTER, &client).await;
    let again = form(PDF).post(COUNTER, &client).await;
    let other = form(b"%PDF-1.5\nlain").post(COUNTER, &client).await;

    assert_eq!(first.status, 201, "{}", first.body);
    assert_eq!((again.status, &again.body), (201, &first.body));
    assert_eq!(other.status, 422);
    assert_eq!(app.admin().get(ORDER).await.body["count"], 1);
}

#[tokio::test]
async fn a_design_is_replaced_and_taken_away_and_the_trail_tells() {
    let app = TestApp::start().await;
    let order = with_design(&app, "logo.pdf", PDF).await;
    let path = format!("{ORDER}{}/", text(&order["id"]));
    let old = path_of(&order["design"]);
    let admin = app.admin();

    let form = Form(Vec::new()).file("design", "logo2.pdf", None, b"%PDF-1.5\nlain");
    let replaced = form.send(Method::PATCH, &path, &admin).await;
    let new = path_of(&replaced.body["design"]);
    let same = serde_json::json!({ "design": replaced.body["design"], "quantity": 60 });
    let same = app.admin().patch(&path, same).await;
    let odd = app
        .admin()
        .patch(&path, serde_json::json!({ "design": 5 }))
        .await;
    let production = Form(Vec::new()).file("design", "x.pdf", None, PDF);
    let production = production
        .send(Method::PATCH, &path, &app.production())
        .await;

    assert_eq!(replaced.status, 200, "{}", replaced.body);
    assert_ne!(new, old);
    assert_eq!(
        (same.status, path_of(&same.body["design"])),
        (200, new.clone())
    );
    assert_eq!(odd.status, 400);
    assert_eq!(production.status, 403, "{}", production.body);
    // What it was before stays for staff, and for nobody else.
    assert_eq!(app.stranger().get(&new).await.status, 200);
    assert_eq!(app.stranger().get(&old).await.status, 404);
    assert_eq!(app.production().get(&old).await.status, 200);

    let gone = app
        .admin()
        .patch(&path, serde_json::json!({ "design": null }))
        .await;
    assert_eq!(gone.body["design"], Value::Null);
    assert_eq!(app.stranger().get(&new).await.status, 404);
    let trail = app
        .admin()
        .get(&format!(
            "/api/v1/orders/{}/audit-trail/",
            text(&order["id"])
        ))
        .await;
    let told = trail.text.matches("Berkas desain diperbarui.").count();
    assert!(told >= 2, "{}", trail.body);
    assert!(!trail.text.contains("/designs/"), "{}", trail.body);
}

#[tokio::test]
async fn a_whole_order_may_be_replaced_as_a_form() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let path = format!("{ORDER}{}/", text(&order["id"]));

    let form = Form::of(&a_form()).file("design", "logo.pdf", None, PDF);
    let replaced = form.send(Method::PUT, &path, &app.admin()).await;
    let half = Form(Vec::new()).file("design", "logo.pdf", None, PDF);
    let half = half.send(Method::PUT, &path, &app.admin()).await;
    let stale = Form::of(&a_form()).file("design", "logo.pdf", None, b"%PDF-1.7\nbasi");
    let stale = stale
        .send(Method::PUT, &path, &app.admin().with("if-match", "\"v1\""))
        .await;

    assert_eq!(replaced.status, 200, "{}", replaced.body);
    assert!(replaced.body["design"].is_string());
    assert_eq!(half.status, 400);
    assert_eq!(stale.status, 412);
}

#[tokio::test]
async fn a_deleted_order_shows_its_design_to_staff_alone() {
    let app = TestApp::start().await;
    let order = with_design(&app, "logo.pdf", PDF).await;
    let design = path_of(&order["design"]);
    let path = format!("{ORDER}{}/", text(&order["id"]));
    assert_eq!(app.stranger().get(&design).await.status, 200);

    app.admin().delete(&path).await;

    assert_eq!(app.stranger().get(&design).await.status, 404);
    assert_eq!(app.viewer().get(&design).await.status, 200);
}
