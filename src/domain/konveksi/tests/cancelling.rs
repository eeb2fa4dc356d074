//! Ending an order, undoing that, and hiding it.

use crate::domain::konveksi::Action;
use crate::domain::konveksi::Refusal;
use crate::domain::konveksi::Status;
use crate::domain::konveksi::attention::Attention;
use crate::domain::konveksi::command::LinkRequest;
use crate::domain::konveksi::command::MoneyDecision;
use crate::domain::konveksi::event::Task;
use crate::domain::konveksi::invoice::AttemptState;
use crate::domain::konveksi::invoice::InvoiceStatus;
use crate::domain::konveksi::plan::PlanStatus;
use crate::domain::konveksi::tests::kit::HALF;
use crate::domain::konveksi::tests::kit::PRICE;
use crate::domain::konveksi::tests::kit::an_order;
use crate::domain::konveksi::tests::kit::cancel;
use crate::domain::konveksi::tests::kit::priced;
use crate::domain::konveksi::tests::kit::restore;
use crate::domain::konveksi::tests::kit::tasks;
use crate::domain::konveksi::tests::refunds::cash;
use crate::domain::konveksi::tests::refunds::through_provider;
use crate::domain::rupiah::Rupiah;

#[test]
fn cancelling_with_money_on_it_needs_a_decision() {
    let mut order = an_order().with_dp_paid();
    assert_eq!(order.refuses(cancel(None)), Refusal::MoneyUndecided(HALF));

    let kept = order.clone().cancelled(MoneyDecision::Keep);
    let back = order.cancelled(MoneyDecision::RefundDue);

    assert_eq!(kept.refund_due(), Rupiah::ZERO);
    assert_eq!(back.refund_due(), HALF);
    assert!(back.attention().any(|it| it == Attention::RefundDue));
}

#[test]
fn cancelling_without_money_needs_none_and_closes_what_is_open() {
    let mut order = an_order().with_link();

    order.does(cancel(None));

    assert_eq!(order.invoice_words(), [InvoiceStatus::Cancelled]);
    let page = order.page_words(order.last_invoice().id);
    assert_eq!(page, [AttemptState::Expired]);
}

#[test]
fn cancelling_ends_a_plan() {
    let mut order = an_order().plan(&[400_000, 600_000]);

    order.does(cancel(None));

    assert_eq!(order.plans[0].status(&order), PlanStatus::Cancelled);
}

#[test]
fn cancelling_twice_is_illegal() {
    let mut order = an_order().cancelled(MoneyDecision::Keep);

    assert!(matches!(
        order.refuses(cancel(Some(MoneyDecision::Keep))),
        Refusal::IllegalStatus { allowed, .. } if allowed.is_empty()
    ));
}

#[test]
fn money_on_a_cancelled_order_is_due_back() {
    let mut order = an_order().with_link();
    order.does(cancel(None));

    let facts = order.pays_for(order.last_invoice().id, HALF);

    assert_eq!(tasks(&facts), [Task::OnCancelled]);
    assert_eq!(order.status(), Status::Cancelled);
    assert_eq!(order.refund_due(), HALF);
}

#[test]
fn restoring_counts_the_money_again_and_opens_nothing() {
    let mut order = an_order()
        .final_requested()
        .cancelled(MoneyDecision::RefundDue);

    order.does(restore());

    assert_eq!(order.status(), Status::FinalRequested);
    assert_eq!(order.refund_due(), Rupiah::ZERO);
    assert!(order.asks().is_empty());
}

#[test]
fn restoring_needs_notes_and_a_cancelled_order() {
    let blank = || Action::Restore {
        notes: String::new(),
    };
    assert_eq!(an_order().refuses(restore()), Refusal::NotRestorable);
    assert_eq!(
        an_order().cancelled(MoneyDecision::Keep).refuses(blank()),
        Refusal::NotesNeeded
    );
}

#[test]
fn an_order_that_gave_money_back_since_is_not_restored() {
    let mut order = an_order()
        .with_dp_paid()
        .cancelled(MoneyDecision::RefundDue);
    let payment = order.last_payment().id;

    order.does(cash(payment, 1, true));

    assert_eq!(order.refuses(restore()), Refusal::NotRestorable);
}

#[test]
fn an_order_whose_money_is_on_its_way_back_is_not_restored() {
    let mut order = an_order()
        .with_dp_paid()
        .cancelled(MoneyDecision::RefundDue);
    let payment = order.last_payment().id;

    order.does(through_provider(payment, 1));

    assert_eq!(order.refuses(restore()), Refusal::NotRestorable);
}

#[test]
fn a_refund_from_before_the_cancelling_does_not_hinder_restoring() {
    let mut order = an_order().with_dp_paid();
    let payment = order.last_payment().id;
    order.does(cash(payment, 1, true));

    let mut order = order.cancelled(MoneyDecision::Keep);

    order.does(restore());
}

#[test]
fn an_order_that_fell_back_still_says_so_when_restored() {
    let mut order = an_order().settled();
    order.does(priced(1_200_000));
    let mut order = order.cancelled(MoneyDecision::Keep);
    let short = Attention::ShortPayment;
    assert!(!order.attention().any(|it| it == short));

    order.does(restore());

    assert!(order.attention().any(|it| it == short));
}

#[test]
fn money_that_never_came_is_not_kept() {
    let mut order = an_order().with_link();
    let payment = order.records(order.last_invoice().id, HALF);
    let mut order = order.cancelled(MoneyDecision::Keep);
    order.does(Action::Reverse {
        payment,
        reason: "Salah catat".to_owned(),
    });
    assert!(order.asks().is_empty());

    order.pays_for(order.last_invoice().id, HALF);

    assert_eq!(order.refund_due(), HALF);
}

#[test]
fn an_order_without_money_can_be_hidden_once() {
    let mut order = an_order().with_link();

    order.does(Action::Delete);

    assert_eq!(order.invoice_words(), [InvoiceStatus::Cancelled]);
    assert!(order.pages().is_empty());
    assert_eq!(order.refuses(Action::Delete), Refusal::NotFound);
    let link = Action::IssueLink(LinkRequest::default());
    assert_eq!(order.refuses(link), Refusal::NotFound);
}

#[test]
fn an_order_that_ever_had_money_cannot_be_hidden() {
    let mut order = an_order().with_link();
    let payment = order.records(order.last_invoice().id, HALF);
    order.does(Action::Reverse {
        payment,
        reason: "Salah catat".to_owned(),
    });

    assert_eq!(order.refuses(Action::Delete), Refusal::HasMoney);
}

#[test]
fn money_brings_a_deleted_order_back_as_cancelled() {
    let mut order = an_order().with_link();
    order.does(Action::Delete);

    let facts = order.pays_for(order.last_invoice().id, HALF);

    assert_eq!(tasks(&facts), [Task::OnCancelled]);
    assert_eq!(order.status(), Status::Cancelled);
    assert_eq!(order.deleted_at, None);
    assert_eq!(order.refund_due(), HALF);
    assert_eq!(order.owed(), PRICE);
}
