//! Writing to people: what we ask of whoever carries our messages, and what they answer.
//!
//! An answer is one of four: sent, [refused](MessageError::Rejected),
//! [not now](MessageError::Transient), or [lost](MessageError::Unknown). After a lost answer
//! the message may have arrived, so nobody sends it again by themselves.
//!
//! There is no carrier yet, only a [sandbox]: it shows messages and sends none.

pub mod sandbox;

use std::fmt::Debug;
use std::time::Duration;

use async_trait::async_trait;
use serde::Deserialize;
use serde::Serialize;
use uuid::Uuid;

use crate::domain::time::Timestamp;

/// Carries messages to people.
#[async_trait]
pub trait Messenger: Debug + Send + Sync + 'static {
    /// Sends one message to one person. The same id again is the same message: it is sent
    /// once, as far as the carrier lets us know.
    ///
    /// # Errors
    ///
    /// [`MessageError::Unknown`] when it may have arrived, the others when it has not.
    async fn send(&self, message: &Message) -> Result<Sent, MessageError>;

    /// Whether nothing really arrives anywhere.
    fn is_sandbox(&self) -> bool;
}

/// A way for a message to go: one of them, a message on both is two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Carrier {
    /// `WhatsApp`.
    Whatsapp,
    /// E-mail.
    Email,
}

/// A message to be sent. Personal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Ours, the same for every try.
    pub id: Uuid,
    /// How it goes.
    pub carrier: Carrier,
    /// To whom: a number in E.164, or an e-mail address.
    pub to: String,
    /// For mail; one line.
    pub subject: String,
    /// Plain text.
    pub body: String,
    /// Of no use after this.
    pub not_after: Timestamp,
}

/// That a message was taken for sending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// What the carrier calls it.
    pub reference: String,
}

/// Why a message was not sent for certain, split by what the caller can do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MessageError {
    /// It would be refused again: the message has to change, or the number, or the account.
    #[error("refused by the carrier as {code}: {message}")]
    Rejected {
        /// The carrier's word for it.
        code: String,
        /// Its sentence, for staff.
        message: String,
    },
    /// Nothing was sent; the same call may succeed later.
    #[error("carrier unavailable: {reason}")]
    Transient {
        /// What happened.
        reason: String,
        /// When it asked to be called again.
        retry_after: Option<Duration>,
    },
    /// It was handed over, and what became of it is not known.
    #[error("outcome unknown: {reason}")]
    Unknown {
        /// What happened.
        reason: String,
    },
}
