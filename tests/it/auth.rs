//! Signing in, by cookie and by token, as the documents' own clients do it.

pub(crate) mod browser;

use std::time::Duration;

use axum::http::Method;
use rajut::domain::role::Role;
use rajut::domain::role::Surface;
use rajut::flows::staff::NewStaff;
use rajut::flows::staff::Roles;
use serde_json::Value;
use serde_json::json;

use self::browser::Browser;
use crate::kit::Answer;
use crate::kit::PASSWORD;
use crate::kit::TestApp;
use crate::kit::a_form;

type Headers<'a> = &'a [(&'static str, &'a str)];

const PROFILE: &str = "/api/v1/auth/profile/";
const LOGOUT: &str = "/api/v1/auth/logout/";
const REFRESH: &str = "/api/v1/auth/refresh/";
/// Changes something, for managers only; an empty body is refused, but not at the door.
const MANAGED: &str = "/api/v1/payment/manual/";

fn code(answer: &Answer) -> (u16, &str) {
    let code = answer.body["error_code"].as_str();
    (answer.status, code.unwrap_or_default())
}

fn cookies(answer: &Answer) -> Vec<String> {
    let lines = answer.headers.get_all("set-cookie");
    let lines = lines
        .iter()
        .map(|line| line.to_str().expect("a cookie is plain text").to_owned());
    lines.collect()
}

async fn an_account(app: &TestApp, username: &str, roles: Roles, is_active: bool) {
    let new = NewStaff {
        username: username.to_owned(),
        email: String::new(),
        password: PASSWORD.to_owned(),
        first_name: String::new(),
        last_name: String::new(),
        roles,
        is_active,
    };
    let created = app.app.staff.create_user(new, app.app.clock.now()).await;
    created.expect("the name is free");
}

#[tokio::test]
async fn a_person_signs_in_works_and_signs_out_with_cookies() {
    let app = TestApp::start().await;
    let mut browser = Browser::new(&app);

    let signed_in = browser.sign_in("admin", PASSWORD).await;
    assert_eq!(signed_in.status, 200);
    let user = json!({
        "id": 2,
        "username": "admin",
        "email": "admin@rajut.id",
        "first_name": "Siti",
        "last_name": "Rahma",
        "role": "admin",
    });
    assert_eq!(signed_in.body["user"], user);
    assert_eq!(signed_in.body["success"], true);
    assert!(signed_in.body["access"].is_string());
    assert_eq!(signed_in.header("cache-control"), "no-store");
    let set = cookies(&signed_in);
    assert!(set[0].starts_with("sessionid="));
    assert!(set[0].ends_with("; Path=/; HttpOnly; SameSite=Lax; Max-Age=604800"));
    assert!(set[1].starts_with("csrftoken="));
    assert!(set[1].ends_with("; Path=/; SameSite=Lax; Max-Age=604800"));
    assert!(set[2].starts_with("refresh="));
    assert!(set[2].ends_with("; Path=/api/v1/auth; HttpOnly; SameSite=Lax; Max-Age=604800"));

    let profile = browser.get(PROFILE).await;
    let mut expected = user;
    expected["surfaces"] = json!(["konveksi"]);
    assert_eq!((profile.status, profile.body), (200, expected));
    assert_eq!(browser.get("/api/v1/order/").await.status, 200);

    let token = browser.cookie("csrftoken").to_owned();
    let unmeant = browser.post(LOGOUT, &[], Value::Null).await;
    assert_eq!(code(&unmeant), (403, "CSRF_FAILED"));
    let session = browser.cookie("sessionid").to_owned();
    let out = browser
        .post(LOGOUT, &[("x-csrftoken", &token)], Value::Null)
        .await;
    assert_eq!((out.status, out.body), (205, Value::Null));
    assert_eq!(browser.cookie("sessionid"), "");
    assert_eq!(browser.cookie("refresh"), "");

    browser.keep("sessionid", &session);
    let stranger = browser.get(PROFILE).await;
    assert_eq!(code(&stranger), (401, "NOT_AUTHENTICATED"));
    assert_eq!(stranger.header("www-authenticate"), "Bearer");
}

