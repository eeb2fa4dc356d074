//! What the sandbox knows: every invoice, every refund, and what may become of them.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;

use rand::Rng;
use rand::rngs::StdRng;
use serde_json::Value;

use crate::domain::rupiah::Rupiah;
use crate::domain::time::Timestamp;
use crate::integrations::payment::sandbox::filter::Filter;
use crate::integrations::payment::sandbox::invoice::Invoice;
use crate::integrations::payment::sandbox::invoice::Payment;
use crate::integrations::payment::sandbox::invoice::Received;
use crate::integrations::payment::sandbox::invoice::SandboxInvoice;
use crate::integrations::payment::sandbox::invoice::Status;
use crate::integrations::payment::sandbox::refund::Refund;
use crate::integrations::payment::sandbox::refund::State;

/// How many invoices are kept at some two kilobytes each; the oldest go first.
const INVOICES_MAX: usize = 50_000;

/// How many refunds are kept, likewise.
const REFUNDS_MAX: usize = 10_000;

/// How many expiries are told at one beat.
const EXPIRIES_MAX: usize = 1_000;

/// How long a refund is under way, in milliseconds.
const REFUND_MILLIS: u64 = 500;

/// Everything, by the order of creation.
#[derive(Debug)]
pub(super) struct Book {
    invoices: BTreeMap<u64, Invoice>,
    places: HashMap<String, u64>,
    by_external_id: HashMap<String, Vec<u64>>,
    open: BTreeSet<(Timestamp, u64)>,
    refunds: BTreeMap<u64, Refund>,
    next: u64,
    dice: StdRng,
}

/// Why a refund is not taken on: the code of the refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoRefund {
    /// There is no such invoice.
    Unknown,
    /// It was not paid.
    Ineligible,
    /// The way it was paid has no way back.
    Unsupported,
    /// There is not so much left.
    TooMuch,
    /// The key was used with another body.
    OtherBody,
}

impl Book {
    pub(super) fn new(dice: StdRng) -> Self {
        Self {
            invoices: BTreeMap::new(),
            places: HashMap::new(),
            by_external_id: HashMap::new(),
            open: BTreeSet::new(),
            refunds: BTreeMap::new(),
            next: 1,
            dice,
        }
    }

    pub(super) fn take_in(&mut self, mut invoices: Vec<Invoice>, refunds: Vec<Refund>) {
        invoices.sort_by_key(|invoice| invoice.seq);
        for invoice in invoices {
            self.next = self.next.max(invoice.seq + 1);
            self.add(invoice);
        }
        for refund in refunds {
            self.next = self.next.max(refund.seq + 1);
            self.refunds.insert(refund.seq, refund);
        }
    }

    /// Gives an invoice its id and its place.
    pub(super) fn create(&mut self, mut invoice: Invoice) -> Invoice {
        // As theirs: seconds, then chance.
        let seconds = u32::try_from(invoice.created.0 / 1_000).unwrap_or(u32::MAX);
        loop {
            invoice.id = format!("{seconds:08x}{:016x}", self.dice.random::<u64>());
            if !self.places.contains_key(&invoice.id) {
                break;
            }
        }
        invoice.seq = self.number();
        self.add(invoice.clone());
        invoice
    }

    pub(super) fn invoice(&self, id: &str) -> Option<&Invoice> {
        self.invoices.get(self.places.get(id)?)
    }

    /// What a list answers: the newest first, from behind the last one seen.
    pub(super) fn list(&self, filter: &Filter) -> Vec<&Invoice> {
        let before = match &filter.last_invoice {
            None => u64::MAX,
            Some(id) => self.places.get(id).copied().unwrap_or(0),
        };
        let known = filter.external_id.as_ref();
        let candidates: Box<dyn Iterator<Item = &Invoice>> = match known {
            Some(id) => {
                let places = self.by_external_id.get(id).into_iter().flatten().rev();
                Box::new(places.filter_map(|place| self.invoices.get(place)))
            }
            None => Box::new(self.invoices.range(..before).rev().map(|(_, it)| it)),
        };
        candidates
            .filter(|invoice| invoice.seq < before && filter.takes(invoice))
            .take(filter.limit)
            .collect()
    }

    pub(super) fn views(&self) -> Vec<SandboxInvoice> {
        self.invoices
            .values()
            .rev()
            .map(|it| self.view(it))
            .collect()
    }

    /// So many of the newest.
    pub(super) fn latest(&self, most: usize) -> Vec<SandboxInvoice> {
        let newest = self.invoices.values().rev().take(most);
        newest.map(|it| self.view(it)).collect()
    }

    fn view(&self, invoice: &Invoice) -> SandboxInvoice {
        SandboxInvoice {
            id: invoice.id.clone(),
            external_id: invoice.external_id.clone(),
            creates: self
                .by_external_id
                .get(&invoice.external_id)
                .map_or(0, Vec::len),
            status: invoice.status,
            amount: invoice.amount,
            received: invoice.payments.iter().map(|it| it.amount).collect(),
            description: invoice.description.clone().unwrap_or_default(),
            created: invoice.created,
            expires_at: invoice.expires_at,
        }
    }

    /// Money arrives, in whatever state the invoice is.
    pub(super) fn pay(&mut self, id: &str, payment: Payment, now: Timestamp) -> Option<Invoice> {
        let place = *self.places.get(id)?;
        let money = format!("py-{:032x}", self.dice.random::<u128>());
        let invoice = self.invoices.get_mut(&place)?;
        self.open.remove(&(invoice.expires_at, place));
        invoice.payments.push(Received {
            id: money,
            amount: payment.amount,
            channel: payment.channel,
            at: now,
        });
        if invoice.status != Status::Settled {
            invoice.status = Status::Paid;
        }
        invoice.updated = now;
        Some(invoice.clone())
    }

