//! `…/invoice/{id}/send-…`: telling a customer about an invoice.
//!
//! Both wait for the invoice's page first. If it is later than that, the message follows by
//! itself, and the answer says so.

pub(super) mod contract;
pub(super) mod letter;
mod view;

use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::post;

use crate::access::Manager;
use crate::access::Staff;
use crate::actors::order::Answer;
use crate::app::App;
use crate::domain::contact::Channel;
use crate::domain::ids::InvoiceId;
use crate::domain::ids::OrderId;
use crate::domain::ids::TemplateId;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::Order;
use crate::domain::konveksi::Refusal;
use crate::domain::konveksi::invoice::InvoiceStatus;
use crate::domain::konveksi::message::Letter;
use crate::domain::konveksi::message::SendRequest;
use crate::domain::role::By;
use crate::flows::konveksi::cashier::PAGE_WAIT_MAX;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::messages::view::LinkSent;
use crate::http::konveksi::messages::view::Sending;
use crate::http::konveksi::messages::view::TemplateSent;
use crate::http::konveksi::path::IdPath;
use crate::http::konveksi::reader;
use crate::http::konveksi::write::Write;
use crate::wire::konveksi::letter::Template;
use crate::wire::konveksi::letter::gaps::Fillings;
use crate::wire::konveksi::sentences;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/invoice/{id}/send-payment-link", post(send_link))
        .route(
            "/api/v1/admin/invoice/{id}/send-payment-link",
            post(send_link),
        )
        .route(
            "/api/v1/admin/invoice/{id}/send-notification",
            post(send_notification),
        )
}

/// Sends an invoice's link with the usual words.
async fn send_link(
    State(app): State<App>,
    Manager(staff): Manager,
    IdPath(invoice): IdPath<InvoiceId>,
    write: Write,
) -> Result<Response, ApiError> {
    let mut form = write.form();
    let channel: Option<Channel> = form.has("channel").then(|| form.word("channel")).flatten();
    let wish = form.finish(Wish {
        invoice,
        template: None,
        channel,
        custom: Fillings::new(),
    })?;
    let answer = send(&app, &staff, &write, &wish).await?;
    let (order, sending) = (&*answer.order, Sending::of(&answer, &wish));
    let view = LinkSent::of(order, invoice, sending, app.post.is_sandbox());
    write.answer(&app, StatusCode::OK, order.version, &view)
}

/// Sends a message made of a template that staff chose.
async fn send_notification(
    State(app): State<App>,
    Manager(staff): Manager,
    IdPath(invoice): IdPath<InvoiceId>,
    write: Write,
) -> Result<Response, ApiError> {
    let mut form = write.form();
    form.require("template_id");
    let template: Option<TemplateId> = form.id("template_id");
    let custom = form.fillings("custom_context");
    let (template, custom) = form.finish_whole(template.zip(custom))?;
    let template = letter::usable(app.post.templates().find(template))?;
    let wish = Wish {
        invoice,
        template: Some(template),
        channel: channel_of(template),
        custom,
    };
    let answer = send(&app, &staff, &write, &wish).await?;
    let (order, sending) = (&*answer.order, Sending::of(&answer, &wish));
    let its = order.invoice(invoice).ok_or_else(no_such_invoice)?;
    let written = app.post.write(template, order, its, &wish.custom);
    let view = TemplateSent::of(its, template, written, sending, app.post.is_sandbox());
    write.answer(&app, StatusCode::OK, order.version, &view)
}

/// What staff want sent.
#[derive(Debug)]
pub(super) struct Wish<'a> {
    pub(super) invoice: InvoiceId,
    pub(super) template: Option<&'a Template>,
    pub(super) channel: Option<Channel>,
    pub(super) custom: Fillings,
}

/// The one channel a template is for.
pub(super) const fn channel_of(template: &Template) -> Option<Channel> {
    match template.channel {
        Channel::Both => None,
        single @ (Channel::Whatsapp | Channel::Email) => Some(single),
    }
}

/// Asks the order to send it.
async fn send(
    app: &App,
    staff: &Staff,
    write: &Write,
    wish: &Wish<'_>,
) -> Result<Answer, ApiError> {
    let (id, action) = prepared(app, wish, PAGE_WAIT_MAX).await?;
    let by = By::staff(staff.user, staff.role);
    let answer = write.submit(app, reader(app, staff.role), by, id, action);
    answer.await.map_err(unreachable_is_a_conflict)
}

/// What to ask of which order, once the invoice's page is there or will not be for a while.
pub(super) async fn prepared(
    app: &App,
    wish: &Wish<'_>,
    wait_max: Duration,
) -> Result<(OrderId, Action), ApiError> {
    let id = app.index.order_of_invoice(wish.invoice);
    let id = id.ok_or_else(no_such_invoice)?;
    let order = app.cashier.await_page(id, wish.invoice, wait_max);
    let order = order.await?.filter(|order| order.deleted_at.is_none());
    let order = order.ok_or_else(no_such_invoice)?;
    let request = SendRequest {
        invoice: wish.invoice,
        template: wish.template.map(Template::name_now),
        channel: wish.channel,
        letter: letter(app, &order, wish)?,
    };
    Ok((id, Action::Send(Box::new(request))))
}

/// The letter as it is now, if there is a page to write of; else it is written when there is.
fn letter(app: &App, order: &Order, wish: &Wish<'_>) -> Result<Option<Letter>, ApiError> {
    let invoice = order.invoice(wish.invoice).ok_or_else(no_such_invoice)?;
    let usual = || app.post.templates().usual(invoice.kind);
    let Some(template) = wish.template.or_else(usual) else {
        return Ok(None);
    };
    if invoice.status() != InvoiceStatus::Open {
        // The order says why not.
        return Ok(None);
    }
    let write = |custom: &Fillings| app.post.write(template, order, invoice, custom);
    letter::ready(invoice, write(&wish.custom), || write(&Fillings::new()))
}

/// Elsewhere a customer who cannot be reached is a field that is wrong. Here the request may
/// have no such field, and what has to change is the order.
fn unreachable_is_a_conflict(error: ApiError) -> ApiError {
    match error {
        ApiError::Client(client) if client.fields.contains_key("notification_channel") => {
            let sentence = sentences::refusal(&Refusal::Unreachable);
            ApiError::client(StatusCode::CONFLICT, "UNREACHABLE", sentence)
        }
        other => other,
    }
}

fn no_such_invoice() -> ApiError {
    let sentence = sentences::refusal(&Refusal::NoInvoice);
    ApiError::client(StatusCode::NOT_FOUND, "NOT_FOUND", sentence)
}
