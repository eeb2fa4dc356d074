//! What no webhook told: found by looking, before an invoice expires and every quarter of an
//! hour. The server's own jobs may be faster than the test; it ends the same.

use std::time::Duration;

use rajut::actors::scheduler::Job;
use rajut::domain::rupiah::Rupiah;
use rajut::domain::time::Clock;
use rajut::flows::konveksi::cashier::Reconcile;
use rajut::integrations::payment::sandbox::faults::Faults;
use rajut::integrations::payment::sandbox::invoice::Payment;
use serde_json::Value;
use serde_json::json;

use crate::kit::TestApp;
use crate::kit::list;
use crate::kit::text;
use crate::money::QUIET_MAX;
use crate::money::outage::down;
use crate::money::page_id;
use crate::money::page_of;

const HALF: i64 = 3_750_000;
const DAY: Duration = Duration::from_hours(24);

/// A server whose provider never tells anything, and whose staff stay signed in.
async fn unheard() -> TestApp {
    let app = TestApp::start_as(&[], |config| {
        config.auth.access_lifetime = 365 * DAY;
        config.auth.session_lifetime = 365 * DAY;
    })
    .await;
    app.provider().befall(Faults {
        silence: true,
        ..Faults::default()
    });
    app
}

/// An order whose page was paid, which nobody has told us.
async fn paid_unheard(app: &TestApp) -> Value {
    let id = app.an_order().await["id"].clone();
    let order = app.order(text(&id)).await;
    let page = page_id(page_of(&order));
    assert!(app.provider().pay(page, Payment::exact(Rupiah(HALF))).await);
    assert!(app.provider().is_quiet_within(QUIET_MAX).await);
    order
}

async fn compares(app: &TestApp) {
    let job = Reconcile(app.app.cashier.clone());
    job.run(app.clock.now(), "").await.unwrap();
}

#[tokio::test]
async fn money_and_refunds_nobody_told_of_are_found() {
    let app = unheard().await;
    let order = paid_unheard(&app).await;
    let id = text(&order["id"]);

    compares(&app).await;
    compares(&app).await;

    let paid = app.order(id).await;
    assert_eq!(paid["status_order"], "dp_dibayar");
    assert_eq!(paid["total_paid"], "3750000.00");
    assert_eq!(list(&paid["payments"]).len(), 1);
    assert_eq!(app.alert_kinds().await, Vec::<String>::new());

    let body = json!({
        "payment_id": paid["payments"][0]["id"],
        "refund_amount": "750000.00",
        "reason": "Cacat jahitan",
        "refund_method": "original",
        "settles": "debt",
    });
    let asked = app.admin().post("/api/v1/payment/refund/", body).await;
    assert_eq!(asked.body["refund"]["status"], "pending", "{}", asked.body);
    let calls = || app.provider().calls().into_iter();
    while !calls().any(|call| call.method == "POST" && call.path == "/refunds") {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    // The provider takes its time with refunds.
    app.clock.advance(Duration::from_mins(10));
    compares(&app).await;

    let order = app.order(id).await;
    assert_eq!(order["total_paid"], "3000000.00");
    assert_eq!(order["payments"][0]["refunded_amount"], "750000.00");
}

#[tokio::test]
async fn an_invoice_that_was_paid_in_its_last_minute_does_not_expire() {
    let app = unheard().await;
    let (paid, unpaid) = (paid_unheard(&app).await, app.an_order().await);
    app.owes_nothing().await;

    app.clock.advance(4 * DAY);
    app.app.cashier.expire_due(app.clock.now()).await.unwrap();

    let paid = app.order(text(&paid["id"])).await;
    assert_eq!(paid["invoices"][0]["invoice_status"], "sudah dibayar");
    assert_eq!(paid["status_order"], "dp_dibayar");
    let unpaid = app.order(text(&unpaid["id"])).await;
    assert_eq!(unpaid["invoices"][0]["invoice_status"], "kadaluarsa");
    assert_eq!(app.alert_kinds().await, Vec::<String>::new());
}

#[tokio::test]
async fn nothing_expires_while_the_provider_cannot_be_asked() {
    let app = unheard().await;
    let order = paid_unheard(&app).await;
    app.provider().befall(down());

    app.clock.advance(4 * DAY);
    let done = app.app.cashier.expire_due(app.clock.now()).await.unwrap();

    assert_eq!((done.expired, done.postponed), (0, 1));
    let order = app.order(text(&order["id"])).await;
    assert_eq!(order["invoices"][0]["invoice_status"], "belum dibayar");
}
