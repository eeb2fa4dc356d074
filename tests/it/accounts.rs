//! The accounts of staff: what people change about their own, and owners about everybody's.

mod sign_ins;

use std::time::Duration;

use serde_json::Value;
use serde_json::json;

use crate::kit::Answer;
use crate::kit::Client;
use crate::kit::PASSWORD;
use crate::kit::TestApp;
use crate::kit::list;
use crate::kit::text;

const USERS: &str = "/api/v1/admin/users/";
const PROFILE: &str = "/api/v1/auth/profile/";
const CHANGE_PASSWORD: &str = "/api/v1/auth/change-password/";

/// As long as a node may believe what it knew of a sign-in, and a little longer.
const SECOND: Duration = Duration::from_secs(1);

fn a_person() -> Value {
    json!({
        "username": "rini",
        "email": "rini@rajut.id",
        "password": "benang hijau tua",
        "first_name": "Rini",
        "last_name": "Wulandari",
        "role": "admin",
    })
}

async fn hired(app: &TestApp) -> i64 {
    let answer = app.owner().post(USERS, a_person()).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    answer.body["id"].as_i64().expect("a number")
}

/// Signs somebody in and answers a client with their token.
async fn signed_in(app: &TestApp, username: &str, password: &str) -> Client {
    let body = json!({ "username": username, "password": password });
    let answer = app.stranger().post("/api/v1/auth/login/", body).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let token = format!("Bearer {}", text(&answer.body["access"]));
    app.stranger().with("authorization", token)
}

fn path(id: i64) -> String {
    format!("{USERS}{id}/")
}

fn code(answer: &Answer) -> (u16, &str) {
    let code = answer.body["error_code"].as_str();
    (answer.status, code.unwrap_or_default())
}

#[tokio::test]
async fn an_owner_makes_changes_and_deactivates_accounts() {
    let app = TestApp::start().await;

    let made = app.owner().post(USERS, a_person()).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let expected = json!({
        "id": 5,
        "username": "rini",
        "email": "rini@rajut.id",
        "first_name": "Rini",
        "last_name": "Wulandari",
        "role": "admin",
        "surfaces": ["konveksi"],
        "is_active": true,
        "created_at": app.app.clock.now().to_string(),
        "last_login": null,
    });
    assert_eq!(made.body, expected);
    assert!(!made.text.contains("argon2"));

    let rini = signed_in(&app, "rini@rajut.id", "benang hijau tua").await;
    assert_eq!(rini.get(PROFILE).await.body["role"], "admin");
    let wanted = json!({ "first_name": "Rini Ayu", "email": "", "id": 9, "created_at": "x" });
    let changed = app.owner().patch(&path(5), wanted).await;
    assert_eq!(changed.status, 200, "{}", changed.body);
    assert_eq!(changed.body["first_name"], "Rini Ayu");
    assert_eq!(changed.body["email"], "");
    assert_eq!(rini.get(PROFILE).await.status, 200, "names end no sign-in");

    let gone = app.owner().delete(&path(5)).await;
    assert_eq!((gone.status, gone.text.as_str()), (204, ""));
    assert_eq!(app.owner().delete(&path(5)).await.status, 204);
    assert_eq!(rini.get(PROFILE).await.status, 401);
    let listed = app.owner().get(&format!("{USERS}?is_active=false")).await;
    assert_eq!(listed.body["count"], 1);
    assert_eq!(listed.body["results"][0]["username"], "rini");
    let body = json!({ "username": "rini", "password": "benang hijau tua" });
    let refused = app.stranger().post("/api/v1/auth/login/", body).await;
    assert_eq!(code(&refused), (403, "PERMISSION_DENIED"));
}

#[tokio::test]
async fn accounts_are_for_owners() {
    let app = TestApp::start().await;
    for client in [app.admin(), app.production(), app.viewer()] {
        for answer in [
            client.get(USERS).await,
            client.post(USERS, a_person()).await,
            client.get(&path(1)).await,
            client.patch(&path(1), json!({ "role": "viewer" })).await,
            client.delete(&path(1)).await,
            client.get(&format!("{USERS}1/audit-trail/")).await,
        ] {
            assert_eq!(code(&answer), (403, "PERMISSION_DENIED"));
        }
    }
    assert_eq!(app.stranger().get(USERS).await.status, 401);
    assert_eq!(app.owner().get(&path(1)).await.body["is_active"], true);
}

