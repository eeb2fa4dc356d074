//! `/api/v1/order/{id}/move-credit`: money an order does not owe, given to another.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::Manager;
use crate::actors::index::OrderName;
use crate::actors::order::joint::Joint;
use crate::app::App;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::fields;
use crate::domain::role::By;
use crate::domain::rupiah::Rupiah;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::form::Form;
use crate::http::konveksi::form::names::find_order;
use crate::http::konveksi::path::OrderPath;
use crate::http::konveksi::reader;
use crate::http::konveksi::write::Write;
use crate::http::konveksi::write::command;
use crate::wire::konveksi::money::Amount;
use crate::wire::konveksi::order::OrderView;
use crate::wire::konveksi::sentences::money;

/// Moves credit from an order to another: one change of both.
pub(super) async fn move_credit(
    State(app): State<App>,
    Manager(staff): Manager,
    OrderPath(from): OrderPath,
    write: Write,
) -> Result<Response, ApiError> {
    let (to, amount, reason) = read(write.form())?;
    let to = find_order(&app, &to)?;
    let by = By::staff(staff.user, staff.role);
    let reader = reader(&app, staff.role);
    let give = Action::GiveCredit {
        to,
        amount,
        reason: reason.clone(),
    };
    let take = Action::TakeCredit {
        from,
        amount,
        reason,
    };
    let joint = Joint {
        first: write.submission(&app, by, from, give),
        // The version a client saw, and its key, are those of the order it asked.
        second: command(&app, by, to, take),
    };
    let story = async {
        let both = app.orders.submit_both(joint).await?;
        Ok(both.first)
    };
    let answer = write.once(&app, reader, story).await?;
    let other = app.orders.view(to).await?.ok_or_else(ApiError::not_found)?;
    let view = Moved {
        success: true,
        message: money::CREDIT_MOVED,
        amount: Amount(amount),
        order: OrderView::of(&answer.order, reader),
        to_order: OrderView::of(&other, reader),
    };
    write.answer(&app, StatusCode::OK, answer.order.version, &view)
}

/// Both orders as the move left them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MovedCredit)]
pub(super) struct Moved<'a> {
    success: bool,
    message: &'static str,
    amount: Amount,
    order: OrderView<'a>,
    to_order: OrderView<'a>,
}

fn read(mut form: Form<'_>) -> Result<(OrderName, Rupiah, String), ApiError> {
    for name in ["to_order", "amount", "reason"] {
        form.require(name);
    }
    let to = form.order("to_order");
    let amount = form.amount("amount", Rupiah(1)..=Rupiah::MAX);
    let reason = form.lines("reason", 1..=fields::NOTE_CHARS_MAX);
    let whole = || Some((to?, amount?, reason?));
    let whole = whole();
    form.finish_whole(whole)
}
