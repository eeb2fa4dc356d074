//! `/api/v1/admin/orders/bulk-update`: one request about many orders.

pub(super) mod view;
pub(super) mod wish;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use futures_util::future::try_join_all;
use tokio::time::Instant;

use self::view::BulkView;
use self::view::Row;
use self::wish::Wish;
use crate::access::Manager;
use crate::actors::change::RequestKey;
use crate::actors::order::Answer;
use crate::actors::order::OrderError;
use crate::actors::order::Submission;
use crate::app::App;
use crate::domain::ids::OrderId;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::Order;
use crate::domain::konveksi::Refusal;
use crate::domain::role::By;
use crate::flows::konveksi::bulk;
use crate::flows::konveksi::bulk::BulkName;
use crate::flows::konveksi::cashier::PAGE_WAIT_MAX;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::error::engine::explain;
use crate::http::konveksi::messages;
use crate::http::konveksi::order::invoice_asked_for;
use crate::http::konveksi::reader;
use crate::http::konveksi::write::Write;
use crate::http::konveksi::write::command;
use crate::store::Unique;
use crate::wire::konveksi::Reader;

/// Asks many orders the same; each answers for itself.
pub(super) async fn update(
    State(app): State<App>,
    Manager(staff): Manager,
    write: Write,
) -> Result<Response, ApiError> {
    let (orders, wish) = wish::read(write.form(), &app)?;
    let taken_by = write.earlier(&app).await?.map(|claim| claim.order);
    let name = write.key().map(|key| BulkName { key, taken_by });
    let reader = reader(&app, staff.role);
    let bulk = Bulk {
        app: &app,
        by: By::staff(staff.user, staff.role),
        reader,
        name: name.as_ref(),
        wish: &wish,
        deadline: Instant::now() + PAGE_WAIT_MAX,
    };
    let ask = |order, key| bulk.ask(order, key);
    let mut answers = bulk::each(&orders, name.as_ref(), ask).await;
    bulk.await_pages(&mut answers).await?;
    let codes = bulk.codes_of_failed(&answers).await?;
    let rows = answers
        .iter()
        .map(|(order, answer)| Row::of(*order, answer.as_ref(), codes.get(order), reader));
    let view = BulkView::of(wish.action, rows.collect());
    let passing = answers.iter().any(|(_, answer)| will_pass(answer));
    // Asked again, those orders may answer otherwise; the others are found by their names.
    let write = if passing { write.forgetful() } else { write };
    write.tell(&app, StatusCode::OK, None, &view)
}

/// What is asked of each order, and under which name.
struct Bulk<'a> {
    app: &'a App,
    by: By,
    reader: Reader<'a>,
    name: Option<&'a BulkName>,
    wish: &'a Wish<'a>,
    /// Until when pages are waited for, of all orders together.
    deadline: Instant,
}

impl Bulk<'_> {
    /// Asks one order, unless an earlier process has.
    async fn ask(&self, order: OrderId, key: Option<RequestKey>) -> Result<Answer, ApiError> {
        if let Some(done) = self.done_before(order).await? {
            return Ok(done);
        }
        let action = self.action(order).await?;
        let answer = self.submit(order, key, action.clone()).await;
        let answer = match (answer, self.name) {
            (Err(OrderError::Taken(name @ Unique::Idempotency { .. })), Some(bulk)) => {
                let taken_by = self.app.orders.claim(&name).await?.map(|it| it.order);
                if taken_by == Some(order) {
                    return Ok(self.as_it_is(order).await?);
                }
                // Another of them took the request's name, though nobody heard of it yet.
                self.submit(order, Some(bulk.of(order)), action).await
            }
            (answer, _) => answer,
        };
        answer.map_err(|error| explain(error, self.reader))
    }

    async fn submit(
        &self,
        order: OrderId,
        key: Option<RequestKey>,
        action: Action,
    ) -> Result<Answer, OrderError> {
        let submission = Submission {
            command: command(self.app, self.by, order, action),
            key,
            delivery: None,
        };
        self.app.orders.submit(submission).await
    }

    /// The order as it is, if it did what is asked in an earlier process.
    async fn done_before(&self, order: OrderId) -> Result<Option<Answer>, ApiError> {
        let Some(name @ BulkName { taken_by, .. }) = self.name else {
            return Ok(None);
        };
        // Without an order that took the request's name, none has done anything.
        let Some(first) = taken_by else {
            return Ok(None);
        };
        let done = *first == order
            || self
                .app
                .orders
                .claim(&unique(&name.of(order)))
                .await?
                .is_some();
        if done {
            Ok(Some(self.as_it_is(order).await?))
        } else {
            Ok(None)
        }
    }

    async fn as_it_is(&self, order: OrderId) -> Result<Answer, OrderError> {
        let present = self.app.orders.view(order).await?;
        let missing = || OrderError::refused(Refusal::NotFound, None);
        Ok(Answer {
            order: present.ok_or_else(missing)?,
            event: None,
        })
    }

    /// What is asked of one order.
    async fn action(&self, order: OrderId) -> Result<Action, ApiError> {
        let letter = match &self.wish.asks {
            wish::Asks::Action(action) => return Ok(action.clone()),
            wish::Asks::Letter(letter) => letter,
        };
        let present = self.app.orders.view(order).await?;
        let present = present.filter(|it| it.deleted_at.is_none());
        let present = present.ok_or_else(|| OrderError::refused(Refusal::NotFound, None))?;
        let invoice = present.open_invoices().next();
        let invoice = invoice.ok_or_else(|| {
            let refused = OrderError::refused(Refusal::NothingDue, None);
            explain(refused, self.reader)
        })?;
        let wish = letter.about(invoice.id);
        let (_, action) = messages::prepared(self.app, &wish, self.time_left()).await?;
        Ok(action)
    }

    fn time_left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// Waits for the pages that the changes asked for, all of them together.
    async fn await_pages(
        &self,
        answers: &mut [(OrderId, Result<Answer, ApiError>)],
    ) -> Result<(), ApiError> {
        let opening = answers.iter_mut().filter_map(|(_, answer)| {
            let answer = answer.as_mut().ok()?;
            let invoice = invoice_asked_for(answer.event.as_deref()?)?;
            Some((answer, invoice))
        });
        let wait = self.time_left();
        let waits = opening.map(async |(answer, invoice)| {
            let waited = self.app.cashier.await_page(answer.order.id, invoice, wait);
            if let Some(order) = waited.await? {
                answer.order = order;
            }
            Ok::<_, ApiError>(())
        });
        try_join_all(waits).await.map(drop)
    }

    /// What the orders that did not do it are called.
    async fn codes_of_failed(
        &self,
        answers: &[(OrderId, Result<Answer, ApiError>)],
    ) -> Result<HashMap<OrderId, Arc<Order>>, ApiError> {
        let failed = answers.iter().filter(|(_, answer)| answer.is_err());
        let failed: Vec<_> = failed.map(|(order, _)| *order).collect();
        let orders = self.app.orders.views(&failed).await?;
        Ok(orders.into_iter().map(|order| (order.id, order)).collect())
    }
}

/// Whether an order failed for a reason that says nothing about what was asked of it.
fn will_pass(answer: &Result<Answer, ApiError>) -> bool {
    match answer {
        Ok(_) => false,
        Err(ApiError::Client(client)) => client.status.is_server_error(),
        Err(ApiError::Internal(_)) => true,
    }
}

fn unique(key: &RequestKey) -> Unique {
    Unique::Idempotency {
        scope: key.scope.clone(),
        key: key.key.clone(),
    }
}
