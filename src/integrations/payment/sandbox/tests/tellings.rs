//! Webhooks: how they look, and every way in which they are late, doubled, lost or wrong.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use parking_lot::Mutex;
use serde_json::json;

use super::kit::NEVER;
use super::kit::Stage;
use super::kit::TOKEN;
use super::kit::until;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Span;
use crate::integrations::payment::notice::NoticeKind;
use crate::integrations::payment::sandbox::faults::Faults;
use crate::integrations::payment::sandbox::invoice::Channel;
use crate::integrations::payment::sandbox::invoice::Payment;
use crate::integrations::payment::sandbox::step::Step;
use crate::integrations::payment::sandbox::webhooks::RetrySchedule;
use crate::integrations::shelf::Shelf;

const PAID: &str = "invoice.paid";
const EXPIRED: &str = "invoice.expired";

async fn pays(stage: &Stage, id: &str) {
    stage.sandbox.pay(id, Payment::exact(Rupiah(5_000))).await;
}

#[tokio::test]
async fn a_payment_is_told_with_its_token_and_in_the_providers_form() {
    let stage = Stage::start().await;
    let id = stage.an_invoice("RJT-1", 5_000).await;

    let payment = Payment {
        amount: Rupiah(4_000),
        channel: Channel::Bca,
    };
    stage.sandbox.pay(&id, payment).await;
    stage.quiet().await;

    let heard = stage.shop.heard();
    assert_eq!(heard.len(), 1);
    assert!(
        heard[0]
            .head
            .starts_with("POST /api/v1/webhook/xendit/ HTTP/1.1\r\n")
    );
    assert_eq!(heard[0].header("x-callback-token"), TOKEN);
    assert_eq!(heard[0].header("host"), "toko.example");
    assert!(!heard[0].header("webhook-id").is_empty());
    let notice = heard[0].notice();
    assert_eq!(notice.kind, NoticeKind::Paid);
    assert_eq!(notice.provider_id, Some(id));
    assert_eq!(notice.external_id.as_deref(), Some("RJT-1"));
    assert_eq!(notice.amount, Some(Rupiah(4_000)));
    assert_eq!(notice.method.as_deref(), Some("BCA"));
    assert!(notice.paid_at.is_some());
}

#[tokio::test]
async fn an_end_is_told_whether_by_time_or_on_demand() {
    let stage = Stage::start().await;
    let early = stage.an_invoice("a", 5_000).await;
    stage.an_invoice("b", 5_000).await;

    stage
        .post(&format!("/invoices/{early}/expire!"), &json!({}))
        .await;
    stage.advance(Span::days(1));

    until("both are told", || stage.shop.words() == [EXPIRED, EXPIRED]).await;
    let notice = stage.shop.heard()[1].notice();
    assert_eq!(
        (notice.external_id.as_deref(), notice.paid_at),
        (Some("b"), None)
    );
    stage.sandbox.befall(Faults {
        expiry_untold: true,
        ..Faults::default()
    });
    let last = stage.an_invoice("c", 5_000).await;
    stage.sandbox.expire(&last).await;
    stage.quiet().await;
    assert_eq!(stage.shop.heard().len(), 2);
}

#[tokio::test]
async fn what_is_not_accepted_is_told_again_under_the_same_id() {
    let stage = Stage::start().await;
    let id = stage.an_invoice("a", 5_000).await;
    stage.shop.will_answer(&[500, 401, 200]);

    pays(&stage, &id).await;
    stage.quiet().await;

    let heard = stage.shop.heard();
    assert_eq!(heard.len(), 3);
    assert!(heard.iter().all(|it| it.body == heard[0].body));
    let name = heard[0].header("webhook-id");
    assert!(heard.iter().all(|it| it.header("webhook-id") == name));
    let log: Vec<_> = stage.sandbox.sent();
    let log: Vec<_> = log
        .iter()
        .map(|it| (it.attempt, it.answer.clone(), it.retried))
        .collect();
    assert_eq!(
        log,
        [(1, Ok(500), true), (2, Ok(401), true), (3, Ok(200), false)]
    );
}

