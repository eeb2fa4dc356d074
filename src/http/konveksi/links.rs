//! Payment links: issued, asked for anew, and the request for the rest of the money.
//!
//! The change is durable first; then the answer waits for the provider's page, a while.

pub(super) mod contract;
mod regenerate;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::post;
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::Manager;
use crate::access::Staff;
use crate::app::App;
use crate::domain::ids::InvoiceId;
use crate::domain::ids::OrderId;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::Order;
use crate::domain::konveksi::command::LinkKind;
use crate::domain::konveksi::command::LinkRequest;
use crate::domain::konveksi::fields;
use crate::domain::konveksi::invoice::AttemptState;
use crate::domain::konveksi::invoice::Invoice;
use crate::domain::konveksi::invoice::Kind;
use crate::domain::konveksi::status::Status;
use crate::domain::role::By;
use crate::flows::konveksi::cashier::PAGE_WAIT_MAX;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::form::Form;
use crate::http::konveksi::path::OrderPath;
use crate::http::konveksi::reader;
use crate::http::konveksi::write::Write;
use crate::wire::konveksi::Reader;
use crate::wire::konveksi::invoice::FinalInvoiceView;
use crate::wire::konveksi::invoice::InvoiceView;
use crate::wire::konveksi::invoice::attempt_status;
use crate::wire::konveksi::invoice::payment_url;
use crate::wire::konveksi::order::OrderView;
use crate::wire::konveksi::sentences;
use crate::wire::konveksi::words::Word;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/order/{id}/create-payment-link", post(create))
        .route(
            "/api/v1/admin/orders/{id}/create-payment-link",
            post(create),
        )
        .route(
            "/api/v1/admin/order/{id}/request-final-payment",
            post(request_final),
        )
        .route(
            "/api/v1/admin/orders/{id}/request-final-payment",
            post(request_final),
        )
        .route(
            "/api/v1/order/{id}/request-final-payment",
            post(request_final),
        )
        .route("/api/v1/invoice", post(issue))
        .merge(regenerate::routes())
}

/// Issues a payment link, and lets its message go out.
async fn create(
    State(app): State<App>,
    Manager(staff): Manager,
    OrderPath(id): OrderPath,
    write: Write,
) -> Result<Response, ApiError> {
    let request = read(write.form())?;
    issue_link(&app, &staff, id, request, write).await
}

/// Issues an invoice of an order, without a message.
async fn issue(
    State(app): State<App>,
    Manager(staff): Manager,
    write: Write,
) -> Result<Response, ApiError> {
    let mut form = write.form();
    form.require("order");
    let named = form.line("order", 1..=64);
    let named = form.finish_whole(named)?;
    let unknown = || ApiError::field("order", sentences::NOT_FOUND);
    let id = if let Ok(id) = named.parse() {
        id
    } else {
        let code = named.parse().map_err(|_| unknown())?;
        app.index.order_of_code(&code).ok_or_else(unknown)?
    };
    let request = LinkRequest {
        quiet: true,
        ..read(write.form())?
    };
    issue_link(&app, &staff, id, request, write).await
}

fn read(mut form: Form<'_>) -> Result<LinkRequest, ApiError> {
    let kind = form.has("payment_type").then(|| form.word("payment_type"));
    let share = form
        .has("dp_percent")
        .then(|| form.share("dp_percent", fields::DP_SHARE));
    let channel = form
        .has("notification_channel")
        .then(|| form.word("notification_channel"));
    form.finish(LinkRequest {
        kind: kind.flatten(),
        share: share.flatten(),
        channel: channel.flatten(),
        quiet: false,
    })
}

async fn issue_link(
    app: &App,
    staff: &Staff,
    id: OrderId,
    request: LinkRequest,
    write: Write,
) -> Result<Response, ApiError> {
    let by = By::staff(staff.user, staff.role);
    let reader = reader(app, staff.role);
    let action = Action::IssueLink(request);
    let answer = write.submit(app, reader, by, id, action).await?;
    let is_final = request.kind == Some(LinkKind::Final);
    let asked = |it: &&Invoice| (it.kind == Kind::Final) == is_final;
    let invoice = answer.order.open_invoices().filter(asked).last();
    let invoice = invoice.or(answer.order.invoices.last()).map(|it| it.id);
    let order = with_page(app, answer.order, invoice).await?;
    let invoice = invoice.and_then(|id| order.invoice(id));
    let view = Issued::of(&order, invoice, reader);
    write.answer(app, StatusCode::CREATED, order.version, &view)
}

