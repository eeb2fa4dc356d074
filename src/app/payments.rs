//! Which payment gateway is in use: the real one, or the sandbox that stands in for it.

use std::net::Ipv4Addr;
use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context;
use tracing::info;

use crate::app::shelf::KeptShelf;
use crate::config::Config;
use crate::config::secret::Secret;
use crate::domain::time::Clock;
use crate::integrations::payment::PaymentGateway;
use crate::integrations::payment::sandbox::Sandbox;
use crate::integrations::payment::sandbox::SandboxSettings;
use crate::integrations::payment::sandbox::serve::Serving;
use crate::integrations::payment::sandbox::webhooks::RetrySchedule;
use crate::integrations::payment::xendit::Xendit;
use crate::integrations::payment::xendit::XenditSettings;
use crate::store::records::Records;
use crate::store::surreal::SurrealStore;

/// Where webhooks come to.
const WEBHOOK_PATH: &str = "/api/v1/webhook/xendit/";
/// A demo does not wait a quarter of an hour for the second try of a webhook.
const RETRY_FACTOR: f64 = 1.0 / 100.0;
/// The shelf of the sandbox's records.
const SHELF: &str = "payment_sandbox";

/// A gateway, and what runs beside it.
#[derive(Debug)]
pub(super) struct Payments {
    pub(super) gateway: Arc<dyn PaymentGateway>,
    /// What a webhook must show; without one all are refused.
    pub(super) webhook_token: Option<Secret>,
    pub(super) sandbox: Option<Sandbox>,
    serving: Option<Serving>,
}

impl Payments {
    /// Opens the gateway that the settings ask for. `own` is where this server listens.
    pub(super) async fn open(
        config: &Config,
        store: &Arc<SurrealStore>,
        clock: &Arc<dyn Clock>,
        own: SocketAddr,
    ) -> anyhow::Result<Self> {
        match &config.xendit.secret_key {
            Some(key) => Self::real(config, key),
            None => Self::stand_in(config, store, clock, own).await,
        }
    }

    fn real(config: &Config, key: &Secret) -> anyhow::Result<Self> {
        let xendit = &config.xendit;
        let gateway = Xendit::new(XenditSettings {
            base_url: xendit.base_url.clone(),
            secret_key: key.clone(),
            timeout: xendit.timeout,
            is_sandbox: false,
        });
        Ok(Self {
            gateway: Arc::new(gateway.context("the payment gateway cannot be set up")?),
            webhook_token: xendit.webhook_token.clone(),
            sandbox: None,
            serving: None,
        })
    }

    async fn stand_in(
        config: &Config,
        store: &Arc<SurrealStore>,
        clock: &Arc<dyn Clock>,
        own: SocketAddr,
    ) -> anyhow::Result<Self> {
        let token = config.xendit.webhook_token.clone();
        let token =
            token.unwrap_or_else(|| Secret::new(format!("{:032x}", rand::random::<u128>())));
        let base = config.server.public_url.trim_end_matches('/');
        let sandbox = Sandbox::new(SandboxSettings {
            clock: Arc::clone(clock),
            page_base: base.to_owned(),
            webhook_url: format!("http://{}{WEBHOOK_PATH}", from_here(own)),
            webhook_host: base.split_once("://").map(|(_, host)| host.to_owned()),
            webhook_token: token.expose().to_owned(),
            shelf: Arc::new(KeptShelf(Records::new(Arc::clone(store), SHELF))),
            retry: RetrySchedule::scaled(RETRY_FACTOR),
            seed: rand::random(),
        });
        sandbox.load().await;
        sandbox.start();
        let anywhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let (address, serving) = sandbox
            .serve_alone(anywhere)
            .await
            .context("the payment sandbox cannot listen")?;
        let gateway = sandbox.gateway(format!("http://{address}"), config.xendit.timeout);
        info!(%address, "no key of a payment gateway is set, a sandbox stands in: no real money moves");
        Ok(Self {
            gateway: Arc::new(gateway.context("the payment sandbox cannot be reached")?),
            webhook_token: Some(token),
            sandbox: Some(sandbox),
            serving: Some(serving),
        })
    }

    /// Stops what runs beside the gateway.
    pub(super) async fn stop(self) {
        if let Some(sandbox) = self.sandbox {
            sandbox.stop().await;
        }
        if let Some(serving) = self.serving {
            serving.stop().await;
        }
    }
}

/// How this machine reaches an address it listens on.
fn from_here(own: SocketAddr) -> SocketAddr {
    if own.ip().is_unspecified() {
        SocketAddr::from((Ipv4Addr::LOCALHOST, own.port()))
    } else {
        own
    }
}