    /// Ends an invoice that can be paid; nothing when there is none.
    pub(super) fn expire(&mut self, id: &str, now: Timestamp) -> Option<Invoice> {
        let place = *self.places.get(id)?;
        let invoice = self.invoices.get_mut(&place)?;
        if invoice.status != Status::Pending {
            return None;
        }
        self.open.remove(&(invoice.expires_at, place));
        invoice.status = Status::Expired;
        invoice.expired_at = Some(now);
        invoice.updated = now;
        Some(invoice.clone())
    }

    /// Ends what is past its time.
    pub(super) fn expire_due(&mut self, now: Timestamp) -> Vec<Invoice> {
        let due: Vec<_> = self
            .open
            .iter()
            .take_while(|(expires_at, _)| *expires_at <= now)
            .take(EXPIRIES_MAX)
            .filter_map(|(_, place)| self.invoices.get(place))
            .map(|invoice| invoice.id.clone())
            .collect();
        due.iter().filter_map(|id| self.expire(id, now)).collect()
    }

    pub(super) fn settle(&mut self, id: &str, now: Timestamp) -> bool {
        let place = self.places.get(id);
        let invoice = place.and_then(|place| self.invoices.get_mut(place));
        let paid = invoice.filter(|invoice| invoice.status == Status::Paid);
        paid.is_some_and(|invoice| {
            invoice.status = Status::Settled;
            invoice.updated = now;
            true
        })
    }

    /// Takes on a refund, or answers the one that key has made.
    pub(super) fn give_back(
        &mut self,
        request: Value,
        key: Option<String>,
        now: Timestamp,
    ) -> Result<Refund, NoRefund> {
        let known = key.as_ref().and_then(|_| {
            let mut refunds = self.refunds.values();
            refunds.find(|refund| refund.key == key)
        });
        if let Some(known) = known {
            return if known.request == request {
                Ok(known.clone())
            } else {
                Err(NoRefund::OtherBody)
            };
        }
        let id = request.get("invoice_id").and_then(Value::as_str);
        let invoice = id
            .and_then(|id| self.invoice(id))
            .ok_or(NoRefund::Unknown)?;
        let payment = invoice.payment().ok_or(NoRefund::Ineligible)?;
        if !payment.channel.is_refundable() {
            return Err(NoRefund::Unsupported);
        }
        let mut refund = Refund {
            seq: 0,
            id: String::new(),
            payment_id: payment.id.clone(),
            invoice_id: invoice.id.clone(),
            channel: payment.channel,
            amount: Rupiah::ZERO,
            state: State::Pending,
            created: now,
            updated: now,
            request,
            key,
        };
        let left = payment.amount - self.gone(&refund.invoice_id);
        let asked = refund.request.get("amount").and_then(Value::as_i64);
        refund.amount = asked.map_or(left, Rupiah);
        if !refund.amount.is_positive() || refund.amount > left {
            return Err(NoRefund::TooMuch);
        }
        refund.id = format!("rfd-{:032x}", self.dice.random::<u128>());
        refund.seq = self.number();
        self.refunds.insert(refund.seq, refund.clone());
        if self.refunds.len() > REFUNDS_MAX {
            self.refunds.pop_first();
        }
        Ok(refund)
    }

    pub(super) fn refund(&self, id: &str) -> Option<&Refund> {
        self.refunds.values().find(|refund| refund.id == id)
    }

    /// Every refund, the newest first.
    pub(super) fn refunds(&self) -> impl Iterator<Item = &Refund> {
        self.refunds.values().rev()
    }

    /// Gives up a refund that is still under way; nothing when it is not.
    pub(super) fn cancel_refund(&mut self, id: &str, now: Timestamp) -> Option<Refund> {
        let mut refunds = self.refunds.values_mut();
        let refund = refunds.find(|refund| refund.id == id)?;
        if refund.state != State::Pending {
            return None;
        }
        refund.state = State::Cancelled;
        refund.updated = now;
        Some(refund.clone())
    }

    /// Ends the refunds that have been under way for long enough.
    pub(super) fn finish_refunds(&mut self, now: Timestamp, fails: bool) -> Vec<Refund> {
        let due = self.refunds.values_mut().filter(|refund| {
            refund.state == State::Pending && now.millis_since(refund.created) >= REFUND_MILLIS
        });
        due.map(|refund| {
            refund.state = if fails {
                State::Failed
            } else {
                State::Succeeded
            };
            refund.updated = now;
            refund.clone()
        })
        .collect()
    }

    fn gone(&self, invoice: &str) -> Rupiah {
        let refunds = self.refunds.values();
        refunds
            .filter(|refund| refund.invoice_id == invoice && refund.state.counts())
            .map(|refund| refund.amount)
            .sum()
    }

    fn number(&mut self) -> u64 {
        self.next += 1;
        self.next - 1
    }

    fn add(&mut self, invoice: Invoice) {
        let place = invoice.seq;
        if invoice.status == Status::Pending {
            self.open.insert((invoice.expires_at, place));
        }
        self.places.insert(invoice.id.clone(), place);
        let same = self.by_external_id.entry(invoice.external_id.clone());
        same.or_default().push(place);
        self.invoices.insert(place, invoice);
        if self.invoices.len() > INVOICES_MAX
            && let Some((place, oldest)) = self.invoices.pop_first()
        {
            self.places.remove(&oldest.id);
            self.open.remove(&(oldest.expires_at, place));
            if let Some(same) = self.by_external_id.get_mut(&oldest.external_id) {
                same.retain(|other| *other != place);
                if same.is_empty() {
                    self.by_external_id.remove(&oldest.external_id);
                }
            }
        }
    }
}
