//! What an event amounts to, one sentence each.

mod sentence;

use std::fmt::Display;

use crate::domain::ids::InvoiceId;
use crate::domain::konveksi::command::ProductionTarget;
use crate::domain::konveksi::event::Event;
use crate::domain::konveksi::event::Fact;
use crate::domain::konveksi::event::Task;
use crate::domain::konveksi::invoice::Invoice;
use crate::domain::konveksi::invoice::InvoiceStatus;
use crate::domain::konveksi::order::Order;
use crate::domain::rupiah::Rupiah;
use crate::wire::konveksi::audit::ChangeType;
use crate::wire::konveksi::audit::effect_of_refund;
use crate::wire::konveksi::words::Shown;
use crate::wire::konveksi::words::Word;

/// One thing that happened.
#[derive(Debug)]
pub(super) struct Happening {
    pub(super) change: ChangeType,
    pub(super) previous: Option<&'static str>,
    pub(super) new: Option<&'static str>,
    pub(super) sentence: String,
    pub(super) effect: Option<Rupiah>,
}

impl Happening {
    fn told(change: ChangeType, sentence: impl Into<String>) -> Self {
        Self {
            change,
            previous: None,
            new: None,
            sentence: sentence.into(),
            effect: None,
        }
    }

    /// A remark.
    pub(super) fn note(text: &str) -> Self {
        Self::told(ChangeType::Note, text)
    }

    fn moving(self, previous: Option<&'static str>, new: Option<&'static str>) -> Self {
        Self {
            previous,
            new,
            ..self
        }
    }

    fn worth(self, effect: Option<Rupiah>) -> Self {
        Self { effect, ..self }
    }

    /// Whether the reason given with the event explains this.
    pub(super) const fn takes_note(&self) -> bool {
        matches!(
            self.change,
            ChangeType::OrderStatus | ChangeType::ProductionStatus
        )
    }
}

/// An event with the order on both sides of it, and whether amounts may be told.
#[derive(Debug, Clone, Copy)]
pub(super) struct Telling<'a> {
    pub(super) before: Option<&'a Order>,
    pub(super) after: &'a Order,
    pub(super) event: &'a Event,
    pub(super) sees_money: bool,
}

impl<'a> Telling<'a> {
    /// Everything worth a line: the status first, then fact by fact, then what became of
    /// the invoices there were.
    pub(super) fn happenings(self) -> Vec<Happening> {
        let facts = self.event.facts.iter().filter_map(|fact| self.fact(fact));
        let known = |invoice: &&Invoice| {
            self.before
                .is_some_and(|it| it.invoice(invoice.id).is_some())
        };
        let invoices = self.after.invoices.iter().filter(known);
        self.status()
            .into_iter()
            .chain(facts)
            .chain(invoices.filter_map(|invoice| self.invoice(invoice)))
            .collect()
    }

    fn status(self) -> Option<Happening> {
        let (was, is) = (self.before.map(Order::status), self.after.status());
        (was != Some(is)).then(|| {
            Happening::told(ChangeType::OrderStatus, self.arrival(was, is))
                .moving(was.map(Word::word), Some(is.word()))
        })
    }

    fn tells_a_message(self) -> bool {
        let is_one = |fact: &Fact| matches!(fact, Fact::MessageOwed { .. });
        self.event.facts.iter().any(is_one)
    }

    /// An invoice that is new, or whose status changed.
    fn invoice(self, invoice: &Invoice) -> Option<Happening> {
        let known = self.before.and_then(|order| order.invoice(invoice.id));
        let (was, is) = (known.map(Invoice::status), invoice.status());
        (was != Some(is)).then(|| {
            let (kind, code) = (invoice.kind.shown(), &invoice.code);
            let sentence = match was {
                None => self.with_amount(
                    format_args!("Tagihan {code} ({kind}) dibuat"),
                    "sebesar",
                    invoice.amount,
                ),
                Some(_) => format!("Tagihan {code} ({kind}): {}.", is.shown()),
            };
            Happening::told(ChangeType::InvoiceStatus, sentence)
                .moving(was.map(Word::word), Some(is.word()))
        })
    }

