//! The way to Xendit: one client, limits on everything, and the four kinds of end.

use std::error::Error;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Client;
use reqwest::RequestBuilder;
use reqwest::Response;
use reqwest::Url;
use reqwest::header::CONTENT_LENGTH;
use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use serde_json::Value;
use tokio::time::Instant;

use crate::config::secret::Secret;
use crate::integrations::payment::GatewayError;
use crate::integrations::payment::xendit::XenditError;
use crate::integrations::payment::xendit::XenditSettings;
use crate::integrations::payment::xendit::call::Answer;
use crate::integrations::payment::xendit::call::Request;
use crate::integrations::payment::xendit::patience::Patience;
use crate::telemetry::metrics::PROVIDER_CALL_SECONDS;
use crate::telemetry::metrics::PROVIDER_CALLS_HELD_TOTAL;
use crate::telemetry::metrics::PROVIDER_CALLS_TOTAL;

/// How this provider is called in the numbers.
const PROVIDER: &str = "xendit";

/// The largest answer that is read. A list of a hundred invoices has half a megabyte.
const ANSWER_BYTES_MAX: usize = 4 << 20;

/// Longer than the pauses between calls, shorter than what proxies cut silently.
const IDLE_MAX: Duration = Duration::from_secs(30);

/// The way to Xendit.
#[derive(Debug, Clone)]
pub(super) struct Http {
    client: Client,
    base: Url,
    key: Secret,
    timeout: Duration,
    patience: Arc<Patience>,
}

impl Http {
    pub(super) fn new(settings: XenditSettings) -> Result<Self, XenditError> {
        let base = base_of(&settings.base_url)?;
        let client = Client::builder()
            .user_agent(concat!("rajut/", env!("CARGO_PKG_VERSION")))
            // A call that could not even connect by half of its time was not sent, which is
            // worth knowing.
            .connect_timeout(settings.timeout / 2)
            .pool_idle_timeout(IDLE_MAX)
            .redirect(Policy::none());
        // What runs on this machine is not behind anybody's proxy.
        let client = if is_loopback(&base) {
            client.no_proxy()
        } else {
            client
        };
        Ok(Self {
            client: client.build().map_err(XenditError::Client)?,
            base,
            key: settings.secret_key,
            timeout: settings.timeout,
            patience: Arc::default(),
        })
    }

    /// Asks, and answers within the time of one call.
    pub(super) async fn ask(&self, request: Request) -> Result<Answer, GatewayError> {
        let call = request.call;
        let started = Instant::now();
        let answer = self.sent(request, started).await;

        let outcome = match &answer {
            Ok(answer) if answer.is_accepted() => "ok",
            Ok(_) | Err(GatewayError::Rejected { .. }) => "rejected",
            Err(GatewayError::Transient { .. }) => "transient",
            Err(GatewayError::Unknown { .. }) => "unknown",
        };
        let labels = [
            ("provider", PROVIDER),
            ("call", call.word()),
            ("outcome", outcome),
        ];
        metrics::counter!(PROVIDER_CALLS_TOTAL, &labels).increment(1);
        metrics::histogram!(PROVIDER_CALL_SECONDS, &labels).record(started.elapsed().as_secs_f64());
        answer
    }

    async fn sent(&self, request: Request, started: Instant) -> Result<Answer, GatewayError> {
        let held = self.patience.wait(self.timeout / 2).await;
        if held.is_held() {
            metrics::counter!(PROVIDER_CALLS_HELD_TOTAL, "provider" => PROVIDER).increment(1);
        }
        held.into_go()?;

        let call = request.call;
        let left = self.timeout.saturating_sub(started.elapsed());
        let response = self.written(request)?.timeout(left).send().await;
        let response = response.map_err(|error| {
            if error.is_connect() || error.is_builder() {
                GatewayError::Transient {
                    reason: reason(error),
                    retry_after: None,
                }
            } else {
                call.lost(reason(error))
            }
        })?;
        let status = response.status();
        let retry_after = self.patience.heed(status, response.headers());
        let body = body_of(response).await;
        Answer::of(call, status, body, retry_after)
    }

    fn written(&self, request: Request) -> Result<RequestBuilder, GatewayError> {
        let mut url = self.base.clone();
        let unusable = |()| GatewayError::Rejected {
            code: "BASE_URL".to_owned(),
            message: "the base url takes no path".to_owned(),
        };
        url.path_segments_mut()
            .map_err(unusable)?
            .pop_if_empty()
            .extend(&request.path);
        if !request.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&request.query);
        }
        let mut builder = self
            .client
            .request(request.method.clone(), url)
            .basic_auth(self.key.expose(), Some(""));
        if let Some(key) = request.idempotency_key {
            builder = builder.header("idempotency-key", key);
        }
        if let Some(body) = request.body {
            builder = builder.header(CONTENT_TYPE, "application/json").body(body);
        } else if request.method == reqwest::Method::POST {
            builder = builder.header(CONTENT_LENGTH, 0);
        }
        Ok(builder)
    }
}

fn base_of(text: &str) -> Result<Url, XenditError> {
    let url: Url = text
        .parse()
        .map_err(|error| XenditError::BaseUrl(format!("{error}")))?;
    if matches!(url.scheme(), "http" | "https") && url.has_host() {
        Ok(url)
    } else {
        Err(XenditError::BaseUrl(
            "it is neither http nor https".to_owned(),
        ))
    }
}

fn is_loopback(base: &Url) -> bool {
    let host = base.host_str().unwrap_or_default();
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

/// The whole answer as JSON, or why there is none.
async fn body_of(mut response: Response) -> Result<Value, String> {
    let mut bytes = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if bytes.len() + chunk.len() > ANSWER_BYTES_MAX => {
                return Err("the answer is too large".to_owned());
            }
            Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
            Ok(None) => break,
            Err(error) => return Err(reason(error)),
        }
    }
    serde_json::from_slice(&bytes).map_err(|_| "the answer is no JSON".to_owned())
}

/// The error and its causes, without the URL.
fn reason(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut told = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        told.push_str(": ");
        told.push_str(&cause.to_string());
        source = cause.source();
    }
    told
}
