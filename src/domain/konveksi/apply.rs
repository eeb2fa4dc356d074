//! What an event does to an order. Never refuses: it has already happened.

use crate::domain::ids::InvoiceId;
use crate::domain::konveksi::event::Event;
use crate::domain::konveksi::event::Fact;
use crate::domain::konveksi::event::Private;
use crate::domain::konveksi::invoice::Attempt;
use crate::domain::konveksi::invoice::AttemptState;
use crate::domain::konveksi::invoice::Invoice;
use crate::domain::konveksi::invoice::InvoiceStatus;
use crate::domain::konveksi::invoice::Kind;
use crate::domain::konveksi::order::Cancelled;
use crate::domain::konveksi::order::Customer;
use crate::domain::konveksi::order::Order;
use crate::domain::konveksi::order::Product;
use crate::domain::konveksi::payment::Payment;
use crate::domain::konveksi::payment::PaymentSource;
use crate::domain::konveksi::plan::Plan;
use crate::domain::konveksi::production::Step;
use crate::domain::konveksi::refund::Refund;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Timestamp;

impl Order {
    /// The order as a first event makes it.
    ///
    /// # Panics
    ///
    /// When the event does not begin an order: then it is no first event.
    #[must_use]
    pub fn begun_by(event: &Event) -> Self {
        let Some(Fact::Created {
            code,
            channel,
            product,
            quantity,
            price,
            terms,
            price_confirmed,
        }) = event.facts.first()
        else {
            panic!("the first fact of an order says that it was created")
        };
        let private = &event.private;
        let mut order = Self {
            id: event.order,
            code: code.clone(),
            version: 0,
            created_at: event.at,
            updated_at: event.at,
            customer: Customer {
                name: private.customer_name.clone().unwrap_or_default(),
                contact: private.contact.clone().unwrap_or_default(),
                channel: *channel,
            },
            product: Product {
                name: product.clone(),
                quantity: *quantity,
                design: None,
                notes: private.design_notes.clone().unwrap_or_default(),
            },
            price: *price,
            price_confirmed: *price_confirmed,
            terms: *terms,
            link_issued: false,
            dp_fixed: None,
            final_requested: false,
            final_handed_over: false,
            step: Step::Waiting,
            cancelled: None,
            deleted_at: None,
            forgiven: Rupiah::ZERO,
            fell_back: false,
            marks: Vec::new(),
            invoices: Vec::new(),
            payments: Vec::new(),
            refunds: Vec::new(),
            plans: Vec::new(),
        };
        order.take_in(event);
        order
    }

    /// Makes everything true that the event says.
    pub fn take_in(&mut self, event: &Event) {
        for fact in &event.facts {
            self.apply(fact, &event.private, event.at);
        }
        self.version = event.version;
        self.updated_at = event.at;
    }

