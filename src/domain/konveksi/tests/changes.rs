//! What must be true of every change: who was heard, what moved, and what it makes us owe.

use crate::domain::konveksi::Action;
use crate::domain::konveksi::Command;
use crate::domain::konveksi::Event;
use crate::domain::konveksi::Fact;
use crate::domain::konveksi::Order;
use crate::domain::konveksi::Refusal;
use crate::domain::konveksi::debt;
use crate::domain::konveksi::debt::Debt;
use crate::domain::konveksi::event::Task;
use crate::domain::konveksi::invoice::Attempt;
use crate::domain::konveksi::payment::PaymentSource;
use crate::domain::konveksi::production::Step;
use crate::domain::konveksi::refund::Settles;
use crate::domain::konveksi::tests::invariants::Verdict;
use crate::domain::konveksi::tests::invariants::ensure;
use crate::domain::konveksi::tests::model;
use crate::domain::konveksi::tests::model::Model;
use crate::domain::role::Role;

/// Roles, and what is never refused.
pub(super) fn must_be_heard(
    order: &Order,
    command: &Command,
    decided: &Result<Option<Event>, Refusal>,
) -> Verdict {
    let forbidden = *decided == Err(Refusal::Forbidden);
    let harmless = match &command.action {
        Action::Note(_) => true,
        Action::Edit(edit) => {
            edit.price.is_none() && edit.status.is_none() && !edit.price_confirmed
        }
        _ => false,
    };
    match command.by.role {
        Some(Role::Viewer) => ensure!(forbidden, "a viewer was heard"),
        Some(Role::Production) => ensure!(forbidden || harmless, "production went too far"),
        _ => ensure!(!forbidden, "somebody who may was forbidden"),
    }
    if let Action::Receive(receipt) = &command.action
        && receipt.source == PaymentSource::Provider
        && order.invoice(receipt.invoice).is_some()
    {
        ensure!(forbidden || decided.is_ok(), "money was refused");
    }
    Ok(())
}

/// Production moves only through its gates, or over them for a manager with a reason.
pub(super) fn gates(before: &Order, model: &Model, event: &Event) -> Verdict {
    let repriced = event.facts.iter().any(|it| matches!(it, Fact::Priced(_)));
    for fact in &event.facts {
        let Fact::Stepped {
            from,
            to,
            overridden,
        } = fact
        else {
            continue;
        };
        ensure!(!model.cancelled, "a cancelled order moved");
        ensure!(*from == before.step && from != to, "a step from nowhere");
        let reasoned = event.private.note.is_some();
        ensure!(
            reasoned || (!overridden && from < to),
            "moved without a reason"
        );
        if *overridden {
            let manager = matches!(event.by.role, Some(Role::Admin | Role::Owner));
            ensure!(manager, "{:?} overrode a gate", event.by);
        } else if from < to && !repriced {
            let confirmed = model.confirmed || event.facts.contains(&Fact::PriceConfirmed);
            let settled = model.settled(before);
            let paid = settled || model.dp_covered(before);
            let may_leave = *from > Step::Waiting || (confirmed && paid);
            ensure!(may_leave, "left waiting too early");
            ensure!(*to < Step::Shipped || settled, "shipped before settled");
        }
    }
    Ok(())
}

/// What came in, what went out, and what became of the debt.
pub(super) fn money_moves(
    before: &Order,
    command: &Command,
    event: &Event,
    after: &Order,
) -> Verdict {
    let came = model::lines_in(after) - model::lines_in(before);
    let left = model::lines_out(after) - model::lines_out(before);
    let expected = match &command.action {
        Action::Receive(receipt) => {
            let known = receipt.provider_id.is_some()
                && before
                    .payments
                    .iter()
                    .any(|it| it.provider_id == receipt.provider_id);
            ensure!(!known || only_a_task(event), "a payment counted twice");
            if known { 0 } else { receipt.amount.0 }
        }
        Action::TakeCredit { amount, .. } => amount.0,
        Action::GiveCredit { amount, .. } => -amount.0,
        Action::Reverse { payment, .. } => -before.payment(*payment).unwrap().amount.0,
        _ => 0,
    };
    ensure!(came == expected, "{came} came in, {expected} was said");
    for fact in &event.facts {
        if let Fact::RefundEnded {
            refund,
            state,
            forgiven,
            unkept,
            ..
        } = fact
        {
            let refund = after.refunds.iter().find(|it| it.id == *refund).unwrap();
            let gone = if state.has_left() { refund.amount.0 } else { 0 };
            ensure!(left == gone, "{left} left, the refund was of {gone}");
            let free = before.credit().0 + before.refund_due().0;
            let rest = (gone - free).max(0);
            let lowers = refund.settles == Settles::Price && before.cancelled.is_none();
            ensure!(
                forgiven.0 == if lowers { rest } else { 0 },
                "forgave {forgiven}"
            );
            let kept = before.cancelled.is_some();
            ensure!(unkept.0 == if kept { rest } else { 0 }, "unkept {unkept}");
            // Where the provider sent back more than came, the order owes whatever it costs.
            let lost = after.net_paid().0 < 0;
            let stays = !lowers || lost || !before.is_settled() || after.is_settled();
            ensure!(stays, "goodwill unsettled the order");
        }
    }
    Ok(())
}

fn only_a_task(event: &Event) -> bool {
    let mismatch =
        |fact: &Fact| matches!(fact, Fact::TaskRaised { task, .. } if *task == Task::Mismatch);
    event.facts.iter().any(mismatch)
}

/// The provider is told of every page that came and every one that went.
pub(super) fn debts(before: &Order, event: &Event, after: &Order) -> Verdict {
    let owed = debt::owed_for(event, after);
    let was_open = |page: &Attempt| {
        let pages = before.invoices.iter().flat_map(|it| &it.attempts);
        pages
            .into_iter()
            .any(|it| it.id == page.id && it.state.is_open())
    };
    for invoice in &after.invoices {
        for page in &invoice.attempts {
            let (id, attempt) = (invoice.id, page.id);
            let opens = owed.iter().any(|it| {
                matches!(it, Debt::OpenAttempt { attempt: its, invoice, until }
                    if *its == attempt && *invoice == id && *until == page.expires_at)
            });
            let ends = owed.contains(&Debt::ExpireAttempt {
                invoice: id,
                attempt,
            });
            let said = event.facts.iter().any(|fact| {
                matches!(fact, Fact::AttemptClosed { attempt: its, known: true, .. } if *its == attempt)
            });
            let is_new = page.state.is_open() && !was_open(page);
            ensure!(opens == is_new, "a page owed {opens}, new {is_new}");
            let ended = was_open(page) && !page.state.is_open() && !said;
            ensure!(ends || !ended, "a page ended and nobody is told");
            ensure!(!ends || !page.state.is_open(), "a page we want is ended");
        }
    }
    for refund in &after.refunds {
        let is_new = !before.refunds.iter().any(|it| it.id == refund.id);
        let pays = owed.contains(&Debt::PayRefund(refund.id));
        ensure!(
            pays == (is_new && refund.state.is_pending()),
            "a refund owed {pays}"
        );
    }
    Ok(())
}
