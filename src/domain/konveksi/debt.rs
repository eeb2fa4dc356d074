//! What a change makes us owe the outside world.

use crate::domain::ids::AttemptId;
use crate::domain::ids::InvoiceId;
use crate::domain::ids::RefundId;
use crate::domain::konveksi::event::Event;
use crate::domain::konveksi::event::Fact;
use crate::domain::konveksi::invoice::AttemptState;
use crate::domain::konveksi::order::Order;
use crate::domain::konveksi::refund::RefundState;
use crate::domain::time::Timestamp;

/// A call a provider is owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Debt {
    /// To open a payment page, as long as it could still be paid.
    OpenAttempt {
        /// For which invoice.
        invoice: InvoiceId,
        /// Under which id of ours.
        attempt: AttemptId,
        /// Of no use after this.
        until: Timestamp,
    },
    /// To end a payment page.
    ExpireAttempt {
        /// Of which invoice.
        invoice: InvoiceId,
        /// Which.
        attempt: AttemptId,
    },
    /// To pay money back.
    PayRefund(RefundId),
}

/// What `event`, which left the order as `after`, makes us owe, in order.
#[must_use]
pub fn owed_for(event: &Event, after: &Order) -> Vec<Debt> {
    event
        .facts
        .iter()
        .filter_map(|fact| debt_of(fact, after))
        .collect()
}

fn debt_of(fact: &Fact, after: &Order) -> Option<Debt> {
    match fact {
        Fact::AttemptOpening {
            invoice,
            attempt,
            expires_at,
            ..
        } => Some(Debt::OpenAttempt {
            invoice: *invoice,
            attempt: *attempt,
            until: *expires_at,
        }),
        Fact::AttemptClosed {
            invoice,
            attempt,
            known: false,
            ..
        } => Some(Debt::ExpireAttempt {
            invoice: *invoice,
            attempt: *attempt,
        }),
        // A page that opened after it was no longer wanted.
        Fact::AttemptOpened {
            invoice, attempt, ..
        } => {
            let state = after.invoice(*invoice)?.attempt(*attempt)?.state;
            let unwanted = matches!(state, AttemptState::Superseded | AttemptState::Expired);
            unwanted.then_some(Debt::ExpireAttempt {
                invoice: *invoice,
                attempt: *attempt,
            })
        }
        Fact::RefundRequested(refund) if refund.state == RefundState::Pending => {
            Some(Debt::PayRefund(refund.id))
        }
        _ => None,
    }
}
