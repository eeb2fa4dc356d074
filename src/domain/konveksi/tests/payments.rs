//! Money in: late, short, over, twice; and the price that changes after it.

use uuid::Uuid;

use crate::domain::ids::OrderId;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::Refusal;
use crate::domain::konveksi::Status;
use crate::domain::konveksi::attention::Attention;
use crate::domain::konveksi::command::PaymentRemarks;
use crate::domain::konveksi::command::RefundRequest;
use crate::domain::konveksi::event::Fact;
use crate::domain::konveksi::event::Task;
use crate::domain::konveksi::invoice::AttemptState;
use crate::domain::konveksi::invoice::InvoiceStatus;
use crate::domain::konveksi::payment::PaymentSource;
use crate::domain::konveksi::refund::RefundMethod;
use crate::domain::konveksi::refund::Settles;
use crate::domain::konveksi::tests::kit::HALF;
use crate::domain::konveksi::tests::kit::PRICE;
use crate::domain::konveksi::tests::kit::Trial;
use crate::domain::konveksi::tests::kit::a_public_order;
use crate::domain::konveksi::tests::kit::an_order;
use crate::domain::konveksi::tests::kit::priced;
use crate::domain::konveksi::tests::kit::tasks;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Span;

fn give(amount: i64) -> Action {
    Action::GiveCredit {
        to: OrderId(Uuid::from_u128(2)),
        amount: Rupiah(amount),
        reason: "Pindah".to_owned(),
    }
}

fn take(amount: i64) -> Action {
    Action::TakeCredit {
        from: OrderId(Uuid::from_u128(2)),
        amount: Rupiah(amount),
        reason: "Pindah".to_owned(),
    }
}

fn expired(mut order: Trial) -> Trial {
    order.wait(Span::days(4));
    order.does(Action::ExpireDue);
    order
}

#[test]
fn late_money_pays_its_invoice_and_is_a_task() {
    let mut order = expired(an_order().with_link());

    let facts = order.pays_for(order.last_invoice().id, HALF);

    assert_eq!(tasks(&facts), [Task::Late]);
    assert_eq!(order.invoice_words(), [InvoiceStatus::Paid]);
    assert_eq!(order.status(), Status::DpPaid);
}

#[test]
fn late_money_on_an_old_invoice_closes_the_open_one() {
    let mut order = expired(an_order().with_link()).with_link();
    let first = order.invoices[0].id;

    order.pays_for(first, HALF);

    assert_eq!(
        order.invoice_words(),
        [InvoiceStatus::Paid, InvoiceStatus::Cancelled]
    );
    assert!(order.pages().is_empty());
}

#[test]
fn short_money_leaves_the_rest_due_on_a_new_page() {
    let mut order = an_order().with_link();
    let id = order.last_invoice().id;

    let facts = order.pays(Rupiah(200_000));

    assert_eq!(tasks(&facts), [Task::Short]);
    assert_eq!(order.asks(), [300_000]);
    assert_eq!(
        order.page_words(id),
        [AttemptState::Paid, AttemptState::Opening]
    );
    assert_eq!(order.status(), Status::LinkIssued);
    assert!(order.attention().any(|it| it == Attention::ShortPayment));
}

#[test]
fn money_over_is_credit_and_the_next_invoice_is_smaller_by_it() {
    let mut order = an_order().with_link();

    let facts = order.pays(Rupiah(600_000));
    assert_eq!(tasks(&facts), [Task::Over]);
    assert_eq!(order.credit(), Rupiah(100_000));
    order.does(Action::RequestFinal);

    assert_eq!(order.asks(), [400_000]);
    assert_eq!(order.last_invoice().credit_used, Rupiah(100_000));
    assert_eq!(order.credit(), Rupiah::ZERO);
}

#[test]
fn only_what_the_whole_order_does_not_owe_is_excess() {
    let told = |facts: &[Fact]| {
        let over = facts.iter().find_map(|fact| match fact {
            Fact::TaskRaised { amount, excess, .. } => Some((amount.0, excess.map(|it| it.0))),
            _ => None,
        });
        over.unwrap()
    };

    let little = an_order().with_link().pays(Rupiah(600_000));
    let much = an_order().with_link().pays(Rupiah(1_200_000));
    let mut twice = an_order().with_link();
    let first = twice.invoices[0].id;
    twice.pays(HALF);
    let again = twice.pays_for(first, Rupiah(700_000));
    let short = an_order().with_link().pays(Rupiah(200_000));

    assert_eq!(told(&little), (100_000, Some(0)));
    assert_eq!(told(&much), (700_000, Some(200_000)));
    assert_eq!(told(&again), (700_000, Some(200_000)));
    assert_eq!(told(&short), (300_000, None));
}

#[test]
fn credit_that_settled_an_order_is_not_counted_twice() {
    let mut order = an_order().final_requested();
    let first = order.invoices[0].id;
    order.pays_for(first, Rupiah(100_000));
    assert_eq!(order.asks(), [400_000]);
    assert_eq!(order.last_invoice().credit_used, Rupiah(100_000));

    order.pays(Rupiah(400_000));
    assert_eq!(order.status(), Status::Settled);
    order.does(priced(1_500_000));

    assert_eq!(order.credit(), Rupiah::ZERO);
    assert_eq!(order.outstanding(), HALF);
}

#[test]
fn a_down_payment_that_covers_everything_settles() {
    let mut order = an_order().with_link();

    order.pays(PRICE);

    assert_eq!(order.status(), Status::Settled);
    assert_eq!(order.credit(), Rupiah::ZERO);
}

