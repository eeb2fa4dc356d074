//! `/v2/invoices` and `/invoices/{id}/expire!`: one payment page each.

use axum::Json;
use axum::body::Bytes;
use axum::extract::Path;
use axum::extract::Query;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::response::Response;
use serde_json::Value;

use super::Refused;
use super::departing;
use super::hangup;
use super::object;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Timestamp;
use crate::integrations::payment::sandbox::Sandbox;
use crate::integrations::payment::sandbox::filter::Filter;
use crate::integrations::payment::sandbox::invoice::Invoice;
use crate::integrations::payment::sandbox::invoice::Status;
use crate::integrations::payment::sandbox::step::Step;

/// How long an invoice can be paid when nobody says: a day.
const DURATION_DEFAULT: i64 = 86_400;

/// The longest it can be paid: a year.
const DURATION_MAX: i64 = 31_536_000;

/// The longest id or description.
const TEXT_CHARS_MAX: usize = 1_000;

pub(super) async fn create(State(sandbox): State<Sandbox>, body: Bytes) -> Response {
    sandbox.step(Step::CreateReceived);
    let asked = object(&body).and_then(|body| read_in(&body, sandbox.now()));
    let invoice = match asked {
        Ok(asked) => sandbox.0.book.lock().create(asked),
        Err(refused) => return refused.into_response(),
    };
    sandbox.keep_invoice(&invoice.id).await;
    sandbox.step(Step::CreateDone);

    if sandbox.faults().paid_before_answer {
        sandbox.pay_early(&invoice).await;
    }
    let lost = sandbox.0.faults.lock().lose_one();
    if lost {
        return hangup();
    }
    // As it was when it was made, whatever came in between.
    let object = invoice.object(&sandbox.page_base());
    departing(Json(object), Step::CreateAnswered)
}

pub(super) async fn list(
    State(sandbox): State<Sandbox>,
    Query(query): Query<Vec<(String, String)>>,
) -> Response {
    let filter = match Filter::read(&query) {
        Ok(filter) => filter,
        Err(why) => return Refused::invalid(why).into_response(),
    };
    sandbox.let_time_pass().await;
    let base = sandbox.page_base();
    let book = sandbox.0.book.lock();
    let objects = book.list(&filter).into_iter().map(|it| it.object(&base));
    Json(Value::Array(objects.collect())).into_response()
}

pub(super) async fn read(State(sandbox): State<Sandbox>, Path(id): Path<String>) -> Response {
    sandbox.let_time_pass().await;
    match object_of(&sandbox, &id) {
        Some(object) => Json(object).into_response(),
        None => unknown().into_response(),
    }
}

pub(super) async fn expire(State(sandbox): State<Sandbox>, Path(id): Path<String>) -> Response {
    sandbox.step(Step::ExpireReceived);
    sandbox.let_time_pass().await;
    let ended = sandbox.expire(&id).await;
    sandbox.step(Step::ExpireDone);
    let response = match object_of(&sandbox, &id) {
        Some(object) if ended => Json(object).into_response(),
        Some(_) => Refused(
            StatusCode::BAD_REQUEST,
            "INVALID_STATUS_ERROR",
            "The invoice can no longer be expired".to_owned(),
        )
        .into_response(),
        None => unknown().into_response(),
    };
    departing(response, Step::ExpireAnswered)
}

fn object_of(sandbox: &Sandbox, id: &str) -> Option<Value> {
    let base = sandbox.page_base();
    let book = sandbox.0.book.lock();
    book.invoice(id).map(|invoice| invoice.object(&base))
}

fn unknown() -> Refused {
    Refused(
        StatusCode::NOT_FOUND,
        "INVOICE_NOT_FOUND_ERROR",
        "Could not find invoice".to_owned(),
    )
}

