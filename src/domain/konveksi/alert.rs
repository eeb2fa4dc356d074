//! What of a change a person should see to.

use crate::domain::ids::InvoiceId;
use crate::domain::konveksi::event::Event;
use crate::domain::konveksi::event::Fact;
use crate::domain::konveksi::event::Task;
use crate::domain::konveksi::invoice::AttemptState;
use crate::domain::rupiah::Rupiah;

/// Something unusual about an order's money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alert {
    /// What.
    pub kind: AlertKind,
    /// About which invoice.
    pub invoice: Option<InvoiceId>,
    /// How much; nothing where no amount is meant.
    pub amount: Rupiah,
    /// How much of it the whole order does not owe, where more came than was asked for: that
    /// may go back, the rest is for its next invoice.
    pub excess: Option<Rupiah>,
}

/// What is unusual.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AlertKind {
    /// What a decision raised.
    Task(Task),
    /// The provider refused to make a page.
    PageRefused,
}

impl AlertKind {
    /// Whether telling it a second time says nothing new.
    #[must_use]
    pub const fn repeats(self) -> bool {
        matches!(self, Self::Task(Task::Mismatch) | Self::PageRefused)
    }
}

/// What `event` makes worth a person's look, in order.
#[must_use]
pub fn alerts_for(event: &Event) -> Vec<Alert> {
    event.facts.iter().filter_map(alert_of).collect()
}

const fn alert_of(fact: &Fact) -> Option<Alert> {
    match fact {
        Fact::TaskRaised {
            task,
            invoice,
            amount,
            excess,
        } => Some(Alert {
            kind: AlertKind::Task(*task),
            invoice: *invoice,
            amount: *amount,
            excess: *excess,
        }),
        Fact::AttemptClosed {
            invoice,
            state: AttemptState::Failed,
            ..
        } => Some(Alert {
            kind: AlertKind::PageRefused,
            invoice: Some(*invoice),
            amount: Rupiah::ZERO,
            excess: None,
        }),
        _ => None,
    }
}
