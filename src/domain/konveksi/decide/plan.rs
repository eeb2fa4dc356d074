//! Paying in instalments.

use crate::domain::code::InvoiceCode;
use crate::domain::ids::InvoiceId;
use crate::domain::ids::PlanId;
use crate::domain::konveksi::command::Due;
use crate::domain::konveksi::command::Instalment;
use crate::domain::konveksi::decide::Draft;
use crate::domain::konveksi::event::Fact;
use crate::domain::konveksi::fields;
use crate::domain::konveksi::invoice::Closed;
use crate::domain::konveksi::invoice::Kind;
use crate::domain::konveksi::refusal::Refusal;
use crate::domain::rupiah::Rupiah;

impl Draft {
    /// Agrees on instalments for all that is still to be paid. Open invoices give way.
    pub(super) fn make_plan(
        &mut self,
        instalments: &[Instalment],
        equal: bool,
    ) -> Result<(), Refusal> {
        if self.order.cancelled.is_some() {
            return Err(self.illegal_status(None));
        }
        if self.order.active_plan().is_some() {
            return Err(Refusal::PlanActive);
        }
        if self.order.final_requested {
            return Err(Refusal::FinalRequested);
        }
        let outstanding = self.order.outstanding();
        if !outstanding.is_positive() {
            return Err(Refusal::NothingDue);
        }
        self.check_shape(instalments)?;
        if instalments.iter().map(|part| part.amount).sum::<Rupiah>() != outstanding {
            return Err(Refusal::PlanSum(outstanding));
        }
        self.close_all_open();
        self.issue_instalments(instalments, equal);
        if !self.order.link_issued {
            self.push(Fact::LinkIssued);
        }
        Ok(())
    }

    /// The same in equal parts; the last takes what does not divide.
    pub(super) fn make_equal_plan(&mut self, dues: &[Due]) -> Result<(), Refusal> {
        let outstanding = self.order.outstanding();
        let count = i64::try_from(dues.len()).unwrap_or(i64::MAX).max(1);
        let each = Rupiah(outstanding.0 / count);
        let last = outstanding - Rupiah(each.0 * (count - 1));
        let part = |(place, due): (usize, &Due)| Instalment {
            amount: if place + 1 == dues.len() { last } else { each },
            due_at: due.due_at,
            description: due.description.clone(),
        };
        let instalments: Vec<_> = dues.iter().enumerate().map(part).collect();
        self.make_plan(&instalments, true)
    }

    fn check_shape(&self, instalments: &[Instalment]) -> Result<(), Refusal> {
        let rising = instalments
            .windows(2)
            .all(|pair| pair[0].due_at < pair[1].due_at);
        let ahead = instalments.iter().all(|part| part.due_at > self.at);
        let positive = instalments.iter().all(|part| part.amount.is_positive());
        let counted = fields::INSTALMENTS.contains(&instalments.len());
        if rising && ahead && positive && counted {
            Ok(())
        } else {
            Err(Refusal::PlanShape)
        }
    }

    fn issue_instalments(&mut self, instalments: &[Instalment], equal: bool) {
        let ids: Vec<_> = instalments
            .iter()
            .map(|_| InvoiceId(self.fresh.draw()))
            .collect();
        let plan = PlanId(self.fresh.draw());
        let of = u8::try_from(ids.len()).expect("a plan has at most two dozen instalments");
        let channel = self.order.customer.channel;
        self.private.descriptions = instalments
            .iter()
            .map(|it| it.description.clone())
            .collect();
        self.push(Fact::PlanMade {
            plan,
            instalments: ids.clone(),
            equal,
        });
        for ((number, part), invoice) in (1..).zip(instalments).zip(ids) {
            self.push(Fact::InvoiceIssued {
                invoice,
                code: InvoiceCode::of(invoice.0.as_u128()),
                kind: Kind::Instalment { number, of },
                amount: part.amount,
                credit_used: Rupiah::ZERO,
                share: None,
                channel,
                expires_at: None,
                due_at: Some(part.due_at),
            });
        }
    }

    /// Ends a plan; what was paid under it stays paid.
    pub(super) fn end_plan(&mut self, id: PlanId) -> Result<(), Refusal> {
        let active = self.order.active_plan().is_some_and(|plan| plan.id == id);
        if !active {
            return Err(Refusal::NoPlan);
        }
        self.push(Fact::PlanEnded(id));
        self.close_all_open();
        Ok(())
    }

    pub(super) fn close_all_open(&mut self) {
        let open: Vec<_> = self
            .order
            .open_invoices()
            .map(|invoice| invoice.id)
            .collect();
        for id in open {
            self.close_invoice(id, Closed::Cancelled);
        }
    }

    /// Notes which instalments' due dates have passed.
    pub(super) fn mark_overdue(&mut self) {
        let late = self
            .order
            .open_invoices()
            .filter(|invoice| !invoice.overdue && invoice.due_at.is_some_and(|due| due < self.at));
        for id in late.map(|invoice| invoice.id).collect::<Vec<_>>() {
            self.push(Fact::InvoiceOverdue(id));
        }
    }
}
