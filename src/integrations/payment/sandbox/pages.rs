//! The pages of the sandbox: from requests to views, and from forms to what they ask for.

mod faults;

use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::extract::Path;
use axum::extract::Query;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::Uri;
use axum::http::header::CACHE_CONTROL;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::http::header::HOST;
use axum::http::header::ORIGIN;
use axum::http::header::REFERRER_POLICY;
use axum::http::header::X_CONTENT_TYPE_OPTIONS;
use axum::response::Html;
use axum::response::IntoResponse;
use axum::response::Redirect;
use axum::response::Response;
use axum::routing::get;
use axum::routing::post;

use crate::domain::rupiah::Rupiah;
use crate::integrations::payment::sandbox::Sandbox;
use crate::integrations::payment::sandbox::invoice::Channel;
use crate::integrations::payment::sandbox::invoice::Invoice;
use crate::integrations::payment::sandbox::invoice::MERCHANT;
use crate::integrations::payment::sandbox::invoice::Payment;
use crate::integrations::payment::sandbox::invoice::Status;
use crate::integrations::payment::sandbox::webhooks::Sent;
use crate::wire::sandbox;
use crate::wire::sandbox::overview;
use crate::wire::sandbox::overview::InvoiceLine;
use crate::wire::sandbox::overview::Overview;
use crate::wire::sandbox::overview::WebhookLine;
use crate::wire::sandbox::pay;
use crate::wire::sandbox::pay::Deed;
use crate::wire::sandbox::pay::PayView;
use crate::wire::sandbox::pay::Stage;
use crate::wire::sandbox::pay::Told;

/// How many invoices and webhooks are shown.
const LINES_MAX: usize = 30;

/// The largest form; it has a few words.
const FORM_BYTES_MAX: usize = 16 << 10;

/// How long a page that was just paid waits for what the shop says to it.
const TOLD_MAX: Duration = Duration::from_millis(1_500);

/// Nothing from elsewhere, no script, and no frame around it.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; \
     base-uri 'none'; frame-ancestors 'none'";

pub(super) fn routes(sandbox: Sandbox) -> Router {
    Router::new()
        .route("/sandbox", get(overview_page))
        .route("/sandbox/", get(overview_page))
        .route("/sandbox/faults", post(befall))
        .route("/sandbox/faults/", post(befall))
        .route("/sandbox/pay/{id}", get(pay_page).post(act))
        .route("/sandbox/pay/{id}/", get(pay_page).post(act))
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
        .with_state(sandbox)
}

async fn overview_page(State(sandbox): State<Sandbox>) -> Response {
    sandbox.let_time_pass().await;
    let invoices = sandbox.0.book.lock().latest(LINES_MAX);
    let sent = sandbox.sent();
    let view = Overview {
        invoices: invoices
            .iter()
            .map(|invoice| InvoiceLine {
                id: &invoice.id,
                external_id: &invoice.external_id,
                description: &invoice.description,
                amount: invoice.amount,
                status: invoice.status.word(),
                created: invoice.created,
            })
            .collect(),
        faults: faults::shown(&sandbox.faults()),
        webhooks: sent.iter().rev().take(LINES_MAX).map(line).collect(),
    };
    shown(StatusCode::OK, overview::page(&view))
}

fn line(sent: &Sent) -> WebhookLine<'_> {
    WebhookLine {
        at: sent.at,
        event: &sent.event,
        invoice: &sent.invoice,
        attempt: sent.attempt,
        status: sent.answer.as_ref().ok().copied(),
        reason: sent.answer.as_ref().err().map_or("", String::as_str),
        retried: sent.retried,
    }
}

