//! What the provider says, by hand: each body as it comes over the wire.

use serde_json::Value;
use serde_json::json;

use crate::kit::TestApp;
use crate::kit::list;
use crate::kit::text;
use crate::money::page_id;

/// The names under which an order's money is known outside.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// The pages of its invoices, oldest first: their id, ours.
    pages: Vec<(String, String)>,
    /// Our id of the refund that is under way.
    pub(super) refund: String,
}

impl Known {
    /// What is known of an order, once all its pages are there.
    pub(super) async fn of(app: &TestApp, order: &str) -> Self {
        loop {
            let pages = pages(app, order).await;
            if let Some(pages) = pages {
                let refund = String::new();
                return Self { pages, refund };
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    }

    /// The provider's id of a page.
    pub(super) fn page(&self, number: usize) -> &str {
        self.pages.get(number).map_or("", |(theirs, _)| theirs)
    }

    fn ours(&self, number: usize) -> &str {
        self.pages.get(number).map_or("", |(_, ours)| ours)
    }

    pub(super) fn paid(&self, number: usize, amount: i64) -> Value {
        paid(self.page(number), self.ours(number), amount)
    }

    pub(super) fn settled(&self, number: usize, amount: i64) -> Value {
        settled(self.page(number), self.ours(number), amount)
    }

    /// Paid on a page whose id nobody told us.
    pub(super) fn paid_elsewhere(&self, number: usize, amount: i64) -> Value {
        let ours = self.ours(number);
        paid(&format!("by-{ours}"), ours, amount)
    }

    pub(super) fn expired(&self, number: usize) -> Value {
        let (id, external_id) = (self.page(number), self.ours(number));
        json!({ "id": id, "external_id": external_id, "status": "EXPIRED", "amount": 3_750_000 })
    }

    /// The end of the refund that staff asked for.
    pub(super) fn refund_ended(&self, number: usize, amount: i64, succeeded: bool) -> Value {
        let ours = Some(self.refund.as_str());
        refund(self.page(number), amount, ours, succeeded)
    }

    /// A refund, made at the provider, of what was paid on such a page.
    pub(super) fn refund_made_elsewhere(&self, number: usize, amount: i64) -> Value {
        refund(&format!("by-{}", self.ours(number)), amount, None, true)
    }

    /// A refund that was made at the provider.
    pub(super) fn refund_made_there(&self, number: usize, amount: i64) -> Value {
        refund(self.page(number), amount, None, true)
    }
}

/// Nothing while one of them is still being opened.
async fn pages(app: &TestApp, order: &str) -> Option<Vec<(String, String)>> {
    let order = app.order(order).await;
    let mut pages = Vec::new();
    for invoice in list(&order["invoices"]) {
        let path = format!("/api/v1/invoice/{}/", text(&invoice["id"]));
        let invoice = app.admin().get(&path).await.body;
        for attempt in list(&invoice["attempts"]) {
            let theirs = page_id(attempt["payment_url"].as_str()?).to_owned();
            pages.push((theirs, text(&attempt["external_id"]).to_owned()));
        }
    }
    Some(pages)
}

pub(super) fn paid(page: &str, external_id: &str, amount: i64) -> Value {
    json!({
        "id": page, "external_id": external_id, "status": "PAID", "amount": amount,
        "paid_amount": amount, "payment_channel": "BCA", "payment_method": "BANK_TRANSFER",
        "paid_at": "2025-06-30T03:10:00.000Z",
    })
}

pub(super) fn settled(page: &str, external_id: &str, amount: i64) -> Value {
    let mut body = paid(page, external_id, amount);
    body["status"] = json!("SETTLED");
    body
}

fn refund(page: &str, amount: i64, ours: Option<&str>, succeeded: bool) -> Value {
    let (event, status) = if succeeded {
        ("refund.succeeded", "SUCCEEDED")
    } else {
        ("refund.failed", "FAILED")
    };
    json!({
        "event": event,
        "business_id": "5f00c0ffee5f00c0ffee5f00",
        "created": "2025-06-30T03:20:00.000Z",
        "data": {
            "id": format!("rfd-{page}"), "invoice_id": page, "amount": amount, "currency": "IDR",
            "reference_id": ours, "status": status, "channel_code": "QRIS",
        },
    })
}