#[tokio::test]
async fn a_client_with_tokens_refreshes_when_its_token_ran_out() {
    let app = TestApp::start().await;
    let mut browser = Browser::new(&app);
    let signed_in = browser.sign_in("admin@rajut.id", PASSWORD).await;
    let bearer = |answer: &Answer| format!("Bearer {}", answer.body["access"].as_str().unwrap());
    let first = bearer(&signed_in);
    let profile = async |bearer: &str| {
        let client = app.stranger().with("authorization", bearer);
        client.get(PROFILE).await.status
    };
    assert_eq!(profile(&first).await, 200);

    app.clock.advance(Duration::from_mins(61));
    assert_eq!(profile(&first).await, 401);
    let old = browser.cookie("refresh").to_owned();
    let refreshed = browser.post(REFRESH, &[], Value::Null).await;
    assert_eq!(refreshed.status, 200);
    let second = bearer(&refreshed);
    assert_eq!(profile(&second).await, 200);
    assert_ne!(browser.cookie("refresh"), old);

    let body = json!({ "refresh": browser.cookie("refresh") });
    let by_body = app.stranger().post(REFRESH, body).await;
    assert_eq!(by_body.status, 200);

    let stolen = app
        .stranger()
        .post(REFRESH, json!({ "refresh": old }))
        .await;
    assert_eq!(code(&stolen), (401, "NOT_AUTHENTICATED"));
    let newest = bearer(&by_body);
    assert_eq!(profile(&newest).await, 401);
    assert_eq!(browser.get(PROFILE).await.status, 401);
    for nothing in [
        json!({}),
        json!({ "refresh": "" }),
        json!({ "refresh": "a.b" }),
    ] {
        let told = app.stranger().post(REFRESH, nothing).await;
        assert_eq!(told.status, 401);
    }
}

#[tokio::test]
async fn wrong_credentials_are_a_400_of_no_field_in_particular() {
    let app = TestApp::start().await;
    an_account(&app, "cuti", Roles::everywhere(Role::Admin), false).await;
    let mut browser = Browser::new(&app);

    for (username, password) in [("admin", "salah"), ("hantu", PASSWORD)] {
        let wrong = browser.sign_in(username, password).await;
        assert_eq!(code(&wrong), (400, "VALIDATION_ERROR"));
        assert!(wrong.body["non_field_errors"][0].is_string());
        assert_eq!(
            wrong.body["details"]["non_field_errors"],
            wrong.body["non_field_errors"]
        );
        assert!(cookies(&wrong).is_empty());
    }
    let empty = browser
        .post("/api/v1/auth/login", &[], json!({ "username": 7 }))
        .await;
    assert_eq!(empty.status, 400);
    assert!(empty.body["username"][0].is_string() && empty.body["password"][0].is_string());
    let away = browser.sign_in("cuti", PASSWORD).await;
    assert_eq!(code(&away), (403, "PERMISSION_DENIED"));
    let form = app.stranger();
    let form = form
        .send(
            Method::POST,
            "/api/v1/auth/login/",
            Some("text/plain"),
            "{}",
        )
        .await;
    assert_eq!(form.status, 415);
}

#[tokio::test]
async fn a_change_by_cookie_has_to_be_meant() {
    let app = TestApp::start_with(&[("PUBLIC_URL", "https://rajut.id")]).await;
    let mut browser = Browser::of(&app, "admin").await;
    let token = browser.cookie("csrftoken").to_owned();
    let other = Browser::of(&app, "admin")
        .await
        .cookie("csrftoken")
        .to_owned();

    let table: &[(Headers, (u16, &str))] = &[
        (&[], (403, "CSRF_FAILED")),
        (&[("x-csrftoken", &token)], (400, "VALIDATION_ERROR")),
        (&[("x-csrftoken", &other)], (403, "CSRF_FAILED")),
        (
            &[("sec-fetch-site", "same-origin")],
            (400, "VALIDATION_ERROR"),
        ),
        (&[("sec-fetch-site", "same-site")], (403, "CSRF_FAILED")),
        (&[("origin", "https://rajut.id")], (400, "VALIDATION_ERROR")),
        (&[("origin", "https://evil.id")], (403, "CSRF_FAILED")),
        (
            &[
                ("origin", "https://rajut.id"),
                ("sec-fetch-site", "cross-site"),
            ],
            (403, "CSRF_FAILED"),
        ),
        (
            &[
                ("origin", "http://10.0.0.5:8000"),
                ("host", "10.0.0.5:8000"),
            ],
            (400, "VALIDATION_ERROR"),
        ),
    ];
    for (headers, expected) in table {
        let answer = browser.post(MANAGED, headers, json!({})).await;
        assert_eq!(code(&answer), *expected, "{headers:?}");
    }
}

