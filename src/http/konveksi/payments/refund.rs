//! `/api/v1/payment/refund`: money that goes back.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::Manager;
use crate::app::App;
use crate::domain::ids::PaymentId;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::Event;
use crate::domain::konveksi::command::RefundRequest;
use crate::domain::konveksi::event::Fact;
use crate::domain::konveksi::fields;
use crate::domain::konveksi::order::Order;
use crate::domain::konveksi::refund::Refund;
use crate::domain::konveksi::refund::RefundState;
use crate::domain::konveksi::refund::Settles;
use crate::domain::role::By;
use crate::domain::rupiah::Rupiah;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::form::Form;
use crate::http::konveksi::payments::change::no_such_payment;
use crate::http::konveksi::reader;
use crate::http::konveksi::write::Write;
use crate::wire::konveksi::order::OrderView;
use crate::wire::konveksi::payment::RefundableView;
use crate::wire::konveksi::refund::RefundView;
use crate::wire::konveksi::sentences::money;

/// Gives money back: through the provider where it came that way and shall go that way,
/// else as something staff do themselves.
pub(super) async fn refund(
    State(app): State<App>,
    Manager(staff): Manager,
    write: Write,
) -> Result<Response, ApiError> {
    let request = request(write.form())?;
    let id = request.payment;
    let order = app.index.order_of_payment(id);
    let order = order.ok_or_else(no_such_payment)?;
    let by = By::staff(staff.user, staff.role);
    let reader = reader(&app, staff.role);
    let action = Action::Refund(Box::new(request));
    let answer = write.submit(&app, reader, by, order, action).await?;
    let order = &*answer.order;
    let name = |user| app.name_of(user);
    let refund = refund_in(order, id, answer.event.as_deref());
    let payment = order.payment(id);
    let view = Refunded {
        success: true,
        message: refund.map_or(money::REFUND_ENDED, |it| message(it.state)),
        refund: refund.map(|refund| RefundView::of(order, refund, &name)),
        payment: payment.map(|payment| RefundableView::of(order, payment)),
        order: OrderView::of(order, reader),
    };
    write.answer(&app, StatusCode::CREATED, order.version, &view)
}

/// A refund, what it leaves of its payment, and the order.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RefundedPayment)]
pub(super) struct Refunded<'a> {
    success: bool,
    message: &'static str,
    refund: Option<RefundView<'a>>,
    payment: Option<RefundableView>,
    order: OrderView<'a>,
}

/// The refund an event asked for; for a repeat, the last one of that payment.
fn refund_in<'a>(
    order: &'a Order,
    payment: PaymentId,
    event: Option<&Event>,
) -> Option<&'a Refund> {
    let facts = event.map_or(&[][..], |event| &event.facts);
    let asked = facts.iter().find_map(|fact| match fact {
        Fact::RefundRequested(refund) => Some(refund.id),
        _ => None,
    });
    let is_it = |refund: &&Refund| match asked {
        Some(id) => refund.id == id,
        None => refund.payment == payment,
    };
    order.refunds.iter().rfind(is_it)
}

const fn message(state: RefundState) -> &'static str {
    match state {
        RefundState::Pending => money::REFUND_ON_ITS_WAY,
        RefundState::Manual => money::REFUND_RECORDED,
        RefundState::Succeeded | RefundState::Failed => money::REFUND_ENDED,
    }
}

fn request(mut form: Form<'_>) -> Result<RefundRequest, ApiError> {
    for name in ["payment_id", "refund_amount", "reason", "refund_method"] {
        form.require(name);
    }
    let payment = form.id("payment_id");
    let amount = form.amount("refund_amount", Rupiah(1)..=Rupiah::MAX);
    let method = form.word("refund_method");
    let reason = form.lines("reason", 1..=fields::NOTE_CHARS_MAX);
    let settles = form
        .has("settles")
        .then(|| form.word("settles"))
        .flatten()
        .unwrap_or(Settles::Price);
    let whole = || {
        Some(RefundRequest {
            payment: payment?,
            amount: amount?,
            method: method?,
            settles,
            reason: reason?,
        })
    };
    let whole = whole();
    form.finish_whole(whole)
}
