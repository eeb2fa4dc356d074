//! The numbers of the dashboard: all of them, or those that moved.

use std::sync::Arc;

use serde::Serialize;
use serde::Serializer;
use utoipa::ToSchema;

use crate::domain::code::OrderCode;
use crate::domain::konveksi::order::Order;
use crate::domain::konveksi::statistics::Figures;
use crate::domain::konveksi::statistics::Growth;
use crate::domain::konveksi::status::Status;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Month;
use crate::wire::konveksi::money::Amount;
use crate::wire::konveksi::time::Moment;
use crate::wire::konveksi::words::Word;

/// The documented fields. What has not moved is absent.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Statistics)]
pub struct StatisticsView<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    total_orders: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    total_revenue: Option<Amount>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pending_orders: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    completed_orders: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    monthly_growth: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    recent_orders: Option<Vec<RecentView<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    revenue_chart: Option<Vec<MonthView>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<BTreeMap<String, i64>>, nullable = false)]
    status_distribution: Option<Distribution>,
}

impl<'a> StatisticsView<'a> {
    /// All of them, with the newest orders.
    #[must_use]
    pub fn whole(figures: &Figures, recent: &'a [Arc<Order>]) -> Self {
        let recent = recent.iter().map(|order| RecentView::of(order));
        Self {
            total_orders: Some(figures.orders),
            total_revenue: Some(Amount(figures.revenue)),
            pending_orders: Some(figures.pending()),
            completed_orders: Some(figures.of(Status::Settled)),
            monthly_growth: Some(percent(figures.growth)),
            recent_orders: Some(recent.collect()),
            revenue_chart: Some(figures.chart.iter().map(MonthView::of).collect()),
            status_distribution: Some(Distribution(figures.by_status)),
        }
    }
}

impl StatisticsView<'static> {
    /// Those that are not what they were; nothing when all of them are.
    #[must_use]
    pub fn moved(before: &Figures, now: &Figures) -> Option<Self> {
        let was = Self::whole(before, &[]);
        let is = Self::whole(now, &[]);
        (before != now).then(|| Self {
            total_orders: unless_same(is.total_orders, was.total_orders.as_ref()),
            total_revenue: unless_same(is.total_revenue, was.total_revenue.as_ref()),
            pending_orders: unless_same(is.pending_orders, was.pending_orders.as_ref()),
            completed_orders: unless_same(is.completed_orders, was.completed_orders.as_ref()),
            monthly_growth: unless_same(is.monthly_growth, was.monthly_growth.as_ref()),
            recent_orders: None,
            revenue_chart: unless_same(is.revenue_chart, was.revenue_chart.as_ref()),
            status_distribution: unless_same(
                is.status_distribution,
                was.status_distribution.as_ref(),
            ),
        })
    }
}

fn unless_same<T: PartialEq>(is: Option<T>, was: Option<&T>) -> Option<T> {
    is.filter(|it| Some(it) != was)
}

/// An order on the dashboard.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RecentOrder)]
struct RecentView<'a> {
    order_code: &'a OrderCode,
    customer_name: &'a str,
    total_price: Amount,
    #[schema(value_type = Status)]
    status: &'static str,
    created_at: Moment,
}

impl<'a> RecentView<'a> {
    fn of(order: &'a Order) -> Self {
        Self {
            order_code: &order.code,
            customer_name: &order.customer.name,
            total_price: Amount(order.price),
            status: order.status().word(),
            created_at: Moment(order.created_at),
        }
    }
}

/// The revenue of a month.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = MonthOfRevenue)]
struct MonthView {
    month: String,
    revenue: Amount,
}

impl MonthView {
    fn of((month, revenue): &(Month, Rupiah)) -> Self {
        Self {
            month: month.to_string(),
            revenue: Amount(*revenue),
        }
    }
}

/// How many orders of each status, those of none too.
#[derive(Debug, PartialEq, Eq)]
struct Distribution([i64; Status::ALL.len()]);

impl Serialize for Distribution {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let words = Status::ALL.into_iter().map(Word::word);
        serializer.collect_map(words.zip(self.0))
    }
}

fn percent(growth: Growth) -> f64 {
    f64::from(growth.0) / 10.0
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::json;

    use super::*;

    fn figures() -> Figures {
        Figures {
            orders: 7,
            by_status: [1, 2, 0, 0, 0, 3, 1],
            revenue: Rupiah(7_500_000),
            growth: Growth(-155),
            chart: vec![(Month::of(date(2025, 6, 30)), Rupiah(7_500_000))],
        }
    }

    #[test]
    fn the_whole_has_every_status_and_the_documented_fields() {
        insta::assert_json_snapshot!(StatisticsView::whole(&figures(), &[]), @r#"
        {
          "total_orders": 7,
          "total_revenue": "7500000.00",
          "pending_orders": 3,
          "completed_orders": 3,
          "monthly_growth": -15.5,
          "recent_orders": [],
          "revenue_chart": [
            {
              "month": "2025-06",
              "revenue": "7500000.00"
            }
          ],
          "status_distribution": {
            "menunggu_link": 1,
            "link_dibuat": 2,
            "dp_dibayar": 0,
            "pengerjaan_selesai": 0,
            "menunggu_pelunasan": 0,
            "lunas": 3,
            "dibatalkan": 1
          }
        }
        "#);
    }

    #[test]
    fn only_what_moved_is_told() {
        let before = figures();
        assert!(StatisticsView::moved(&before, &before).is_none());

        let mut now = figures();
        now.by_status[0] = 0;
        now.by_status[1] = 3;
        let moved = serde_json::to_value(StatisticsView::moved(&before, &now).unwrap()).unwrap();
        let words = moved["status_distribution"].as_object().unwrap();
        assert_eq!(moved.as_object().unwrap().len(), 1);
        assert_eq!(words["link_dibuat"], 3);

        now.growth = Growth(0);
        now.revenue = Rupiah(1);
        let moved = serde_json::to_value(StatisticsView::moved(&before, &now).unwrap()).unwrap();
        assert_eq!(moved["monthly_growth"], json!(0.0));
        assert_eq!(moved["total_revenue"], "1.00");
        assert_eq!(moved.as_object().unwrap().len(), 3);
    }
}
