//! How files are sent.

use serde_json::json;

use super::Form;
use super::PDF;
use super::path_of;
use super::with_design;
use crate::kit::TestApp;
use crate::kit::text;

#[tokio::test]
async fn a_file_is_sent_so_that_nothing_in_it_runs() {
    let app = TestApp::start().await;
    let order = with_design(&app, "../../logo \u{202e}kami.pdf", PDF).await;

    let sent = app.stranger().get(&path_of(&order["design"])).await;

    assert_eq!(sent.status, 200);
    assert_eq!(sent.text.as_bytes(), PDF);
    assert_eq!(sent.header("content-type"), "application/pdf");
    assert_eq!(sent.header("content-length"), PDF.len().to_string());
    assert_eq!(sent.header("x-content-type-options"), "nosniff");
    assert_eq!(
        sent.header("content-security-policy"),
        "default-src 'none'; sandbox"
    );
    assert_eq!(
        sent.header("cache-control"),
        "private, max-age=31536000, immutable"
    );
    assert_eq!(sent.header("accept-ranges"), "bytes");
    assert_eq!(
        sent.header("content-disposition"),
        "attachment; filename=\"logo kami.pdf\"; filename*=UTF-8''logo%20kami.pdf"
    );
    let known = app.stranger().with("if-none-match", sent.header("etag"));
    let known = known.get(&path_of(&order["design"])).await;
    assert_eq!((known.status, known.text.as_str()), (304, ""));
    assert_eq!(known.header("etag"), sent.header("etag"));
}

#[tokio::test]
async fn odd_names_of_files_do_no_harm() {
    let app = TestApp::start().await;
    for name in [
        "..".to_owned(),
        "/etc/passwd".to_owned(),
        "C:\\\\desain\\\\logo.pdf".to_owned(),
        "é".repeat(300),
        "<script>alert(1)</script>.pdf".to_owned(),
        "'; REMOVE TABLE file; --.pdf".to_owned(),
        "con.pdf.exe".to_owned(),
    ] {
        let order = with_design(&app, &name, PDF).await;
        let sent = app.stranger().get(&path_of(&order["design"])).await;

        let told = sent.header("content-disposition");
        assert_eq!(sent.status, 200, "{name}");
        assert!(told.starts_with("attachment; filename=\""), "{told}");
        assert!(told.contains(".pdf\"; ") && told.len() < 900, "{told}");
        assert!(!told.contains('/') && !told.contains('<'), "{told}");
    }
    for name in ["logo\u{0}.pdf", "logo\r\nX-Oh: no.pdf"] {
        let form = Form::of(&crate::kit::a_form()).file("design", name, None, PDF);
        let answer = form.post("/api/v1/order/", &app.stranger()).await;
        assert!([201, 400].contains(&answer.status), "{}", answer.body);
    }
}

#[tokio::test]
async fn parts_of_a_large_file_are_sent() {
    let app = TestApp::start().await;
    let mut bytes = PDF.to_vec();
    bytes.extend((0..600_000_u32).map(|place| b'a' + place.to_le_bytes()[0] % 26));
    let order = with_design(&app, "besar.pdf", &bytes).await;
    let path = path_of(&order["design"]);
    let length = bytes.len();

    let whole = app.stranger().get(&path).await;
    assert_eq!(whole.text.as_bytes(), bytes);
    for (range, from, to) in [
        ("bytes=0-0", 0, 1),
        ("bytes=262143-262145", 262_143, 262_146),
        ("bytes=100-", 100, length),
        ("bytes=-10", length - 10, length),
        ("bytes=500000-99999999", 500_000, length),
    ] {
        let sent = app.stranger().with("range", range).get(&path).await;

        assert_eq!(sent.status, 206, "{range}");
        assert_eq!(sent.text.as_bytes(), &bytes[from..to], "{range}");
        let told = format!("bytes {from}-{}/{length}", to - 1);
        assert_eq!(sent.header("content-range"), told);
        assert_eq!(sent.header("content-length"), (to - from).to_string());
    }
    for range in ["bytes=99999999-", "bytes=-0"] {
        let sent = app.stranger().with("range", range).get(&path).await;
        assert_eq!(sent.status, 416, "{range}");
        assert_eq!(sent.header("content-range"), format!("bytes */{length}"));
    }
    for range in ["bytes=5-1", "bytes=0-1,5-6", "kacau", "bytes=a-"] {
        let sent = app.stranger().with("range", range).get(&path).await;
        assert_eq!((sent.status, sent.text.len()), (200, length), "{range}");
    }
    let part = app.stranger().with("range", "bytes=0-1");
    let tag = whole.header("etag");
    assert_eq!(
        part.clone().with("if-range", tag).get(&path).await.status,
        206
    );
    assert_eq!(
        part.with("if-range", "\"lain\"").get(&path).await.status,
        200
    );
}

