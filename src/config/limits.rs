//! `[limits]`: how often one caller may ask.

use crate::config::reader::Reader;

/// How often one caller may ask for what strangers could try out.
#[derive(Debug, Clone)]
pub struct LimitsConfig {
    /// Look-ups by code, of one address in a minute.
    pub lookups_per_minute: u32,
    /// Webhooks with a wrong token, from one address in a minute.
    pub webhook_bad_tokens_per_minute: u32,
}

impl LimitsConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let mut section = reader.section("limits");
        Self {
            lookups_per_minute: section.get("lookups_per_minute"),
            webhook_bad_tokens_per_minute: section.get("webhook_bad_tokens_per_minute"),
        }
    }
}
