//! Paying in instalments.

use crate::domain::konveksi::Action;
use crate::domain::konveksi::Refusal;
use crate::domain::konveksi::Status;
use crate::domain::konveksi::attention::Attention;
use crate::domain::konveksi::command::Due;
use crate::domain::konveksi::command::Instalment;
use crate::domain::konveksi::command::LinkRequest;
use crate::domain::konveksi::invoice::AttemptState;
use crate::domain::konveksi::invoice::InvoiceStatus;
use crate::domain::konveksi::message::SendRequest;
use crate::domain::konveksi::plan::PlanStatus;
use crate::domain::konveksi::tests::kit::PRICE;
use crate::domain::konveksi::tests::kit::Trial;
use crate::domain::konveksi::tests::kit::an_order;
use crate::domain::konveksi::tests::kit::priced;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Span;

fn planned() -> Trial {
    an_order().plan(&[300_000, 300_000, 400_000])
}

#[test]
fn instalments_sum_to_what_is_still_to_be_paid() {
    let mut order = an_order().with_dp_paid();
    let parts = order.instalments(&[250_000, 250_001]);
    assert_eq!(
        order.refuses(Action::MakePlan(parts)),
        Refusal::PlanSum(Rupiah(500_000))
    );

    let order = order.plan(&[250_000, 250_000]);

    assert_eq!(order.asks(), [250_000, 250_000]);
}

#[test]
fn instalments_are_two_at_least_and_due_later_and_later() {
    let mut order = an_order();
    let one = order.instalments(&[PRICE.0]);
    let mut same_day = order.instalments(&[500_000, 500_000]);
    same_day[1].due_at = same_day[0].due_at;

    assert_eq!(order.refuses(Action::MakePlan(one)), Refusal::PlanShape);
    assert_eq!(
        order.refuses(Action::MakePlan(same_day)),
        Refusal::PlanShape
    );
}

#[test]
fn equal_instalments_share_what_is_still_to_be_paid() {
    let mut order = an_order();
    let due = |it: Instalment| Due {
        due_at: it.due_at,
        description: it.description,
    };
    let dues = order.instalments(&[1, 1, 1]).into_iter().map(due);

    order.does(Action::MakeEqualPlan(dues.collect()));

    assert_eq!(order.asks(), [333_333, 333_333, 333_334]);
    assert!(order.order.plans[0].equal);
    assert_eq!(
        an_order().refuses(Action::MakeEqualPlan(Vec::new())),
        Refusal::PlanShape
    );
}

#[test]
fn a_plan_cancels_open_invoices_and_opens_its_first_page() {
    let order = an_order().with_link().plan(&[300_000, 700_000]);

    assert_eq!(order.invoices[0].status(), InvoiceStatus::Cancelled);
    assert_eq!(order.asks(), [300_000, 700_000]);
    assert_eq!(order.pages(), [300_000]);
    assert_eq!(order.status(), Status::LinkIssued);
}

#[test]
fn the_first_instalment_counts_as_the_down_payment() {
    let mut order = planned();

    order.pays(Rupiah(300_000));

    assert_eq!(order.status(), Status::DpPaid);
    assert_eq!(order.pages(), [300_000]);
}

#[test]
fn an_active_plan_leaves_no_other_way_to_pay() {
    let mut order = planned();
    order.pays(Rupiah(300_000));

    let link = Action::IssueLink(LinkRequest::default());
    assert_eq!(order.refuses(link), Refusal::PlanActive);
    assert_eq!(order.refuses(Action::RequestFinal), Refusal::PlanActive);
    let again = order.instalments(&[350_000, 350_000]);
    assert_eq!(order.refuses(Action::MakePlan(again)), Refusal::PlanActive);
}

#[test]
fn handing_over_an_instalment_changes_no_word() {
    let mut order = planned();
    order.pays(Rupiah(300_000));
    let last = order.last_invoice().id;

    order.does(Action::HandOver(last));

    assert_eq!(order.status(), Status::DpPaid);
}

#[test]
fn a_rise_goes_onto_the_last_unpaid_instalment() {
    let mut order = planned();

    order.does(priced(1_100_000));

    assert_eq!(order.asks(), [300_000, 300_000, 500_000]);
}

#[test]
fn a_cut_comes_off_from_the_last_backwards() {
    let mut order = planned();

    order.does(priced(500_000));

    assert_eq!(order.asks(), [300_000, 200_000]);
    assert_eq!(order.last_invoice().status(), InvoiceStatus::Cancelled);
}

#[test]
fn money_over_cascades_to_the_next_instalments() {
    let mut order = planned();

    order.pays(Rupiah(700_000));

    assert_eq!(
        order.invoice_words(),
        [
            InvoiceStatus::Paid,
            InvoiceStatus::Paid,
            InvoiceStatus::Open
        ]
    );
    assert_eq!(order.asks(), [300_000]);
    assert_eq!(order.pages(), [300_000]);
    assert_eq!(order.credit(), Rupiah::ZERO);
}

#[test]
fn an_instalment_becomes_overdue_and_stays_payable() {
    let mut order = planned();
    order.wait(Span::days(31));

    order.does(Action::MarkOverdue);
    order.ignores(Action::MarkOverdue);
    order.ignores(Action::ExpireDue);

    assert!(order.invoices[0].overdue);
    assert!(order.attention().any(|it| it == Attention::PaymentOverdue));
    order.pays_for(order.invoices[0].id, Rupiah(300_000));
    assert!(!order.attention().any(|it| it == Attention::PaymentOverdue));
}

#[test]
fn a_page_of_an_instalment_is_renewed_while_it_is_unpaid() {
    let mut order = planned();
    let invoice = &order.invoices[0];
    let (id, page) = (invoice.id, &invoice.attempts[0]);
    assert_eq!(
        Some(page.expires_at),
        invoice.due_at.map(|it| it + Span::days(30))
    );

    let page = page.id;
    order.does(Action::AttemptExpired(page));

    assert_eq!(
        order.page_words(id),
        [AttemptState::Expired, AttemptState::Opening]
    );
}

#[test]
fn an_instalment_opens_early_when_asked() {
    let mut order = planned();
    let last = order.last_invoice().id;

    let send = Action::Send(Box::new(SendRequest {
        invoice: last,
        template: None,
        channel: None,
        letter: None,
    }));
    order.does(send.clone());
    order.ignores(send);

    assert_eq!(order.pages(), [300_000, 400_000]);
}

#[test]
fn a_plan_that_ended_binds_nothing_and_keeps_what_was_paid() {
    let mut order = planned();
    order.pays(Rupiah(300_000));
    let plan = order.plans[0].id;

    order.does(Action::EndPlan(plan));
    assert_eq!(order.refuses(Action::EndPlan(plan)), Refusal::NoPlan);
    assert_eq!(order.status(), Status::DpPaid);
    order.does(Action::RequestFinal);

    assert_eq!(order.asks(), [700_000]);
}

#[test]
fn a_plan_paid_to_the_end_is_completed() {
    let mut order = planned();
    for amount in [300_000, 300_000, 400_000] {
        order.pays(Rupiah(amount));
    }

    assert_eq!(order.plans[0].status(&order), PlanStatus::Completed);
    assert_eq!(order.status(), Status::Settled);
}

#[test]
fn no_plan_is_made_once_final_payment_was_requested() {
    let mut order = an_order().final_requested();
    let parts = order.instalments(&[250_000, 250_000]);

    let refusal = order.refuses(Action::MakePlan(parts));

    assert_eq!(refusal, Refusal::FinalRequested);
}