#[tokio::test]
async fn what_is_wrong_with_an_account_is_told_at_once() {
    let app = TestApp::start().await;
    let fields = async |body: Value| {
        let answer = app.owner().post(USERS, body).await;
        assert_eq!(code(&answer), (400, "VALIDATION_ERROR"), "{}", answer.body);
        let details = answer.body["details"].as_object().expect("details");
        details.keys().cloned().collect::<Vec<_>>().join(" ")
    };
    let but = |name: &str, value: Value| {
        let mut body = a_person();
        body[name] = value;
        body
    };

    assert_eq!(fields(json!({})).await, "password role username");
    assert_eq!(fields(but("username", json!("ab"))).await, "username");
    assert_eq!(fields(but("username", json!("rini ayu"))).await, "username");
    assert_eq!(fields(but("username", json!("ADMIN"))).await, "username");
    assert_eq!(fields(but("username", json!({"$gt": 1}))).await, "username");
    assert_eq!(fields(but("email", json!("admin@RAJUT.id"))).await, "email");
    assert_eq!(fields(but("email", json!("rini"))).await, "email");
    assert_eq!(
        fields(but("password", json!("sembilan9"))).await,
        "password"
    );
    assert_eq!(
        fields(but("password", json!("x".repeat(257)))).await,
        "password"
    );
    assert_eq!(fields(but("role", json!("root"))).await, "role");
    assert_eq!(fields(but("is_active", json!("maybe"))).await, "is_active");
    assert_eq!(
        fields(but("first_name", json!("x".repeat(151)))).await,
        "first_name"
    );
    assert_eq!(app.owner().get(USERS).await.body["count"], 4);
    for nobody in ["99", "0", "-1", "x", "99999999999999999999"] {
        let path = format!("{USERS}{nobody}/");
        assert_eq!(app.owner().get(&path).await.status, 404, "{nobody}");
        assert_eq!(app.owner().patch(&path, json!({})).await.status, 404);
        assert_eq!(app.owner().delete(&path).await.status, 404);
    }
}

#[tokio::test]
async fn a_repeated_request_makes_one_account() {
    let app = TestApp::start().await;
    let client = app.owner().with("idempotency-key", "hire-1");

    let first = client.post(USERS, a_person()).await;
    let again = client.post(USERS, a_person()).await;

    assert_eq!((first.status, again.status), (201, 201));
    assert_eq!(first.body, again.body);
    assert_eq!(app.owner().get(USERS).await.body["count"], 5);
}

#[tokio::test]
async fn the_last_active_owner_stays() {
    let app = TestApp::start().await;

    for answer in [
        app.owner().delete(&path(1)).await,
        app.owner()
            .patch(&path(1), json!({ "role": "admin" }))
            .await,
        app.owner()
            .patch(&path(1), json!({ "is_active": false }))
            .await,
    ] {
        assert_eq!(code(&answer), (409, "LAST_OWNER"), "{}", answer.body);
    }

    let promoted = app
        .owner()
        .patch(&path(2), json!({ "role": "owner" }))
        .await;
    assert_eq!(promoted.status, 200, "{}", promoted.body);
    assert_eq!(
        app.admin().get(PROFILE).await.status,
        401,
        "the role changed"
    );
    assert_eq!(app.owner().delete(&path(1)).await.status, 204);
    assert_eq!(app.owner().get(PROFILE).await.status, 401);
    let admin = signed_in(&app, "admin", PASSWORD).await;
    assert_eq!(code(&admin.delete(&path(2)).await), (409, "LAST_OWNER"));
}

