//! What a change makes us owe the outside world.

use crate::domain::ids::AttemptId;
use crate::domain::ids::InvoiceId;
use crate::domain::ids::RefundId;
use crate::domain::konveksi::event::Event;
use crate::domain::konveksi::event::Fact;
use crate::domain::konveksi::invoice::AttemptState;
use crate::domain::konveksi::message::Announcement;
use crate::domain::konveksi::order::Order;
use crate::domain::konveksi::refund::Refund;
use crate::domain::time::Span;
use crate::domain::time::Timestamp;

/// A call a provider is owed.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// To send the customer an invoice's link.
    SendMessage {
        /// About which invoice.
        invoice: InvoiceId,
        /// Which message.
        announcement: Announcement,
        /// Of no use after this.
        until: Timestamp,
    },
}

/// How long news of an invoice stays news: nothing older goes out.
const NEWS: Span = Span::hours(24);

/// What `event`, which left the order as `after`, makes us owe, in order.
#[must_use]
pub fn owed_for(event: &Event, after: &Order) -> Vec<Debt> {
    event
        .facts
        .iter()
        .filter_map(|fact| debt_of(fact, event, after))
        .collect()
}

fn debt_of(fact: &Fact, event: &Event, after: &Order) -> Option<Debt> {
    let state = |invoice: InvoiceId, attempt: AttemptId| {
        let attempt = after.invoice(invoice)?.attempt(attempt)?;
        Some(attempt.state)
    };
    match fact {
        // A page that gave way to another within one change is never asked for.
        Fact::AttemptOpening {
            invoice,
            attempt,
            expires_at,
            ..
        } if state(*invoice, *attempt)?.is_open() => Some(Debt::OpenAttempt {
            invoice: *invoice,
            attempt: *attempt,
            until: *expires_at,
        }),
        Fact::AttemptClosed {
            invoice,
            attempt,
            known: false,
            ..
        } if !is_opening(event, *attempt) => Some(Debt::ExpireAttempt {
            invoice: *invoice,
            attempt: *attempt,
        }),
        // A page that opened after it was no longer wanted, or after we thought it refused.
        Fact::AttemptOpened {
            invoice, attempt, ..
        } => {
            let unwanted = matches!(
                state(*invoice, *attempt)?,
                AttemptState::Superseded | AttemptState::Expired | AttemptState::Failed
            );
            unwanted.then_some(Debt::ExpireAttempt {
                invoice: *invoice,
                attempt: *attempt,
            })
        }
        Fact::MessageOwed {
            invoice,
            announcement,
        } => {
            let news = event.at + NEWS;
            let ends = after.invoice(*invoice)?.expires_at;
            Some(Debt::SendMessage {
                invoice: *invoice,
                announcement: announcement.clone(),
                until: ends.map_or(news, |ends| ends.min(news)),
            })
        }
        // One made by hand, or seen at the provider, has left in the same change.
        Fact::RefundRequested(refund) => {
            let pending = |it: &Refund| it.id == refund.id && it.state.is_pending();
            after
                .refunds
                .iter()
                .any(pending)
                .then_some(Debt::PayRefund(refund.id))
        }
        _ => None,
    }
}

fn is_opening(event: &Event, page: AttemptId) -> bool {
    let opens =
        |fact: &Fact| matches!(fact, Fact::AttemptOpening { attempt, .. } if *attempt == page);
    event.facts.iter().any(opens)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::konveksi::Action;
    use crate::domain::konveksi::command::LinkRequest;
    use crate::domain::konveksi::command::MoneyDecision;
    use crate::domain::konveksi::command::RefundRequest;
    use crate::domain::konveksi::refund::RefundMethod;
    use crate::domain::konveksi::refund::Settles;
    use crate::domain::konveksi::tests::kit::HALF;
    use crate::domain::konveksi::tests::kit::Trial;
    use crate::domain::konveksi::tests::kit::an_order;

    /// What the last change of an order made us owe.
    fn owed(trial: &Trial) -> Vec<Debt> {
        owed_for(trial.events.last().unwrap(), &trial.order)
    }

    fn open(trial: &Trial, place: usize) -> Debt {
        let invoice = trial.last_invoice();
        Debt::OpenAttempt {
            invoice: invoice.id,
            attempt: invoice.attempts[place].id,
            until: invoice.attempts[place].expires_at,
        }
    }

    fn end(trial: &Trial, place: usize) -> Debt {
        let invoice = trial.last_invoice();
        Debt::ExpireAttempt {
            invoice: invoice.id,
            attempt: invoice.attempts[place].id,
        }
    }

    fn opened(trial: &Trial) -> Action {
        Action::AttemptOpened {
            attempt: trial.last_invoice().attempts[0].id,
            provider_id: "page-1".to_owned(),
            url: "https://pay.example/1".to_owned(),
        }
    }

    fn refund(trial: &Trial, method: RefundMethod) -> Action {
        Action::Refund(Box::new(RefundRequest {
            payment: trial.last_payment().id,
            amount: HALF,
            method,
            settles: Settles::Debt,
            reason: String::new(),
        }))
    }

    #[test]
    fn a_link_owes_its_page() {
        let order = an_order().with_link();

        assert_eq!(owed(&order), [open(&order, 0)]);
    }

    #[test]
    fn a_new_page_owes_the_end_of_the_old_one() {
        let mut order = an_order().with_link();
        let id = order.last_invoice().id;

        order.does(Action::Regenerate(id));

        assert_eq!(owed(&order), [end(&order, 0), open(&order, 1)]);
    }

    #[test]
    fn what_the_provider_said_is_not_told_to_it() {
        let mut order = an_order();
        order.does(Action::IssueLink(LinkRequest {
            quiet: true,
            ..LinkRequest::default()
        }));
        order.does(opened(&order));
        assert_eq!(owed(&order), []);

        order.pays(HALF);

        assert_eq!(owed(&order), []);
    }

    #[test]
    fn a_page_that_opens_too_late_is_ended() {
        let mut order = an_order().with_link().cancelled(MoneyDecision::Keep);
        assert_eq!(owed(&order), [end(&order, 0)]);

        order.does(opened(&order));

        assert_eq!(owed(&order), [end(&order, 0)]);
    }

    #[test]
    fn a_page_that_opens_after_it_was_refused_is_ended() {
        let mut order = an_order().with_link();
        let page = order.last_invoice().attempts[0].id;
        order.does(Action::AttemptFailed(page));
        assert_eq!(owed(&order), []);

        order.does(opened(&order));

        assert_eq!(owed(&order), [end(&order, 0)]);
    }

    #[test]
    fn only_a_refund_through_the_provider_owes_a_transfer() {
        let mut order = an_order().with_dp_paid();
        order.does(refund(&order, RefundMethod::Original));
        assert_eq!(owed(&order), [Debt::PayRefund(order.refunds[0].id)]);

        let mut order = an_order().with_dp_paid();
        order.does(refund(&order, RefundMethod::Cash));
        assert_eq!(owed(&order), []);
    }

    #[test]
    fn a_refund_seen_at_the_provider_is_not_paid_again() {
        let mut order = an_order().with_dp_paid();

        order.does(Action::RefundSeen {
            payment: order.last_payment().id,
            amount: HALF,
            provider_id: "rfd-1".to_owned(),
        });

        assert_eq!(owed(&order), []);
    }
}
