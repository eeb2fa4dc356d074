//! `/api/v1/payment/create-plan` and `/payment/plan/{id}`: paying in instalments.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::ETAG;
use axum::response::IntoResponse;
use axum::response::Response;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::Manager;
use crate::access::SeesMoney;
use crate::actors::index::OrderName;
use crate::actors::order::OrderError;
use crate::app::App;
use crate::domain::ids::OrderId;
use crate::domain::ids::PlanId;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::Event;
use crate::domain::konveksi::Refusal;
use crate::domain::konveksi::command::Due;
use crate::domain::konveksi::command::Instalment;
use crate::domain::konveksi::event::Fact;
use crate::domain::konveksi::fields;
use crate::domain::konveksi::invoice::InvoiceStatus;
use crate::domain::konveksi::order::Order;
use crate::domain::konveksi::plan::Plan;
use crate::domain::role::By;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::BusinessZone;
use crate::domain::time::Timestamp;
use crate::domain::time::months_after;
use crate::flows::konveksi::cashier::PAGE_WAIT_MAX;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::etag;
use crate::http::konveksi::form::Form;
use crate::http::konveksi::form::days::When;
use crate::http::konveksi::form::names::find_order;
use crate::http::konveksi::path::IdPath;
use crate::http::konveksi::reader;
use crate::http::konveksi::write::Write;
use crate::wire::konveksi::order::OrderView;
use crate::wire::konveksi::plan::PlanView;
use crate::wire::konveksi::sentences::money;
use crate::wire::konveksi::words::money::PlanShape;

/// Agrees on instalments, and waits for the page of the first.
pub(super) async fn create(
    State(app): State<App>,
    Manager(staff): Manager,
    write: Write,
) -> Result<Response, ApiError> {
    let (name, action) = read(write.form(), &app.zone, app.clock.now())?;
    let order = find_order(&app, &name)?;
    let by = By::staff(staff.user, staff.role);
    let reader = reader(&app, staff.role);
    let answer = write.submit(&app, reader, by, order, action).await?;
    let plan = plan_in(&answer.order, answer.event.as_deref()).map(|plan| plan.id);
    let order = with_page(&app, answer.order, plan).await?;
    let plan = order.plans.iter().find(|it| Some(it.id) == plan);
    let view = Planned {
        success: true,
        message: money::PLAN_MADE,
        plan: plan.map(|plan| PlanView::of(&order, plan)),
        order: OrderView::of(&order, reader),
    };
    write.answer(&app, StatusCode::CREATED, order.version, &view)
}

/// Shows a plan.
pub(super) async fn detail(
    State(app): State<App>,
    SeesMoney(_): SeesMoney,
    IdPath(id): IdPath<PlanId>,
) -> Result<Response, ApiError> {
    let order = app.orders.view(order_of(&app, id)?).await?;
    let order = order.filter(|order| order.deleted_at.is_none());
    let order = order.ok_or_else(no_such_plan)?;
    let plan = order.plans.iter().find(|plan| plan.id == id);
    let plan = plan.ok_or_else(no_such_plan)?;
    let tag = [(ETAG, etag::etag(order.version))];
    Ok((tag, Json(PlanView::of(&order, plan))).into_response())
}

/// Ends a plan; what was paid under it stays paid.
pub(super) async fn end(
    State(app): State<App>,
    Manager(staff): Manager,
    IdPath(id): IdPath<PlanId>,
    write: Write,
) -> Result<Response, ApiError> {
    let order = order_of(&app, id)?;
    let by = By::staff(staff.user, staff.role);
    let reader = reader(&app, staff.role);
    let action = Action::EndPlan(id);
    write.submit(&app, reader, by, order, action).await?;
    Ok(write.no_content(&app))
}

/// A plan with its order.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MadePlan)]
pub(super) struct Planned<'a> {
    success: bool,
    message: &'static str,
    plan: Option<PlanView<'a>>,
    order: OrderView<'a>,
}

