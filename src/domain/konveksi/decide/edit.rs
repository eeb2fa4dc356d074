//! Holding other values: one command, one event, all or nothing.

use crate::domain::konveksi::command::Edit;
use crate::domain::konveksi::command::TermsEdit;
use crate::domain::konveksi::decide::Draft;
use crate::domain::konveksi::event::Fact;
use crate::domain::konveksi::invoice::Closed;
use crate::domain::konveksi::invoice::Kind;
use crate::domain::konveksi::order::Terms;
use crate::domain::konveksi::refusal::Refusal;
use crate::domain::rupiah::Rupiah;

impl Draft {
    /// Production first, then values, price and terms, then the status.
    pub(super) fn edit(&mut self, edit: &Edit) -> Result<(), Refusal> {
        let notes = edit.notes.as_deref().unwrap_or_default();
        // Production waits for an agreed price, so agreeing to one comes before it: the
        // price that is agreed to opens the gate, not the one that nobody looked at.
        if !self.order.price_confirmed {
            self.edit_price(edit);
        }
        if let Some(target) = edit.production {
            self.step(target, notes)?;
        }
        self.edit_values(edit)?;
        self.edit_price(edit);
        if let Some(terms) = edit.terms {
            self.edit_terms(terms)?;
        }
        if let Some(status) = edit.status {
            self.reach(status, edit)?;
        }
        self.note(notes);
        Ok(())
    }

    fn edit_price(&mut self, edit: &Edit) {
        if let Some(price) = edit.price
            && price != self.order.price
        {
            self.push(Fact::Priced(price));
        }
        if edit.price_confirmed || (edit.price.is_some() && self.by.is_staff()) {
            self.confirm_price();
        }
    }

    pub(super) fn confirm_price(&mut self) {
        if !self.order.price_confirmed {
            self.push(Fact::PriceConfirmed);
        }
    }

    fn edit_values(&mut self, edit: &Edit) -> Result<(), Refusal> {
        if let Some(name) = &edit.customer_name
            && *name != self.order.customer.name
        {
            self.private.customer_name = Some(name.clone());
            self.push(Fact::CustomerRenamed);
        }
        if let Some(name) = &edit.product_name
            && *name != self.order.product.name
        {
            self.push(Fact::ProductRenamed(name.clone()));
        }
        if let Some(quantity) = edit.quantity
            && quantity != self.order.product.quantity
        {
            self.push(Fact::QuantityChanged(quantity));
        }
        if let Some(notes) = &edit.design_notes
            && *notes != self.order.product.notes
        {
            self.private.design_notes = Some(notes.clone());
            self.push(Fact::DesignNotesChanged);
        }
        let design = edit.design.applied(self.order.product.design.as_ref());
        if design != self.order.product.design {
            self.private.design = design;
            self.push(Fact::DesignChanged);
        }
        self.edit_contact(edit)
    }

    fn edit_contact(&mut self, edit: &Edit) -> Result<(), Refusal> {
        let before = self.facts.len();
        if let Some(contact) = &edit.contact
            && *contact != self.order.customer.contact
        {
            self.private.contact = Some(contact.clone());
            self.push(Fact::ContactChanged);
        }
        if let Some(channel) = edit.channel
            && channel != self.order.customer.channel
        {
            self.push(Fact::ChannelChanged(channel));
        }
        let customer = &self.order.customer;
        let touched = self.facts.len() > before;
        if touched && !customer.contact.reaches(customer.channel) {
            return Err(Refusal::Unreachable);
        }
        Ok(())
    }

    fn edit_terms(&mut self, edit: TermsEdit) -> Result<(), Refusal> {
        let share = match self.order.terms {
            Terms::Dp(share) => edit.share.or(Some(share)),
            Terms::Full => edit.share,
        };
        let with_dp = edit
            .with_dp
            .unwrap_or(matches!(self.order.terms, Terms::Dp(_)));
        let terms = match (with_dp, share) {
            (true, Some(share)) => Terms::Dp(share),
            (true, None) => return Err(Refusal::ShareNeeded),
            (false, _) => Terms::Full,
        };
        if self.change_terms(terms)? {
            self.replace_open_invoice()?;
        }
        Ok(())
    }

    /// Changes the terms while nothing is paid. Answers whether anything changed.
    pub(super) fn change_terms(&mut self, terms: Terms) -> Result<bool, Refusal> {
        if terms == self.order.terms {
            return Ok(false);
        }
        if self.order.received() > Rupiah::ZERO || self.order.active_plan().is_some() {
            return Err(Refusal::TermsFixed);
        }
        self.push(Fact::TermsChanged(terms));
        Ok(true)
    }

    /// Lets an invoice of the new terms take the place of the open one of the old.
    fn replace_open_invoice(&mut self) -> Result<(), Refusal> {
        let of_terms = |kind: &Kind| matches!(kind, Kind::Dp | Kind::Full);
        let open = self
            .order
            .open_invoices()
            .find(|invoice| of_terms(&invoice.kind));
        let Some((id, channel)) = open.map(|invoice| (invoice.id, invoice.channel)) else {
            return Ok(());
        };
        self.close_invoice(id, Closed::Cancelled);
        self.issue_for_terms(channel).map(drop)
    }
}
