//! A payment provider in itself, with Xendit's wire: for laptops, demos and tests.
//!
//! It keeps invoices and refunds, shows a page where one can play the customer, and posts
//! real webhooks. It is a peer, not a mock: the adapter reaches it over a socket as it
//! reaches the real one, and what can go wrong there can be made to go wrong here.

mod api;
mod basic;
mod book;
pub mod faults;
mod filter;
pub mod invoice;
mod pages;
mod refund;
pub mod serve;
pub mod step;
pub mod webhooks;

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use parking_lot::Mutex;
use rand::SeedableRng;
use rand::rngs::StdRng;
use tokio::time::Instant;
use tokio::time::timeout;

use self::book::Book;
use self::faults::Faults;
use self::invoice::Invoice;
use self::invoice::Payment;
use self::invoice::SandboxInvoice;
use self::refund::Refund;
use self::step::OnStep;
use self::step::Step;
use self::webhooks::Delivery;
use self::webhooks::RetrySchedule;
use self::webhooks::Sent;
use self::webhooks::Webhooks;
use crate::config::secret::Secret;
use crate::domain::time::Clock;
use crate::domain::time::Timestamp;
use crate::integrations::payment::xendit::Xendit;
use crate::integrations::payment::xendit::XenditError;
use crate::integrations::payment::xendit::XenditSettings;
use crate::integrations::shelf::Shelf;

/// The key our own adapter shows here. Any that begins like one of theirs is taken.
const KEY: &str = "xnd_development_sandbox";

/// How many calls are remembered.
const CALLS_MAX: usize = 1_000;

/// How long a page that is paid before its creation is answered waits for its webhook.
const EARLY_WEBHOOK_MAX: Duration = Duration::from_secs(5);

/// What an invoice's record is filed under.
const INVOICE: &str = "invoice/";

/// What a refund's record is filed under.
const REFUND: &str = "refund/";

/// Everything a sandbox needs from outside.
#[derive(Clone)]
pub struct SandboxSettings {
    /// Its time: invoices expire by it.
    pub clock: Arc<dyn Clock>,
    /// Where browsers reach its pages, such as `http://127.0.0.1:8000`. Empty means where
    /// [`Sandbox::serve_alone`] listens.
    pub page_base: String,
    /// Where webhooks go, with `http://`.
    pub webhook_url: String,
    /// The `Host` they name, if it is not the one of the URL.
    pub webhook_host: Option<String>,
    /// What proves that they are the provider's.
    pub webhook_token: String,
    /// Where invoices and refunds outlive the process.
    pub shelf: Arc<dyn Shelf>,
    /// When a webhook is tried again.
    pub retry: RetrySchedule,
    /// What ids are drawn from.
    pub seed: u64,
}

/// A provider. Clones are the same one.
#[derive(Clone)]
pub struct Sandbox(Arc<Inner>);

struct Inner {
    clock: Arc<dyn Clock>,
    shelf: Arc<dyn Shelf>,
    page_base: Mutex<String>,
    book: Mutex<Book>,
    faults: Mutex<Faults>,
    window: Mutex<Window>,
    calls: Mutex<VecDeque<SeenCall>>,
    hook: Mutex<Option<OnStep>>,
    webhooks: Webhooks,
    /// Held while a record goes to the shelf, so that the last state is the last one there.
    shelving: tokio::sync::Mutex<()>,
}

/// A call that was made to the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenCall {
    /// When.
    pub at: Timestamp,
    /// `GET` or `POST`.
    pub method: String,
    /// Path and query.
    pub path: String,
    /// What was answered; nothing when the connection was cut instead.
    pub status: Option<u16>,
}

/// How many calls were made since the limit began anew.
#[derive(Debug, Default)]
struct Window {
    since: Option<Instant>,
    used: u32,
}

