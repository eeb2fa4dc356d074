//! The words of an order, and what naming one means.

use crate::domain::konveksi::Action;
use crate::domain::konveksi::Fact;
use crate::domain::konveksi::Refusal;
use crate::domain::konveksi::Status;
use crate::domain::konveksi::command::Edit;
use crate::domain::konveksi::command::MoneyDecision;
use crate::domain::konveksi::tests::kit;
use crate::domain::konveksi::tests::kit::HALF;
use crate::domain::konveksi::tests::kit::an_order;
use crate::domain::konveksi::tests::kit::cancel;
use crate::domain::konveksi::tests::kit::status;

#[test]
fn an_order_wears_each_word_on_its_way() {
    let mut order = an_order();
    assert_eq!(order.status(), Status::AwaitingLink);

    order = order.with_link();
    assert_eq!(order.status(), Status::LinkIssued);

    order.pays(HALF);
    assert_eq!(order.status(), Status::DpPaid);

    order.does(Action::RequestFinal);
    assert_eq!(order.status(), Status::FinalRequested);

    let last = order.last_invoice().id;
    order.does(Action::HandOver(last));
    assert_eq!(order.status(), Status::AwaitingFinal);

    order.pays(HALF);
    assert_eq!(order.status(), Status::Settled);

    order.does(cancel(Some(MoneyDecision::RefundDue)));
    assert_eq!(order.status(), Status::Cancelled);
}

#[test]
fn the_present_word_is_no_change_and_no_event() {
    for mut order in [
        an_order(),
        an_order().with_link(),
        an_order().with_dp_paid(),
        an_order().final_requested(),
        an_order().settled(),
        an_order().cancelled(MoneyDecision::Keep),
    ] {
        let word = order.status();
        order.ignores(status(word));
    }
}

#[test]
fn naming_link_issued_issues_a_link() {
    let mut order = an_order();

    order.does(status(Status::LinkIssued));

    assert_eq!(order.status(), Status::LinkIssued);
    assert_eq!(order.pages(), [HALF.0]);
}

#[test]
fn naming_final_requested_makes_its_invoice() {
    let mut order = an_order().with_dp_paid();

    order.does(status(Status::FinalRequested));

    assert_eq!(order.status(), Status::FinalRequested);
    assert_eq!(order.pages(), [HALF.0]);
}

#[test]
fn naming_awaiting_final_says_that_the_link_was_sent_by_hand() {
    let mut order = an_order().final_requested();
    let last = order.last_invoice().id;

    let facts = order.does(status(Status::AwaitingFinal));

    assert_eq!(
        facts,
        [Fact::InvoiceHandedOver(last), Fact::FinalHandedOver]
    );
}

#[test]
fn naming_awaiting_final_needs_an_open_final_invoice() {
    let refusal = an_order()
        .with_dp_paid()
        .refuses(status(Status::AwaitingFinal));

    assert_eq!(
        refusal,
        Refusal::IllegalStatus {
            current: Status::DpPaid,
            wanted: Some(Status::AwaitingFinal),
            allowed: vec![Status::FinalRequested, Status::Cancelled],
        }
    );
}

#[test]
fn naming_cancelled_cancels_and_says_what_becomes_of_the_money() {
    let mut order = an_order().with_dp_paid();
    assert_eq!(
        order.refuses(status(Status::Cancelled)),
        Refusal::MoneyUndecided(HALF)
    );

    order.does(kit::edit(Edit {
        status: Some(Status::Cancelled),
        money: Some(MoneyDecision::RefundDue),
        ..Edit::default()
    }));

    assert_eq!(order.status(), Status::Cancelled);
    assert_eq!(order.refund_due(), HALF);
}

#[test]
fn money_makes_the_other_words_and_naming_them_is_illegal() {
    for wanted in [Status::AwaitingLink, Status::DpPaid, Status::Settled] {
        let refusal = an_order().with_link().refuses(status(wanted));

        assert_eq!(
            refusal,
            Refusal::IllegalStatus {
                current: Status::LinkIssued,
                wanted: Some(wanted),
                allowed: vec![Status::Cancelled],
            }
        );
    }
}

#[test]
fn nothing_may_be_named_on_a_cancelled_order() {
    for wanted in [Status::LinkIssued, Status::FinalRequested, Status::Settled] {
        let mut order = an_order().with_dp_paid().cancelled(MoneyDecision::Keep);

        assert_eq!(
            order.refuses(status(wanted)),
            Refusal::IllegalStatus {
                current: Status::Cancelled,
                wanted: Some(wanted),
                allowed: vec![],
            }
        );
    }
}

#[test]
fn a_refusal_speaks_of_the_order_as_it_stands_not_of_the_draft() {
    let refusal = an_order().with_dp_paid().refuses(kit::edit(Edit {
        price: Some(HALF),
        status: Some(Status::AwaitingLink),
        ..Edit::default()
    }));

    assert_eq!(
        refusal,
        Refusal::IllegalStatus {
            current: Status::DpPaid,
            wanted: Some(Status::AwaitingLink),
            allowed: vec![Status::FinalRequested, Status::Cancelled],
        }
    );
}
