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
        match self.try_reach(wanted, edit) {
            Err(refusal @ Refusal::MoneyUndecided(_)) => Err(refusal),
            Err(_) => Err(self.illegal_status(Some(wanted))),
            Ok(()) => Ok(()),
        }
    }

    fn try_reach(&mut self, wanted: Status, edit: &Edit) -> Result<(), Refusal> {
        let before = self.facts.len();
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
        }?;
        // Asking again for a link on its way is fine, but it leads nowhere.
        let moved = self.facts.len() > before;
        moved.then_some(()).ok_or(Refusal::InvoiceOpen)
    }

    /// The refusal of a status. [`explain`](Self::explain) adds what could be named instead.
    pub(super) fn illegal_status(&self, wanted: Option<Status>) -> Refusal {
        Refusal::IllegalStatus {
            current: self.order.status(),
            wanted,
            allowed: Vec::new(),
        }
    }

    /// Tells a refusal apart from the draft it came out of: by the order as it stands,
    /// which is this fresh draft's, and what could be asked of that instead.
    pub(super) fn explain(&self, refusal: Refusal) -> Refusal {
        match refusal {
            Refusal::IllegalStatus { wanted, .. } => Refusal::IllegalStatus {
                current: self.order.status(),
                wanted,
                allowed: self.nameable(),
            },
            Refusal::IllegalStep { wanted, .. } => self.illegal_step(wanted),
            other => other,
        }
    }

    fn nameable(&self) -> Vec<Status> {
        let current = self.order.status();
        let legal = |status: &Status| {
            let tried = self.clone().try_reach(*status, &Edit::default());
            *status != current && matches!(tried, Ok(()) | Err(Refusal::MoneyUndecided(_)))
        };
        NAMEABLE.into_iter().filter(legal).collect()
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