    /// Makes one fact true. `private` holds the personal values of its event.
    pub(super) fn apply(&mut self, fact: &Fact, private: &Private, at: Timestamp) {
        match fact {
            Fact::Created { .. } | Fact::Noted | Fact::TaskRaised { .. } => {}
            Fact::CustomerRenamed => {
                self.customer.name = private.customer_name.clone().unwrap_or_default();
            }
            Fact::ContactChanged => {
                self.customer.contact = private.contact.clone().unwrap_or_default();
            }
            Fact::ChannelChanged(channel) => self.customer.channel = *channel,
            Fact::ProductRenamed(name) => self.product.name.clone_from(name),
            Fact::QuantityChanged(quantity) => self.product.quantity = *quantity,
            Fact::DesignNotesChanged => {
                self.product.notes = private.design_notes.clone().unwrap_or_default();
            }
            Fact::DesignChanged => self.product.design.clone_from(&private.design),
            Fact::Priced(price) => self.price = *price,
            Fact::PriceConfirmed => self.price_confirmed = true,
            Fact::TermsChanged(terms) => self.terms = *terms,
            Fact::DpFixed(amount) => self.dp_fixed = Some(*amount),
            Fact::DpReleased => self.dp_fixed = None,
            Fact::Marked(mark) => self.marks.push(*mark),
            Fact::Unmarked(mark) => self.marks.retain(|it| it != mark),
            Fact::LinkIssued => self.link_issued = true,
            Fact::FinalRequested => self.final_requested = true,
            Fact::FinalHandedOver => self.final_handed_over = true,
            Fact::Stepped { to, .. } => self.step = *to,
            Fact::Received(payment) => self.receive(payment, private),
            Fact::PaymentAnnotated { payment, method } => {
                let line = self.payments.iter_mut().find(|line| line.id == *payment);
                if let Some(line) = line {
                    replace(&mut line.method, method.as_ref());
                    replace(&mut line.contact, private.payment_contact.as_ref());
                    replace(&mut line.notes, private.payment_notes.as_ref());
                }
            }
            Fact::RefundRequested(refund) => {
                let reason = private.note.clone().unwrap_or_default();
                self.refunds.push(Refund {
                    reason,
                    ..(**refund).clone()
                });
            }
            Fact::RefundEnded { .. } => self.end_refund(fact, at),
            Fact::PlanMade {
                plan,
                instalments,
                equal,
            } => self.plans.push(Plan {
                id: *plan,
                created_at: at,
                instalments: instalments.clone(),
                equal: *equal,
                ended: false,
            }),
            Fact::PlanEnded(id) => {
                if let Some(plan) = self.plans.iter_mut().find(|plan| plan.id == *id) {
                    plan.ended = true;
                }
            }
            Fact::FellBack => self.fell_back = true,
            Fact::Cancelled { kept } => {
                self.cancelled = Some(Cancelled {
                    at,
                    kept: *kept,
                    paid_out: false,
                });
            }
            Fact::Restored => self.cancelled = None,
            Fact::Deleted => self.deleted_at = Some(at),
            Fact::Undeleted => self.deleted_at = None,
            Fact::InvoiceIssued { .. } => self.issue(fact, private, at),
            Fact::InvoiceRepriced { invoice, .. }
            | Fact::CreditUsed { invoice, .. }
            | Fact::InvoiceClosed { invoice, .. }
            | Fact::InvoiceReopened { invoice, .. }
            | Fact::InvoiceHandedOver(invoice)
            | Fact::InvoiceEdited { invoice, .. }
            | Fact::AnnouncementWanted { invoice, .. }
            | Fact::MessageOwed { invoice, .. }
            | Fact::InvoiceOverdue(invoice)
            | Fact::AttemptOpening { invoice, .. }
            | Fact::AttemptOpened { invoice, .. }
            | Fact::AttemptClosed { invoice, .. } => self.with_invoice(*invoice, fact, at),
        }
        if self.is_settled() {
            self.fell_back = false;
        }
    }

    fn end_refund(&mut self, fact: &Fact, at: Timestamp) {
        let Fact::RefundEnded {
            refund,
            state,
            provider_id,
            of_credit,
            forgiven,
            unkept,
        } = fact
        else {
            return;
        };
        let line = self.refunds.iter_mut().find(|line| line.id == *refund);
        if let Some(line) = line {
            line.state = *state;
            line.of_credit = *of_credit;
            line.closed_at = Some(at);
            line.provider_id = provider_id.clone().or_else(|| line.provider_id.take());
        }
        self.forgiven += *forgiven;
        if let Some(cancelled) = &mut self.cancelled {
            cancelled.kept = (cancelled.kept - *unkept).or_nothing();
            cancelled.paid_out |= state.has_left();
        }
    }

    fn issue(&mut self, fact: &Fact, private: &Private, at: Timestamp) {
        let Fact::InvoiceIssued {
            invoice,
            code,
            kind,
            amount,
            credit_used,
            share,
            channel,
            expires_at,
            due_at,
        } = fact
        else {
            return;
        };
        let description = match kind {
            Kind::Instalment { number, .. } => private
                .descriptions
                .get(usize::from(*number) - 1)
                .cloned()
                .unwrap_or_default(),
            _ => String::new(),
        };
        self.invoices.push(Invoice {
            id: *invoice,
            code: code.clone(),
            kind: *kind,
            amount: *amount,
            credit_used: *credit_used,
            allocated: Rupiah::ZERO,
            share: *share,
            channel: *channel,
            created_at: at,
            expires_at: *expires_at,
            due_at: *due_at,
            description,
            overdue: false,
            handed_over: false,
            announce: None,
            messaged_at: None,
            closed: None,
            paid_at: None,
            attempts: Vec::new(),
        });
    }