#[tokio::test]
async fn it_is_given_up_after_seven_tries_or_where_nobody_listens() {
    let stage = Stage::start().await;
    let id = stage.an_invoice("a", 5_000).await;
    stage.shop.will_answer(&[500; 20]);

    pays(&stage, &id).await;
    stage.quiet().await;
    assert_eq!(stage.shop.heard().len(), 7);

    stage.sandbox.send_webhooks_to("http://127.0.0.1:1/");
    pays(&stage, &id).await;
    stage.quiet().await;
    let log = stage.sandbox.sent();
    assert_eq!(log.len(), 14);
    assert!(log[7..].iter().all(|it| it.answer.is_err()));
}

#[tokio::test]
async fn silence_instead_of_an_answer_is_not_asked_twice() {
    let stage = Stage::start().await;
    let id = stage.an_invoice("a", 5_000).await;
    stage.shop.will_answer(&[NEVER]);

    pays(&stage, &id).await;
    stage.quiet().await;

    assert_eq!(stage.shop.heard().len(), 1);
    assert!(!stage.sandbox.sent()[0].retried);
}

#[test]
fn the_schedule_is_the_providers_own() {
    let minutes = |schedule: RetrySchedule| -> Vec<u64> {
        schedule.pauses.iter().map(|it| it.as_secs() / 60).collect()
    };

    assert_eq!(
        minutes(RetrySchedule::default()),
        [15, 45, 120, 180, 360, 720]
    );
    let quick = RetrySchedule::scaled(0.001);
    assert_eq!(quick.pauses[0], Duration::from_millis(900));
    assert_eq!(quick.patience, Duration::from_secs(30));
}

#[tokio::test]
async fn webhooks_come_twice_late_in_the_wrong_order_or_not_at_all() {
    let stage = Stage::start().await;
    let told = async |faults: Faults| {
        let before = stage.shop.heard().len();
        let id = stage.an_invoice("a", 5_000).await;
        stage.sandbox.befall(faults);
        pays(&stage, &id).await;
        stage.quiet().await;
        stage.shop.words().split_off(before)
    };
    let fine = Faults::default;

    assert_eq!(
        told(Faults {
            twice: true,
            ..fine()
        })
        .await,
        [PAID, PAID]
    );
    assert_eq!(
        told(Faults {
            expired_after_paid: true,
            ..fine()
        })
        .await,
        [PAID, EXPIRED]
    );
    assert_eq!(
        told(Faults {
            silence: true,
            ..fine()
        })
        .await,
        [""; 0]
    );
    assert_eq!(
        stage.sandbox.sent().last().unwrap().answer,
        Err("kept back".to_owned())
    );
    let late = Duration::from_millis(1_200);
    assert_eq!(
        told(Faults {
            webhook_delay: late,
            ..fine()
        })
        .await,
        [""; 0]
    );
    until("the late one came", || stage.shop.heard().len() == 5).await;
}

#[tokio::test]
async fn a_wrong_token_is_told_until_it_is_put_right() {
    let stage = Stage::start().await;
    let id = stage.an_invoice("a", 5_000).await;
    stage.sandbox.befall(Faults {
        wrong_token: true,
        ..Faults::default()
    });
    stage.shop.will_answer(&[401]);

    pays(&stage, &id).await;
    until("the wrong one was told", || !stage.shop.heard().is_empty()).await;
    stage.sandbox.befall(Faults::default());
    stage.quiet().await;

    let heard = stage.shop.heard();
    assert_ne!(heard[0].header("x-callback-token"), TOKEN);
    assert_eq!(heard.last().unwrap().header("x-callback-token"), TOKEN);
}

#[tokio::test]
async fn money_after_the_end_and_money_twice_are_both_told() {
    let stage = Stage::start().await;
    let id = stage.an_invoice("a", 5_000).await;

    stage.sandbox.expire(&id).await;
    stage.quiet().await;
    pays(&stage, &id).await;
    stage.quiet().await;
    pays(&stage, &id).await;
    stage.quiet().await;

    assert_eq!(stage.shop.words(), [EXPIRED, PAID, PAID]);
    let heard = stage.shop.heard();
    assert_ne!(heard[1].notice().identity(), heard[2].notice().identity());
    assert_eq!(stage.sandbox.invoices()[0].received, [Rupiah(5_000); 2]);
    assert!(!stage.sandbox.pay("nobody", Payment::exact(Rupiah(1))).await);
}

