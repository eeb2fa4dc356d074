//! `POST /api/v1/order` and `POST /api/v1/admin/create-order`: a new order.

use axum::extract::Request;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::response::Response;
use uuid::Uuid;

use crate::access::Caller;
use crate::access::Manager;
use crate::app::App;
use crate::config::konveksi::PublicOrders;
use crate::domain::ids::OrderId;
use crate::domain::konveksi::Action;
use crate::domain::role::By;
use crate::domain::role::Source;
use crate::flows::konveksi::create::create;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::form::Form;
use crate::http::konveksi::links::Issued;
use crate::http::konveksi::links::with_page;
use crate::http::konveksi::orders::new;
use crate::http::konveksi::orders::new::Uncoded;
use crate::http::konveksi::upload;
use crate::http::konveksi::upload::DESIGN;
use crate::http::konveksi::upload::Received;
use crate::http::konveksi::upload::kept;
use crate::http::konveksi::upload::kept::NewFile;
use crate::http::konveksi::write::Write;
use crate::wire::konveksi::Audience;
use crate::wire::konveksi::Reader;
use crate::wire::konveksi::invoice::payment_url;
use crate::wire::konveksi::sentences;

/// Begins an order, with its invoice and its payment link.
pub(super) async fn begin(
    State(app): State<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Response> {
    let public = app.config.konveksi.public_orders;
    let by = match &caller.staff {
        Some(staff) if !staff.role.manages() => {
            return Err(ApiError::forbidden().into_response());
        }
        Some(staff) => By::staff(staff.user, staff.role),
        None if public == PublicOrders::Off => {
            return Err(ApiError::forbidden().into_response());
        }
        None => By::nobody(Source::Customer),
    };
    // Visitors' orders may have to wait until staff have seen their price.
    let start = if by.is_staff() || public == PublicOrders::Instant {
        Start::WithLink
    } else {
        Start::ForReview
    };
    let (write, file) = upload::read(request, &app, DESIGN).await?;
    let begun = async {
        let (new, design) = read(write.form(), file, &app)?;
        started(&app, by, start, &new, design, write).await
    };
    begun.await.map_err(IntoResponse::into_response)
}

/// Begins an order for a customer; its link is made unless staff say otherwise.
pub(super) async fn create_order(
    State(app): State<App>,
    Manager(staff): Manager,
    request: Request,
) -> Result<Response, Response> {
    let (write, file) = upload::read(request, &app, DESIGN).await?;
    let begun = async {
        let mut form = write.form();
        let start = start(&mut form);
        let (new, design) = read(form, file, &app)?;
        let by = By::staff(staff.user, staff.role);
        started(&app, by, start, &new, design, write).await
    };
    begun.await.map_err(IntoResponse::into_response)
}

/// Reads a new order and its design, or tells everything that is wrong with both.
fn read(
    mut form: Form<'_>,
    file: Option<Received>,
    app: &App,
) -> Result<(Uncoded, Option<NewFile>), ApiError> {
    form.check_text(DESIGN.field);
    let design = kept::file(&mut form, file, DESIGN, app);
    Ok((new::read(form)?, design))
}

/// How an order begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Start {
    /// With a payment link.
    WithLink,
    /// Without one, because staff want it so.
    WithoutLink,
    /// Without one, until staff have seen its price.
    ForReview,
}

/// What staff say beside the order itself.
fn start(form: &mut Form<'_>) -> Start {
    form.require("notification_channel");
    match form.flag("create_payment_link") {
        Some(false) => Start::WithoutLink,
        Some(true) | None => Start::WithLink,
    }
}

async fn started(
    app: &App,
    by: By,
    start: Start,
    new: &Uncoded,
    mut design: Option<NewFile>,
    write: Write,
) -> Result<Response, ApiError> {
    // Whoever begins an order sees the whole of what they wrote.
    let reader = Reader {
        audience: Audience::Staff,
        base: &app.public_url,
    };
    let day = app.zone.day(app.clock.now());
    let id = OrderId(Uuid::now_v7());
    let with_link = start == Start::WithLink;
    let path = design.as_ref().map(|file| file.path.clone());
    let submission = |code| {
        let action = Action::Create(Box::new(new.with(code, path.clone(), with_link)));
        write.submission(app, by, id, action)
    };
    let of_the_day = app.index.orders_on_day(day);
    let answer = async {
        if let Some(file) = &mut design {
            file.row.owner = Some(id);
            // Everything is checked: a file stays behind only when the store fails us now.
            app.files.put(&file.row).await?;
        }
        create(&app.orders, day, of_the_day, rand::random, submission).await
    };
    let answer = write.once(app, reader, answer).await?;
    let invoice = answer.order.invoices.first().map(|it| it.id);
    let order = with_page(app, answer.order, invoice).await?;
    let invoice = invoice.and_then(|id| order.invoice(id));
    let has_link = invoice.and_then(payment_url).is_some();
    let view = Issued::of(&order, invoice, reader).saying(match start {
        Start::WithLink if has_link => sentences::ORDER_CREATED_WITH_LINK,
        Start::WithLink => sentences::ORDER_CREATED,
        Start::WithoutLink => sentences::ORDER_CREATED_WITHOUT_LINK,
        Start::ForReview => sentences::ORDER_UNDER_REVIEW,
    });
    write.answer(app, StatusCode::CREATED, order.version, &view)
}