impl Sandbox {
    /// A sandbox with nothing in it.
    #[must_use]
    pub fn new(settings: SandboxSettings) -> Self {
        let webhooks = Webhooks::new(&settings);
        Self(Arc::new(Inner {
            clock: settings.clock,
            shelf: settings.shelf,
            page_base: Mutex::new(settings.page_base.trim_end_matches('/').to_owned()),
            book: Mutex::new(Book::new(StdRng::seed_from_u64(settings.seed))),
            faults: Mutex::default(),
            window: Mutex::default(),
            calls: Mutex::default(),
            hook: Mutex::default(),
            webhooks,
            shelving: tokio::sync::Mutex::default(),
        }))
    }

    /// Takes in what the shelf has kept. Records that do not read are left out, and said.
    pub async fn load(&self) {
        let mut invoices: Vec<Invoice> = Vec::new();
        let mut refunds: Vec<Refund> = Vec::new();
        for (key, json) in self.0.shelf.all().await {
            let read = if key.starts_with(INVOICE) {
                serde_json::from_str(&json).map(|invoice| invoices.push(invoice))
            } else if key.starts_with(REFUND) {
                serde_json::from_str(&json).map(|refund| refunds.push(refund))
            } else {
                continue;
            };
            if let Err(error) = read {
                tracing::warn!(key, %error, "record of the payment sandbox is not readable");
            }
        }
        self.0.book.lock().take_in(invoices, refunds);
    }

    /// Begins to send webhooks and to let time pass. A second start changes nothing.
    pub fn start(&self) {
        self.0.webhooks.start(self.clone());
    }

    /// Stops sending. What waits is kept for the next start; what was under way is given up.
    pub async fn stop(&self) {
        self.0.webhooks.stop().await;
    }

    /// The provider's API, in both slash forms.
    pub fn api(&self) -> Router {
        api::routes(self.clone())
    }

    /// The pages for people, below `/sandbox/`.
    pub fn pages(&self) -> Router {
        pages::routes(self.clone())
    }

    /// Our own adapter, pointed at this sandbox.
    ///
    /// # Errors
    ///
    /// When the base URL is none.
    pub fn gateway(&self, base_url: String, timeout: Duration) -> Result<Xendit, XenditError> {
        Xendit::new(XenditSettings {
            base_url,
            secret_key: Secret::new(KEY),
            timeout,
            is_sandbox: true,
        })
    }

    /// Sends webhooks elsewhere from now on.
    pub fn send_webhooks_to(&self, url: &str) {
        self.0.webhooks.send_to(url);
    }

    /// Makes things go wrong from now on, or well again.
    pub fn befall(&self, faults: Faults) {
        *self.0.window.lock() = Window::default();
        *self.0.faults.lock() = faults;
    }

    /// What goes wrong at present.
    #[must_use]
    pub fn faults(&self) -> Faults {
        self.0.faults.lock().clone()
    }

    /// Calls this at each step from now on.
    pub fn on_step(&self, hook: OnStep) {
        *self.0.hook.lock() = Some(hook);
    }

    /// All invoices, the newest first, with how often each external id was created.
    #[must_use]
    pub fn invoices(&self) -> Vec<SandboxInvoice> {
        self.0.book.lock().views()
    }

    /// The latest calls of the API, the oldest first.
    #[must_use]
    pub fn calls(&self) -> Vec<SeenCall> {
        self.0.calls.lock().iter().cloned().collect()
    }

    /// The latest webhooks and what became of them, the oldest first.
    #[must_use]
    pub fn sent(&self) -> Vec<Sent> {
        self.0.webhooks.log()
    }

    /// Whether every webhook that is due has ended within so long. One that waits for its
    /// next try, or is late on purpose, is not due.
    pub async fn is_quiet_within(&self, most: Duration) -> bool {
        timeout(most, self.0.webhooks.quiet()).await.is_ok()
    }

    /// Pays as a customer would, whatever the state of the invoice: money does not ask.
    /// Answers whether there is such an invoice.
    pub async fn pay(&self, id: &str, payment: Payment) -> bool {
        self.receive(id, payment, None).await
    }

