//! `/refunds`: money that goes back the way it came.

use axum::Json;
use axum::body::Bytes;
use axum::extract::Path;
use axum::extract::Query;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::response::Response;
use serde_json::Value;
use serde_json::json;

use super::Refused;
use super::departing;
use super::object;
use crate::integrations::payment::sandbox::Sandbox;
use crate::integrations::payment::sandbox::book::NoRefund;
use crate::integrations::payment::sandbox::refund::Refund;
use crate::integrations::payment::sandbox::step::Step;

/// How many a list has when nobody says.
const LIMIT_DEFAULT: usize = 10;

/// How many it has at most.
const LIMIT_MAX: usize = 100;

pub(super) async fn create(
    State(sandbox): State<Sandbox>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    sandbox.step(Step::RefundReceived);
    let asked = object(&body).and_then(check);
    let key = headers.get("idempotency-key");
    let key = key.and_then(|key| key.to_str().ok()).map(ToOwned::to_owned);
    let made = asked.and_then(|body| {
        let mut book = sandbox.0.book.lock();
        book.give_back(body, key, sandbox.now()).map_err(refused)
    });
    let refund = match made {
        Ok(refund) => refund,
        Err(refused) => return refused.into_response(),
    };
    sandbox.keep_refund(&refund.id).await;
    sandbox.step(Step::RefundDone);
    departing(Json(refund.object()), Step::RefundAnswered)
}

pub(super) async fn list(
    State(sandbox): State<Sandbox>,
    Query(query): Query<Vec<(String, String)>>,
) -> Response {
    let asked = |name: &str| {
        let mut pairs = query.iter();
        pairs
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    };
    let limit = asked("limit").map_or(Some(LIMIT_DEFAULT), |text| text.parse().ok());
    let Some(limit) = limit.filter(|limit| (1..=LIMIT_MAX).contains(limit)) else {
        return Refused::invalid("limit is not valid").into_response();
    };
    sandbox.let_time_pass().await;
    let book = sandbox.0.book.lock();
    let seq = |name: &str| Some(book.refund(asked(name)?)?.seq);
    let (after, before) = (seq("after_id"), seq("before_id"));
    let matching = book.refunds().filter(|refund| {
        asked("invoice_id").is_none_or(|id| id == refund.invoice_id)
            && asked("channel_code").is_none_or(|code| code == refund.channel.word())
            && asked("payment_method_type").is_none_or(|kind| kind == refund.channel.method())
            && after.is_none_or(|after| refund.seq < after)
            && before.is_none_or(|before| refund.seq > before)
    });
    let mut found: Vec<_> = matching.take(limit + 1).map(Refund::object).collect();
    let has_more = found.len() > limit;
    found.truncate(limit);
    Json(json!({ "data": found, "has_more": has_more })).into_response()
}

pub(super) async fn read(State(sandbox): State<Sandbox>, Path(id): Path<String>) -> Response {
    sandbox.let_time_pass().await;
    let known = sandbox.0.book.lock().refund(&id).map(Refund::object);
    match known {
        Some(object) => Json(object).into_response(),
        None => refused(NoRefund::Unknown).into_response(),
    }
}

pub(super) async fn cancel(State(sandbox): State<Sandbox>, Path(id): Path<String>) -> Response {
    let cancelled = sandbox.0.book.lock().cancel_refund(&id, sandbox.now());
    match cancelled {
        Some(refund) => {
            sandbox.keep_refund(&refund.id).await;
            Json(refund.object()).into_response()
        }
        None => refused(NoRefund::Ineligible).into_response(),
    }
}

fn check(body: Value) -> Result<Value, Refused> {
    let is_whole = |amount: &Value| amount.is_null() || amount.as_i64().is_some_and(|it| it > 0);
    if !body["invoice_id"].is_string() {
        Err(Refused::invalid("invoice_id is required here"))
    } else if !is_whole(&body["amount"]) {
        Err(Refused::invalid("amount must be a whole number above 0"))
    } else {
        Ok(body)
    }
}

fn refused(why: NoRefund) -> Refused {
    let bad = StatusCode::BAD_REQUEST;
    let (status, code, message) = match why {
        NoRefund::Unknown => (
            StatusCode::NOT_FOUND,
            "DATA_NOT_FOUND",
            "There is no such data",
        ),
        NoRefund::Ineligible => (bad, "INELIGIBLE_TRANSACTION", "It is not in that state"),
        NoRefund::Unsupported => (bad, "REFUND_NOT_SUPPORTED", "The channel has no refunds"),
        NoRefund::TooMuch => (
            bad,
            "MAXIMUM_REFUND_AMOUNT_REACHED",
            "It is more than is left",
        ),
        NoRefund::OtherBody => (
            StatusCode::CONFLICT,
            "IDEMPOTENCY_ERROR",
            "The key was used with another body",
        ),
    };
    Refused(status, code, message.to_owned())
}
