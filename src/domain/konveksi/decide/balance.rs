//! Keeping what is asked for equal to what is owed.
//!
//! Runs at the end of every decision. Together the open invoices never ask for more than
//! is still to be paid; one with nothing left asks no more; a page whose amount is no
//! longer right gives way to one with the right amount and the old expiry.

use crate::domain::ids::InvoiceId;
use crate::domain::konveksi::decide::Draft;
use crate::domain::konveksi::event::Fact;
use crate::domain::konveksi::invoice::AttemptState;
use crate::domain::konveksi::invoice::Closed;
use crate::domain::konveksi::invoice::Invoice;
use crate::domain::konveksi::invoice::InvoiceStatus;
use crate::domain::konveksi::invoice::Kind;
use crate::domain::konveksi::order::Terms;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Timestamp;

impl Draft {
    pub(super) fn balance(&mut self) {
        if self.order.cancelled.is_some() || self.order.deleted_at.is_some() {
            // A reversed payment would open its invoice again.
            self.close_all_open();
        } else {
            self.fix_dp();
            if self.order.active_plan().is_some() {
                self.balance_plan();
            } else {
                self.one_of_each_kind();
                self.balance_invoices();
            }
            self.use_credit();
        }
        self.drop_needless_pages();
    }

    /// The down payment due stops following the price at the first payment, but never
    /// before the price is confirmed.
    fn fix_dp(&mut self) {
        let paid = self.order.received().is_positive();
        match (self.order.dp_fixed, paid) {
            (None, true) if self.order.price_confirmed => {
                let due = match self.order.terms {
                    Terms::Dp(share) => self.order.price.share_rounded_up(share),
                    Terms::Full => self.order.price,
                };
                self.push(Fact::DpFixed(due));
            }
            (Some(_), false) => self.push(Fact::DpReleased),
            _ => {}
        }
    }

    /// A reversed payment can open an invoice again beside a newer one of its kind; the
    /// newer one stays.
    fn one_of_each_kind(&mut self) {
        let group = |invoice: &Invoice| match invoice.kind {
            Kind::Dp | Kind::Full => Some(Kind::Dp),
            Kind::Final => Some(Kind::Final),
            Kind::Instalment { .. } => None,
        };
        let open: Vec<_> = self
            .order
            .open_invoices()
            .map(|it| (it.id, group(it)))
            .collect();
        for (place, (id, kind)) in open.iter().enumerate() {
            let newer = open[place + 1..].iter().any(|(_, other)| other == kind);
            // An instalment that asks without a plan has no reason left either.
            if newer || kind.is_none() {
                self.ask_for(*id, Rupiah::ZERO);
            }
        }
    }

    /// The down payment first, up to what is due of it; the others share the rest.
    fn balance_invoices(&mut self) {
        let mut free = self.order.outstanding();
        let mut open: Vec<_> = self
            .order
            .open_invoices()
            .map(|it| (it.kind, it.id))
            .collect();
        open.sort_unstable();
        for (kind, id) in open {
            let target = match kind {
                Kind::Dp => (self.order.dp_due() - self.order.net_paid())
                    .or_nothing()
                    .min(free),
                Kind::Final | Kind::Full | Kind::Instalment { .. } => free,
            };
            free = free - target;
            self.ask_for(id, target);
        }
    }

    /// A rise goes onto the last unpaid instalment; a cut comes off from the last
    /// backwards. The next one's page is kept open.
    fn balance_plan(&mut self) {
        self.nothing_beside_the_plan();
        let Some(plan) = self.order.active_plan() else {
            return;
        };
        let unpaid = plan
            .invoices(&self.order)
            .filter(|it| it.status() == InvoiceStatus::Open);
        let mut parts: Vec<_> = unpaid.map(|it| (it.id, it.remaining())).collect();
        let planned: Rupiah = parts.iter().map(|(_, part)| *part).sum();
        let outstanding = self.order.outstanding();
        if let Some((_, last)) = parts.last_mut() {
            *last += (outstanding - planned).or_nothing();
        }
        let mut cut = (planned - outstanding).or_nothing();
        for (_, part) in parts.iter_mut().rev() {
            let off = cut.min(*part);
            *part = *part - off;
            cut = cut - off;
        }
        for (id, part) in &parts {
            self.ask_for(*id, *part);
        }
        if let Some((next, part)) = parts.iter().find(|(_, part)| part.is_positive()) {
            self.keep_page_open(*next, *part);
        }
    }

