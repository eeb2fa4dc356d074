//! The numbers of the business: what they count, when they move, and who may see them.

use std::time::Duration;

use rajut::actors::feed::position::Position;
use rajut::domain::time::BusinessZone;
use rajut::domain::time::Clock;
use rajut::wire::konveksi::statistics::StatisticsView;
use serde_json::Value;
use serde_json::json;

use crate::kit::TestApp;
use crate::kit::list;
use crate::kit::rupiah;
use crate::kit::text;

const STATS: &str = "/api/v1/admin/dashboard/stats/";

async fn stats(app: &TestApp) -> Value {
    let answer = app.owner().get(STATS).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.body
}

/// The same, long after every sign-in has ended.
async fn later_stats(app: &TestApp) -> Value {
    let snapshot = app.app.dashboard.snapshot().await.unwrap();
    serde_json::to_value(StatisticsView::whole(&snapshot.figures, &snapshot.recent)).unwrap()
}

#[tokio::test]
async fn a_new_business_has_every_number_at_nothing() {
    let app = TestApp::start().await;

    let mut body = stats(&app).await;

    let months = list(&body["revenue_chart"]).to_vec();
    assert_eq!(months.len(), 12);
    assert!(months.iter().all(|it| it["revenue"] == "0.00"));
    let this_month = this_month(&app);
    assert_eq!(months[11]["month"], this_month);
    body["revenue_chart"] = json!("[months]");
    insta::assert_json_snapshot!(body, @r#"
    {
      "completed_orders": 0,
      "monthly_growth": 0.0,
      "pending_orders": 0,
      "recent_orders": [],
      "revenue_chart": "[months]",
      "status_distribution": {
        "dibatalkan": 0,
        "dp_dibayar": 0,
        "link_dibuat": 0,
        "lunas": 0,
        "menunggu_link": 0,
        "menunggu_pelunasan": 0,
        "pengerjaan_selesai": 0
      },
      "total_orders": 0,
      "total_revenue": "0.00"
    }
    "#);
}

#[tokio::test]
async fn numbers_know_a_change_once_it_is_answered() {
    let app = TestApp::start().await;

    let order = app.an_order().await;
    let begun = stats(&app).await;
    app.pay_open_invoice(text(&order["id"])).await;
    let paid = stats(&app).await;
    let settled = app.an_order_in("lunas").await;
    let after = stats(&app).await;

    assert_eq!(
        (&begun["total_orders"], &begun["pending_orders"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(begun["recent_orders"][0]["order_code"], order["order_code"]);
    assert_eq!(begun["recent_orders"][0]["status"], "link_dibuat");
    assert_eq!(begun["monthly_growth"], json!(100.0));
    assert_eq!(paid["total_revenue"], "3750000.00");
    assert_eq!(paid["pending_orders"], 0);
    assert_eq!(paid["status_distribution"]["dp_dibayar"], 1);
    assert_eq!(paid["recent_orders"][0]["status"], "dp_dibayar");
    assert_eq!(
        (&after["total_orders"], &after["completed_orders"]),
        (&json!(2), &json!(1))
    );
    assert_eq!(after["total_revenue"], "11250000.00");
    assert_eq!(after["revenue_chart"][11]["revenue"], "11250000.00");
    assert_eq!(
        after["recent_orders"][0]["order_code"],
        settled["order_code"]
    );
}

#[tokio::test]
async fn refunds_take_from_revenue_and_deleted_orders_do_not_count() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let paid = app.pay_open_invoice(text(&order["id"])).await;
    let other = app.an_order().await;

    let body = json!({
        "payment_id": paid.body["payment"]["id"],
        "refund_amount": 750_000,
        "reason": "Kain cacat",
        "refund_method": "bank_transfer",
    });
    let refunded = app.owner().post("/api/v1/payment/refund/", body).await;
    assert!(refunded.status < 300, "{}", refunded.text);
    let path = format!("/api/v1/order/{}/", text(&other["id"]));
    let deleted = app.owner().delete(&path).await;
    assert!(deleted.status < 300, "{}", deleted.text);
    let body = stats(&app).await;

    assert_eq!(body["total_revenue"], "3000000.00");
    assert_eq!(body["revenue_chart"][11]["revenue"], "3000000.00");
    assert_eq!(body["total_orders"], 1);
    assert_eq!(list(&body["recent_orders"]).len(), 1);
    let words = body["status_distribution"].as_object().unwrap();
    assert_eq!(
        words.values().map(|it| it.as_i64().unwrap()).sum::<i64>(),
        1
    );
}

#[tokio::test]
async fn a_month_turns_by_itself() {
    let app = TestApp::start().await;
    app.an_order_in("lunas").await;
    let month = this_month(&app);
    let now = stats(&app).await;

    app.clock.advance(Duration::from_hours(24 * 31));
    let later = later_stats(&app).await;

    assert_eq!(now["revenue_chart"][11]["month"], month);
    assert_eq!(later["revenue_chart"][11]["month"], this_month(&app));
    assert_eq!(later["revenue_chart"][11]["revenue"], "0.00");
    let sum = |it: &Value| -> i64 {
        let months = list(&it["revenue_chart"]).iter();
        months.map(|month| rupiah(&month["revenue"])).sum()
    };
    assert_eq!((sum(&now), sum(&later)), (7_500_000, 7_500_000));
    assert_eq!(later["total_revenue"], now["total_revenue"]);
    app.clock.advance(Duration::from_hours(24 * 366));
    let a_year_later = later_stats(&app).await;
    assert_eq!(sum(&a_year_later), 0);
    assert_eq!(a_year_later["total_revenue"], now["total_revenue"]);
}

#[tokio::test]
async fn the_newest_ten_are_shown_the_newest_first() {
    let app = TestApp::start().await;
    let mut codes = Vec::new();
    for _ in 0..12 {
        app.clock.advance(Duration::from_secs(1));
        codes.push(app.an_order().await["order_code"].clone());
    }

    let body = stats(&app).await;

    let recent = list(&body["recent_orders"]).iter();
    let shown: Vec<_> = recent.map(|it| it["order_code"].clone()).collect();
    codes.reverse();
    assert_eq!(shown, codes[..10]);
}

#[tokio::test]
async fn numbers_are_for_those_who_see_money() {
    let app = TestApp::start().await;
    app.an_order().await;

    let answers = [
        (app.owner(), 200),
        (app.admin(), 200),
        (app.viewer(), 200),
        (app.production(), 403),
        (app.stranger(), 401),
    ];
    for (client, status) in answers {
        assert_eq!(client.get(STATS).await.status, status);
    }
    let answer = app.viewer().get(STATS).await;
    let cursor: Result<Position, _> = answer.header("x-feed-cursor").parse();
    assert_ne!(cursor.unwrap(), Position::default());
    let refused = app.production().get(STATS).await;
    assert_eq!(crate::kit::amounts(&refused.body), Vec::<String>::new());
}

#[tokio::test]
async fn whoever_watches_hears_the_newest_numbers() {
    let app = TestApp::start().await;
    let mut watch = app.app.dashboard.watch();
    watch.mark_unchanged();

    let order = app.an_order().await;
    app.pay_open_invoice(text(&order["id"])).await;

    let heard = watch.wait_for(|told| told.figures.revenue.is_positive());
    let told = heard.await.unwrap().clone();
    assert_eq!(
        (told.figures.orders, told.figures.revenue.0),
        (1, 3_750_000)
    );
    assert_ne!(told.position, Position::default());
}

fn this_month(app: &TestApp) -> String {
    let zone = BusinessZone::named("Asia/Jakarta").unwrap();
    let day = zone.day(app.clock.now());
    format!("{:04}-{:02}", day.year(), day.month())
}
