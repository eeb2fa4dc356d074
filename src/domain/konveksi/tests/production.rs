//! The workshop's steps, their gates, and who may open them.

use crate::domain::konveksi::Fact;
use crate::domain::konveksi::Refusal;
use crate::domain::konveksi::command::Edit;
use crate::domain::konveksi::command::MoneyDecision;
use crate::domain::konveksi::command::ProductionTarget;
use crate::domain::konveksi::production::Step;
use crate::domain::konveksi::tests::kit;
use crate::domain::konveksi::tests::kit::HALF;
use crate::domain::konveksi::tests::kit::PRICE;
use crate::domain::konveksi::tests::kit::PRODUCTION;
use crate::domain::konveksi::tests::kit::a_public_order;
use crate::domain::konveksi::tests::kit::an_order;
use crate::domain::konveksi::tests::kit::restore;
use crate::domain::konveksi::tests::kit::step;
use crate::domain::konveksi::tests::refunds::cash;
use crate::domain::rupiah::Rupiah;

fn illegal(current: Step, wanted: Step, allowed: &[Step]) -> Refusal {
    Refusal::IllegalStep {
        current: Some(current),
        wanted: ProductionTarget::Step(wanted),
        allowed: allowed.to_vec(),
    }
}

#[test]
fn production_does_not_begin_before_the_down_payment() {
    let mut order = an_order().with_link();
    assert_eq!(
        order.refuses(step(Step::InProgress, "")),
        illegal(Step::Waiting, Step::InProgress, &[])
    );

    order.pays(HALF);
    order.does(step(Step::InProgress, ""));

    assert_eq!(order.step, Step::InProgress);
}

#[test]
fn production_does_not_begin_before_the_price_is_confirmed() {
    let mut order = a_public_order();
    order.pays(HALF);
    assert_eq!(
        order.refuses(step(Step::InProgress, "")),
        illegal(Step::Waiting, Step::InProgress, &[])
    );

    order.does(kit::edit(Edit {
        price_confirmed: true,
        production: Some(ProductionTarget::Step(Step::InProgress)),
        ..Edit::default()
    }));

    assert!(order.price_confirmed);
    assert_eq!(order.step, Step::InProgress);
}

#[test]
fn the_price_that_is_confirmed_opens_the_gate_not_the_one_nobody_saw() {
    let mut order = a_public_order();
    order.pays(HALF);

    let refusal = order.refuses(kit::edit(Edit {
        price: Some(Rupiah(9_000_000)),
        price_confirmed: true,
        production: Some(ProductionTarget::Step(Step::InProgress)),
        ..Edit::default()
    }));

    assert_eq!(refusal, illegal(Step::Waiting, Step::InProgress, &[]));
}

#[test]
fn shipping_needs_a_settled_order() {
    let mut order = an_order().with_dp_paid();
    order.does(step(Step::Done, ""));
    assert_eq!(
        order.refuses(step(Step::Shipped, "")),
        illegal(
            Step::Done,
            Step::Shipped,
            &[Step::Waiting, Step::InProgress]
        )
    );

    let mut order = an_order().settled();
    order.does(step(Step::Shipped, ""));

    assert_eq!(order.step, Step::Shipped);
}

#[test]
fn an_admin_opens_a_gate_with_a_reason_and_production_may_not() {
    let mut order = an_order().asked_by(PRODUCTION);
    order.refuses(step(Step::InProgress, "Pelanggan lama"));

    let mut order = an_order();
    let facts = order.does(step(Step::InProgress, "Pelanggan lama"));

    let stepped = Fact::Stepped {
        from: Step::Waiting,
        to: Step::InProgress,
        overridden: true,
    };
    assert_eq!(facts, [stepped, Fact::Noted]);
}

#[test]
fn a_step_back_needs_notes_from_anyone() {
    let mut order = an_order().with_dp_paid().asked_by(PRODUCTION);
    order.does(step(Step::Done, ""));
    assert_eq!(
        order.refuses(step(Step::InProgress, "")),
        Refusal::NotesNeeded
    );

    order.does(step(Step::InProgress, "Salah pencet"));

    assert_eq!(order.step, Step::InProgress);
}

#[test]
fn a_cancelled_order_does_not_move_and_keeps_its_step() {
    let mut order = an_order().with_dp_paid();
    order.does(step(Step::InProgress, ""));
    let mut order = order.cancelled(MoneyDecision::Keep);

    for wanted in Step::ALL {
        let refusal = order.refuses(step(wanted, "Harus"));
        assert_eq!(
            refusal,
            Refusal::IllegalStep {
                current: None,
                wanted: ProductionTarget::Step(wanted),
                allowed: vec![],
            }
        );
    }
    order.does(restore());

    assert_eq!(order.step, Step::InProgress);
}

#[test]
fn only_cancelling_makes_production_cancelled() {
    let named = kit::edit(Edit {
        production: Some(ProductionTarget::Cancelled),
        ..Edit::default()
    });
    let mut order = an_order().with_dp_paid();
    assert!(matches!(
        order.refuses(named.clone()),
        Refusal::IllegalStep { .. }
    ));

    order.cancelled(MoneyDecision::Keep).ignores(named);
}

#[test]
fn money_that_went_back_opens_no_gate() {
    let mut order = an_order().plan(&[300_000, 700_000]);
    order.pays(Rupiah(300_000));
    assert!(order.dp_is_covered());

    let payment = order.last_payment().id;
    order.does(cash(payment, 300_000, true));

    assert!(!order.dp_is_covered());
    order.refuses(step(Step::InProgress, ""));
    assert_eq!(order.outstanding(), PRICE);
}
