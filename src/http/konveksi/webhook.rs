//! `/api/v1/webhook/xendit`: what the payment provider tells us.

pub(super) mod contract;

use axum::Json;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::HeaderMap;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::response::Response;
use axum::routing::post;
use serde::Serialize;
use serde_json::Map;
use subtle::ConstantTimeEq;
use utoipa::ToSchema;

use crate::access::Caller;
use crate::access::limits;
use crate::actors::order::OrderError;
use crate::app::App;
use crate::app::limits::Bucket;
use crate::flows::konveksi::cashier::Webhook;
use crate::http::konveksi::error::ApiError;
use crate::wire::konveksi::sentences;

/// Proves that the provider sent it.
const TOKEN: &str = "x-callback-token";
/// Headers worth keeping with a message.
const KEPT: [&str; 3] = ["webhook-id", "content-type", "user-agent"];

pub(super) fn routes() -> Router<App> {
    Router::new().route("/api/v1/webhook/xendit", post(take))
}

/// Takes a message of the provider. Whoever does not show the token leaves no trace but a
/// count.
async fn take(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, ApiError> {
    if !is_theirs(&app, &headers) {
        if let Err(exceeded) = limits::count(&app, Bucket::BadWebhookToken, caller.address) {
            return Ok(exceeded.into_response());
        }
        return Err(ApiError::client(
            StatusCode::UNAUTHORIZED,
            "NOT_AUTHENTICATED",
            sentences::WEBHOOK_TOKEN,
        ));
    }
    let body = body.map_err(|rejection| match rejection.status() {
        status @ StatusCode::PAYLOAD_TOO_LARGE => {
            ApiError::client(status, "PAYLOAD_TOO_LARGE", sentences::TOO_LARGE)
        }
        _ => ApiError::invalid(sentences::BROKEN_OFF),
    })?;
    let webhook = Webhook {
        body: body.to_vec(),
        headers: kept(&headers),
    };
    // Not kept means not heard: then the provider sends it again.
    let delivered = app.cashier.deliver(webhook).await;
    delivered.map_err(OrderError::from)?;
    let view = Taken {
        status: "success",
        message: sentences::WEBHOOK_TAKEN,
    };
    Ok(Json(view).into_response())
}

/// What the provider is answered.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookTaken)]
struct Taken {
    status: &'static str,
    message: &'static str,
}

/// Compares in constant time; without a token of ours nobody is the provider.
fn is_theirs(app: &App, headers: &HeaderMap) -> bool {
    let shown = headers.get(TOKEN).map_or(&b""[..], |it| it.as_bytes());
    app.webhook_token
        .as_ref()
        .is_some_and(|token| bool::from(token.expose().as_bytes().ct_eq(shown)))
}

fn kept(headers: &HeaderMap) -> String {
    let mut map = Map::new();
    for name in KEPT {
        if let Some(value) = headers.get(name).and_then(|it| it.to_str().ok()) {
            map.insert(name.to_owned(), value.into());
        }
    }
    serde_json::Value::Object(map).to_string()
}
