//! Tokens that ran out, that somebody made up, or that are for other doors: they open nothing.

use std::time::Duration;

use axum::http::Method;
use jsonwebtoken::Algorithm;
use jsonwebtoken::EncodingKey;
use jsonwebtoken::Header;
use rajut::domain::role::Role;
use rajut::domain::role::Surface;
use rajut::flows::staff::NewStaff;
use rajut::flows::staff::Roles;
use serde_json::Value;
use serde_json::json;

use crate::contract::bad::assert_clear;
use crate::contract::stage::Stage;
use crate::contract::stage::Told;
use crate::contract::stage::operations;
use crate::kit::Answer;
use crate::kit::PASSWORD;
use crate::kit::TestApp;

/// Asks something as whoever carries a token.
async fn ask(stage: &Stage, told: &Told, token: &str) -> Answer {
    let client = stage
        .app
        .stranger()
        .with("authorization", format!("Bearer {token}"));
    let path = stage.real(told.path);
    let answer = match told.method.as_str() {
        "GET" => client.get(&path).await,
        method => {
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            let example = told.example().cloned().unwrap_or(json!({}));
            let kind = Some("application/json");
            client.send(method, &path, kind, example.to_string()).await
        }
    };
    assert_clear(&answer, told.path);
    answer
}

#[tokio::test]
async fn a_token_that_ran_out_opens_nothing() {
    let stage = Stage::set().await;
    let token = stage.app.token(Role::Owner).to_owned();
    let profile = stage.app.owner().get("/api/v1/auth/profile/").await;
    assert_eq!(profile.status, 200);

    stage.app.clock.advance(Duration::from_mins(61));

    for told in operations().iter().filter(|told| told.is_signed_in()) {
        let answer = ask(&stage, told, &token).await;
        assert_eq!(answer.status, 401, "{} {}", told.method, told.path);
        assert_eq!(answer.header("www-authenticate"), "Bearer");
    }
}

#[tokio::test]
async fn a_token_that_was_tampered_with_opens_nothing() {
    let stage = Stage::set().await;
    let real = stage.app.token(Role::Viewer);
    let claims = jsonwebtoken::dangerous::insecure_decode::<Value>(real)
        .unwrap()
        .claims;
    let mut mightier = claims.clone();
    mightier["sub"] = json!("1");
    let mut longer = claims.clone();
    longer["exp"] = json!(claims["exp"].as_i64().unwrap() + 1_000_000);
    let by_us = |claims: &Value| signed(Algorithm::HS256, claims, b"a key that is not ours");
    let parts = |token: &str| {
        let parts: Vec<_> = token.split('.').map(str::to_owned).collect();
        <[String; 3]>::try_from(parts).unwrap()
    };
    let [head, body, seal] = parts(real);
    let [_, mightier_body, _] = parts(&by_us(&mightier));
    let [_, longer_body, _] = parts(&by_us(&longer));
    // {"alg":"none"}
    let none = "eyJhbGciOiJub25lIn0";
    let forged = [
        by_us(&claims),
        by_us(&mightier),
        signed(Algorithm::HS512, &claims, b""),
        format!("{head}.{mightier_body}.{seal}"),
        format!("{head}.{longer_body}.{seal}"),
        format!("{none}.{body}."),
        format!("{none}.{body}.{seal}"),
        format!("{head}.{body}."),
        format!("{head}.{body}"),
        format!("{head}.{body}.{}", &seal[1..]),
        format!("{head}.{body}.{seal}.{seal}"),
        format!("{real} {real}"),
    ];

    for told in operations().iter().filter(|told| told.is_signed_in()) {
        for token in &forged {
            let answer = ask(&stage, told, token).await;
            assert_eq!(answer.status, 401, "{} {} {token}", told.method, told.path);
        }
    }
    assert_eq!(stage.app.viewer().get("/api/v1/order/").await.status, 200);
}

#[tokio::test]
async fn a_token_of_another_surface_opens_nothing() {
    let stage = Stage::set().await;
    for surface in [Surface::Shop, Surface::Ftth] {
        let token = of_surface(&stage.app, surface).await;
        for told in operations().iter().filter(|told| told.is_signed_in()) {
            let answer = ask(&stage, told, &token).await;
            assert_eq!(answer.status, 401, "{} {}", told.method, told.path);
        }
    }
}

/// The token of somebody who owns another surface, and has no role here.
async fn of_surface(app: &TestApp, surface: Surface) -> String {
    let username = format!("{surface:?}").to_lowercase();
    let new = NewStaff {
        username: username.clone(),
        email: String::new(),
        password: PASSWORD.to_owned(),
        first_name: String::new(),
        last_name: String::new(),
        roles: Roles::only(surface, Role::Owner),
        is_active: true,
    };
    let now = app.app.clock.now();
    app.app.staff.create_user(new, now).await.unwrap();
    let body = json!({ "username": username, "password": PASSWORD });
    let signed_in = app.stranger().post("/api/v1/auth/login/", body).await;
    signed_in.body["access"].as_str().unwrap().to_owned()
}

fn signed(algorithm: Algorithm, claims: &Value, key: &[u8]) -> String {
    let key = EncodingKey::from_secret(key);
    jsonwebtoken::encode(&Header::new(algorithm), claims, &key).unwrap()
}
