//! A post office with orders of its own and a messenger who does as told.

mod kit;

use std::time::Duration;

use self::kit::Office;
use self::kit::transient;
use super::*;
use crate::domain::contact::Channel;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::command::Edit;
use crate::domain::konveksi::command::MoneyDecision;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Span;

#[tokio::test]
async fn the_usual_letter_goes_to_the_customer() {
    let office = Office::open().await;
    let debt = office.debt(Channel::Whatsapp, None);

    let paid = office.send(&debt).await;

    assert_eq!(paid, Ok(Paid::Done));
    let sent = office.sent();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].to, "+6281234567890");
    assert_eq!(sent[0].carrier, Carrier::Whatsapp);
    assert_eq!(sent[0].not_after, debt.not_after);
    assert!(sent[0].body.contains("https://pay.example/1"));
    assert!(sent[0].body.contains("Rp 500.000"));
}

#[tokio::test]
async fn both_channels_are_two_messages() {
    let office = Office::open().await;

    let paid = office.send(&office.debt(Channel::Both, None)).await;

    assert_eq!(paid, Ok(Paid::Done));
    let to: Vec<_> = office.sent().into_iter().map(|it| it.to).collect();
    assert_eq!(to, ["+6281234567890", "budi@example.com"]);
    let ids: Vec<_> = office.sent().into_iter().map(|it| it.id).collect();
    assert_ne!(ids[0], ids[1]);
}

#[tokio::test]
async fn a_letter_that_was_written_is_sent_as_it_is() {
    let office = Office::open().await;
    let body = "Ambil di toko ya. {{order_code}}";

    office
        .send(&office.debt(Channel::Whatsapp, Some(body)))
        .await
        .unwrap();

    assert_eq!(office.sent()[0].body, body);
}

#[tokio::test]
async fn a_debt_that_comes_back_is_not_sent_twice() {
    let office = Office::open().await;
    let debt = office.debt(Channel::Both, None);

    office.send(&debt).await.unwrap();
    let again = office.send(&debt).await;

    assert_eq!(again, Ok(Paid::Done));
    assert_eq!(office.sent().len(), 2);
}

#[tokio::test]
async fn only_the_channel_that_failed_is_tried_again() {
    let office = Office::open().await;
    let debt = office.debt(Channel::Both, None);
    office.will_answer(Carrier::Email, Err(transient()));

    let first = office.send(&debt).await;
    let second = office.send(&debt).await;

    let after = Some(Duration::from_secs(7));
    let reason = "down".to_owned();
    assert_eq!(first, Ok(Paid::Later { reason, after }));
    assert_eq!(second, Ok(Paid::Done));
    let carriers: Vec<_> = office.sent().into_iter().map(|it| it.carrier).collect();
    assert_eq!(
        carriers,
        [Carrier::Whatsapp, Carrier::Email, Carrier::Email]
    );
}

#[tokio::test]
async fn a_lost_answer_is_never_sent_again() {
    let office = Office::open().await;
    let debt = office.debt(Channel::Whatsapp, None);
    office.will_answer(
        Carrier::Whatsapp,
        Err(MessageError::Unknown {
            reason: "reset".to_owned(),
        }),
    );

    assert_eq!(office.send(&debt).await, Ok(Paid::Done));
    assert_eq!(office.send(&debt).await, Ok(Paid::Done));
    assert_eq!(office.sent().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_carrier_who_falls_silent_is_not_asked_again() {
    let office = Office::open().await;
    let debt = office.debt(Channel::Whatsapp, None);
    office.falls_silent();

    let began = tokio::time::Instant::now();
    assert_eq!(office.send(&debt).await, Ok(Paid::Done));
    assert!(began.elapsed() < LANE_WAIT_MAX + SEND_MAX + Duration::from_secs(1));
    assert_eq!(office.send(&debt).await, Ok(Paid::Done));
    assert_eq!(office.sent().len(), 1);
}

#[tokio::test]
async fn a_refused_message_is_told_once_the_others_are_done() {
    let office = Office::open().await;
    let debt = office.debt(Channel::Both, None);
    let refused = MessageError::Rejected {
        code: "invalid_number".to_owned(),
        message: "not on WhatsApp".to_owned(),
    };
    office.will_answer(Carrier::Whatsapp, Err(refused));
    office.will_answer(Carrier::Email, Err(transient()));

    assert!(matches!(office.send(&debt).await, Ok(Paid::Later { .. })));
    let Err(Undeliverable(why)) = office.send(&debt).await else {
        panic!("a refused message is told");
    };

    assert_eq!(why, "refused as invalid_number: not on WhatsApp");
    assert_eq!(office.sent().len(), 3);
}

#[tokio::test]
async fn nothing_goes_out_about_an_invoice_that_asks_for_nothing() {
    let office = Office::open().await;
    let debt = office.debt(Channel::Whatsapp, None);
    office
        .does(Action::Cancel {
            money: Some(MoneyDecision::Keep),
            reason: String::new(),
        })
        .await;

    assert_eq!(office.send(&debt).await, Ok(Paid::Done));
    assert!(office.sent().is_empty());
}

#[tokio::test]
async fn nothing_goes_out_late() {
    let office = Office::open().await;
    let debt = office.debt(Channel::Whatsapp, None);
    office.wait(Span::hours(25));

    assert!(office.send(&debt).await.is_err());
    assert!(office.sent().is_empty());
}

#[tokio::test]
async fn a_link_that_was_replaced_is_waited_for() {
    let office = Office::open().await;
    let debt = office.debt(Channel::Whatsapp, None);
    let letter = office.debt(Channel::Whatsapp, Some("Bayar: https://pay.example/1"));
    let price = Some(Rupiah(2_000_000));
    office
        .does(Action::Edit(Box::new(Edit {
            price,
            ..Edit::default()
        })))
        .await;

    // The usual letter is written with the new link; one that names the old is wrong for good.
    assert!(matches!(office.send(&debt).await, Ok(Paid::Later { .. })));
    assert!(office.send(&letter).await.is_err());
    assert!(office.sent().is_empty());

    office.opens_page(2).await;
    assert_eq!(office.send(&debt).await, Ok(Paid::Done));
    assert!(office.sent()[0].body.contains("https://pay.example/2"));
    assert!(office.sent()[0].body.contains("Rp 1.000.000"));
}

#[tokio::test]
async fn a_debt_that_makes_no_sense_is_told() {
    let office = Office::open().await;
    let mut debt = office.debt(Channel::Whatsapp, None);
    debt.data = "{}".to_owned();

    assert!(office.send(&debt).await.is_err());
}

#[tokio::test]
async fn a_customer_who_lost_a_channel_is_written_on_the_other() {
    let office = Office::open().await;
    let debt = office.debt(Channel::Both, None);
    office.can_be_reached_at("081234567890").await;

    assert_eq!(office.send(&debt).await, Ok(Paid::Done));
    assert_eq!(office.sent().len(), 1);

    let mail = office.debt(Channel::Email, None);
    assert!(office.send(&mail).await.is_err());
}

#[tokio::test]
async fn one_person_gets_one_message_at_a_time() {
    let office = Office::open().await;
    let debts: Vec<_> = (0..8)
        .map(|_| office.debt(Channel::Whatsapp, None))
        .collect();

    let sent = join_all(debts.iter().map(|debt| office.send(debt))).await;

    assert!(sent.iter().all(Result::is_ok));
    assert_eq!(office.sent().len(), 8);
    assert_eq!(office.at_once_max(), 1);
}
