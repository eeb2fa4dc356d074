//! What we ask Xendit for, in its words.

use serde_json::Map;
use serde_json::Value;
use serde_json::json;

use crate::integrations::payment::PageRequest;
use crate::integrations::payment::RefundOrder;

/// The reasons they know for a refund.
const REFUND_REASONS: &[&str] = &[
    "FRAUDULENT",
    "DUPLICATE",
    "REQUESTED_BY_CUSTOMER",
    "CANCELLATION",
    "OTHERS",
];

/// The body that opens a page. The duration is always there: their default is not promised.
/// They write to nobody, because we send the messages.
pub(super) fn page(request: &PageRequest) -> Value {
    let mut body = json!({
        "external_id": request.external_id,
        "amount": request.amount.0,
        "currency": "IDR",
        "invoice_duration": request.duration.whole_seconds(),
        "description": request.description,
        "success_redirect_url": request.success_url,
        "failure_redirect_url": request.failure_url,
        "should_send_email": false,
        "locale": "id",
        "items": [{
            "name": request.item.name,
            "quantity": request.item.quantity,
            "price": request.item.price.0,
        }],
    });
    let mut customer = Map::new();
    for (key, value) in [
        ("given_names", &request.payer_name),
        ("email", &request.payer_email),
        ("mobile_number", &request.payer_phone),
    ] {
        if let Some(value) = value {
            customer.insert(key.to_owned(), value.as_str().into());
        }
    }
    if let Some(email) = &request.payer_email {
        body["payer_email"] = email.as_str().into();
    }
    if !customer.is_empty() {
        body["customer"] = customer.into();
    }
    body
}

/// The body that asks for a refund: the same order gives the same bytes, as their
/// idempotency wants it.
pub(super) fn refund(order: &RefundOrder) -> Value {
    let known = REFUND_REASONS.iter().find(|known| **known == order.reason);
    json!({
        "reference_id": order.reference,
        "invoice_id": order.provider_id,
        "amount": order.amount.0,
        "currency": "IDR",
        "reason": known.unwrap_or(&"OTHERS"),
    })
}