/// What a body asks for, without an id yet.
fn read_in(body: &Value, now: Timestamp) -> Result<Invoice, Refused> {
    let currency = text(body, "currency")?;
    if currency.is_some_and(|currency| currency != "IDR") {
        let message = "Only IDR is activated".to_owned();
        return Err(Refused(
            StatusCode::BAD_REQUEST,
            "UNSUPPORTED_CURRENCY",
            message,
        ));
    }
    let payer_email = text(body, "payer_email")?;
    if payer_email
        .as_ref()
        .is_some_and(|email| !email.contains('@'))
    {
        let message = "payer_email is not an e-mail address".to_owned();
        return Err(Refused(
            StatusCode::BAD_REQUEST,
            "EMAIL_FORMAT_ERROR",
            message,
        ));
    }
    let external_id = text(body, "external_id")?.filter(|id| !id.is_empty());
    let seconds = duration(body)?;
    Ok(Invoice {
        seq: 0,
        id: String::new(),
        external_id: external_id.ok_or_else(|| Refused::invalid("external_id is required"))?,
        amount: amount(body)?,
        status: Status::Pending,
        description: text(body, "description")?,
        payer_email,
        success_url: url(body, "success_redirect_url")?,
        failure_url: url(body, "failure_redirect_url")?,
        customer: given(body, "customer"),
        items: items(body)?,
        fees: given(body, "fees"),
        metadata: given(body, "metadata"),
        should_send_email: body["should_send_email"].as_bool().unwrap_or(false),
        created: now,
        updated: now,
        expires_at: Timestamp(now.0.saturating_add(seconds * 1_000)),
        expired_at: None,
        payments: Vec::new(),
    })
}

fn amount(body: &Value) -> Result<Rupiah, Refused> {
    let number = body["amount"].as_number().map(ToString::to_string);
    // They cut off what is below the rupiah, without a word.
    let whole = number.as_deref().and_then(|text| text.split('.').next());
    let amount = whole.and_then(|digits| digits.parse().ok()).map(Rupiah);
    let amount = amount.ok_or_else(|| Refused::invalid("amount must be a number"))?;
    if amount > Rupiah::MAX {
        let message = "amount is too large".to_owned();
        let code = "MAXIMUM_TRANSFER_AMOUNT_ERROR";
        return Err(Refused(StatusCode::BAD_REQUEST, code, message));
    }
    if !amount.is_positive() {
        return Err(Refused::invalid("amount must be more than 0"));
    }
    Ok(amount)
}

fn duration(body: &Value) -> Result<i64, Refused> {
    let seconds = match &body["invoice_duration"] {
        Value::Null => Some(DURATION_DEFAULT),
        Value::Number(number) => number.as_i64(),
        Value::String(digits) => digits.parse().ok(),
        Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    seconds
        .filter(|seconds| (1..=DURATION_MAX).contains(seconds))
        .ok_or_else(|| Refused::invalid("invoice_duration is not valid"))
}

fn items(body: &Value) -> Result<Option<Value>, Refused> {
    let Some(items) = given(body, "items") else {
        return Ok(None);
    };
    let is_item = |item: &Value| {
        item["name"].is_string() && item["price"].is_number() && item["quantity"].is_number()
    };
    let right = items
        .as_array()
        .is_some_and(|items| items.iter().all(is_item));
    if right {
        Ok(Some(items))
    } else {
        Err(Refused::invalid(
            "items need a name, a price and a quantity",
        ))
    }
}

fn url(body: &Value, key: &str) -> Result<Option<String>, Refused> {
    let url = text(body, key)?;
    let is_web = |url: &String| url.starts_with("http://") || url.starts_with("https://");
    if url.as_ref().is_none_or(is_web) {
        Ok(url)
    } else {
        Err(Refused::invalid(format!("{key} is not a URL")))
    }
}

fn text(body: &Value, key: &str) -> Result<Option<String>, Refused> {
    match &body[key] {
        Value::Null => Ok(None),
        Value::String(text) if text.chars().count() <= TEXT_CHARS_MAX => Ok(Some(text.clone())),
        Value::String(_)
        | Value::Bool(_)
        | Value::Number(_)
        | Value::Array(_)
        | Value::Object(_) => Err(Refused::invalid(format!("{key} is not valid"))),
    }
}

fn given(body: &Value, key: &str) -> Option<Value> {
    body.get(key).filter(|value| !value.is_null()).cloned()
}
