//! What staff do between two deliveries.

use std::time::Duration;

use rajut::domain::rupiah::Rupiah;
use rajut::integrations::payment::sandbox::faults::Faults;
use rajut::integrations::payment::sandbox::invoice::Payment;
use serde_json::Value;
use serde_json::json;

use crate::kit::Answer;
use crate::kit::TestApp;
use crate::kit::list;
use crate::kit::text;
use crate::money::cases::HALF;
use crate::money::cases::deliveries::Known;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Act {
    /// What was told before this was told first.
    Nothing,
    /// To make the first invoice payable anew.
    Regenerate,
    /// The same for one that is paid: refused, as documented.
    RegenerateInVain,
    /// To cancel, saying what becomes of the money if there is any.
    Cancel(Option<&'static str>),
    Restore,
    Delete,
    /// To give another price.
    Price(i64),
    /// To make a plan of three equal instalments and ask for the links of all.
    Plan,
    /// To give so much back through the provider.
    Refund(i64),
}

impl Act {
    /// Does it. Answers what is known of the order's money afterwards.
    pub(super) async fn of(self, app: &TestApp, id: &str) -> Known {
        let staff = app.admin();
        let (order, status) = (format!("/api/v1/order/{id}"), 200);
        let (answer, status) = match self {
            Self::Nothing => return Known::of(app, id).await,
            Self::Delete => {
                let known = Known::of(app, id).await;
                let answer = staff.delete(&format!("{order}/")).await;
                assert_eq!(answer.status, 204, "{}", answer.body);
                return known;
            }
            Self::Regenerate => (regenerate(app, id, 0).await, status),
            Self::RegenerateInVain => (regenerate(app, id, 0).await, 400),
            Self::Cancel(money) => {
                let body = json!({ "reason": "Batal", "money": money });
                (staff.post(&format!("{order}/cancel/"), body).await, status)
            }
            Self::Restore => {
                let body = json!({ "notes": "Jadi pesan" });
                (staff.post(&format!("{order}/restore/"), body).await, status)
            }
            Self::Price(price) => {
                let body = json!({ "total_price": price });
                (staff.patch(&format!("{order}/"), body).await, status)
            }
            Self::Plan => (plan(app, id).await, status),
            Self::Refund(amount) => return refund(app, id, amount).await,
        };
        assert_eq!(answer.status, status, "{self:?}: {}", answer.body);
        Known::of(app, id).await
    }
}

async fn regenerate(app: &TestApp, id: &str, invoice: usize) -> Answer {
    let order = app.order(id).await;
    let invoice = text(&order["invoices"][invoice]["id"]);
    let path = format!("/api/v1/admin/invoice/{invoice}/regenerate-payment-link/");
    app.admin().post(&path, json!({})).await
}

async fn plan(app: &TestApp, id: &str) -> Answer {
    let body = json!({
        "order_id": id, "plan": "equal", "count": 3, "first_due_date": "2999-01-31",
    });
    let made = app.admin().post("/api/v1/payment/create-plan/", body).await;
    assert_eq!(made.status, 201, "{}", made.body);
    // The link of the first is there by itself.
    let second = regenerate(app, id, 2).await;
    assert_eq!(second.status, 200, "{}", second.body);
    regenerate(app, id, 3).await
}

/// The money has to be at the provider too, though we heard of it by hand.
async fn refund(app: &TestApp, id: &str, amount: i64) -> Known {
    let provider = app.provider();
    let mut known = Known::of(app, id).await;
    provider.befall(Faults {
        silence: true,
        ..Faults::default()
    });
    assert!(
        provider
            .pay(known.page(0), Payment::exact(Rupiah(HALF)))
            .await
    );
    assert!(provider.is_quiet_within(Duration::from_secs(10)).await);
    provider.befall(Faults::default());

    let order = app.order(id).await;
    let body = json!({
        "payment_id": list(&order["payments"])[0]["id"],
        "refund_amount": amount,
        "reason": "Cacat jahitan",
        "refund_method": "original",
        "settles": "debt",
    });
    let calls = refunds(app);
    let asked = app.admin().post("/api/v1/payment/refund/", body).await;
    assert_eq!(asked.status, 201, "{}", asked.body);
    while refunds(app) == calls {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let Value::String(refund) = &asked.body["refund"]["id"] else {
        panic!("a refund without an id: {}", asked.body)
    };
    known.refund.clone_from(refund);
    known
}

/// How often the provider was asked to give money back.
fn refunds(app: &TestApp) -> usize {
    let calls = app.provider().calls();
    calls.iter().filter(|call| call.path == "/refunds").count()
}