    /// A reversed payment can bring a plan back to life beside an invoice made after it.
    fn nothing_beside_the_plan(&mut self) {
        let Some(plan) = self.order.active_plan() else {
            return;
        };
        let beside = self
            .order
            .open_invoices()
            .filter(|it| !plan.instalments.contains(&it.id));
        for id in beside.map(|invoice| invoice.id).collect::<Vec<_>>() {
            self.ask_for(id, Rupiah::ZERO);
        }
    }

    /// Money no invoice took makes open invoices smaller; the last of them says by how much.
    fn use_credit(&mut self) {
        let Some(last) = self.order.open_invoices().last() else {
            return;
        };
        let (invoice, before) = (last.id, last.credit_used);
        let amount = (before + self.order.loose()).or_nothing();
        if amount != before {
            self.push(Fact::CreditUsed { invoice, amount });
        }
    }

    fn keep_page_open(&mut self, id: InvoiceId, part: Rupiah) {
        let Some(invoice) = self.order.invoice(id) else {
            return;
        };
        let refused = invoice
            .attempts
            .last()
            .is_some_and(|it| it.state == AttemptState::Failed);
        if invoice.open_attempt().is_none() && !refused {
            self.open_attempt(id, part, self.instalment_until(id));
        }
    }

    /// Makes an open invoice lack exactly `target`, on a page that asks for as much.
    fn ask_for(&mut self, id: InvoiceId, target: Rupiah) {
        let Some(invoice) = self.order.invoice(id) else {
            return;
        };
        let allocated = invoice.allocated;
        let amount = allocated + target;
        if amount != invoice.amount {
            if target.is_nothing() && allocated <= Rupiah::ZERO {
                self.close_invoice(id, Closed::Cancelled);
                return;
            }
            self.push(Fact::InvoiceRepriced {
                invoice: id,
                amount,
            });
        }
        self.renew_page(id, target);
    }

    /// Replaces a page that asks for another amount, and one that was paid short.
    fn renew_page(&mut self, id: InvoiceId, target: Rupiah) {
        let Some(invoice) = self.order.invoice(id) else {
            return;
        };
        let until = match (invoice.open_attempt(), invoice.attempts.last()) {
            (Some(page), _) if page.amount == target => return,
            (Some(page), _) => page.expires_at,
            (None, Some(last)) if gave_way(last.state) => {
                invoice.expires_at.unwrap_or(last.expires_at)
            }
            (None, _) => return,
        };
        self.close_attempt(id, AttemptState::Superseded);
        if target.is_positive() && self.still_ahead(until) {
            self.open_attempt(id, target, until);
        }
    }

    fn still_ahead(&self, until: Timestamp) -> bool {
        until > self.at
    }

    /// No invoice that asks for nothing leaves a page open.
    fn drop_needless_pages(&mut self) {
        let asks = |invoice: &Invoice| invoice.status() == InvoiceStatus::Open;
        let needless = self.order.invoices.iter().filter(|invoice| !asks(invoice));
        let ids: Vec<_> = needless.map(|invoice| invoice.id).collect();
        for id in ids {
            self.close_attempt(id, AttemptState::Superseded);
        }
    }
}

const fn gave_way(state: AttemptState) -> bool {
    matches!(state, AttemptState::Paid | AttemptState::Superseded)
}
