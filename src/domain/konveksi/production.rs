//! The way of an order through the workshop, and the gates on it.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::konveksi::order::Order;

/// How far production is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Not begun.
    Waiting,
    /// In the workshop.
    InProgress,
    /// Made.
    Done,
    /// On its way to the customer.
    Shipped,
}

impl Step {
    /// Every step, in order.
    pub const ALL: [Self; 4] = [Self::Waiting, Self::InProgress, Self::Done, Self::Shipped];
}

/// What stands before a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// Nothing.
    Clear,
    /// Only a person's reason: production would go back.
    Back,
    /// The money, or the price, is not settled enough yet; a manager may override.
    Closed,
    /// Nothing opens it: the order is cancelled.
    Shut,
}

impl Order {
    /// What stands before production moving to `step`, which differs from the present one.
    #[must_use]
    pub fn gate(&self, step: Step) -> Gate {
        if self.cancelled.is_some() {
            return Gate::Shut;
        }
        if step < self.step {
            return Gate::Back;
        }
        let may_begin = self.price_confirmed && (self.dp_is_covered() || self.is_settled());
        let open = match step {
            Step::Waiting => true,
            Step::InProgress | Step::Done => self.step > Step::Waiting || may_begin,
            Step::Shipped => self.is_settled() && (self.step > Step::Waiting || may_begin),
        };
        if open { Gate::Clear } else { Gate::Closed }
    }
}