    fn fact(self, fact: &Fact) -> Option<Happening> {
        let data = |sentence: String| Some(Happening::told(ChangeType::OrderData, sentence));
        match fact {
            // Told by the status, by the invoices, or by the remark itself.
            Fact::Created { .. }
            | Fact::Noted
            | Fact::CreditUsed { .. }
            | Fact::LinkIssued
            | Fact::FinalRequested
            | Fact::FinalHandedOver
            | Fact::InvoiceClosed { .. }
            | Fact::InvoiceReopened { .. }
            | Fact::FellBack
            | Fact::Cancelled { .. }
            | Fact::AnnouncementWanted { .. }
            | Fact::TaskRaised {
                task: Task::RefundDue,
                ..
            }
            | Fact::Restored => None,
            Fact::CustomerRenamed
            | Fact::ContactChanged
            | Fact::ChannelChanged(_)
            | Fact::ProductRenamed(_)
            | Fact::QuantityChanged(_)
            | Fact::DesignChanged
            | Fact::DesignNotesChanged
            | Fact::Priced(_)
            | Fact::PriceConfirmed
            | Fact::TermsChanged(_)
            | Fact::DpFixed(_)
            | Fact::DpReleased
            | Fact::Marked(_)
            | Fact::Unmarked(_)
            | Fact::Deleted
            | Fact::Undeleted => data(self.of_data(fact)),
            Fact::Stepped {
                from,
                to,
                overridden,
            } => {
                let (from, to) = (ProductionTarget::Step(*from), ProductionTarget::Step(*to));
                let how = if *overridden {
                    ", dengan izin khusus"
                } else {
                    ""
                };
                let sentence = format!("Produksi: {} → {}{how}.", from.shown(), to.shown());
                let told = Happening::told(ChangeType::ProductionStatus, sentence);
                Some(told.moving(Some(from.word()), Some(to.word())))
            }
            Fact::InvoiceIssued { invoice, .. } => self.invoice(self.after.invoice(*invoice)?),
            Fact::InvoiceRepriced { invoice, amount } => self.repriced(*invoice, *amount),
            // A message says it better.
            Fact::InvoiceHandedOver(_) if self.tells_a_message() => None,
            Fact::InvoiceHandedOver(invoice) => Some(Happening::told(
                ChangeType::Notification,
                format!(
                    "Link tagihan {} disampaikan kepada pelanggan.",
                    self.code_of(*invoice)
                ),
            )),
            Fact::InvoiceEdited { invoice, .. } => Some(Happening::told(
                ChangeType::InvoiceStatus,
                format!("Tagihan {} diperbarui.", self.code_of(*invoice)),
            )),
            Fact::MessageOwed {
                invoice,
                announcement,
            } => Some(Happening::told(
                ChangeType::Notification,
                self.of_message(*invoice, announcement),
            )),
            Fact::InvoiceOverdue(invoice) => {
                let sentence = format!("Tagihan {} melewati jatuh tempo.", self.code_of(*invoice));
                let open = Some(InvoiceStatus::Open.word());
                Some(Happening::told(ChangeType::InvoiceStatus, sentence).moving(open, open))
            }
            Fact::AttemptOpening { .. }
            | Fact::AttemptOpened { .. }
            | Fact::AttemptClosed { .. } => self.attempt(fact),
            Fact::Received(_)
            | Fact::PaymentAnnotated { .. }
            | Fact::RefundRequested(_)
            | Fact::RefundEnded { .. }
            | Fact::TaskRaised { .. } => self.money(fact),
            Fact::PlanMade { instalments, .. } => Some(Happening::told(
                ChangeType::Plan,
                format!("Dibayar dengan {} cicilan.", instalments.len()),
            )),
            Fact::PlanEnded(_) => Some(Happening::told(
                ChangeType::Plan,
                "Rencana cicilan diakhiri.",
            )),
        }
    }

    /// A new amount of an invoice whose status stayed.
    fn repriced(self, id: InvoiceId, amount: Rupiah) -> Option<Happening> {
        let was = self.before.and_then(|order| order.invoice(id))?.status();
        let is = self.after.invoice(id)?.status();
        let sentence = self.with_amount(
            format_args!("Nilai tagihan {} disesuaikan", self.code_of(id)),
            "menjadi",
            amount,
        );
        let told = Happening::told(ChangeType::InvoiceStatus, sentence);
        (was == is).then(|| told.moving(Some(was.word()), Some(is.word())))
    }

    fn money(self, fact: &Fact) -> Option<Happening> {
        let (change, effect, new) = match fact {
            Fact::Received(payment) => {
                let paid = payment.amount.is_positive();
                let status = if paid {
                    InvoiceStatus::Paid
                } else {
                    InvoiceStatus::Cancelled
                };
                (
                    ChangeType::Payment,
                    Some(payment.amount),
                    Some(status.word()),
                )
            }
            Fact::PaymentAnnotated { .. } | Fact::TaskRaised { .. } => {
                (ChangeType::Payment, None, None)
            }
            Fact::RefundRequested(refund) => (ChangeType::Refund, None, Some(refund.state.word())),
            Fact::RefundEnded { refund, state, .. } => {
                let line = self.after.refunds.iter().find(|it| it.id == *refund)?;
                let effect = effect_of_refund(state.has_left(), line.amount);
                (ChangeType::Refund, effect, Some(state.word()))
            }
            _ => return None,
        };
        let told = Happening::told(change, self.of_money(fact));
        Some(told.moving(None, new).worth(effect))
    }

    /// `what`, and how much for those who may know.
    fn with_amount(self, what: impl Display, link: &str, amount: Rupiah) -> String {
        if self.sees_money {
            format!("{what} {link} {amount}.")
        } else {
            format!("{what}.")
        }
    }

    fn code_of(self, id: InvoiceId) -> &'a str {
        let invoice = self.after.invoice(id);
        invoice.map_or("", |invoice| invoice.code.as_str())
    }
}