#[test]
fn both_pages_paid_leave_the_second_as_credit() {
    let mut order = an_order().with_link();
    let id = order.last_invoice().id;
    order.does(Action::Regenerate(id));
    let pages: Vec<_> = order
        .last_invoice()
        .attempts
        .iter()
        .map(|it| it.id)
        .collect();

    order.pays_at(pages[0], HALF);
    let facts = order.pays_at(pages[1], HALF);

    assert_eq!(tasks(&facts), [Task::Double]);
    assert_eq!(order.invoice_words(), [InvoiceStatus::Paid]);
    assert_eq!(order.last_payment().allocations, []);
    assert_eq!(order.net_paid(), PRICE);
}

#[test]
fn one_id_of_the_provider_is_one_payment_and_another_amount_a_task() {
    let mut order = an_order().with_link();
    let page = order.last_invoice().attempts[0].id;
    let paid = order.delivery(page, HALF, "inv-1");
    let settled = order.delivery(page, Rupiah(1), "inv-1");

    order.does(paid.clone());
    order.ignores(paid);
    let facts = order.does(settled);

    assert_eq!(tasks(&facts), [Task::Mismatch]);
    assert_eq!(order.received(), HALF);
}

#[test]
fn a_rise_leaves_the_difference_due_and_asks_for_attention() {
    let mut order = an_order().settled();

    order.does(priced(1_200_000));

    assert_eq!(order.status(), Status::FinalRequested);
    assert_eq!(order.outstanding(), Rupiah(200_000));
    assert!(order.attention().any(|it| it == Attention::ShortPayment));
}

#[test]
fn a_cut_below_what_was_paid_leaves_a_credit() {
    let mut order = an_order().final_requested();

    order.does(priced(400_000));

    assert_eq!(order.status(), Status::Settled);
    assert_eq!(order.credit(), Rupiah(100_000));
    assert!(order.pages().is_empty());
}

#[test]
fn the_down_payment_freezes_at_the_first_payment() {
    let mut order = an_order().with_link();
    order.pays(Rupiah(1));

    order.does(priced(2_000_000));

    assert_eq!(order.dp_due(), HALF);
}

#[test]
fn the_down_payment_never_freezes_before_the_price_is_confirmed() {
    let mut order = a_public_order();
    order.pays(HALF);
    assert_eq!(order.dp_fixed, None);

    order.does(priced(2_000_000));

    assert_eq!(order.dp_due(), PRICE);
    assert_eq!(order.dp_fixed, Some(PRICE));
    assert_eq!(order.status(), Status::LinkIssued);
}

#[test]
fn only_what_staff_recorded_is_reversed_and_once() {
    let mut order = an_order().with_link();
    let payment = order.records(order.last_invoice().id, HALF);
    let reverse = Action::Reverse {
        payment,
        reason: "Salah catat".to_owned(),
    };

    order.does(reverse.clone());

    assert_eq!(order.refuses(reverse), Refusal::AlreadyReversed);
    assert_eq!(order.status(), Status::LinkIssued);
    assert_eq!(order.pages(), [HALF.0]);
    assert_eq!(order.dp_fixed, None);
    let mut order = an_order().with_dp_paid();
    let refused = order.refuses(Action::Reverse {
        payment: order.last_payment().id,
        reason: String::new(),
    });
    assert_eq!(refused, Refusal::NotByHand);
}

#[test]
fn remarks_on_a_payment_touch_no_amount() {
    let mut order = an_order().with_link();
    let payment = order.records(order.last_invoice().id, HALF);
    let remarks = Action::Annotate(Box::new(PaymentRemarks {
        payment,
        method: Some("CASH".to_owned()),
        contact: None,
        notes: Some("Di toko".to_owned()),
    }));

    order.does(remarks.clone());
    order.ignores(remarks);

    assert_eq!(order.last_payment().method, "CASH");
    assert_eq!(order.last_payment().notes, "Di toko");
    assert_eq!(order.received(), HALF);
}

#[test]
fn staff_do_not_record_money_of_the_future() {
    let mut order = an_order().with_link();
    let mut receipt = order.receipt(order.last_invoice().id, HALF);
    receipt.paid_at = order.now + Span::hours(1);

    let refusal = order.refuses(Action::Receive(Box::new(receipt)));

    assert_eq!(refusal, Refusal::FuturePayment);
}

#[test]
fn money_that_went_back_is_not_taken_back_too() {
    let mut order = an_order().with_link();
    let payment = order.records(order.last_invoice().id, HALF);
    order.does(Action::Refund(Box::new(RefundRequest {
        payment,
        amount: Rupiah(1),
        method: RefundMethod::Cash,
        settles: Settles::Debt,
        reason: String::new(),
    })));

    let refused = order.refuses(Action::Reverse {
        payment,
        reason: String::new(),
    });

    assert_eq!(refused, Refusal::WentBack);
}

#[test]
fn only_what_the_order_does_not_owe_moves_to_another() {
    let mut order = an_order().settled();
    assert_eq!(order.refuses(give(1)), Refusal::NotSpare(Rupiah::ZERO));
    order.does(priced(700_000));

    order.does(give(300_000));

    assert_eq!(order.credit(), Rupiah::ZERO);
    assert_eq!(order.status(), Status::Settled);
    assert_eq!(order.last_payment().source, PaymentSource::Credit);
    assert_eq!(order.last_payment().amount, Rupiah(-300_000));
}

#[test]
fn credit_from_another_order_pays_what_is_asked() {
    let mut order = an_order().with_link();

    order.does(take(600_000));

    assert_eq!(order.invoice_words(), [InvoiceStatus::Paid]);
    assert_eq!(order.status(), Status::DpPaid);
    assert_eq!(order.credit(), Rupiah(100_000));
}
