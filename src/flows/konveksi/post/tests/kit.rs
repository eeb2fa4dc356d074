//! An office, an order in it, and a messenger who writes down what he is given.

use std::collections::HashMap;
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use std::time::Duration;

use async_trait::async_trait;
use serde_json::json;
use uuid::Uuid;

use crate::actors::change::SEND_MESSAGE;
use crate::actors::engine::Engine;
use crate::actors::notifier::Paid;
use crate::actors::order::Submission;
use crate::domain::contact::Channel;
use crate::domain::contact::Contact;
use crate::domain::ids::DebtId;
use crate::domain::ids::Fresh;
use crate::domain::ids::InvoiceId;
use crate::domain::ids::OrderId;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::Command;
use crate::domain::konveksi::Order;
use crate::domain::konveksi::command::Edit;
use crate::domain::konveksi::order::Terms;
use crate::domain::konveksi::tests::kit::ADMIN;
use crate::domain::konveksi::tests::kit::new_order;
use crate::domain::rupiah::BasisPoints;
use crate::domain::time::BusinessZone;
use crate::domain::time::Clock;
use crate::domain::time::Span;
use crate::flows::konveksi::post::Post;
use crate::flows::konveksi::post::PostParts;
use crate::flows::konveksi::post::Undeliverable;
use crate::flows::konveksi::rehearsal::Watch;
use crate::flows::konveksi::rehearsal::settings;
use crate::integrations::messaging::Carrier;
use crate::integrations::messaging::Message;
use crate::integrations::messaging::MessageError;
use crate::integrations::messaging::Messenger;
use crate::integrations::messaging::Sent;
use crate::store::OutboxRow;
use crate::store::standin::StandIn;

const ORDER: OrderId = OrderId(Uuid::from_u128(1));

pub(super) fn transient() -> MessageError {
    MessageError::Transient {
        reason: "down".to_owned(),
        retry_after: Some(Duration::from_secs(7)),
    }
}

/// A post office with one order of Rp 1.000.000, its down payment's page open.
#[derive(Debug)]
pub(super) struct Office {
    post: Post,
    engine: Engine,
    messenger: Arc<Scribe>,
    clock: Arc<Watch>,
    drawn: AtomicU64,
    invoice: Option<InvoiceId>,
}

impl Office {
    pub(super) async fn open() -> Self {
        let engine = Engine::start(Arc::new(StandIn::calm_one()), settings()).await;
        let engine = engine.unwrap();
        let messenger = Arc::<Scribe>::default();
        let clock = Arc::<Watch>::default();
        let post = Post::new(PostParts {
            orders: engine.orders.clone(),
            messenger: Arc::clone(&messenger) as Arc<dyn Messenger>,
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            zone: BusinessZone::named("Asia/Jakarta").unwrap(),
            business_name: "Benang Merah".to_owned(),
        });
        let mut office = Self {
            post,
            engine,
            messenger,
            clock,
            drawn: AtomicU64::new(1),
            invoice: None,
        };
        let new = new_order(Terms::Dp(BasisPoints(5_000)), true);
        let order = office.does(Action::Create(Box::new(new))).await;
        office.invoice = Some(order.invoices[0].id);
        office.opens_page(1).await;
        office
    }

    pub(super) async fn send(&self, debt: &OutboxRow) -> Result<Paid, Undeliverable> {
        self.post.send(ORDER, debt).await
    }

    /// A debt about the order's invoice, as the outbox has it.
    pub(super) fn debt(&self, channel: Channel, letter: Option<&str>) -> OutboxRow {
        let letter = letter.map(|body| json!({ "subject": "Pesan", "body": body }));
        let data = json!({
            "invoice": self.invoice,
            "announcement": { "channel": channel },
            "letter": letter,
        });
        let now = self.clock.now();
        OutboxRow {
            id: DebtId(Uuid::from_u128(self.draw())),
            kind: SEND_MESSAGE.into(),
            order: Some(ORDER),
            due_at: now,
            not_after: now + Span::hours(24),
            data: data.to_string(),
            tries: 1,
            holder: None,
        }
    }

    pub(super) async fn does(&self, action: Action) -> Arc<Order> {
        let command = Command {
            order: ORDER,
            at: self.clock.now(),
            by: ADMIN,
            expected: None,
            fresh: Fresh::new(Uuid::from_u128(self.draw() << 40)),
            action,
        };
        let answer = self.engine.orders.submit(Submission::of(command)).await;
        answer.unwrap().order
    }

    /// The provider opens the page that is waited for.
    pub(super) async fn opens_page(&self, number: u32) {
        let order = self.engine.orders.view(ORDER).await.unwrap().unwrap();
        let page = order.invoices[0].open_attempt().unwrap().id;
        self.does(Action::AttemptOpened {
            attempt: page,
            provider_id: format!("page-{number}"),
            url: format!("https://pay.example/{number}"),
        })
        .await;
    }

    pub(super) async fn can_be_reached_at(&self, contact: &str) {
        self.does(Action::Edit(Box::new(Edit {
            contact: Some(Contact::parse(contact).unwrap()),
            ..Edit::default()
        })))
        .await;
    }

    pub(super) fn wait(&self, span: Span) {
        self.clock.wait(span);
    }

    /// What the messenger was given, in order.
    pub(super) fn sent(&self) -> Vec<Message> {
        self.messenger.given.lock().unwrap().clone()
    }

    /// What the messenger answers next on a channel; that it was sent, when nothing was said.
    pub(super) fn will_answer(&self, carrier: Carrier, answer: Result<Sent, MessageError>) {
        let mut answers = self.messenger.answers.lock().unwrap();
        answers.entry(carrier).or_default().push_back(answer);
    }

    /// From now on the messenger takes messages and never says a word.
    pub(super) fn falls_silent(&self) {
        self.messenger.is_silent.store(true, Ordering::SeqCst);
    }

    /// How many messages were under way at once at most.
    pub(super) fn at_once_max(&self) -> u64 {
        self.messenger.at_once_max.load(Ordering::SeqCst)
    }

    fn draw(&self) -> u128 {
        self.drawn.fetch_add(1, Ordering::SeqCst).into()
    }
}

/// Writes down what he is given, and answers as he was told.
#[derive(Debug, Default)]
struct Scribe {
    given: Mutex<Vec<Message>>,
    answers: Mutex<HashMap<Carrier, VecDeque<Result<Sent, MessageError>>>>,
    is_silent: AtomicBool,
    at_once: AtomicU64,
    at_once_max: AtomicU64,
}

#[async_trait]
impl Messenger for Scribe {
    async fn send(&self, message: &Message) -> Result<Sent, MessageError> {
        let at_once = self.at_once.fetch_add(1, Ordering::SeqCst) + 1;
        self.at_once_max.fetch_max(at_once, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(2)).await;
        self.at_once.fetch_sub(1, Ordering::SeqCst);
        self.given.lock().unwrap().push(message.clone());
        if self.is_silent.load(Ordering::SeqCst) {
            return std::future::pending().await;
        }
        let mut answers = self.answers.lock().unwrap();
        let told = answers
            .get_mut(&message.carrier)
            .and_then(VecDeque::pop_front);
        told.unwrap_or_else(|| {
            Ok(Sent {
                reference: message.id.to_string(),
            })
        })
    }

    fn is_sandbox(&self) -> bool {
        true
    }
}
