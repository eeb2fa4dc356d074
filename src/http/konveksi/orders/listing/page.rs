//! One page of orders, and sums over all that match.

use serde::Serialize;
use utoipa::ToSchema;

use crate::actors::index::Selection;
use crate::actors::index::Totals;
use crate::http::konveksi::fields::Picked;
use crate::http::konveksi::orders::listing::Filters;
use crate::http::konveksi::orders::listing::Listing;
use crate::http::konveksi::page::Place;
use crate::wire::konveksi::Reader;
use crate::wire::konveksi::money::Amount;
use crate::wire::konveksi::money::Mean;
use crate::wire::konveksi::order::OrderView;

/// A page of orders.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrderPage)]
pub(in crate::http::konveksi::orders) struct PageView<'a> {
    #[serde(flatten)]
    place: Place,
    filters_applied: &'a Filters,
    summary: Summary,
    #[schema(value_type = Vec<OrderView<'a>>)]
    results: Vec<Picked<OrderView<'a>>>,
}

/// Sums over all that match, not over the page.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrderTotals)]
struct Summary {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    total_revenue: Option<Amount>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    avg_order_value: Option<Mean>,
    completion_rate: f64,
}

impl<'a> PageView<'a> {
    /// The page of a list, for a reader, under the path it was asked at.
    pub(in crate::http::konveksi::orders) fn of(
        listing: &'a Listing<'_>,
        selection: &Selection,
        reader: Reader<'a>,
        path: &str,
        results: Vec<Picked<OrderView<'a>>>,
    ) -> Self {
        let count = selection.count;
        Self {
            place: listing.paging.place(count, reader.base, path),
            filters_applied: &listing.filters,
            summary: summary(selection.totals, count, reader),
            results,
        }
    }
}

fn summary(totals: Totals, count: usize, reader: Reader<'_>) -> Summary {
    let sees_money = reader.audience.sees_money();
    let mean = Mean {
        sum: totals.price,
        count,
    };
    Summary {
        total_revenue: sees_money.then_some(Amount(totals.paid)),
        avg_order_value: sees_money.then_some(mean),
        completion_rate: rate(totals.settled, count),
    }
}

/// A share of `of` in percent, to one decimal.
fn rate(part: usize, of: usize) -> f64 {
    let of = of.max(1);
    let tenths = (part * 1_000 + of / 2) / of;
    f64::from(u16::try_from(tenths).unwrap_or(1_000)) / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_have_one_decimal() {
        assert_eq!(rate(0, 0).to_string(), "0");
        assert_eq!(rate(2, 3).to_string(), "66.7");
        assert_eq!(rate(3, 3).to_string(), "100");
    }
}
