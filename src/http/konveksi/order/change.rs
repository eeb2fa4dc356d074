//! `PATCH` and `PUT` of an order, as JSON or as a form with another design.

use axum::extract::Request;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::Response;

use crate::access::Manager;
use crate::access::Staff;
use crate::app::App;
use crate::domain::contact::Contact;
use crate::domain::ids::OrderId;
use crate::domain::konveksi::Action;
use crate::domain::role::By;
use crate::flows::konveksi::with_file;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::links::with_page;
use crate::http::konveksi::order::edit;
use crate::http::konveksi::order::invoice_asked_for;
use crate::http::konveksi::order::saved;
use crate::http::konveksi::path::OrderPath;
use crate::http::konveksi::reader;
use crate::http::konveksi::upload;
use crate::http::konveksi::upload::DESIGN;
use crate::http::konveksi::upload::Received;
use crate::http::konveksi::upload::kept;
use crate::http::konveksi::write::Write;
use crate::wire::konveksi::sentences;

/// Changes some values of an order, takes a production step, reaches a status.
pub(super) async fn patch(
    State(app): State<App>,
    staff: Staff,
    OrderPath(id): OrderPath,
    request: Request,
) -> Result<Response, Response> {
    if !staff.role.works() {
        return Err(ApiError::forbidden().into_response());
    }
    let (write, file) = upload::read(request, &app, DESIGN).await?;
    let changed = change(&app, &staff, id, write, file);
    changed.await.map_err(IntoResponse::into_response)
}

/// Changes an order, below the path of those who manage.
pub(super) async fn admin_patch(
    state: State<App>,
    Manager(staff): Manager,
    path: OrderPath,
    request: Request,
) -> Result<Response, Response> {
    patch(state, staff, path, request).await
}

/// Replaces everything that can be written on an order. A design it has stays, unless the
/// request brings another or says that there is none.
pub(super) async fn replace(
    State(app): State<App>,
    Manager(staff): Manager,
    OrderPath(id): OrderPath,
    request: Request,
) -> Result<Response, Response> {
    let (write, file) = upload::read(request, &app, DESIGN).await?;
    let replaced = async {
        edit::require_whole(write.form())?;
        change(&app, &staff, id, write, file).await
    };
    replaced.await.map_err(IntoResponse::into_response)
}

async fn change(
    app: &App,
    staff: &Staff,
    id: OrderId,
    mut write: Write,
    file: Option<Received>,
) -> Result<Response, ApiError> {
    let known = if write.form().has_partial_contact() {
        let order = app.orders.view(id).await?.ok_or_else(ApiError::not_found)?;
        write.based_on(order.version);
        order.customer.contact.clone()
    } else {
        Contact::default()
    };
    let mut form = write.form();
    let mut file = kept::file(&mut form, file, DESIGN, app);
    let design = kept::edit(&mut form, file.as_ref(), DESIGN);
    let mut edit = edit::read(form, &known)?;
    edit.design = design;
    let asks_for_money = edit.status.is_some();
    let by = By::staff(staff.user, staff.role);
    let submission = write.submission(app, by, id, Action::Edit(Box::new(edit)));
    let story = async {
        match &mut file {
            None => app.orders.submit(submission).await,
            Some(file) => {
                file.row.owner = Some(id);
                with_file::submit(&app.orders, &app.files, &file.row, submission).await
            }
        }
    };
    let mut answer = write.once(app, reader(app, staff.role), story).await?;
    if asks_for_money {
        let invoice = answer.event.as_deref().and_then(invoice_asked_for);
        answer.order = with_page(app, answer.order, invoice).await?;
    }
    saved(app, staff, write, &answer, sentences::ORDER_SAVED)
}
