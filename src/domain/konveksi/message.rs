//! Messages to a customer about an invoice: that one is owed, not what it says.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::contact::Channel;
use crate::domain::ids::InvoiceId;
use crate::domain::ids::TemplateId;

/// Which template a message was made of, by the name it had then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateRef {
    /// Its id.
    pub id: TemplateId,
    /// What staff call it.
    pub name: String,
}

/// A message that waits until its invoice has a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announcement {
    /// Made of which template; the usual one of the invoice's kind when it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<TemplateRef>,
    /// How it goes out.
    pub channel: Channel,
}

/// A message as the customer will read it. Personal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// For mail.
    pub subject: String,
    /// The text.
    pub body: String,
}

/// A message to be sent about an invoice.
#[derive(Debug, Clone)]
pub struct SendRequest {
    /// About which invoice.
    pub invoice: InvoiceId,
    /// Made of which template; the usual one of its kind when it is not said.
    pub template: Option<TemplateRef>,
    /// How; as the invoice says when it is not said.
    pub channel: Option<Channel>,
    /// Its text, when it is made already.
    pub letter: Option<Letter>,
}
