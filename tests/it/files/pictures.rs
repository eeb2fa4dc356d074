//! Pictures of designs and of products.

use axum::http::Method;
use serde_json::Value;
use serde_json::json;

use super::Form;
use super::PDF;
use super::path_of;
use super::with_design;
use crate::kit::TestApp;
use crate::kit::text;

/// A picture with what a camera wrote into it, behind it, and without.
pub(crate) fn a_picture() -> (Vec<u8>, Vec<u8>) {
    let exif = b"\xFF\xE1\x00\x1CExif\0\0GPS di rumah Budi...";
    let rest: &[u8] = b"\xFF\xC0\0\x0B\x08\0\x01\0\x01\x01\x01\x11\0\
        \xFF\xDA\0\x08\x01\x01\0\0\x3F\0isi gambar\xFF\xD9";
    let given = [b"\xFF\xD8", &exif[..], rest, b"PK\x03\x04 Budi"].concat();
    (given, [b"\xFF\xD8", rest].concat())
}

#[tokio::test]
async fn what_a_camera_wrote_is_not_kept() {
    let app = TestApp::start().await;
    let (given, bare) = a_picture();
    let order = with_design(&app, "IMG_2025.JPG", &given).await;

    let sent = app.stranger().get(&path_of(&order["design"])).await;

    assert_eq!(sent.header("content-type"), "image/jpeg");
    assert_eq!(sent.header("content-length"), bare.len().to_string());
    assert!(
        sent.header("content-disposition")
            .starts_with("inline; filename=\"IMG_2025.jpg\"")
    );
    assert!(!sent.text.contains("Budi") && sent.text.contains("isi gambar"));
}

#[tokio::test]
async fn drawings_of_illustrator_keep_their_name() {
    let app = TestApp::start().await;
    let drawing = b"%!PS-Adobe-3.0 \n%%Creator: Adobe Illustrator(R) 8.0\n";

    for (name, bytes) in [("logo.ai", PDF), ("logo", &drawing[..])] {
        let order = with_design(&app, name, bytes).await;
        let sent = app.stranger().get(&path_of(&order["design"])).await;

        assert_eq!(sent.header("content-type"), "application/illustrator");
        let told = "attachment; filename=\"logo.ai\"; filename*=UTF-8''logo.ai";
        assert_eq!(sent.header("content-disposition"), told);
    }
}

#[tokio::test]
async fn a_product_has_a_picture_for_everybody() {
    let app = TestApp::start().await;
    let (given, bare) = a_picture();
    let fields = json!({
        "nama": "Kaos", "deskripsi": "Bagus", "kategori": "Kaos", "harga": "50000",
    });
    let products = "/api/v1/produkpost/";

    let form = Form::of(&fields).file("gambar", "kaos.jpg", None, &given);
    let made = form.post(products, &app.admin()).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let path = format!("{products}{}/", text(&made.body["id"]));
    let picture = path_of(&made.body["gambar"]);
    let sent = app.stranger().get(&picture).await;
    let same = json!({ "gambar": made.body["gambar"], "harga": 60_000 });
    let same = app.admin().patch(&path, same).await;
    let form = Form(Vec::new()).file("gambar", "kaos.pdf", None, PDF);
    let paper = form.send(Method::PATCH, &path, &app.admin()).await;
    let gone = app.admin().patch(&path, json!({ "gambar": null })).await;

    assert!(picture.starts_with("/media/products/"), "{picture}");
    assert_eq!(sent.status, 200);
    assert_eq!(sent.header("content-length"), bare.len().to_string());
    assert_eq!(
        sent.header("cache-control"),
        "public, max-age=31536000, immutable"
    );
    assert_eq!(same.body["gambar"], made.body["gambar"]);
    assert_eq!(same.body["harga"], "60000.00");
    assert_eq!(paper.status, 400, "{}", paper.body);
    assert!(paper.body["details"]["gambar"].is_array());
    assert_eq!(gone.body["gambar"], Value::Null);
}
