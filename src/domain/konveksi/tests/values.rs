//! Values, terms, notes, marks, versions, and whose they are to change.

use crate::domain::aggregate::Aggregate;
use crate::domain::contact::Channel;
use crate::domain::contact::Contact;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::Command;
use crate::domain::konveksi::Fact;
use crate::domain::konveksi::Order;
use crate::domain::konveksi::Refusal;
use crate::domain::konveksi::Status;
use crate::domain::konveksi::attention::Attention;
use crate::domain::konveksi::attention::Mark;
use crate::domain::konveksi::command::Edit;
use crate::domain::konveksi::command::ProductionTarget;
use crate::domain::konveksi::command::TermsEdit;
use crate::domain::konveksi::invoice::InvoiceStatus;
use crate::domain::konveksi::order::Terms;
use crate::domain::konveksi::production::Step;
use crate::domain::konveksi::tests::kit::HALF;
use crate::domain::konveksi::tests::kit::PRODUCTION;
use crate::domain::konveksi::tests::kit::VIEWER;
use crate::domain::konveksi::tests::kit::an_order;
use crate::domain::konveksi::tests::kit::edit;
use crate::domain::konveksi::tests::kit::priced;
use crate::domain::konveksi::tests::kit::step;
use crate::domain::rupiah::BasisPoints;
use crate::domain::rupiah::Rupiah;

fn share(share: u16) -> Action {
    edit(Edit {
        terms: Some(TermsEdit {
            with_dp: None,
            share: Some(BasisPoints(share)),
        }),
        ..Edit::default()
    })
}

#[test]
fn other_terms_replace_the_open_invoice_while_nothing_is_paid() {
    let mut order = an_order().with_link();

    order.does(share(6_000));

    assert_eq!(order.terms, Terms::Dp(BasisPoints(6_000)));
    assert_eq!(order.asks(), [600_000]);
    assert_eq!(order.invoices[0].status(), InvoiceStatus::Cancelled);
}

#[test]
fn terms_are_fixed_once_something_is_paid() {
    let mut order = an_order().with_link();
    order.pays(Rupiah(1));

    assert_eq!(order.refuses(share(6_000)), Refusal::TermsFixed);
    order.ignores(share(5_000));
}

#[test]
fn a_down_payment_needs_its_share() {
    let full = || TermsEdit {
        with_dp: Some(false),
        share: None,
    };
    let dp = TermsEdit {
        with_dp: Some(true),
        share: None,
    };
    let terms = |terms| {
        edit(Edit {
            terms: Some(terms),
            ..Edit::default()
        })
    };
    let mut order = an_order();
    order.does(terms(full()));

    assert_eq!(order.refuses(terms(dp)), Refusal::ShareNeeded);
}

#[test]
fn several_fields_are_one_event_or_none() {
    let several = |status| {
        edit(Edit {
            quantity: Some(60),
            price: Some(Rupiah(1_200_000)),
            production: Some(ProductionTarget::Step(Step::Done)),
            status: Some(status),
            ..Edit::default()
        })
    };
    let mut order = an_order().with_dp_paid();
    let version = order.version;
    order.refuses(several(Status::Settled));
    assert_eq!(order.version, version);

    order.does(several(Status::FinalRequested));

    assert_eq!(order.version, version + 1);
    assert_eq!(order.step, Step::Done);
    assert_eq!(order.asks(), [700_000]);
}

#[test]
fn new_terms_and_a_new_price_make_one_page() {
    let mut order = an_order().with_link();

    let facts = order.does(edit(Edit {
        price: Some(Rupiah(2_000_000)),
        terms: Some(TermsEdit {
            with_dp: None,
            share: Some(BasisPoints(6_000)),
        }),
        ..Edit::default()
    }));

    let opening = facts
        .iter()
        .filter(|it| matches!(it, Fact::AttemptOpening { .. }));
    assert_eq!(opening.count(), 1);
    assert_eq!(order.pages(), [1_200_000]);
}

#[test]
fn a_contact_must_reach_by_the_channel() {
    let by_mail = edit(Edit {
        contact: Contact::parse("budi@example.com").ok(),
        ..Edit::default()
    });
    let mut order = an_order();
    assert_eq!(order.refuses(by_mail), Refusal::Unreachable);

    order.does(edit(Edit {
        contact: Contact::parse("budi@example.com").ok(),
        channel: Some(Channel::Email),
        ..Edit::default()
    }));

    assert_eq!(order.customer.channel, Channel::Email);
}

#[test]
fn values_that_stay_are_no_event() {
    let mut order = an_order();

    order.ignores(priced(1_000_000));
    order.ignores(edit(Edit {
        customer_name: Some("Budi Santoso".to_owned()),
        quantity: Some(50),
        price_confirmed: true,
        ..Edit::default()
    }));
    order.ignores(Action::Note(String::new()));
}

#[test]
fn names_and_notes_are_kept_apart_from_the_facts() {
    let mut order = an_order();

    order.does(edit(Edit {
        customer_name: Some("Siti".to_owned()),
        notes: Some("Pindah tangan".to_owned()),
        ..Edit::default()
    }));

    let event = order.events.last().unwrap();
    assert_eq!(event.facts, [Fact::CustomerRenamed, Fact::Noted]);
    assert_eq!(event.private.customer_name.as_deref(), Some("Siti"));
    assert_eq!(event.private.note.as_deref(), Some("Pindah tangan"));
    let told = serde_json::to_string(event).unwrap();
    assert!(!told.contains("Siti") && !told.contains("Pindah"));
}

#[test]
fn a_mark_is_worn_until_it_is_taken_off() {
    let mut order = an_order();

    order.does(Action::SetMark(Mark::Stuck, true));
    order.ignores(Action::SetMark(Mark::Stuck, true));
    assert!(order.attention().any(|it| it == Attention::Stuck));
    order.does(Action::SetMark(Mark::Stuck, false));

    assert!(order.marks.is_empty());
}

#[test]
fn a_stale_version_is_refused() {
    let order = an_order().with_link();
    let asked = |expected| Command {
        expected: Some(expected),
        ..order.command(Action::Note("Halo".to_owned()))
    };

    let stale = Order::decide(Some(&order), &asked(1));
    let fresh = Order::decide(Some(&order), &asked(2));

    assert_eq!(stale, Err(Refusal::Stale(2)));
    assert!(fresh.is_ok());
}

#[test]
fn production_moves_and_notes_and_nothing_else() {
    let mut order = an_order().with_dp_paid().asked_by(PRODUCTION);

    order.does(step(Step::InProgress, ""));
    order.does(Action::Note("Kain habis".to_owned()));

    assert_eq!(order.refuses(priced(1)), Refusal::Forbidden);
    assert_eq!(order.refuses(Action::RequestFinal), Refusal::Forbidden);
    assert_eq!(order.refuses(Action::Delete), Refusal::Forbidden);
    assert_eq!(
        order.refuses(edit(Edit {
            production: Some(ProductionTarget::Step(Step::Done)),
            status: Some(Status::FinalRequested),
            ..Edit::default()
        })),
        Refusal::Forbidden
    );
}

#[test]
fn a_viewer_changes_nothing() {
    let mut order = an_order().with_dp_paid().asked_by(VIEWER);

    for action in [
        Action::Note("Halo".to_owned()),
        step(Step::InProgress, ""),
        Action::RequestFinal,
        Action::ExpireDue,
    ] {
        assert_eq!(order.refuses(action), Refusal::Forbidden);
    }
    assert_eq!(order.net_paid(), HALF);
}