async fn befall(State(sandbox): State<Sandbox>, headers: HeaderMap, body: String) -> Response {
    if !is_ours(&headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    sandbox.befall(faults::chosen(&form(&body)));
    Redirect::to("/sandbox/").into_response()
}

async fn pay_page(State(sandbox): State<Sandbox>, Path(id): Path<String>) -> Response {
    sandbox.let_time_pass().await;
    let invoice = sandbox.0.book.lock().invoice(&id).cloned();
    let Some(invoice) = invoice else {
        return shown(StatusCode::NOT_FOUND, sandbox::missing());
    };
    let sent = sandbox.sent();
    let told = sent.iter().rev().find(|it| it.invoice == invoice.id);
    let view = PayView {
        id: &invoice.id,
        merchant: MERCHANT,
        external_id: &invoice.external_id,
        description: invoice.description.as_deref().unwrap_or_default(),
        amount: invoice.amount,
        expires_at: invoice
            .expires_at
            .min(invoice.expired_at.unwrap_or(invoice.expires_at)),
        now: sandbox.now(),
        stage: stage(&invoice, told),
        success_url: invoice.success_url.as_deref(),
        failure_url: invoice.failure_url.as_deref(),
    };
    shown(StatusCode::OK, pay::page(&view))
}

fn stage<'a>(invoice: &'a Invoice, told: Option<&'a Sent>) -> Stage<'a> {
    match (invoice.status, invoice.payment()) {
        (Status::Pending, _) => Stage::Open,
        (Status::Paid | Status::Settled, Some(first)) => Stage::Paid {
            total: invoice.payments.iter().map(|it| it.amount).sum(),
            times: invoice.payments.len(),
            channel: first.channel.word(),
            at: first.at,
            told: match told.map(|sent| &sent.answer) {
                None => Told::Waiting,
                Some(Ok(status)) => Told::Answered(*status),
                Some(Err(reason)) => Told::Failed(reason),
            },
        },
        (Status::Expired | Status::Paid | Status::Settled, _) => Stage::Expired,
    }
}

async fn act(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: String,
) -> Response {
    if !is_ours(&headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let known = sandbox.0.book.lock().invoice(&id).cloned();
    let Some(invoice) = known else {
        return shown(StatusCode::NOT_FOUND, sandbox::missing());
    };
    let form = form(&body);
    let asked = |name: &str| {
        let mut pairs = form.iter();
        pairs
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    };
    let deed = Deed::ALL
        .into_iter()
        .find(|it| Some(it.word()) == asked("deed"));
    let channel = Channel::ALL
        .into_iter()
        .find(|it| Some(it.word()) == asked("channel"));
    let (Some(deed), Some(channel)) = (deed, channel) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    do_it(&sandbox, &invoice, deed, channel).await;
    // So that the page can already say what the shop answered.
    sandbox.is_quiet_within(TOLD_MAX).await;
    Redirect::to(&format!("/sandbox/pay/{}", invoice.id)).into_response()
}

/// Does what a button asks for, if that still makes sense: a form may be sent twice.
async fn do_it(sandbox: &Sandbox, invoice: &Invoice, deed: Deed, channel: Channel) {
    let amount = match deed {
        Deed::PayShort => Rupiah((invoice.amount.0 / 2).max(1)),
        Deed::Pay | Deed::PayTwice | Deed::PayLate | Deed::Expire => invoice.amount,
    };
    let payment = Payment { amount, channel };
    match (deed, invoice.status) {
        (Deed::Pay | Deed::PayShort, Status::Pending) | (Deed::PayLate, Status::Expired) => {
            sandbox.pay(&invoice.id, payment).await;
        }
        (Deed::PayTwice, Status::Pending) => {
            sandbox.pay(&invoice.id, payment).await;
            sandbox.pay(&invoice.id, payment).await;
        }
        (Deed::Expire, Status::Pending) => {
            sandbox.expire(&invoice.id).await;
        }
        (
            Deed::Pay | Deed::PayShort | Deed::PayTwice | Deed::PayLate | Deed::Expire,
            Status::Pending | Status::Paid | Status::Settled | Status::Expired,
        ) => {}
    }
}

/// Whether a form comes from our own page, as far as the browser tells.
fn is_ours(headers: &HeaderMap) -> bool {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = header("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = header(ORIGIN.as_str()) else {
        return true;
    };
    let host = origin.split_once("://").map(|(_, host)| host);
    host.is_some() && host == header(HOST.as_str())
}

/// The pairs of a form, which are spelled as those of a query.
fn form(body: &str) -> Vec<(String, String)> {
    let uri = format!("/?{body}").parse::<Uri>().ok();
    let pairs = uri.and_then(|uri| Query::try_from_uri(&uri).ok());
    pairs.map(|Query(pairs)| pairs).unwrap_or_default()
}

fn shown(status: StatusCode, page: String) -> Response {
    let mut response = (status, Html(page)).into_response();
    let headers = response.headers_mut();
    for (name, value) in [
        (CONTENT_SECURITY_POLICY, POLICY),
        (CACHE_CONTROL, "no-store"),
        // Without any referrer a browser would not tell the origin of our own forms either.
        (REFERRER_POLICY, "same-origin"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