/// Asks for the rest of the money. No message goes out by itself.
async fn request_final(
    State(app): State<App>,
    Manager(staff): Manager,
    OrderPath(id): OrderPath,
    write: Write,
) -> Result<Response, ApiError> {
    let by = By::staff(staff.user, staff.role);
    let reader = reader(&app, staff.role);
    let answer = write
        .submit(&app, reader, by, id, Action::RequestFinal)
        .await?;
    let invoice = answer.order.open_invoice(Kind::Final).map(|it| it.id);
    let order = with_page(&app, answer.order, invoice).await?;
    let invoice = invoice.and_then(|id| order.invoice(id));
    let view = Requested {
        success: true,
        message: sentences::FINAL_REQUESTED,
        order_id: order.id,
        order_code: order.code.as_str(),
        new_order_status: order.status().word(),
        attempt_status: invoice.and_then(attempt_status),
        final_invoice: invoice.map(FinalInvoiceView::of),
        note: sentences::FINAL_NOT_SENT,
        notification_sent: false,
    };
    write.answer(&app, StatusCode::OK, order.version, &view)
}

/// The order once the provider has said something about an invoice's page, or as it is when
/// that takes too long.
pub(super) async fn with_page(
    app: &App,
    order: Arc<Order>,
    invoice: Option<InvoiceId>,
) -> Result<Arc<Order>, ApiError> {
    with_page_within(app, order, invoice, PAGE_WAIT_MAX).await
}

/// The same for whoever has waited for the provider already.
async fn with_page_within(
    app: &App,
    order: Arc<Order>,
    invoice: Option<InvoiceId>,
    wait_max: Duration,
) -> Result<Arc<Order>, ApiError> {
    let Some(invoice) = invoice else {
        return Ok(order);
    };
    let waited = app.cashier.await_page(order.id, invoice, wait_max);
    Ok(waited.await?.unwrap_or(order))
}

/// What whoever asks for a link is answered.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = IssuedLink)]
pub(super) struct Issued<'a> {
    order: OrderView<'a>,
    invoice: Option<InvoiceView<'a>>,
    payment_url: Option<&'a str>,
    #[schema(value_type = Option<AttemptState>)]
    attempt_status: Option<&'static str>,
    message: &'static str,
    success: bool,
    notification_sent: bool,
}

impl<'a> Issued<'a> {
    /// An order with the invoice that was asked for.
    pub(super) fn of(order: &'a Order, invoice: Option<&'a Invoice>, reader: Reader<'a>) -> Self {
        let url = invoice.and_then(payment_url);
        Self {
            order: OrderView::of(order, reader),
            invoice: invoice.map(|invoice| InvoiceView::of(order, invoice)),
            payment_url: url,
            attempt_status: invoice.and_then(attempt_status),
            message: match url {
                Some(_) => sentences::LINK_READY,
                None => sentences::LINK_FOLLOWS,
            },
            success: true,
            notification_sent: invoice.is_some_and(|it| it.messaged_at.is_some()),
        }
    }

    /// The same with other words.
    pub(super) fn saying(mut self, message: &'static str) -> Self {
        self.message = message;
        self
    }
}

/// What whoever asks for the rest of the money is answered.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FinalPaymentRequested)]
struct Requested<'a> {
    success: bool,
    message: &'static str,
    order_id: OrderId,
    order_code: &'a str,
    #[schema(value_type = Status)]
    new_order_status: &'static str,
    #[schema(value_type = Option<AttemptState>)]
    attempt_status: Option<&'static str>,
    final_invoice: Option<FinalInvoiceView<'a>>,
    note: &'static str,
    notification_sent: bool,
}