#[tokio::test]
async fn two_owners_who_deactivate_each_other_leave_one() {
    let app = TestApp::start().await;
    let promoted = app
        .owner()
        .patch(&path(2), json!({ "role": "owner" }))
        .await;
    assert_eq!(promoted.status, 200);
    let (one, two) = (app.owner(), signed_in(&app, "admin", PASSWORD).await);

    let (of_two, of_one) = (path(2), path(1));
    let told = tokio::join!(one.delete(&of_two), two.delete(&of_one));

    // Whoever was slower is refused as the last one, or is signed out already.
    let mut told = [told.0.status, told.1.status];
    told.sort_unstable();
    assert_eq!(told[0], 204);
    assert!([401, 409].contains(&told[1]), "{told:?}");
    let (_, active) = app.app.staff.users(Some(true), 0, 10).await.unwrap();
    let owners = active
        .iter()
        .filter(|user| user.roles["konveksi"] == "owner");
    assert_eq!(owners.count(), 1);
}

#[tokio::test]
async fn people_change_their_own_profile_and_nothing_else() {
    let app = TestApp::start().await;
    let wanted = json!({
        "first_name": "Siti Nur",
        "email": "siti@rajut.id",
        "role": "owner",
        "username": "boss",
        "is_active": false,
    });

    let changed = app.viewer().patch(PROFILE, wanted).await;

    assert_eq!(changed.status, 200, "{}", changed.body);
    let expected = json!({
        "id": 4,
        "username": "viewer",
        "email": "siti@rajut.id",
        "first_name": "Siti Nur",
        "last_name": "Rahma",
        "role": "viewer",
        "surfaces": ["konveksi"],
    });
    assert_eq!(changed.body, expected);
    assert_eq!(app.viewer().get(PROFILE).await.body, expected);
    let taken = app
        .viewer()
        .patch(PROFILE, json!({ "email": "OWNER@rajut.id" }))
        .await;
    assert_eq!(taken.status, 400);
    assert!(taken.body["email"].is_array());
    assert_eq!(app.stranger().patch(PROFILE, json!({})).await.status, 401);
}

#[tokio::test]
async fn a_new_password_ends_the_other_sign_ins() {
    let app = TestApp::start().await;
    let other = signed_in(&app, "viewer", PASSWORD).await;
    let change = async |old: &str, new: &str| {
        let body = json!({ "old_password": old, "new_password": new });
        app.viewer().post(CHANGE_PASSWORD, body).await
    };

    let wrong = change("benang biru", "benang hijau tua").await;
    assert_eq!(wrong.status, 400);
    assert!(wrong.body["old_password"].is_array());
    let short = change(PASSWORD, "pendek").await;
    assert!(short.body["details"]["new_password"].is_array());
    assert_eq!(other.get(PROFILE).await.status, 200);

    let changed = change(PASSWORD, "benang hijau tua").await;
    assert_eq!(changed.status, 200, "{}", changed.body);
    assert_eq!(changed.body["success"], true);
    assert!(changed.body["message"].is_string());
    assert_eq!(other.get(PROFILE).await.status, 401);
    assert_eq!(app.viewer().get(PROFILE).await.status, 200);
    signed_in(&app, "viewer", "benang hijau tua").await;
}

#[tokio::test]
async fn owners_read_who_changed_whom() {
    let app = TestApp::start().await;
    let id = hired(&app).await;
    let changes = json!({ "role": "viewer", "password": "benang kuning" });
    app.owner().patch(&path(id), changes).await;
    app.owner().delete(&path(id)).await;

    let trail = app.owner().get(&format!("{}audit-trail/", path(id))).await;

    assert_eq!(trail.status, 200, "{}", trail.body);
    assert_eq!(trail.body["count"], 3);
    let lines = list(&trail.body["results"]);
    let actions: Vec<_> = lines.iter().map(|line| text(&line["action"])).collect();
    assert_eq!(actions, ["deactivated", "changed", "created"]);
    assert!(lines.iter().all(|line| line["user"] == "owner"));
    assert!(
        lines
            .iter()
            .all(|line| text(&line["description"]).ends_with('.'))
    );
    let moved = json!([
        { "field": "role", "from": "admin", "to": "viewer" },
        { "field": "password" },
    ]);
    assert_eq!(lines[1]["changes"], moved);
    assert!(!trail.text.contains("benang") && !trail.text.contains("argon2"));
    let nobody = app.owner().get(&format!("{USERS}77/audit-trail/")).await;
    assert_eq!(nobody.status, 404);
}
