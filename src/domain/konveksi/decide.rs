//! What may happen to an order next.
//!
//! A decision is drafted: each rule adds the facts it wants to a copy of the order, so
//! that the next rule sees them, and a rule that refuses throws the whole draft away.
//! At the end the draft is [balanced](balance): open invoices are made to ask for
//! exactly what is still to be paid.

mod attempt;
mod balance;
mod cancel;
mod create;
mod credit;
mod edit;
mod link;
mod pay;
mod plan;
mod refund;
mod send;
mod transition;

use crate::domain::aggregate::Aggregate;
use crate::domain::ids::Fresh;
use crate::domain::ids::InvoiceId;
use crate::domain::ids::OrderId;
use crate::domain::konveksi::command::Action;
use crate::domain::konveksi::command::Command;
use crate::domain::konveksi::command::Edit;
use crate::domain::konveksi::event::Event;
use crate::domain::konveksi::event::Fact;
use crate::domain::konveksi::event::Private;
use crate::domain::konveksi::event::Task;
use crate::domain::konveksi::order::Order;
use crate::domain::konveksi::refusal::Refusal;
use crate::domain::media::FileEdit;
use crate::domain::role::By;
use crate::domain::role::Role;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Timestamp;

impl Aggregate for Order {
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn decide(now: Option<&Self>, command: &Command) -> Result<Option<Event>, Refusal> {
        permit(command.by, &command.action)?;
        let order = match (now, &command.action) {
            (None, Action::Create(new)) => return create::create(command, new).map(Some),
            (Some(_), Action::Create(_)) => return Err(Refusal::Exists),
            (None, _) => return Err(Refusal::NotFound),
            (Some(order), _) => order,
        };
        if order.deleted_at.is_some() && !reaches_the_deleted(&command.action) {
            return Err(Refusal::NotFound);
        }
        if command
            .expected
            .is_some_and(|expected| expected != order.version)
        {
            return Err(Refusal::Stale(order.version));
        }
        let mut draft = Draft::of(order, command);
        draft
            .take(&command.action)
            .map_err(|refusal| Draft::of(order, command).explain(refusal))?;
        Ok(draft.finish())
    }

    fn after(now: Option<&Self>, event: &Event) -> Self {
        match now {
            None => Self::begun_by(event),
            Some(order) => {
                let mut next = order.clone();
                next.take_in(event);
                next
            }
        }
    }
}

/// What each role may ask, whatever the order looks like.
fn permit(by: By, action: &Action) -> Result<(), Refusal> {
    let allowed = match action {
        Action::Note(_) => by.works(),
        Action::Edit(edit) if by.role == Some(Role::Production) => only_moves_production(edit),
        _ => by.manages(),
    };
    if allowed {
        Ok(())
    } else {
        Err(Refusal::Forbidden)
    }
}

fn only_moves_production(edit: &Edit) -> bool {
    let Edit {
        customer_name: None,
        contact: None,
        channel: None,
        product_name: None,
        quantity: None,
        price: None,
        price_confirmed: false,
        terms: None,
        design_notes: None,
        design: FileEdit::Keep,
        status: None,
        money: None,
        production: _,
        notes: _,
    } = edit
    else {
        return false;
    };
    true
}

/// What the provider says about money is heard even when the order is gone.
fn reaches_the_deleted(action: &Action) -> bool {
    match action {
        Action::Receive(receipt) => !receipt.source.is_by_hand(),
        Action::AttemptOpened { .. }
        | Action::AttemptFailed(_)
        | Action::AttemptExpired(_)
        | Action::RefundEnded { .. }
        | Action::RefundSeen { .. } => true,
        _ => false,
    }
}

/// The order as a decision left its draft, to be held against what its event makes of it.
#[cfg(test)]
pub(super) fn drafted(order: &Order, command: &Command) -> Result<Order, Refusal> {
    let mut draft = Draft::of(order, command);
    draft.take(&command.action)?;
    draft.complete();
    Ok(draft.order)
}

/// A decision in the making: the order as the facts so far leave it.
#[derive(Debug, Clone)]
struct Draft {
    order: Order,
    was_settled: bool,
    facts: Vec<Fact>,
    private: Private,
    at: Timestamp,
    by: By,
    fresh: Fresh,
}

