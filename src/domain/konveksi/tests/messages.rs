//! What customers are written about their invoices, and when.

use uuid::Uuid;

use crate::domain::contact::Channel;
use crate::domain::contact::Contact;
use crate::domain::ids::TemplateId;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::Fact;
use crate::domain::konveksi::Refusal;
use crate::domain::konveksi::Status;
use crate::domain::konveksi::command::Edit;
use crate::domain::konveksi::command::LinkRequest;
use crate::domain::konveksi::debt::Debt;
use crate::domain::konveksi::debt::owed_for;
use crate::domain::konveksi::message::Announcement;
use crate::domain::konveksi::message::SendRequest;
use crate::domain::konveksi::message::TemplateRef;
use crate::domain::konveksi::tests::kit::HALF;
use crate::domain::konveksi::tests::kit::Trial;
use crate::domain::konveksi::tests::kit::an_order;
use crate::domain::time::Span;

fn send(order: &Trial) -> Action {
    Action::Send(Box::new(SendRequest {
        invoice: order.last_invoice().id,
        template: None,
        channel: None,
        letter: None,
    }))
}

fn messages(facts: &[Fact]) -> usize {
    let is_one = |fact: &&Fact| matches!(fact, Fact::MessageOwed { .. });
    facts.iter().filter(is_one).count()
}

#[test]
fn a_new_link_is_sent_when_its_page_is_there() {
    let mut order = an_order().with_link();
    assert!(!order.last_invoice().handed_over);

    let facts = order.opens_page();

    assert_eq!(messages(&facts), 1);
    assert!(order.last_invoice().handed_over);
    assert_eq!(order.last_invoice().messaged_at, Some(order.now));
}

#[test]
fn a_message_is_owed_with_an_end() {
    let mut order = an_order().with_link();
    order.opens_page();

    let invoice = order.last_invoice();
    let debts = owed_for(order.events.last().unwrap(), &order);
    let announcement = Announcement {
        template: None,
        channel: Channel::Whatsapp,
    };
    assert_eq!(
        debts,
        [Debt::SendMessage {
            invoice: invoice.id,
            announcement,
            until: order.now + Span::hours(24),
        }]
    );
}

#[test]
fn nothing_goes_out_about_a_quiet_link_or_the_rest_of_the_money() {
    let mut quiet = an_order();
    quiet.does(Action::IssueLink(LinkRequest {
        quiet: true,
        ..LinkRequest::default()
    }));
    assert_eq!(messages(&quiet.opens_page()), 0);

    let mut rest = an_order().final_requested();
    assert_eq!(messages(&rest.opens_page()), 0);
}

#[test]
fn nothing_goes_out_about_a_link_made_anew() {
    let mut order = an_order().with_link();
    let id = order.last_invoice().id;
    order.does(Action::Regenerate(id));

    assert_eq!(messages(&order.opens_page()), 0);
}

#[test]
fn sending_the_final_link_hands_it_over() {
    let mut order = an_order().final_requested().with_page();
    assert_eq!(order.status(), Status::FinalRequested);

    order.does(send(&order));

    assert_eq!(order.status(), Status::AwaitingFinal);
}

#[test]
fn a_message_about_a_page_on_its_way_follows() {
    let mut order = an_order().final_requested();

    assert_eq!(messages(&order.does(send(&order))), 0);
    assert_eq!(order.status(), Status::FinalRequested);

    assert_eq!(messages(&order.opens_page()), 1);
    assert_eq!(order.status(), Status::AwaitingFinal);
}

#[test]
fn the_audit_knows_the_template() {
    let mut order = an_order().final_requested().with_page();
    let template = TemplateRef {
        id: TemplateId(Uuid::from_u128(5)),
        name: "Pelunasan".to_owned(),
    };
    let facts = order.does(Action::Send(Box::new(SendRequest {
        invoice: order.last_invoice().id,
        template: Some(template.clone()),
        channel: None,
        letter: None,
    })));

    let named = |fact: &Fact| {
        matches!(fact, Fact::MessageOwed { announcement, .. }
            if announcement.template.as_ref() == Some(&template))
    };
    assert!(facts.iter().any(named));
}

#[test]
fn a_paid_invoice_is_not_announced() {
    let mut order = an_order().with_link();
    order.pays(HALF);

    assert_eq!(order.refuses(send(&order)), Refusal::NotPayable);
}

#[test]
fn nobody_is_written_where_they_cannot_be_reached() {
    let mut order = an_order().with_link().with_page();
    order.does(Action::Edit(Box::new(Edit {
        contact: Some(Contact::parse("081234567890").unwrap()),
        ..Default::default()
    })));

    let refusal = order.refuses(Action::Send(Box::new(SendRequest {
        invoice: order.last_invoice().id,
        template: None,
        channel: Some(Channel::Email),
        letter: None,
    })));

    assert_eq!(refusal, Refusal::Unreachable);
}
