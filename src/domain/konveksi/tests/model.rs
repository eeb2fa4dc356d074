//! The contract's table, told a second time: by what was seen, not by what was stored.
//!
//! Shares no arithmetic with the code it judges. Words follow from the events' own
//! wording and from sums over the ledger's lines.

use crate::domain::ids::InvoiceId;
use crate::domain::konveksi::Event;
use crate::domain::konveksi::Fact;
use crate::domain::konveksi::Order;
use crate::domain::konveksi::Status;
use crate::domain::konveksi::event::Task;
use crate::domain::konveksi::invoice::Kind;
use crate::domain::konveksi::order::Terms;
use crate::domain::konveksi::refund::RefundState;

/// What somebody remembers who only reads the history.
#[expect(
    clippy::struct_excessive_bools,
    reason = "one for each line of the table"
)]
#[derive(Debug, Clone, Default)]
pub(super) struct Model {
    link_issued: bool,
    final_requested: bool,
    handed_over: bool,
    pub(super) cancelled: bool,
    pub(super) confirmed: bool,
    price: i64,
    /// The share of the price that is the down payment, in hundredths of a percent.
    share: i128,
    forgiven: i64,
    dp_frozen: Option<i64>,
    /// Whether the provider ever paid money back on its own, past our own limits.
    pub(super) refund_seen: bool,
}

impl Model {
    /// Reads one more event, which left the order's lines as `after` has them.
    pub(super) fn read(&mut self, event: &Event, after: &Order) {
        for fact in &event.facts {
            self.note(fact, after);
        }
        let any_money = lines_in(after) > 0;
        if !any_money && !self.cancelled {
            self.dp_frozen = None;
        } else if self.dp_frozen.is_none() && self.confirmed && !self.cancelled {
            self.dp_frozen = Some(self.share_of_the_price());
        }
    }

    fn note(&mut self, fact: &Fact, after: &Order) {
        match fact {
            Fact::Created {
                price,
                terms,
                price_confirmed,
                ..
            } => {
                self.price = price.0;
                self.share = share(*terms);
                self.confirmed = *price_confirmed;
            }
            Fact::Priced(price) => self.price = price.0,
            Fact::PriceConfirmed => self.confirmed = true,
            Fact::TermsChanged(terms) => self.share = share(*terms),
            Fact::InvoiceIssued { kind, .. } => {
                self.link_issued = true;
                self.final_requested |= *kind == Kind::Final;
            }
            Fact::InvoiceHandedOver(id) => {
                let invoice = after.invoices.iter().find(|it| it.id == *id).unwrap();
                self.handed_over |= invoice.kind == Kind::Final;
            }
            Fact::Cancelled { .. } => self.cancelled = true,
            Fact::Restored => self.cancelled = false,
            Fact::RefundEnded { forgiven, .. } => self.forgiven += forgiven.0,
            Fact::TaskRaised {
                task: Task::RefundSeen,
                ..
            } => self.refund_seen = true,
            _ => {}
        }
    }

    fn share_of_the_price(&self) -> i64 {
        let exact = i128::from(self.price) * self.share;
        let up = i128::from(exact % 10_000 != 0);
        i64::try_from(exact / 10_000 + up).unwrap()
    }

    pub(super) fn owed(&self) -> i64 {
        (self.price - self.forgiven).max(0)
    }

    pub(super) fn dp_due(&self) -> i64 {
        let due = self.dp_frozen.unwrap_or_else(|| self.share_of_the_price());
        (due - self.forgiven).clamp(0, self.owed())
    }

    /// Line 5 of the table.
    pub(super) fn dp_covered(&self, order: &Order) -> bool {
        let net = net(order);
        let first_paid = order.plans.iter().any(|plan| {
            let first = order
                .invoices
                .iter()
                .find(|it| it.id == plan.instalments[0]);
            let first = first.unwrap();
            let given: i64 = given_to(order, first.id);
            first.amount.0 > 0 && given >= first.amount.0 && net + self.forgiven >= first.amount.0
        });
        first_paid || (net > 0 && net >= self.dp_due())
    }

    pub(super) fn settled(&self, order: &Order) -> bool {
        net(order) >= self.owed()
    }

    /// The first line of the table that is true.
    pub(super) fn word(&self, order: &Order) -> Status {
        let table = [
            (self.cancelled, Status::Cancelled),
            (self.settled(order), Status::Settled),
            (self.handed_over, Status::AwaitingFinal),
            (self.final_requested, Status::FinalRequested),
            (self.dp_covered(order), Status::DpPaid),
            (self.link_issued, Status::LinkIssued),
            (true, Status::AwaitingLink),
        ];
        let line = table.into_iter().find(|(is_true, _)| *is_true);
        line.unwrap().1
    }
}

fn share(terms: Terms) -> i128 {
    match terms {
        Terms::Dp(share) => i128::from(share.0),
        Terms::Full => 10_000,
    }
}

/// Σ of what came in, reversals and moved credits included.
pub(super) fn lines_in(order: &Order) -> i64 {
    order.payments.iter().map(|line| line.amount.0).sum()
}

/// Σ of what is back with customers.
pub(super) fn lines_out(order: &Order) -> i64 {
    let gone = |state| matches!(state, RefundState::Succeeded | RefundState::Manual);
    let left = order.refunds.iter().filter(|line| gone(line.state));
    left.map(|line| line.amount.0).sum()
}

pub(super) fn net(order: &Order) -> i64 {
    lines_in(order) - lines_out(order)
}

/// Σ of what payments gave to an invoice.
pub(super) fn given_to(order: &Order, invoice: InvoiceId) -> i64 {
    let parts = order.payments.iter().flat_map(|line| &line.allocations);
    let its = parts.filter(|part| part.invoice == invoice);
    its.map(|part| part.amount.0).sum()
}
