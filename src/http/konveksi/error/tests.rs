//! The envelopes as clients get them.

use std::collections::BTreeMap;

use axum::response::IntoResponse;
use axum::response::Response;
use http_body_util::BodyExt;
use serde_json::Value;
use serde_json::json;

use crate::actors::order::OrderError;
use crate::actors::order::Refused;
use crate::domain::konveksi::Refusal;
use crate::domain::konveksi::Status;
use crate::domain::rupiah::Rupiah;
use crate::http::konveksi::error::ApiError;
use crate::store::Unique;

async fn body(response: Response) -> Value {
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    let mut body: Value = serde_json::from_slice(&bytes).unwrap();
    body["timestamp"] = json!("[time]");
    body
}

fn refused(refusal: Refusal) -> ApiError {
    let refused = Refused {
        refusal,
        order: None,
    };
    OrderError::Refused(Box::new(refused)).into()
}

#[tokio::test]
async fn flaws_stand_under_details_and_at_top_level() {
    let flaws = BTreeMap::from([("quantity".to_owned(), vec!["Wajib diisi.".to_owned()])]);

    let body = body(ApiError::fields(flaws).into_response()).await;

    insta::assert_json_snapshot!(body, @r#"
    {
      "details": {
        "quantity": [
          "Wajib diisi."
        ]
      },
      "error": "Data yang dikirim belum benar. Periksa kembali isian yang ditandai.",
      "error_code": "VALIDATION_ERROR",
      "quantity": [
        "Wajib diisi."
      ],
      "timestamp": "[time]"
    }
    "#);
}

#[tokio::test]
async fn an_illegal_transition_says_what_is_possible() {
    let error = refused(Refusal::IllegalStatus {
        current: Status::LinkIssued,
        wanted: Some(Status::Settled),
        allowed: vec![Status::Cancelled],
    });

    let body = body(error.into_response()).await;

    insta::assert_json_snapshot!(body, @r#"
    {
      "allowed_transitions": [
        "dibatalkan"
      ],
      "current_status": "link_dibuat",
      "detail": "Status tidak dapat berpindah dari Link Dibuat ke Lunas.",
      "error": "Status tidak dapat berpindah dari Link Dibuat ke Lunas.",
      "error_code": "ILLEGAL_TRANSITION",
      "field": "status_order",
      "timestamp": "[time]"
    }
    "#);
}

#[tokio::test]
async fn our_failures_tell_nothing() {
    let error = ApiError::Internal("the secret disk is full".into());

    let response = error.into_response();

    assert_eq!(response.status(), 500);
    let body = body(response).await;
    assert_eq!(body["error_code"], "INTERNAL_ERROR");
    assert!(!body.to_string().contains("disk"));
}

#[test]
fn every_refusal_has_its_status() {
    let status = |error: ApiError| error.into_response().status().as_u16();

    assert_eq!(status(refused(Refusal::NotFound)), 404);
    assert_eq!(status(refused(Refusal::Forbidden)), 403);
    assert_eq!(status(refused(Refusal::Stale(3))), 412);
    assert_eq!(status(refused(Refusal::ShareNeeded)), 400);
    assert_eq!(status(refused(Refusal::NotesNeeded)), 400);
    assert_eq!(status(refused(Refusal::HasMoney)), 409);
    assert_eq!(status(refused(Refusal::MoneyUndecided(Rupiah(1)))), 409);
    assert_eq!(status(OrderError::Unknown.into()), 503);
    assert_eq!(status(OrderError::SetAside.into()), 503);
}

#[test]
fn a_crowd_is_asked_to_come_back() {
    let response = ApiError::from(OrderError::Busy).into_response();

    assert_eq!(response.status(), 503);
    assert_eq!(response.headers()["retry-after"], "1");
}

#[tokio::test]
async fn what_counts_once_is_refused_the_second_time() {
    let name = || "one".to_owned();
    for (taken, code) in [
        (Unique::Money(name()), "ALREADY_RECORDED"),
        (Unique::Page(name()), "ALREADY_RECORDED"),
        (Unique::Slip(name()), "SLIP_USED"),
    ] {
        let response = ApiError::from(OrderError::Taken(taken)).into_response();

        assert_eq!(response.status(), 409);
        assert_eq!(body(response).await["error_code"], code);
    }
}
