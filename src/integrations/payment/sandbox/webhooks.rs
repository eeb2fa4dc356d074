//! Webhooks: a queue of what is to be told, and the task that tells it.
//!
//! - **Starts** with [`Sandbox::start`](super::Sandbox::start); what was queued before waits.
//! - **Owns** the queue's order and the deliveries under way, as tasks of one set.
//! - **Stops** with the sandbox; deliveries under way are given up, the rest waits on.

mod post;

use std::collections::BTreeMap;
use std::collections::VecDeque;
use std::pin::pin;
use std::time::Duration;

use parking_lot::Mutex;
use serde_json::Value;
use tokio::sync::Notify;
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio::time::sleep_until;
use tokio::time::timeout;

use self::post::Letter;
use crate::domain::time::Timestamp;
use crate::integrations::payment::sandbox::Sandbox;
use crate::integrations::payment::sandbox::SandboxSettings;
use crate::integrations::payment::sandbox::faults::Faults;
use crate::integrations::payment::sandbox::invoice::Invoice;
use crate::integrations::payment::sandbox::refund::Refund;
use crate::integrations::payment::sandbox::step::Step;

/// How many webhooks may wait. What does not fit is lost, as it may be with the real one.
const WAITING_MAX: usize = 10_000;

/// How many are under way at once.
const AT_ONCE_MAX: usize = 16;

/// How many are remembered.
const LOG_MAX: usize = 1_000;

/// How often time is let pass: by so much an expiry may be late.
const BEAT: Duration = Duration::from_millis(250);

/// What is due within so long counts as about to be sent.
const SOON: Duration = Duration::from_secs(1);

/// How far behind a stale expiry follows a payment.
const BEHIND: Duration = Duration::from_millis(300);

/// When a webhook that was not answered with a 2xx is tried again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetrySchedule {
    /// How long after each try the next one follows.
    pub pauses: Vec<Duration>,
    /// How long an answer is waited for. One that does not come in this time is never tried
    /// again, as with the real provider.
    pub patience: Duration,
}

impl Default for RetrySchedule {
    /// The provider's own: over one day in all, and thirty seconds for an answer.
    fn default() -> Self {
        let minutes = [15, 45, 120, 180, 360, 720];
        Self {
            pauses: minutes.map(Duration::from_mins).to_vec(),
            patience: Duration::from_secs(30),
        }
    }
}

impl RetrySchedule {
    /// The provider's own, with its pauses so many times as long.
    #[must_use]
    pub fn scaled(factor: f64) -> Self {
        let own = Self::default();
        Self {
            pauses: own.pauses.iter().map(|it| it.mul_f64(factor)).collect(),
            patience: own.patience,
        }
    }
}

/// One webhook that was sent, or was not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// When.
    pub at: Timestamp,
    /// What it is about: `invoice.paid`, `invoice.expired`, `refund.succeeded`, …
    pub event: String,
    /// The id of the invoice.
    pub invoice: String,
    /// Which try it was, from 1.
    pub attempt: u32,
    /// The status it was answered with, or why it was not.
    pub answer: Result<u16, String>,
    /// Whether it will be tried again.
    pub retried: bool,
}

/// Something to be told.
#[derive(Debug)]
pub(super) struct Delivery {
    event: &'static str,
    invoice: String,
    body: String,
    /// The same for every try.
    id: String,
    attempt: u32,
    wait: Duration,
    /// Hears when the first try has ended.
    pub(super) told: Option<oneshot::Sender<()>>,
}

impl Delivery {
    pub(super) fn paid(invoice: &Invoice) -> Self {
        let money = invoice.payments.last().map_or("", |it| it.id.as_str());
        Self::of("invoice.paid", &invoice.id, money, &invoice.paid_notice())
    }

    pub(super) fn expired(invoice: &Invoice) -> Self {
        let body = invoice.expired_notice();
        Self::of("invoice.expired", &invoice.id, "", &body)
    }