    fn receive(&mut self, payment: &Payment, private: &Private) {
        for part in &payment.allocations {
            if let Some(invoice) = self.invoices.iter_mut().find(|it| it.id == part.invoice) {
                invoice.allocated += part.amount;
                invoice.date_payment(payment.paid_at);
            }
        }
        if let Some(cancelled) = &mut self.cancelled {
            cancelled.paid_out |=
                payment.source == PaymentSource::Credit && payment.amount < Rupiah::ZERO;
        }
        let reverses = payment.reverses.is_some();
        let contact = private.payment_contact.clone().unwrap_or_default();
        let notes = private.payment_notes.clone().unwrap_or_default();
        self.payments.push(Payment {
            contact,
            notes,
            ..payment.clone()
        });
        let net_paid = self.net_paid().or_nothing();
        if let Some(cancelled) = self.cancelled.as_mut().filter(|_| reverses) {
            // Money that never came cannot be kept.
            cancelled.kept = cancelled.kept.min(net_paid);
        }
    }

    fn with_invoice(&mut self, id: InvoiceId, fact: &Fact, at: Timestamp) {
        if let Some(invoice) = self.invoices.iter_mut().find(|invoice| invoice.id == id) {
            invoice.apply(fact, at);
        }
    }
}

impl Invoice {
    fn apply(&mut self, fact: &Fact, at: Timestamp) {
        match fact {
            Fact::InvoiceRepriced { amount, .. } => {
                self.amount = *amount;
                self.date_payment(at);
            }
            Fact::CreditUsed { amount, .. } => self.credit_used = *amount,
            Fact::InvoiceClosed { how, .. } => self.closed = Some(*how),
            Fact::InvoiceReopened { expires_at, .. } => {
                self.closed = None;
                self.expires_at = *expires_at;
                self.announce = None;
            }
            Fact::InvoiceEdited {
                channel,
                expires_at,
                handed_over,
                ..
            } => {
                self.channel = channel.unwrap_or(self.channel);
                self.expires_at = expires_at.or(self.expires_at);
                self.handed_over = handed_over.unwrap_or(self.handed_over);
            }
            Fact::AnnouncementWanted { announcement, .. } => {
                self.announce = Some(announcement.clone());
            }
            Fact::MessageOwed { .. } => {
                self.announce = None;
                self.messaged_at = Some(at);
            }
            Fact::InvoiceHandedOver(_) => self.handed_over = true,
            Fact::InvoiceOverdue(_) => self.overdue = true,
            Fact::AttemptOpening {
                attempt,
                amount,
                expires_at,
                ..
            } => {
                self.attempts.push(Attempt {
                    id: *attempt,
                    amount: *amount,
                    state: AttemptState::Opening,
                    provider_id: None,
                    url: None,
                    created_at: at,
                    expires_at: *expires_at,
                    closed_at: None,
                });
            }
            Fact::AttemptOpened {
                attempt,
                provider_id,
                url,
                ..
            } => {
                if let Some(attempt) = self.attempts.iter_mut().find(|it| it.id == *attempt) {
                    attempt.provider_id = Some(provider_id.clone());
                    attempt.url = Some(url.clone());
                    if attempt.state == AttemptState::Opening {
                        attempt.state = AttemptState::Open;
                    }
                }
            }
            Fact::AttemptClosed { attempt, state, .. } => {
                if let Some(attempt) = self.attempts.iter_mut().find(|it| it.id == *attempt) {
                    attempt.state = *state;
                    attempt.closed_at = Some(at);
                }
            }
            _ => {}
        }
    }

    /// Notes when it was paid whole, and forgets it when it no longer is.
    fn date_payment(&mut self, at: Timestamp) {
        match self.status() {
            InvoiceStatus::Paid => self.paid_at = self.paid_at.or(Some(at)),
            _ => self.paid_at = None,
        }
    }
}

fn replace(text: &mut String, with: Option<&String>) {
    if let Some(with) = with {
        text.clone_from(with);
    }
}
