//! A sandbox that listens, a shop that hears its webhooks, and somebody who calls it.

use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::sync::atomic::Ordering;
use std::time::Duration;

use parking_lot::Mutex;
use reqwest::Client;
use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::Value;
use serde_json::json;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::domain::rupiah::Rupiah;
use crate::domain::time::Clock;
use crate::domain::time::Span;
use crate::domain::time::Timestamp;
use crate::integrations::payment::Item;
use crate::integrations::payment::PageRequest;
use crate::integrations::payment::notice::Notice;
use crate::integrations::payment::sandbox::Sandbox;
use crate::integrations::payment::sandbox::SandboxSettings;
use crate::integrations::payment::sandbox::serve::Serving;
use crate::integrations::payment::sandbox::webhooks::RetrySchedule;
use crate::integrations::payment::xendit::Xendit;
use crate::integrations::shelf::NoShelf;
use crate::integrations::shelf::Shelf;

/// How long a test waits for what should come at once.
const PATIENCE: Duration = Duration::from_secs(5);

/// The agreed token.
pub(super) const TOKEN: &str = "token-of-the-shop";

/// A time that stands until somebody moves it.
#[derive(Debug)]
pub(super) struct MovedClock(AtomicI64);

impl Clock for MovedClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

/// A listening sandbox whose webhooks go to a shop.
pub(super) struct Stage {
    pub(super) sandbox: Sandbox,
    pub(super) shop: Shop,
    pub(super) base: String,
    clock: Arc<MovedClock>,
    _serving: Serving,
}

/// An answer of the API or a page.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) text: String,
    pub(super) body: Value,
}

impl Stage {
    pub(super) async fn start() -> Self {
        Self::start_with(Arc::new(NoShelf)).await
    }

    pub(super) async fn start_with(shelf: Arc<dyn Shelf>) -> Self {
        let shop = Shop::open().await;
        let start: Timestamp = "2026-01-02T03:04:05Z".parse().unwrap();
        let clock = Arc::new(MovedClock(AtomicI64::new(start.0)));
        let time = Arc::<MovedClock>::clone(&clock);
        let sandbox = Sandbox::new(SandboxSettings {
            clock: time,
            page_base: String::new(),
            webhook_url: shop.url(),
            webhook_host: Some("toko.example".to_owned()),
            webhook_token: TOKEN.to_owned(),
            shelf,
            retry: RetrySchedule {
                pauses: vec![Duration::from_millis(50); 6],
                patience: Duration::from_millis(500),
            },
            seed: 7,
        });
        sandbox.load().await;
        sandbox.start();
        let anywhere = "127.0.0.1:0".parse().unwrap();
        let (address, serving) = sandbox.serve_alone(anywhere).await.unwrap();
        Self {
            sandbox,
            shop,
            base: format!("http://{address}"),
            clock,
            _serving: serving,
        }
    }

    pub(super) fn advance(&self, span: Span) {
        self.clock
            .0
            .fetch_add(span.whole_seconds() * 1_000, Ordering::SeqCst);
    }

    /// Our own adapter, in front of this sandbox.
    pub(super) fn gateway(&self) -> Xendit {
        let timeout = Duration::from_millis(800);
        self.sandbox.gateway(self.base.clone(), timeout).unwrap()
    }

    pub(super) async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, "", &[]).await
    }

    pub(super) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.call(Method::POST, path, &body.to_string(), &[]).await
    }

    /// Sends a form as a browser would.
    pub(super) async fn form(&self, path: &str, body: &str, headers: &[(&str, &str)]) -> Answer {
        self.call(Method::POST, path, body, headers).await
    }

    pub(super) async fn call(
        &self,
        method: Method,
        path: &str,
        body: &str,
        headers: &[(&str, &str)],
    ) -> Answer {
        let client = Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        let mut request = client
            .request(method, format!("{}{path}", self.base))
            .basic_auth("xnd_development_x", Some(""))
            .body(body.to_owned());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.unwrap();
        Answer {
            status,
            headers,
            body: serde_json::from_str(&text).unwrap_or_default(),
            text,
        }
    }

    /// Creates an invoice and answers its id.
    pub(super) async fn an_invoice(&self, external_id: &str, amount: i64) -> String {
        let asked = json!({ "external_id": external_id, "amount": amount });
        let made = self.post("/v2/invoices", &asked).await;
        assert_eq!(made.status, 200, "{}", made.text);
        made.body["id"].as_str().unwrap().to_owned()
    }

    /// Waits until the webhooks have been told.
    pub(super) async fn quiet(&self) {
        assert!(self.sandbox.is_quiet_within(PATIENCE).await, "never quiet");
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        let sandbox = self.sandbox.clone();
        let mut end = JoinSet::new();
        // Where the runtime ends with the test, this is not needed, and does no harm.
        end.spawn(async move { sandbox.stop().await });
        end.detach_all();
    }
}

