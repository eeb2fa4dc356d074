//! Reaching a status or a production step that somebody named.

use crate::domain::konveksi::command::Edit;
use crate::domain::konveksi::command::LinkRequest;
use crate::domain::konveksi::command::ProductionTarget;
use crate::domain::konveksi::decide::Draft;
use crate::domain::konveksi::event::Fact;
use crate::domain::konveksi::invoice::Kind;
use crate::domain::konveksi::production::Gate;
use crate::domain::konveksi::production::Step;
use crate::domain::konveksi::refusal::Refusal;
use crate::domain::konveksi::status::Status;
use crate::domain::role::Role;

/// The statuses a person may name. Money makes the others.
const NAMEABLE: [Status; 4] = [
    Status::LinkIssued,
    Status::FinalRequested,
    Status::AwaitingFinal,
    Status::Cancelled,
];

impl Draft {
    /// Does what naming a status stands for.
    pub(super) fn reach(&mut self, wanted: Status, edit: &Edit) -> Result<(), Refusal> {
        if wanted == self.order.status() {
            return Ok(());
        }
        let before = self.clone();
        match self.try_reach(wanted, edit) {
            Ok(()) => Ok(()),
            Err(refusal @ Refusal::MoneyUndecided(_)) => Err(refusal),
            Err(_) => Err(before.illegal_status(Some(wanted))),
        }
    }

    fn try_reach(&mut self, wanted: Status, edit: &Edit) -> Result<(), Refusal> {
        match wanted {
            Status::LinkIssued => self.issue_link(LinkRequest::default()),
            Status::FinalRequested => self.request_final(None),
            Status::AwaitingFinal => {
                let open = self
                    .order
                    .open_invoice(Kind::Final)
                    .map(|invoice| invoice.id);
                self.hand_over(open.ok_or(Refusal::NoInvoice)?)
            }
            // The reason stands as the edit's note already.
            Status::Cancelled => self.cancel(edit.money, ""),
            Status::AwaitingLink | Status::DpPaid | Status::Settled => Err(Refusal::NothingDue),
        }
    }

    /// The refusal of a status, with those that could be named instead.
    pub(super) fn illegal_status(&self, wanted: Option<Status>) -> Refusal {
        let current = self.order.status();
        let legal = |status: &Status| {
            *status != current
                && match self.clone().try_reach(*status, &Edit::default()) {
                    Ok(()) | Err(Refusal::MoneyUndecided(_)) => true,
                    Err(_) => false,
                }
        };
        let allowed = NAMEABLE.into_iter().filter(legal).collect();
        Refusal::IllegalStatus {
            current,
            wanted,
            allowed,
        }
    }

    /// Moves production, through its gates.
    pub(super) fn step(&mut self, wanted: ProductionTarget, notes: &str) -> Result<(), Refusal> {
        let step = match wanted {
            ProductionTarget::Cancelled if self.order.cancelled.is_some() => return Ok(()),
            ProductionTarget::Cancelled => return Err(self.illegal_step(wanted)),
            ProductionTarget::Step(step) => step,
        };
        if step == self.order.step && self.order.cancelled.is_none() {
            return Ok(());
        }
        let overridden = match self.order.gate(step) {
            Gate::Back if notes.is_empty() => return Err(Refusal::NotesNeeded),
            Gate::Clear | Gate::Back => false,
            Gate::Closed if !notes.is_empty() && self.may_override() => true,
            Gate::Closed | Gate::Shut => return Err(self.illegal_step(wanted)),
        };
        self.push(Fact::Stepped {
            from: self.order.step,
            to: step,
            overridden,
        });
        Ok(())
    }

    fn may_override(&self) -> bool {
        self.by.role.is_some_and(Role::manages)
    }

    fn illegal_step(&self, wanted: ProductionTarget) -> Refusal {
        let open = |step: &Step| {
            *step != self.order.step && matches!(self.order.gate(*step), Gate::Clear | Gate::Back)
        };
        Refusal::IllegalStep {
            current: self.order.cancelled.is_none().then_some(self.order.step),
            wanted,
            allowed: Step::ALL.into_iter().filter(open).collect(),
        }
    }
}
