//! Forms with files whose names, fields or borders are tricks.

use axum::http::Method;
use serde_json::Value;
use serde_json::json;

use crate::contract::bad::assert_clear;
use crate::contract::stage::Stage;
use crate::contract::stage::Told;
use crate::contract::stage::operations;
use crate::files::Form;
use crate::files::path_of;
use crate::files::pictures::a_picture;

/// What stands after `Content-Disposition: form-data; name="…"`.
const TRICKS: [&str; 14] = [
    r#"; filename="../../../../etc/passwd""#,
    r#"; filename="..\\..\\..\\boot.ini""#,
    r#"; filename="/dev/null""#,
    r#"; filename="~/.ssh/authorized_keys""#,
    r#"; filename="%2e%2e%2f%2e%2e%2fetc%2fpasswd""#,
    "; filename=\"logo.pdf\0.exe\"",
    r#"; filename="CON""#,
    r#"; filename="a\"b; x=\"y.pdf""#,
    r#"; filename="'; REMOVE TABLE file; --""#,
    r"; filename*=UTF-8''..%2F..%2Fetc%2Fpasswd",
    r"; filename=unquoted.pdf",
    r#"; filename="a.pdf"; filename="../b.pdf""#,
    "; filename=\"a.pdf\r\nContent-Type: text/html\"",
    r#"; filename="never ends"#,
];

/// The field of a form that holds its file.
fn field(told: &Told) -> &'static str {
    let properties = told.form().unwrap()["schema"]["properties"].as_object();
    let names = ["design", "gambar", "bank_statement"];
    let is_there = |name: &&str| properties.is_some_and(|it| it.contains_key(*name));
    names.into_iter().find(is_there).expect("a file")
}

/// A good form for an operation, file and all.
pub(super) fn good(stage: &Stage, told: &Told, number: usize) -> Form {
    let field = field(told);
    form(stage, told).file(field, "logo.pdf", None, &bytes(field, number))
}

/// A good form for an operation, but for its file.
fn form(stage: &Stage, told: &Told) -> Form {
    let mut fields = told.form().unwrap()["example"].clone();
    if fields.get("invoice_id").is_some() {
        fields["invoice_id"] = json!(stage.invoice);
    }
    Form::of(&fields)
}

/// A file of the right kind that was not there before.
fn bytes(field: &str, number: usize) -> Vec<u8> {
    if field == "gambar" {
        return a_picture().0;
    }
    format!("%PDF-1.4\n%{number}\n%%EOF\n").into_bytes()
}

/// Every address of a file in an answer.
fn addresses(value: &Value) -> Vec<&Value> {
    match value {
        Value::String(text) if text.contains("/media/") => vec![value],
        Value::Array(values) => values.iter().flat_map(addresses).collect(),
        Value::Object(fields) => fields.values().flat_map(addresses).collect(),
        _ => Vec::new(),
    }
}

#[tokio::test]
async fn the_name_of_a_file_leads_nowhere() {
    let stage = Stage::set().await;
    let mut number = 0;
    let mut taken = 0;
    for told in operations().iter().filter(|told| told.form().is_some()) {
        let field = field(told);
        for trick in TRICKS {
            number += 1;
            let form = form(&stage, told);
            let form = form.part(
                &format!("name=\"{field}\"{trick}"),
                None,
                &bytes(field, number),
            );
            let method = Method::from_bytes(told.method.as_bytes()).unwrap();
            let owner = stage.app.owner();
            let answer = form.send(method, &stage.real(told.path), &owner).await;

            let what = format!("{} {} {trick:?}", told.method, told.path);
            assert_clear(&answer, &what);
            for address in addresses(&answer.body) {
                let path = path_of(address);
                assert!(is_chance(&path), "{what}: {path}");
                let sent = stage.app.owner().get(&path).await;
                assert_eq!(sent.status, 200, "{what}: {path}");
                let told = sent.header("content-disposition");
                let has = |part: &str| told.contains(part);
                assert!(!has("..") && !has("\\") && !has("passwd/"), "{told}");
                assert!(!told.replace("UTF-8''", "").contains('/'), "{told}");
                taken += 1;
            }
        }
    }
    assert!(taken > 30, "only {taken} files were taken at all");
}

#[tokio::test]
async fn the_name_of_a_field_is_nothing_but_a_name() {
    let stage = Stage::set().await;
    for told in operations().iter().filter(|told| told.form().is_some()) {
        for name in [
            "../design",
            "__proto__",
            "design\0",
            "'; REMOVE TABLE order; --",
            "",
            &"x".repeat(70_000),
        ] {
            let form = form(&stage, told);
            let form = form.part(&format!("name=\"{name}\""), None, b"isi");
            let form = form.file(name, "a.pdf", None, b"%PDF-1.4\n");
            let method = Method::from_bytes(told.method.as_bytes()).unwrap();
            let owner = stage.app.owner();
            let answer = form.send(method, &stage.real(told.path), &owner).await;
            assert_clear(
                &answer,
                &format!("{} {} {name:.20}", told.method, told.path),
            );
        }
    }
}

/// Whether a path says nothing of what its sender called it.
fn is_chance(path: &str) -> bool {
    let parts: Vec<_> = path.split('/').collect();
    let ["", "media", "designs" | "products", year, month, day, name] = parts[..] else {
        return false;
    };
    let digits = |text: &str| text.bytes().all(|c| c.is_ascii_digit());
    let id = name.split('.').next().unwrap_or_default();
    [year, month, day].into_iter().all(digits)
        && id.len() == 32
        && id.bytes().all(|c| c.is_ascii_hexdigit())
}

#[tokio::test]
async fn a_broken_form_is_refused_wherever_forms_are_read() {
    let stage = Stage::set().await;
    let bodies: [&[u8]; 6] = [
        b"",
        b"--x",
        b"--x--\r\n",
        b"--y\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--y--\r\n",
        b"--x\r\n\r\nno name\r\n--x--\r\n",
        b"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\xff\xfe\r\n--x--\r\n",
    ];
    for told in operations().iter().filter(|told| told.form().is_some()) {
        for body in bodies {
            let method = Method::from_bytes(told.method.as_bytes()).unwrap();
            let path = stage.real(told.path);
            let kind = Some("multipart/form-data; boundary=x");
            let owner = stage.app.owner();
            let before = stage.version().await;
            let answer = owner.send(method, &path, kind, body.to_vec()).await;
            assert_clear(&answer, &format!("{path} {}", body.escape_ascii()));
            if answer.status >= 400 {
                assert_eq!(stage.version().await, before, "{path}");
            }
        }
    }
}
