//! When time itself does something to an order: what jobs look for.

use crate::domain::ids::InvoiceId;
use crate::domain::konveksi::invoice::InvoiceStatus;
use crate::domain::konveksi::order::Order;
use crate::domain::time::Timestamp;

impl Order {
    /// When an open invoice is next too late: it expires, or becomes overdue as an
    /// instalment that nobody has flagged yet.
    #[must_use]
    pub fn next_due(&self) -> Option<Timestamp> {
        if !self.asks() {
            return None;
        }
        let instants = self.open_invoices().flat_map(|invoice| {
            let due = invoice.due_at.filter(|_| !invoice.overdue);
            invoice.expires_at.into_iter().chain(due)
        });
        instants.min()
    }

    /// Until when the open pages of unpaid instalments live: they are renewed after it, as
    /// long as their plan is active.
    pub fn plan_pages(&self) -> impl Iterator<Item = (InvoiceId, Timestamp)> {
        let plan = self.active_plan().filter(|_| self.asks());
        let invoices = plan.into_iter().flat_map(|plan| plan.invoices(self));
        let open = invoices.filter(|invoice| invoice.status() == InvoiceStatus::Open);
        open.filter_map(|invoice| Some((invoice.id, invoice.open_attempt()?.expires_at)))
    }

    /// Whether money is on its way back.
    #[must_use]
    pub fn has_pending_refund(&self) -> bool {
        self.refunds.iter().any(|refund| refund.state.is_pending())
    }

    const fn asks(&self) -> bool {
        self.cancelled.is_none() && self.deleted_at.is_none()
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::konveksi::Action;
    use crate::domain::konveksi::command::LinkRequest;
    use crate::domain::konveksi::command::MoneyDecision;
    use crate::domain::konveksi::tests::kit::HALF;
    use crate::domain::konveksi::tests::kit::a_full_order;
    use crate::domain::konveksi::tests::kit::an_order;
    use crate::domain::time::Span;

    #[test]
    fn an_order_is_due_when_its_open_invoice_expires() {
        let mut order = an_order();
        assert_eq!(order.next_due(), None);

        order.does(Action::IssueLink(LinkRequest::default()));
        assert_eq!(order.next_due(), Some(order.now + Span::days(3)));

        order.pays(HALF);
        assert_eq!(order.next_due(), None);
    }

    #[test]
    fn an_expired_invoice_is_due_no_more() {
        let mut order = a_full_order().with_link();
        order.wait(Span::hours(48));
        assert_eq!(order.next_due(), Some(order.now));

        order.does(Action::ExpireDue);

        assert_eq!(order.next_due(), None);
    }

    #[test]
    fn an_instalment_is_due_until_it_is_flagged() {
        let mut order = an_order().plan(&[400_000, 600_000]);
        let start = order.now;
        assert_eq!(order.next_due(), Some(start + Span::days(30)));

        order.wait(Span::days(31));
        order.does(Action::MarkOverdue);

        assert_eq!(order.next_due(), Some(start + Span::days(60)));
    }

    #[test]
    fn the_open_page_of_a_plan_is_renewed_after_its_grace() {
        let mut order = an_order().plan(&[400_000, 600_000]);
        let first = order.invoices[0].id;
        let end = order.now + Span::days(60);
        assert_eq!(order.plan_pages().collect::<Vec<_>>(), [(first, end)]);

        order.wait(Span::days(60));
        order.does(Action::Regenerate(first));

        let end = order.now + Span::days(30);
        assert_eq!(order.plan_pages().collect::<Vec<_>>(), [(first, end)]);
    }

    #[test]
    fn a_cancelled_or_deleted_order_waits_for_nothing() {
        let cancelled = an_order()
            .plan(&[400_000, 600_000])
            .cancelled(MoneyDecision::Keep);
        let mut deleted = an_order().with_link();
        deleted.does(Action::Delete);

        for order in [cancelled, deleted] {
            assert_eq!(order.next_due(), None);
            assert_eq!(order.plan_pages().count(), 0);
        }
    }
}
