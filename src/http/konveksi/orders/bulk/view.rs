//! What became of each order of a request about many.

use std::sync::Arc;

use serde::Serialize;
use serde_json::Map;
use serde_json::Value;
use utoipa::ToSchema;

use crate::actors::order::Answer;
use crate::domain::ids::OrderId;
use crate::domain::konveksi::Fact;
use crate::domain::konveksi::Order;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::order::view::final_invoice;
use crate::wire::konveksi::Reader;
use crate::wire::konveksi::invoice::FinalInvoiceView;
use crate::wire::konveksi::order::OrderView;
use crate::wire::konveksi::sentences;
use crate::wire::konveksi::sentences::bulk;
use crate::wire::konveksi::words::Word;
use crate::wire::konveksi::words::bulk::BulkAction;

/// What became of all of them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BulkDone)]
pub(in crate::http::konveksi::orders) struct BulkView<'a> {
    /// Whether every order did what was asked.
    success: bool,
    message: String,
    #[schema(value_type = BulkAction)]
    action: &'static str,
    requested: usize,
    updated: usize,
    failed: usize,
    results: Vec<Row<'a>>,
}

impl<'a> BulkView<'a> {
    pub(super) fn of(action: BulkAction, results: Vec<Row<'a>>) -> Self {
        let requested = results.len();
        let updated = results.iter().filter(|row| row.success).count();
        Self {
            success: updated == requested,
            message: bulk::done(updated, requested),
            action: action.word(),
            requested,
            updated,
            failed: requested - updated,
            results,
        }
    }
}

/// What became of one.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BulkRow)]
pub(in crate::http::konveksi::orders) struct Row<'a> {
    order_id: OrderId,
    order_code: Option<&'a str>,
    success: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    order: Option<OrderView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    final_invoice: Option<FinalInvoiceView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    notification_sent: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    error_code: Option<&'static str>,
    /// What a refusal says beside its sentence.
    #[serde(flatten)]
    #[schema(value_type = BTreeMap<String, Value>)]
    more: Map<String, Value>,
}

impl<'a> Row<'a> {
    /// A row of an order that did it, or of one that is called what `known` says.
    pub(super) fn of(
        order: OrderId,
        answer: Result<&'a Answer, &'a ApiError>,
        known: Option<&'a Arc<Order>>,
        reader: Reader<'a>,
    ) -> Self {
        match answer {
            Ok(answer) => Self::done(answer, reader),
            Err(error) => Self::failed(order, error, known),
        }
    }

    fn done(answer: &'a Answer, reader: Reader<'a>) -> Self {
        let order = &*answer.order;
        let event = answer.event.as_deref();
        let facts = event.map(|event| event.facts.as_slice());
        let told = |fact: &Fact| matches!(fact, Fact::MessageOwed { .. });
        let waits = |fact: &Fact| matches!(fact, Fact::AnnouncementWanted { .. });
        let facts = facts.unwrap_or_default();
        let is_told = facts.iter().any(told);
        Self {
            order_id: order.id,
            order_code: Some(order.code.as_str()),
            success: true,
            order: Some(OrderView::of(order, reader)),
            final_invoice: event
                .and_then(|event| final_invoice(order, event))
                .map(FinalInvoiceView::of),
            notification_sent: (is_told || facts.iter().any(waits)).then_some(is_told),
            error: None,
            error_code: None,
            more: Map::new(),
        }
    }

    fn failed(order: OrderId, error: &ApiError, known: Option<&'a Arc<Order>>) -> Self {
        let (sentence, code, more) = match error {
            ApiError::Client(client) => {
                // A request about one order would have named the field.
                let flaw = client.fields.values().flatten().next();
                let sentence = flaw.unwrap_or(&client.sentence).clone();
                (sentence, client.code, client.more.clone())
            }
            ApiError::Internal(source) => {
                tracing::error!(error = %source, order.id = %order, "an order of many failed");
                (sentences::INTERNAL.to_owned(), "INTERNAL_ERROR", Map::new())
            }
        };
        Self {
            order_id: order,
            order_code: known.map(|order| order.code.as_str()),
            success: false,
            order: None,
            final_invoice: None,
            notification_sent: None,
            error: Some(sentence),
            error_code: Some(code),
            more,
        }
    }
}
