//! Stands in for every carrier: keeps messages to look at, and sends none.
//!
//! Its page, `/sandbox/pesan/`, shows names and numbers of customers. Who may see it is for
//! whoever serves it to say.

use std::sync::Arc;

use async_trait::async_trait;
use axum::Router;
use axum::extract::State;
use axum::http::HeaderName;
use axum::http::header::CACHE_CONTROL;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::response::Html;
use axum::routing::get;
use serde::Deserialize;
use serde::Serialize;
use tokio::sync::Mutex;
use tracing::info;
use tracing::warn;
use uuid::Uuid;

use crate::domain::contact::Channel;
use crate::domain::time::BusinessZone;
use crate::domain::time::Clock;
use crate::domain::time::Timestamp;
use crate::integrations::messaging::Carrier;
use crate::integrations::messaging::Message;
use crate::integrations::messaging::MessageError;
use crate::integrations::messaging::Messenger;
use crate::integrations::messaging::Sent;
use crate::integrations::shelf::Shelf;
use crate::wire::sandbox_messages::Shown;
use crate::wire::sandbox_messages::page;

/// How many messages are kept. The oldest makes room, also on the shelf.
pub const MESSAGES_KEPT_MAX: usize = 200;

/// What its names on the shelf begin with.
const SHELF_PREFIX: &str = "message/";

/// No script, no image, no form: the page is text and its own style.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'none'";

/// Keeps messages to look at. Cheap to clone.
#[derive(Debug, Clone)]
pub struct MessageSandbox(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    shelf: Arc<dyn Shelf>,
    clock: Arc<dyn Clock>,
    zone: BusinessZone,
    /// The newest last.
    kept: Mutex<Vec<Kept>>,
}

/// A message that nobody got.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    id: Uuid,
    /// The how manieth, from 0: it decides the place on the shelf.
    number: usize,
    at: Timestamp,
    carrier: Carrier,
    to: String,
    subject: String,
    body: String,
}

impl MessageSandbox {
    /// A sandbox that remembers what is on its shelf.
    pub async fn open(shelf: Arc<dyn Shelf>, clock: Arc<dyn Clock>, zone: BusinessZone) -> Self {
        let stored = shelf.all().await;
        let ours = stored
            .iter()
            .filter(|(key, _)| key.starts_with(SHELF_PREFIX));
        let mut kept: Vec<Kept> = ours.filter_map(|(key, json)| read(key, json)).collect();
        kept.sort_unstable_by_key(|message| message.number);
        info!("messages to customers go into the sandbox, nobody gets any of them");
        Self(Arc::new(Inner {
            shelf,
            clock,
            zone,
            kept: Mutex::new(kept),
        }))
    }

    /// The page that shows what was "sent".
    pub fn pages(&self) -> Router {
        Router::new()
            .route("/sandbox/pesan", get(show))
            .with_state(self.clone())
    }
}

#[async_trait]
impl Messenger for MessageSandbox {
    async fn send(&self, message: &Message) -> Result<Sent, MessageError> {
        let mut kept = self.0.kept.lock().await;
        if !kept.iter().any(|it| it.id == message.id) {
            let number = kept.last().map_or(0, |newest| newest.number + 1);
            let new = Kept {
                id: message.id,
                number,
                at: self.0.clock.now(),
                carrier: message.carrier,
                to: message.to.clone(),
                subject: message.subject.clone(),
                body: message.body.clone(),
            };
            let json = serde_json::to_string(&new).expect("a message has text keys only");
            let place = number % MESSAGES_KEPT_MAX;
            // The lock is held, so that a place on the shelf is written in order.
            self.0
                .shelf
                .put(&format!("{SHELF_PREFIX}{place}"), json)
                .await;
            kept.push(new);
            if kept.len() > MESSAGES_KEPT_MAX {
                kept.remove(0);
            }
        }
        Ok(Sent {
            reference: format!("sandbox-{}", message.id),
        })
    }

    fn is_sandbox(&self) -> bool {
        true
    }
}

fn read(key: &str, json: &str) -> Option<Kept> {
    let kept = serde_json::from_str(json);
    kept.inspect_err(|error| warn!(%error, key, "a message of the sandbox cannot be read"))
        .ok()
}

/// Shows the messages, the newest first.
async fn show(
    State(sandbox): State<MessageSandbox>,
) -> ([(HeaderName, &'static str); 2], Html<String>) {
    let kept = sandbox.0.kept.lock().await;
    let shown = kept.iter().rev().map(|message| Shown {
        channel: match message.carrier {
            Carrier::Whatsapp => Channel::Whatsapp,
            Carrier::Email => Channel::Email,
        },
        to: &message.to,
        subject: &message.subject,
        body: &message.body,
        at: message.at,
    });
    let html = page(shown, MESSAGES_KEPT_MAX, &sandbox.0.zone);
    let headers = [
        (CACHE_CONTROL, "no-store"),
        (CONTENT_SECURITY_POLICY, POLICY),
    ];
    (headers, Html(html))
}

#[cfg(test)]
mod tests;