    /// Ends an invoice as its time would. Answers whether it could still be paid.
    pub async fn expire(&self, id: &str) -> bool {
        let ended = self.0.book.lock().expire(id, self.now());
        let Some(invoice) = ended else {
            return false;
        };
        self.tell_expired(&invoice);
        self.keep_invoice(&invoice.id).await;
        true
    }

    /// Passes the money on to the merchant's balance. Nobody is told, as with the real one.
    pub async fn settle(&self, id: &str) -> bool {
        let settled = self.0.book.lock().settle(id, self.now());
        if settled {
            self.keep_invoice(id).await;
        }
        settled
    }

    async fn receive(
        &self,
        id: &str,
        payment: Payment,
        told: Option<tokio::sync::oneshot::Sender<()>>,
    ) -> bool {
        let paid = self.0.book.lock().pay(id, payment, self.now());
        let Some(invoice) = paid else {
            return false;
        };
        let mut notice = Delivery::paid(&invoice);
        notice.told = told;
        self.0.webhooks.send(notice, &self.faults());
        if self.faults().expired_after_paid {
            let late = Delivery::expired(&invoice).behind();
            self.0.webhooks.send(late, &self.faults());
        }
        self.keep_invoice(id).await;
        true
    }

    /// Pays an invoice whose creation is not answered yet, and waits until that was told.
    async fn pay_early(&self, invoice: &Invoice) {
        let (told, heard) = tokio::sync::oneshot::channel();
        let payment = Payment::exact(invoice.amount);
        self.receive(&invoice.id, payment, Some(told)).await;
        if !matches!(timeout(EARLY_WEBHOOK_MAX, heard).await, Ok(Ok(()))) {
            tracing::warn!("early webhook of the payment sandbox was not answered in time");
        }
    }

    /// Ends what is past its time. Part of the beat of the webhooks.
    async fn let_time_pass(&self) {
        let ended = self.0.book.lock().expire_due(self.now());
        for invoice in ended {
            self.tell_expired(&invoice);
            self.keep_invoice(&invoice.id).await;
        }
        let finished = {
            let fails = self.0.faults.lock().refunds_fail;
            self.0.book.lock().finish_refunds(self.now(), fails)
        };
        for refund in finished {
            let notice = Delivery::refunded(&refund);
            self.0.webhooks.send(notice, &self.faults());
            self.keep_refund(&refund.id).await;
        }
    }

    fn tell_expired(&self, invoice: &Invoice) {
        let faults = self.faults();
        if !faults.expiry_untold {
            self.0.webhooks.send(Delivery::expired(invoice), &faults);
        }
    }

    async fn keep_invoice(&self, id: &str) {
        let _one_at_a_time = self.0.shelving.lock().await;
        let record = self.0.book.lock().invoice(id).map(serde_json::to_string);
        if let Some(Ok(record)) = record {
            self.0.shelf.put(&format!("{INVOICE}{id}"), record).await;
        }
    }

    async fn keep_refund(&self, id: &str) {
        let _one_at_a_time = self.0.shelving.lock().await;
        let record = self.0.book.lock().refund(id).map(serde_json::to_string);
        if let Some(Ok(record)) = record {
            self.0.shelf.put(&format!("{REFUND}{id}"), record).await;
        }
    }

    fn remember_call(&self, call: SeenCall) {
        let mut calls = self.0.calls.lock();
        if calls.len() == CALLS_MAX {
            calls.pop_front();
        }
        calls.push_back(call);
    }

    fn step(&self, step: Step) {
        let hook = self.0.hook.lock().clone();
        if let Some(hook) = hook {
            hook(step);
        }
    }

    fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    fn page_base(&self) -> String {
        self.0.page_base.lock().clone()
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox").finish_non_exhaustive()
    }
}

impl fmt::Debug for SandboxSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SandboxSettings")
            .field("page_base", &self.page_base)
            .field("webhook_url", &self.webhook_url)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