#[tokio::test]
async fn no_other_path_finds_a_file() {
    let app = TestApp::start().await;
    let order = with_design(&app, "logo.pdf", PDF).await;
    let path = path_of(&order["design"]);
    let (folder, name) = path.rsplit_once('/').unwrap();
    let (id, _) = name.split_once('.').unwrap();

    for odd in [
        format!("{folder}/{id}"),
        format!("{folder}/{id}.png"),
        format!("{folder}/{id}.pdf.exe"),
        format!("{folder}/{}.pdf", id.to_uppercase()),
        format!("{folder}/../{name}"),
        format!("{folder}/%2e%2e/{name}"),
        format!("{folder}/%00{name}"),
        format!("/media/designs/2020/01/01/{name}"),
        format!("/media/products/{}", &path["/media/designs/".len()..]),
        format!("/media/slips/{}", &path["/media/designs/".len()..]),
        "/media/".to_owned(),
        "/media/designs".to_owned(),
        "/media/%ff%fe".to_owned(),
        "/media/designs/2025/06/30/logo_design_processed.png".to_owned(),
    ] {
        for client in [app.stranger(), app.owner()] {
            let answer = client.get(&odd).await;
            assert!(
                [400, 404].contains(&answer.status),
                "{odd}: {}",
                answer.text
            );
            assert!(answer.body["error"].is_string(), "{odd}: {}", answer.text);
        }
    }
    assert_eq!(app.stranger().get(&path).await.status, 200);
}

#[tokio::test]
async fn a_slip_is_no_design_whoever_asks() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let detail = format!("/api/v1/order/{}/", text(&order["id"]));
    let invoice = app.admin().get(&detail).await.body["invoices"][0]["id"].clone();
    let fields = json!({
        "invoice_id": invoice,
        "transfer_amount": "3750000",
        "transfer_date": "2025-06-30",
        "bank_name": "BCA",
        "account_name": "Budi",
    });
    let form = Form::of(&fields).file("bank_statement", "bukti.pdf", None, PDF);
    let paid = form
        .post("/api/v1/payment/verify-manual/", &app.admin())
        .await;
    assert_eq!(paid.status, 201, "{}", paid.body);

    let order = app.admin().get(&detail).await.body["id"].clone();
    let order = app
        .app
        .orders
        .view(text(&order).parse().unwrap())
        .await
        .unwrap()
        .unwrap();
    let slip = order.payments[0].slip.as_ref().unwrap().file;
    let head = app.app.files.head(slip).await.unwrap().unwrap();
    let day = jiff::Timestamp::from_millisecond(head.at.0).unwrap();
    let day = day.strftime("%Y/%m/%d");

    for folder in ["designs", "products", "slips"] {
        let path = format!("/media/{folder}/{day}/{}.pdf", slip.0.simple());
        assert_eq!(app.owner().get(&path).await.status, 404, "{path}");
        assert_eq!(app.stranger().get(&path).await.status, 404, "{path}");
    }
}
