//! Money that goes back, and what it does to the debt.

use crate::domain::ids::PaymentId;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::Refusal;
use crate::domain::konveksi::Status;
use crate::domain::konveksi::attention::Attention;
use crate::domain::konveksi::command::MoneyDecision;
use crate::domain::konveksi::command::RefundRequest;
use crate::domain::konveksi::event::Task;
use crate::domain::konveksi::invoice::InvoiceStatus;
use crate::domain::konveksi::refund::RefundMethod;
use crate::domain::konveksi::refund::RefundState;
use crate::domain::konveksi::refund::Settles;
use crate::domain::konveksi::tests::kit::HALF;
use crate::domain::konveksi::tests::kit::PRICE;
use crate::domain::konveksi::tests::kit::an_order;
use crate::domain::konveksi::tests::kit::priced;
use crate::domain::konveksi::tests::kit::tasks;
use crate::domain::rupiah::Rupiah;

pub(super) fn cash(payment: PaymentId, amount: i64, debt: bool) -> Action {
    refund(payment, amount, RefundMethod::Cash, debt)
}

pub(super) fn through_provider(payment: PaymentId, amount: i64) -> Action {
    refund(payment, amount, RefundMethod::Original, true)
}

fn refund(payment: PaymentId, amount: i64, method: RefundMethod, debt: bool) -> Action {
    Action::Refund(Box::new(RefundRequest {
        payment,
        amount: Rupiah(amount),
        method,
        settles: if debt { Settles::Debt } else { Settles::Price },
        reason: "Cacat jahitan".to_owned(),
    }))
}

#[test]
fn a_goodwill_refund_lowers_the_price_and_keeps_the_order_settled() {
    let mut order = an_order().settled();
    let payment = order.last_payment().id;

    order.does(cash(payment, 100_000, false));

    assert_eq!(order.status(), Status::Settled);
    assert_eq!(order.owed(), Rupiah(900_000));
    assert_eq!(order.net_paid(), Rupiah(900_000));
    assert_eq!(order.credit(), Rupiah::ZERO);
}

#[test]
fn a_refund_as_debt_is_owed_again_and_gets_a_new_invoice() {
    let mut order = an_order().settled();
    let payment = order.last_payment().id;

    order.does(cash(payment, 100_000, true));

    assert_eq!(order.status(), Status::FinalRequested);
    assert!(order.attention().any(|it| it == Attention::ShortPayment));
    assert_eq!(order.invoice_words(), [InvoiceStatus::Paid; 2]);
    order.does(Action::RequestFinal);
    assert_eq!(order.asks(), [100_000]);
}

#[test]
fn credit_goes_first_and_changes_nothing_owed() {
    let mut order = an_order().settled();
    order.does(priced(800_000));
    assert_eq!(order.credit(), Rupiah(200_000));
    let payment = order.last_payment().id;

    order.does(cash(payment, 250_000, false));

    assert_eq!(order.credit(), Rupiah::ZERO);
    assert_eq!(order.owed(), Rupiah(750_000));
    assert_eq!(order.status(), Status::Settled);
}

#[test]
fn an_overpaid_down_payment_goes_back_without_a_discount() {
    let mut order = an_order().with_link();
    order.pays(Rupiah(600_000));
    assert_eq!(order.credit(), Rupiah(100_000));
    let payment = order.last_payment().id;

    order.does(cash(payment, 100_000, false));

    assert_eq!(order.owed(), PRICE);
    assert_eq!(order.credit(), Rupiah::ZERO);
    assert_eq!(order.status(), Status::DpPaid);
}

#[test]
fn never_more_goes_back_than_a_payment_holds() {
    let mut order = an_order().with_dp_paid();
    let payment = order.last_payment().id;
    assert_eq!(
        order.refuses(cash(payment, 500_001, true)),
        Refusal::TooMuch(HALF)
    );

    order.does(cash(payment, 200_000, true));

    assert_eq!(
        order.refuses(cash(payment, 300_001, true)),
        Refusal::TooMuch(Rupiah(300_000))
    );
}

#[test]
fn a_refund_through_the_provider_counts_once_it_succeeded() {
    let mut order = an_order().with_dp_paid();
    let payment = order.last_payment().id;
    order.does(through_provider(payment, 200_000));
    let line = order.refunds[0].id;

    assert_eq!(order.net_paid(), HALF);
    assert_eq!(order.refundable(order.last_payment()), Rupiah(300_000));
    assert_eq!(
        order.refuses(cash(payment, 1, true)),
        Refusal::RefundUnderWay
    );
    let ended = Action::RefundEnded {
        refund: line,
        succeeded: true,
        provider_id: Some("rfd-1".to_owned()),
    };
    order.does(ended.clone());
    order.ignores(ended);

    assert_eq!(order.net_paid(), Rupiah(300_000));
    assert_eq!(order.refunds[0].state, RefundState::Succeeded);
}

#[test]
fn a_failed_refund_frees_its_amount_and_becomes_a_task() {
    let mut order = an_order().with_dp_paid();
    let payment = order.last_payment().id;
    order.does(through_provider(payment, 200_000));

    let facts = order.does(Action::RefundEnded {
        refund: order.refunds[0].id,
        succeeded: false,
        provider_id: None,
    });

    assert_eq!(tasks(&facts), [Task::RefundFailed]);
    assert_eq!(order.refundable(order.last_payment()), HALF);
    assert_eq!(order.owed(), PRICE);
}

#[test]
fn a_refund_that_left_after_it_was_said_to_have_failed_counts() {
    let mut order = an_order().with_dp_paid();
    let payment = order.last_payment().id;
    order.does(through_provider(payment, 200_000));
    let ended = |succeeded| Action::RefundEnded {
        refund: order.refunds[0].id,
        succeeded,
        provider_id: Some("rfd-1".to_owned()),
    };
    let (failed, succeeded) = (ended(false), ended(true));
    order.does(failed.clone());

    let facts = order.does(succeeded.clone());
    order.ignores(failed);
    order.ignores(succeeded);

    assert_eq!(tasks(&facts), [Task::RefundSeen]);
    assert_eq!(order.refunds[0].state, RefundState::Succeeded);
    assert_eq!(order.net_paid(), Rupiah(300_000));
    assert_eq!(order.refundable(order.last_payment()), Rupiah(300_000));
}

#[test]
fn money_that_came_by_hand_goes_back_by_hand_at_once() {
    let mut order = an_order().with_link();
    let payment = order.records(order.last_invoice().id, HALF);

    order.does(through_provider(payment, 500_000));

    assert_eq!(order.refunds[0].state, RefundState::Manual);
    assert_eq!(order.net_paid(), Rupiah::ZERO);
}

#[test]
fn a_refund_seen_at_the_provider_is_debt_and_a_task_once() {
    let mut order = an_order().settled();
    let seen = Action::RefundSeen {
        payment: order.last_payment().id,
        amount: Rupiah(100_000),
        provider_id: "rfd-9".to_owned(),
    };

    let facts = order.does(seen.clone());
    order.ignores(seen);

    assert_eq!(tasks(&facts), [Task::RefundSeen]);
    assert_eq!(order.outstanding(), Rupiah(100_000));
}

#[test]
fn a_refund_of_a_cancelled_order_pays_what_is_due_first() {
    let mut order = an_order()
        .with_dp_paid()
        .cancelled(MoneyDecision::RefundDue);
    let payment = order.last_payment().id;

    order.does(cash(payment, 200_000, false));

    assert_eq!(order.refund_due(), Rupiah(300_000));
    assert_eq!(order.owed(), PRICE);
}