    pub(super) fn refunded(refund: &Refund) -> Self {
        let body = refund.notice();
        Self::of(refund.event(), &refund.invoice_id, &refund.id, &body)
    }

    /// Follows a little later than it would.
    pub(super) fn behind(mut self) -> Self {
        self.wait += BEHIND;
        self
    }

    fn of(event: &'static str, invoice: &str, part: &str, body: &Value) -> Self {
        Self {
            event,
            invoice: invoice.to_owned(),
            body: body.to_string(),
            id: format!("{event}:{invoice}:{part}"),
            attempt: 1,
            wait: Duration::ZERO,
            told: None,
        }
    }

    /// The same once more.
    fn again(&self) -> Self {
        Self {
            event: self.event,
            invoice: self.invoice.clone(),
            body: self.body.clone(),
            id: self.id.clone(),
            attempt: self.attempt,
            wait: self.wait,
            told: None,
        }
    }
}

/// What is to be told, and what was.
#[derive(Debug)]
pub(super) struct Webhooks {
    queue: Mutex<Queue>,
    log: Mutex<VecDeque<Sent>>,
    /// Rings when something new waits.
    bell: Notify,
    /// Rings when a delivery has ended.
    ended: Notify,
    task: Mutex<Option<JoinSet<()>>>,
    url: Mutex<String>,
    host: Option<String>,
    token: String,
    retry: RetrySchedule,
}

#[derive(Debug, Default)]
struct Queue {
    waiting: BTreeMap<(Instant, u64), Delivery>,
    under_way: usize,
    next: u64,
}

impl Webhooks {
    pub(super) fn new(settings: &SandboxSettings) -> Self {
        Self {
            queue: Mutex::default(),
            log: Mutex::default(),
            bell: Notify::new(),
            ended: Notify::new(),
            task: Mutex::new(None),
            url: Mutex::new(settings.webhook_url.clone()),
            host: settings.webhook_host.clone(),
            token: settings.webhook_token.clone(),
            retry: settings.retry.clone(),
        }
    }

    pub(super) fn send_to(&self, url: &str) {
        url.clone_into(&mut self.url.lock());
    }

    pub(super) fn start(&self, sandbox: Sandbox) {
        let mut task = self.task.lock();
        if task.is_none() {
            let mut set = JoinSet::new();
            set.spawn(work(sandbox));
            *task = Some(set);
        }
    }

    pub(super) async fn stop(&self) {
        let task = self.task.lock().take();
        if let Some(mut task) = task {
            task.shutdown().await;
        }
    }

    pub(super) fn log(&self) -> Vec<Sent> {
        self.log.lock().iter().cloned().collect()
    }

    /// Queues a delivery, under the faults of the moment.
    pub(super) fn send(&self, mut delivery: Delivery, faults: &Faults) {
        delivery.wait += faults.webhook_delay;
        if faults.twice {
            self.put(delivery.again());
        }
        self.put(delivery);
    }

    fn put(&self, delivery: Delivery) {
        let mut queue = self.queue.lock();
        if queue.waiting.len() == WAITING_MAX {
            tracing::warn!("too many webhooks of the payment sandbox wait, one is lost");
            return;
        }
        let key = (Instant::now() + delivery.wait, queue.next);
        queue.next += 1;
        queue.waiting.insert(key, delivery);
        drop(queue);
        self.bell.notify_one();
    }

    /// Answers once nothing is under way, nor about to be.
    pub(super) async fn quiet(&self) {
        loop {
            let mut ended = pin!(self.ended.notified());
            // From here on no ring is missed.
            ended.as_mut().enable();
            let soon = Instant::now() + SOON;
            let is_quiet = {
                let queue = self.queue.lock();
                let next = queue.waiting.keys().next();
                queue.under_way == 0 && next.is_none_or(|(due, _)| *due > soon)
            };
            if is_quiet {
                return;
            }
            ended.await;
        }
    }