#[tokio::test]
async fn where_nobody_has_to_sign_in_a_cookie_without_its_token_is_a_visitor() {
    let app = TestApp::start().await;
    let mut browser = Browser::of(&app, "admin").await;
    let token = browser.cookie("csrftoken").to_owned();

    let visitor = browser.post("/api/v1/order/", &[], a_form()).await;
    let headers = [("x-csrftoken", token.as_str())];
    let admin = browser.post("/api/v1/order/", &headers, a_form()).await;

    assert_eq!((visitor.status, admin.status), (201, 201));
    assert_eq!(visitor.body["order"]["price_confirmed"], false);
    assert_eq!(admin.body["order"]["price_confirmed"], true);
}

#[tokio::test]
async fn each_role_opens_its_own_doors() {
    let app = TestApp::start().await;

    for (client, expected) in [
        (app.owner(), (400, "VALIDATION_ERROR")),
        (app.admin(), (400, "VALIDATION_ERROR")),
        (app.production(), (403, "PERMISSION_DENIED")),
        (app.viewer(), (403, "PERMISSION_DENIED")),
        (app.stranger(), (401, "NOT_AUTHENTICATED")),
    ] {
        assert_eq!(code(&client.post(MANAGED, json!({})).await), expected);
    }
    let forged = app.stranger().with("authorization", "Bearer not.a.token");
    let told = forged.get("/api/v1/order/").await;
    assert_eq!(code(&told), (401, "NOT_AUTHENTICATED"));
    assert_eq!(told.header("www-authenticate"), "Bearer");
}

#[tokio::test]
async fn a_token_for_another_surface_opens_nothing_here() {
    let app = TestApp::start().await;
    an_account(&app, "kasir", Roles::only(Surface::Shop, Role::Owner), true).await;
    let mut browser = Browser::new(&app);
    let signed_in = browser.sign_in("kasir", PASSWORD).await;
    assert_eq!(signed_in.body["user"]["role"], Value::Null);

    let token = format!("Bearer {}", signed_in.body["access"].as_str().unwrap());
    let by_token = app.stranger().with("authorization", token);

    assert_eq!(
        code(&by_token.get("/api/v1/order/").await),
        (401, "NOT_AUTHENTICATED")
    );
    assert_eq!(
        code(&browser.get("/api/v1/order/").await),
        (403, "PERMISSION_DENIED")
    );
    let profile = browser.get(PROFILE).await;
    assert_eq!(profile.body["surfaces"], json!(["shop"]));
}

#[tokio::test]
async fn a_sign_in_that_is_used_keeps_its_cookies() {
    let app = TestApp::start().await;
    let mut browser = Browser::of(&app, "admin").await;

    app.clock.advance(Duration::from_hours(6 * 24));
    let used = browser.get(PROFILE).await;
    assert_eq!(cookies(&used).len(), 2);
    assert!(cookies(&browser.get(PROFILE).await).is_empty());

    app.clock.advance(Duration::from_hours(6 * 24));
    assert_eq!(browser.get(PROFILE).await.status, 200);
    app.clock.advance(Duration::from_hours(7 * 24));
    assert_eq!(browser.get(PROFILE).await.status, 401);
}

#[tokio::test]
async fn in_production_cookies_travel_over_tls_only() {
    let app = TestApp::start_with(&[
        ("RAJUT_ENV", "production"),
        ("PUBLIC_URL", "https://rajut.id"),
        ("SECRET_KEY", "thirty-two characters, or some more"),
    ])
    .await;
    let mut browser = Browser::new(&app);

    let signed_in = browser.sign_in("admin", PASSWORD).await;

    let set = cookies(&signed_in);
    assert!(
        set.iter().all(|cookie| cookie.ends_with("; Secure")),
        "{set:?}"
    );
}