/// A request that opens a page.
pub(super) fn a_request(external_id: &str) -> PageRequest {
    PageRequest {
        external_id: external_id.to_owned(),
        amount: Rupiah(150_000),
        duration: Span::days(3),
        description: "DP 50% Kaos sablon".to_owned(),
        payer_name: Some("Kedai Kopi Senja".to_owned()),
        payer_email: Some("senja@example.com".to_owned()),
        payer_phone: Some("+6281234567890".to_owned()),
        success_url: "http://127.0.0.1/ok".to_owned(),
        failure_url: "http://127.0.0.1/no".to_owned(),
        item: Item {
            name: "DP 50%".to_owned(),
            quantity: 1,
            price: Rupiah(150_000),
        },
    }
}

/// A webhook as the shop heard it.
#[derive(Debug, Clone)]
pub(super) struct Heard {
    pub(super) head: String,
    pub(super) body: String,
}

impl Heard {
    pub(super) fn notice(&self) -> Notice {
        Notice::parse(self.body.as_bytes()).unwrap()
    }

    pub(super) fn header(&self, name: &str) -> &str {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(known, _)| *known == name).unwrap().1
    }
}

/// The shop's server: hears webhooks and answers 200, until it is told otherwise.
pub(super) struct Shop {
    address: String,
    heard: Arc<Mutex<Vec<Heard>>>,
    answers: Arc<Mutex<Vec<u16>>>,
    _task: JoinSet<()>,
}

/// Stands for no answer at all.
pub(super) const NEVER: u16 = 0;

impl Shop {
    async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let answers = Arc::new(Mutex::new(Vec::new()));
        let mut task = JoinSet::new();
        task.spawn(hear(listener, Arc::clone(&heard), Arc::clone(&answers)));
        Self {
            address,
            heard,
            answers,
            _task: task,
        }
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}/api/v1/webhook/xendit/", self.address)
    }

    /// Answers so next, the first one first.
    pub(super) fn will_answer(&self, answers: &[u16]) {
        *self.answers.lock() = answers.to_vec();
    }

    pub(super) fn heard(&self) -> Vec<Heard> {
        self.heard.lock().clone()
    }

    /// What was heard, as words.
    pub(super) fn words(&self) -> Vec<String> {
        let heard = self.heard();
        heard.iter().map(|it| it.notice().event_word).collect()
    }
}

async fn hear(listener: TcpListener, heard: Arc<Mutex<Vec<Heard>>>, answers: Arc<Mutex<Vec<u16>>>) {
    let mut held = Vec::new();
    loop {
        let (mut stream, _) = listener.accept().await.unwrap();
        let one = listen(&mut stream).await;
        heard.lock().push(one);
        let answer = {
            let mut answers = answers.lock();
            if answers.is_empty() {
                200
            } else {
                answers.remove(0)
            }
        };
        if answer == NEVER {
            held.push(stream);
            continue;
        }
        let answer = format!("HTTP/1.1 {answer} -\r\ncontent-length: 0\r\n\r\n");
        stream.write_all(answer.as_bytes()).await.unwrap();
    }
}

async fn listen(stream: &mut TcpStream) -> Heard {
    let mut text = String::new();
    loop {
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let mut lines = head.lines();
            let length = lines.find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= length.unwrap().parse().unwrap() {
                let (head, body) = (head.to_owned(), body.to_owned());
                return Heard { head, body };
            }
        }
        let mut part = [0; 4096];
        let read = stream.read(&mut part).await.unwrap();
        assert!(read > 0, "webhook ended early: {text}");
        text.push_str(str::from_utf8(&part[..read]).unwrap());
    }
}

/// Waits until something is true.
pub(super) async fn until(what: &str, is_true: impl Fn() -> bool) {
    for _ in 0..200 {
        if is_true() {
            return;
        }
        sleep(PATIENCE / 200).await;
    }
    panic!("never: {what}");
}
