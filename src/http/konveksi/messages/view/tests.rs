//! What an answer claims about a message, and what it does not.

use std::sync::Arc;

use super::*;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::message::SendRequest;
use crate::domain::konveksi::tests::kit::Trial;
use crate::domain::konveksi::tests::kit::an_order;

fn wish(order: &Trial, channel: Option<Channel>) -> Wish<'static> {
    Wish {
        invoice: order.last_invoice().id,
        template: None,
        channel,
        custom: Fillings::new(),
    }
}

/// Asks for a message, and answers what became of it.
fn sends(order: &mut Trial, channel: Option<Channel>) -> Sending {
    let wish = wish(order, channel);
    let event = order.ask(Action::Send(Box::new(SendRequest {
        invoice: wish.invoice,
        template: None,
        channel,
        letter: None,
    })));
    let answer = Answer {
        event: event.unwrap().map(Arc::new),
        order: Arc::new(order.order.clone()),
    };
    Sending::of(&answer, &wish)
}

/// What a repeat hears that an earlier process has answered.
fn repeats(order: &Trial) -> Sending {
    let answer = Answer {
        event: None,
        order: Arc::new(order.order.clone()),
    };
    Sending::of(&answer, &wish(order, None))
}

#[test]
fn a_message_about_an_open_page_is_handed_over() {
    let mut order = an_order().final_requested().with_page();

    let sending = sends(&mut order, Some(Channel::Both));

    assert_eq!(sending, Sending::Handed(Channel::Both));
    assert_eq!(sending.words(), ["whatsapp", "email"]);
    assert_eq!(repeats(&order), Sending::Handed(Channel::Whatsapp));
}

#[test]
fn a_message_about_a_page_on_its_way_is_not_called_sent() {
    let mut order = an_order().final_requested();

    let first = sends(&mut order, None);
    let again = sends(&mut order, None);

    assert_eq!((first, again), (Sending::Waits, Sending::Waits));
    assert_eq!(repeats(&order), Sending::Waits);
    assert_eq!(first.words(), Vec::<&str>::new());
    let view = LinkSent::of(&order, order.last_invoice().id, first, true);
    assert!(!view.notification_sent);
    assert_eq!(view.attempt_status, Some("opening"));
    assert_eq!(view.status_order, "pengerjaan_selesai");
}

#[test]
fn nobody_is_told_that_a_sandbox_sent_something() {
    for sending in [Sending::Handed(Channel::Email), Sending::Waits] {
        let message = sending.message(true);
        assert!(message.contains("tidak menerima apa pun"), "{message}");
        assert!(!sending.message(false).contains("sandbox"));
    }
}