/// The plan an event made; for a repeat, the last one there is.
fn plan_in<'a>(order: &'a Order, event: Option<&Event>) -> Option<&'a Plan> {
    let facts = event.map_or(&[][..], |event| &event.facts);
    let made = facts.iter().find_map(|fact| match fact {
        Fact::PlanMade { plan, .. } => Some(*plan),
        _ => None,
    });
    let is_it = |plan: &&Plan| made.is_none_or(|id| plan.id == id);
    order.plans.iter().rfind(is_it)
}

/// The order once the next instalment's page is there, or could not be waited for longer.
async fn with_page(
    app: &App,
    order: Arc<Order>,
    plan: Option<PlanId>,
) -> Result<Arc<Order>, OrderError> {
    let plan = order.plans.iter().find(|it| Some(it.id) == plan);
    let next = plan.and_then(|plan| {
        let mut invoices = plan.invoices(&order);
        invoices.find(|invoice| invoice.status() == InvoiceStatus::Open)
    });
    let Some(next) = next.map(|invoice| invoice.id) else {
        return Ok(order);
    };
    let page = app.cashier.await_page(order.id, next, PAGE_WAIT_MAX);
    Ok(page.await?.unwrap_or(order))
}

fn order_of(app: &App, plan: PlanId) -> Result<OrderId, ApiError> {
    app.index.order_of_plan(plan).ok_or_else(no_such_plan)
}

fn no_such_plan() -> ApiError {
    OrderError::refused(Refusal::NoPlan, None).into()
}

fn read(
    mut form: Form<'_>,
    zone: &BusinessZone,
    now: Timestamp,
) -> Result<(OrderName, Action), ApiError> {
    form.require("order_id");
    form.require("plan");
    let order = form.order("order_id");
    let action = match form.word("plan") {
        Some(PlanShape::Custom) => custom(&mut form, zone),
        Some(PlanShape::Equal) => equal(&mut form, zone, now),
        None => None,
    };
    form.finish_whole(order.zip(action))
}

fn custom(form: &mut Form<'_>, zone: &BusinessZone) -> Option<Action> {
    form.require("installments");
    let part = |form: &mut Form<'_>| {
        form.require("amount");
        form.require("due_date");
        let amount = form.amount("amount", Rupiah(1)..=Rupiah::MAX);
        let due_at = form.when("due_date").map(|when| due_at(when, zone));
        let description = form.line("description", 0..=fields::DESCRIPTION_CHARS_MAX);
        Some(Instalment {
            amount: amount?,
            due_at: due_at?,
            description: description.unwrap_or_default(),
        })
    };
    form.items("installments", part).map(Action::MakePlan)
}

/// So many equal parts, a month apart; the first in a month unless it is said.
fn equal(form: &mut Form<'_>, zone: &BusinessZone, now: Timestamp) -> Option<Action> {
    form.require("count");
    let count = form.whole("count", fields::INSTALMENTS_COUNT);
    let first = form
        .has("first_due_date")
        .then(|| form.when("first_due_date"))
        .flatten();
    let first = match first {
        Some(When::On(day)) => day,
        Some(When::At(at)) => zone.day(at),
        None => months_after(zone.day(now), 1),
    };
    let count = count?;
    let part = |number: u32| Due {
        due_at: zone.last_of(monthly(first, number)),
        description: format!("Cicilan {}/{count}", number + 1),
    };
    Some(Action::MakeEqualPlan((0..count).map(part).collect()))
}

fn monthly(first: Date, number: u32) -> Date {
    months_after(first, i32::try_from(number).unwrap_or(i32::MAX))
}

/// What is due on a day may be paid until that day ends.
fn due_at(when: When, zone: &BusinessZone) -> Timestamp {
    match when {
        When::On(day) => zone.last_of(day),
        When::At(at) => at,
    }
}
