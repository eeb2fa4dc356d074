//! The numbers of the dashboard, told a second time.

use proptest::prop_assert_eq;

use super::Model;
use super::Verdict;
use crate::actors::index::OrderIndex;
use crate::domain::konveksi::Order;
use crate::domain::konveksi::Status;
use crate::domain::konveksi::refund::RefundState;
use crate::domain::time::Timestamp;

impl Model {
    /// Against sums over the orders' own numbers, in a business whose days are those of UTC.
    pub(super) fn agrees_on_figures(&self, index: &OrderIndex) -> Verdict {
        let orders: Vec<_> = self.0.iter().filter(|it| it.deleted_at.is_none()).collect();
        let last = orders.iter().map(|it| it.updated_at).max();
        let now = last.unwrap_or(Timestamp(1_750_000_000_000));
        let figures = index.statistics(now, 0).figures;

        prop_assert_eq!(figures.orders, i64::try_from(orders.len()).unwrap());
        for status in Status::ALL {
            let count = orders.iter().filter(|it| it.status() == status).count();
            prop_assert_eq!(figures.of(status), i64::try_from(count).unwrap());
        }
        let paid: i64 = orders.iter().map(|order| order.net_paid().0).sum();
        prop_assert_eq!(figures.revenue.0, paid);
        for (month, revenue) in figures.chart {
            let is_of = |at: Timestamp| at.to_string().starts_with(&month.to_string());
            let of_month = |order: &&Order| -> i64 {
                let lines = order.payments.iter().filter(|it| is_of(it.paid_at));
                let refunds = order.refunds.iter().filter(|it| {
                    let given_back = order.payments.iter().find(|line| line.id == it.payment);
                    let left = [RefundState::Succeeded, RefundState::Manual].contains(&it.state);
                    left && is_of(given_back.unwrap().paid_at)
                });
                let refunds: i64 = refunds.map(|it| it.amount.0).sum();
                lines.map(|it| it.amount.0).sum::<i64>() - refunds
            };
            let sum: i64 = orders.iter().map(of_month).sum();
            prop_assert_eq!(revenue.0, sum, "in {}", month);
        }
        Ok(())
    }
}