impl Draft {
    fn of(order: &Order, command: &Command) -> Self {
        Self {
            order: order.clone(),
            was_settled: order.is_settled(),
            facts: Vec::new(),
            private: Private::default(),
            at: command.at,
            by: command.by,
            fresh: command.fresh,
        }
    }

    fn take(&mut self, action: &Action) -> Result<(), Refusal> {
        match action {
            Action::Create(_) => Err(Refusal::Exists),
            Action::Edit(edit) => self.edit(edit),
            Action::Note(text) => {
                self.note(text);
                Ok(())
            }
            Action::SetMark(mark, on) => {
                match (self.order.marks.contains(mark), on) {
                    (false, true) => self.push(Fact::Marked(*mark)),
                    (true, false) => self.push(Fact::Unmarked(*mark)),
                    _ => {}
                }
                Ok(())
            }
            Action::IssueLink(request) => self.issue_link(*request),
            Action::RequestFinal => self.request_final(None),
            Action::Regenerate(invoice) => self.regenerate(*invoice),
            Action::HandOver(invoice) => self.hand_over(*invoice),
            Action::Send(request) => self.send(request),
            Action::EditInvoice(edit) => self.edit_invoice(*edit),
            Action::CancelInvoice(invoice) => self.cancel_invoice(*invoice),
            Action::ExpireDue => {
                self.expire_due();
                Ok(())
            }
            Action::AttemptOpened {
                attempt,
                provider_id,
                url,
            } => self.attempt_opened(*attempt, provider_id, url),
            Action::AttemptFailed(attempt) => self.attempt_failed(*attempt),
            Action::AttemptExpired(attempt) => self.attempt_expired(*attempt),
            Action::MarkOverdue => {
                self.mark_overdue();
                Ok(())
            }
            Action::Receive(receipt) => self.receive(receipt),
            Action::Reverse { payment, reason } => self.reverse(*payment, reason),
            Action::Annotate(remarks) => self.annotate(remarks),
            Action::Refund(request) => self.refund(request),
            Action::RefundEnded {
                refund,
                succeeded,
                provider_id,
            } => self.refund_ended(*refund, *succeeded, provider_id.as_deref()),
            Action::RefundSeen {
                payment,
                amount,
                provider_id,
            } => self.refund_seen(*payment, *amount, provider_id),
            Action::MakePlan(instalments) => self.make_plan(instalments, false),
            Action::MakeEqualPlan(dues) => self.make_equal_plan(dues),
            Action::EndPlan(plan) => self.end_plan(*plan),
            Action::GiveCredit { to, amount, reason } => self.give_credit(*to, *amount, reason),
            Action::TakeCredit {
                from,
                amount,
                reason,
            } => self.take_credit(*from, *amount, reason),
            Action::Cancel { money, reason } => self.cancel(*money, reason),
            Action::Restore { notes } => self.restore(notes),
            Action::Delete => self.delete(),
        }
    }

    /// Makes a fact true in the draft and part of the event.
    fn push(&mut self, fact: Fact) {
        self.order.apply(&fact, &self.private, self.at);
        self.facts.push(fact);
    }

    /// Keeps a remark, unless there is none.
    fn note(&mut self, text: &str) {
        if !text.is_empty() {
            self.private.note = Some(text.to_owned());
            self.push(Fact::Noted);
        }
    }

    fn task(&mut self, task: Task, invoice: Option<InvoiceId>, amount: Rupiah) {
        self.push(Fact::TaskRaised {
            task,
            invoice,
            amount,
            excess: None,
        });
    }

    /// Balances the draft; what is left of it is the event, if anything is.
    fn finish(mut self) -> Option<Event> {
        if self.facts.is_empty() {
            return None;
        }
        self.complete();
        Some(Event {
            order: self.order_id(),
            version: self.order.version + 1,
            at: self.at,
            by: self.by,
            facts: self.facts,
            private: self.private,
        })
    }

    /// Adds what follows from the facts so far.
    fn complete(&mut self) {
        self.balance();
        if self.was_settled && !self.order.is_settled() && self.order.cancelled.is_none() {
            self.push(Fact::FellBack);
        }
    }

    const fn order_id(&self) -> OrderId {
        self.order.id
    }
}
