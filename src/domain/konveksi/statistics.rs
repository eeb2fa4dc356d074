//! The numbers of the dashboard, folded out of what each order adds to them.
//!
//! Nothing is ever counted again: an order that changes takes its old share away and adds
//! its new one. What depends on the day is only read from the sums, so that midnight and
//! the first of a month need nobody to notice them.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::domain::konveksi::order::Order;
use crate::domain::konveksi::status::Status;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::BusinessZone;
use crate::domain::time::Month;
use crate::domain::time::Timestamp;

/// Months of the revenue chart, the present one included.
pub const CHART_MONTHS: i32 = 12;

/// What one order adds to the numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// Its status.
    pub status: Status,
    /// When it was made.
    pub made_at: Timestamp,
    /// What was paid and when, then what went back, as less than nothing, at the instant
    /// at which what it gives back was paid.
    pub money: Vec<(Timestamp, Rupiah)>,
}

impl Share {
    /// What an order adds; nothing when it is deleted.
    #[must_use]
    pub fn of(order: &Order) -> Option<Self> {
        if order.deleted_at.is_some() {
            return None;
        }
        let payments = order.payments.iter().map(|it| (it.paid_at, it.amount));
        let left = order.refunds.iter().filter(|it| it.state.has_left());
        let refunds = left.map(|it| (order.revenue_time(it), -it.amount));
        Some(Self {
            status: order.status(),
            made_at: order.created_at,
            money: payments.chain(refunds).collect(),
        })
    }
}

/// The sums over the shares of all orders.
///
/// Two that were added to in different ways are equal when they hold the same shares.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    zone: BusinessZone,
    by_status: [i64; Status::ALL.len()],
    /// Orders by the business day on which they were made.
    made: BTreeMap<Date, i64>,
    /// Payments less refunds by business month.
    revenue: BTreeMap<Month, Rupiah>,
}

impl Tally {
    /// Sums over no orders, by the days of that zone.
    #[must_use]
    pub fn new(zone: BusinessZone) -> Self {
        Self {
            zone,
            ..Self::default()
        }
    }

    /// Sums over no orders, by the same days.
    #[must_use]
    pub fn emptied(&self) -> Self {
        Self::new(self.zone.clone())
    }

    /// Puts the new share of an order in the place of its old one.
    pub fn replace(&mut self, old: Option<&Share>, new: Option<&Share>) {
        if old == new {
            return;
        }
        if let Some(old) = old {
            self.count(old, -1);
        }
        if let Some(new) = new {
            self.count(new, 1);
        }
    }

    fn count(&mut self, share: &Share, sign: i64) {
        self.by_status[share.status as usize] += sign;
        let made = self.made.entry(self.zone.day(share.made_at)).or_default();
        *made += sign;
        if *made == 0 {
            self.made.remove(&self.zone.day(share.made_at));
        }
        for (at, amount) in &share.money {
            let month = Month::of(self.zone.day(*at));
            let revenue = self.revenue.entry(month).or_default();
            *revenue += Rupiah(amount.0 * sign);
            if revenue.is_nothing() {
                self.revenue.remove(&month);
            }
        }
    }

    /// The numbers as they read at an instant.
    #[must_use]
    pub fn figures(&self, now: Timestamp) -> Figures {
        let today = self.zone.day(now);
        let month = Month::of(today);
        let of_month = |month| self.revenue.get(&month).copied().unwrap_or_default();
        let made_in = |month: Month| self.made.range(month.days_to(today.day()));
        let count = |month: Month| made_in(month).map(|(_, count)| count).sum();
        let chart = (0..CHART_MONTHS).rev().map(|back| month.before(back));
        Figures {
            orders: self.by_status.iter().sum(),
            by_status: self.by_status,
            revenue: self.revenue.values().copied().sum(),
            growth: Growth::of(count(month), count(month.before(1))),
            chart: chart.map(|month| (month, of_month(month))).collect(),
        }
    }
}

impl PartialEq for Tally {
    fn eq(&self, other: &Self) -> bool {
        let same_counts = self.by_status == other.by_status && self.made == other.made;
        same_counts && self.revenue == other.revenue
    }
}

/// The numbers at an instant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// Orders that are not deleted.
    pub orders: i64,
    /// The same by status, in the order of [`Status::ALL`].
    pub by_status: [i64; Status::ALL.len()],
    /// Payments less refunds.
    pub revenue: Rupiah,
    /// Orders of this month against those of the last.
    pub growth: Growth,
    /// Payments less refunds of the last [`CHART_MONTHS`] months, the oldest first.
    pub chart: Vec<(Month, Rupiah)>,
}

impl Figures {
    /// The orders of a status.
    #[must_use]
    pub const fn of(&self, status: Status) -> i64 {
        self.by_status[status as usize]
    }

    /// Orders that wait for their first money.
    #[must_use]
    pub const fn pending(&self) -> i64 {
        self.of(Status::AwaitingLink) + self.of(Status::LinkIssued)
    }
}

/// How much more there is than before, in tenths of a percent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Growth(pub i32);

impl Growth {
    /// From `before` to `now`, halves rounded away from nothing. From nothing to something
    /// counts as doubled.
    #[must_use]
    pub fn of(now: i64, before: i64) -> Self {
        let tenths = match (now, before) {
            (..=0, ..=0) => 0,
            (_, ..=0) => 1_000,
            (now, before) => {
                let twice = (now - before) * 2_000;
                (twice + twice.signum() * before) / (before * 2)
            }
        };
        Self(i32::try_from(tenths).unwrap_or(i32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growth_is_in_tenths_of_a_percent() {
        for (now, before, tenths) in [
            (0, 0, 0),
            (3, 0, 1_000),
            (0, 3, -1_000),
            (5, 5, 0),
            (4, 3, 333),
            (5, 3, 667),
            (1, 3, -667),
            (231, 200, 155),
            (300_000, 1, 299_999_000),
            (i64::from(i32::MAX), 1, i32::MAX),
        ] {
            assert_eq!(Growth::of(now, before), Growth(tenths), "{before} to {now}");
        }
    }
}
