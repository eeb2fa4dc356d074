//! `[xendit]`: the live payment gateway, if there is one.

use std::time::Duration;

use crate::config::reader::Reader;
use crate::config::secret::Secret;

/// The live payment gateway. Without a key the sandbox stands in.
#[derive(Debug, Clone)]
pub struct XenditConfig {
    /// The key that opens payment pages.
    pub secret_key: Option<Secret>,
    /// What proves that a webhook is theirs.
    pub webhook_token: Option<Secret>,
    /// Where the gateway is, without a slash at the end.
    pub base_url: String,
    /// How long one call to it may take in all.
    pub timeout: Duration,
}

impl XenditConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let mut section = reader.section("xendit");
        let base_url: String = section.get("base_url");
        Self {
            secret_key: section.get("secret_key"),
            webhook_token: section.get("webhook_token"),
            base_url: base_url.trim_end_matches('/').to_owned(),
            timeout: section.get("timeout"),
        }
    }
}
