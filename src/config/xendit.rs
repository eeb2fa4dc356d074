//! `[xendit]`: the live payment gateway, if there is one.

use crate::config::reader::Reader;
use crate::config::secret::Secret;

/// The live payment gateway. Without a key the sandbox stands in.
#[derive(Debug, Clone)]
pub struct XenditConfig {
    /// The key that opens payment pages.
    pub secret_key: Option<Secret>,
    /// What proves that a webhook is theirs.
    pub webhook_token: Option<Secret>,
}

impl XenditConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let mut section = reader.section("xendit");
        Self {
            secret_key: section.get("secret_key"),
            webhook_token: section.get("webhook_token"),
        }
    }
}