#[tokio::test]
async fn each_step_is_called_at_its_moment() {
    let stage = Stage::start().await;
    let steps = Arc::new(Mutex::new(Vec::new()));
    let book = Arc::clone(&steps);
    stage
        .sandbox
        .on_step(Arc::new(move |step| book.lock().push(step)));

    let id = stage.an_invoice("a", 5_000).await;
    pays(&stage, &id).await;
    stage.quiet().await;
    stage
        .post(&format!("/invoices/{id}/expire!"), &json!({}))
        .await;

    assert_eq!(
        *steps.lock(),
        [
            Step::CreateReceived,
            Step::CreateDone,
            Step::CreateAnswered,
            Step::WebhookSent,
            Step::WebhookAnswered,
            Step::ExpireReceived,
            Step::ExpireDone,
            Step::ExpireAnswered,
        ]
    );
}

#[tokio::test]
async fn a_lost_creation_is_done_and_never_answered() {
    let stage = Stage::start().await;
    let steps = Arc::new(Mutex::new(Vec::new()));
    let book = Arc::clone(&steps);
    stage
        .sandbox
        .on_step(Arc::new(move |step| book.lock().push(step)));
    stage.sandbox.befall(Faults {
        lost_creations: 1,
        ..Faults::default()
    });

    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let asked = client.post(format!("{}/v2/invoices", stage.base));
    let asked = asked.basic_auth("xnd_development_x", Some(""));
    let answer = asked
        .body(r#"{"external_id":"a","amount":5000}"#)
        .send()
        .await;

    assert!(answer.is_err(), "{answer:?}");
    assert_eq!(*steps.lock(), [Step::CreateReceived, Step::CreateDone]);
}

#[tokio::test]
async fn who_has_stopped_tells_nothing_until_the_next_start() {
    let stage = Stage::start().await;
    let id = stage.an_invoice("a", 5_000).await;

    stage.sandbox.stop().await;
    pays(&stage, &id).await;
    assert!(
        !stage
            .sandbox
            .is_quiet_within(Duration::from_millis(400))
            .await
    );
    assert!(stage.shop.heard().is_empty());
    stage.sandbox.start();
    stage.sandbox.start();
    stage.quiet().await;

    assert_eq!(stage.shop.words(), [PAID]);
}

/// Keeps records as a database would.
#[derive(Debug, Default)]
struct Cupboard(Mutex<Vec<(String, String)>>);

#[async_trait]
impl Shelf for Cupboard {
    async fn put(&self, key: &str, json: String) {
        let mut records = self.0.lock();
        records.retain(|(known, _)| known != key);
        records.push((key.to_owned(), json));
    }

    async fn all(&self) -> Vec<(String, String)> {
        self.0.lock().clone()
    }
}

#[tokio::test]
async fn what_is_on_the_shelf_outlives_the_process() {
    let shelf = Arc::new(Cupboard::default());
    let kept = Arc::<Cupboard>::clone(&shelf);
    let first = Stage::start_with(kept).await;
    let paid = first.an_invoice("a", 5_000).await;
    let open = first.an_invoice("b", 5_000).await;
    first
        .sandbox
        .pay(
            &paid,
            Payment {
                amount: Rupiah(5_000),
                channel: Channel::Ovo,
            },
        )
        .await;
    let refund = json!({ "invoice_id": paid, "amount": 1_000 });
    let refund = first.post("/refunds", &refund).await;
    let before = first.sandbox.invoices();
    drop(first);
    shelf.put("invoice/odd", "{".to_owned()).await;
    shelf.put("else", "{}".to_owned()).await;

    let second = Stage::start_with(shelf).await;

    assert_eq!(second.sandbox.invoices(), before);
    let path = format!("/refunds/{}", refund.body["id"].as_str().unwrap());
    assert_eq!(second.get(&path).await.body["amount"], 1_000);
    let next = second.an_invoice("b", 5_000).await;
    assert!(next != paid && next != open);
    assert_eq!(second.sandbox.invoices()[0].creates, 2);
    second.advance(Span::days(2));
    let read = second.get(&format!("/v2/invoices/{open}")).await;
    assert_eq!(read.body["status"], "EXPIRED");
}