    /// The next delivery that is due, if there is room for one more; else when to look again.
    fn take_due(&self) -> Result<Delivery, Instant> {
        let now = Instant::now();
        let mut queue = self.queue.lock();
        let next = queue.waiting.keys().next().copied();
        match next {
            Some(key) if key.0 <= now && queue.under_way < AT_ONCE_MAX => {
                queue.under_way += 1;
                queue.waiting.remove(&key).ok_or(now)
            }
            Some((due, _)) if due > now => Err(due.min(now + BEAT)),
            Some(_) | None => Err(now + BEAT),
        }
    }

    fn remember(&self, sent: Sent) {
        let mut log = self.log.lock();
        if log.len() == LOG_MAX {
            log.pop_front();
        }
        log.push_back(sent);
    }
}

/// A delivery under way, also when its task is given up.
struct UnderWay(Sandbox);

impl Drop for UnderWay {
    fn drop(&mut self) {
        let webhooks = &self.0.0.webhooks;
        webhooks.queue.lock().under_way -= 1;
        webhooks.ended.notify_waiters();
    }
}

async fn work(sandbox: Sandbox) {
    let mut under_way = JoinSet::new();
    loop {
        sandbox.let_time_pass().await;
        let next = loop {
            match sandbox.0.webhooks.take_due() {
                Ok(delivery) => {
                    let place = UnderWay(sandbox.clone());
                    under_way.spawn(deliver(place, delivery));
                }
                Err(next) => break next,
            }
        };
        tokio::select! {
            () = sandbox.0.webhooks.bell.notified() => {}
            () = sleep_until(next) => {}
            Some(_) = under_way.join_next() => {}
        }
    }
}

async fn deliver(place: UnderWay, mut delivery: Delivery) {
    let sandbox = &place.0;
    let webhooks = &sandbox.0.webhooks;
    let faults = sandbox.faults();
    let at = sandbox.now();

    let answer = if faults.silence {
        Outcome::Kept
    } else {
        webhooks.post(sandbox, &delivery, faults.wrong_token).await
    };
    let pause = match &answer {
        Outcome::Answered(status) if (200..300).contains(status) => None,
        Outcome::Answered(_) | Outcome::Failed(_) => {
            webhooks.retry.pauses.get(delivery.attempt as usize - 1)
        }
        Outcome::Silence | Outcome::Kept => None,
    };
    webhooks.remember(Sent {
        at,
        event: delivery.event.to_owned(),
        invoice: delivery.invoice.clone(),
        attempt: delivery.attempt,
        answer: match answer {
            Outcome::Answered(status) => Ok(status),
            Outcome::Failed(reason) => Err(reason),
            Outcome::Silence => Err("no answer in time".to_owned()),
            Outcome::Kept => Err("kept back".to_owned()),
        },
        retried: pause.is_some(),
    });
    if let Some(told) = delivery.told.take() {
        // Whoever waited may have given up.
        let _gone = told.send(());
    }
    if let Some(pause) = pause {
        delivery.attempt += 1;
        delivery.wait = *pause;
        webhooks.put(delivery);
    }
}

/// How one try ended.
enum Outcome {
    Answered(u16),
    Failed(String),
    Silence,
    Kept,
}

impl Webhooks {
    async fn post(&self, sandbox: &Sandbox, delivery: &Delivery, wrong_token: bool) -> Outcome {
        let url = self.url.lock().clone();
        let letter = Letter {
            url: &url,
            host: self.host.as_deref(),
            token: if wrong_token {
                "not-the-token"
            } else {
                &self.token
            },
            id: &delivery.id,
            body: &delivery.body,
        };
        let sent = || sandbox.step(Step::WebhookSent);
        let answered = timeout(self.retry.patience, post::post(letter, sent)).await;
        match answered {
            Ok(Ok(status)) => {
                sandbox.step(Step::WebhookAnswered);
                Outcome::Answered(status)
            }
            Ok(Err(error)) => Outcome::Failed(error.to_string()),
            Err(_elapsed) => Outcome::Silence,
        }
    }
}
