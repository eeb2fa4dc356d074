//! Who is signed in where, and how it ends.

use super::*;

const SESSIONS: &str = "/api/v1/auth/sessions/";

#[tokio::test]
async fn people_see_and_end_their_own_sign_ins() {
    let app = TestApp::start().await;
    let phone = app.stranger().with("user-agent", "telepon");
    let body = json!({ "username": "viewer", "password": PASSWORD });
    let answer = phone.post("/api/v1/auth/login/", body).await;
    let token = format!("Bearer {}", text(&answer.body["access"]));
    let phone = app.stranger().with("authorization", token);

    let listed = app.viewer().get(SESSIONS).await;

    assert_eq!((listed.status, &listed.body["count"]), (200, &json!(2)));
    let lines = list(&listed.body["results"]);
    let other = lines.iter().find(|line| line["user_agent"] == "telepon");
    let other = other.expect("the phone is listed");
    assert_eq!(
        (&other["current"], &other["user"]),
        (&json!(false), &json!("viewer"))
    );
    assert_eq!(other["ip_address"], "127.0.0.1");
    for name in ["created_at", "last_seen_at", "expires_at"] {
        assert!(other[name].is_string(), "{name}");
    }
    let current: Vec<_> = lines
        .iter()
        .filter(|line| line["current"] == true)
        .collect();
    assert_eq!(current.len(), 1);
    assert!(!listed.text.contains("hash"));

    let path = format!("{SESSIONS}{}/", text(&other["id"]));
    assert_eq!(app.viewer().delete(&path).await.status, 204);
    assert_eq!(phone.get(PROFILE).await.status, 401);
    assert_eq!(app.viewer().delete(&path).await.status, 404);
    assert_eq!(app.viewer().get(SESSIONS).await.body["count"], 1);
    for odd in ["x", "00000000-0000-0000-0000-000000000000"] {
        let path = format!("{SESSIONS}{odd}/");
        assert_eq!(app.viewer().delete(&path).await.status, 404);
    }
}

#[tokio::test]
async fn only_owners_see_and_end_those_of_others() {
    let app = TestApp::start().await;
    let all = app.owner().get(SESSIONS).await;
    assert_eq!(all.body["count"], 4);
    let of_admin = app.owner().get(&format!("{SESSIONS}?user=2")).await;
    assert_eq!(of_admin.body["count"], 1);
    let admins = text(&of_admin.body["results"][0]["id"]).to_owned();
    let path = format!("{SESSIONS}{admins}/");

    for client in [app.viewer(), app.production()] {
        assert_eq!(client.delete(&path).await.status, 404);
        let theirs = client.get(&format!("{SESSIONS}?user=2")).await;
        assert!(!theirs.text.contains(&admins));
    }
    assert_eq!(app.admin().get(PROFILE).await.status, 200);

    assert_eq!(app.owner().delete(&path).await.status, 204);

    assert_eq!(app.admin().get(PROFILE).await.status, 401);
    let trail = app.owner().get(&format!("{USERS}2/audit-trail/")).await;
    assert_eq!(trail.body["results"][0]["action"], "session_ended");
    assert_eq!(trail.body["results"][0]["user"], "owner");
}

#[tokio::test]
async fn a_sign_in_that_ran_out_is_not_listed() {
    let app = TestApp::start().await;
    app.clock.advance(SECOND * 8 * 86_400);
    let owner = signed_in(&app, "owner", PASSWORD).await;

    let listed = owner.get(SESSIONS).await;

    assert_eq!(listed.body["count"], 1);
    assert_eq!(listed.body["results"][0]["current"], true);
    let past = owner.get(&format!("{SESSIONS}?page=2")).await;
    assert_eq!(past.status, 404);
}
