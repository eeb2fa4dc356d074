//! `[limits]`: how often one caller may ask.

use crate::config::reader::Reader;

/// How often one caller may ask for what strangers could try out.
#[derive(Debug, Clone)]
pub struct LimitsConfig {
    /// Look-ups by code, of one address in a minute.
    pub lookups_per_minute: u32,
    /// Webhooks with a wrong token, from one address in a minute.
    pub webhook_bad_tokens_per_minute: u32,
    /// What a visitor changes or sends, from one address in an hour.
    pub public_posts_per_hour: u32,
    /// What a visitor reads, from one address in an hour.
    pub public_gets_per_hour: u32,
    /// What a member of staff changes or sends, in an hour.
    pub staff_changes_per_hour: u32,
    /// Forms with files, of one sender in an hour.
    pub uploads_per_hour: u32,
    /// Attempts to sign in, from one address in a minute.
    pub sign_ins_per_minute: u32,
}

impl LimitsConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let mut section = reader.section("limits");
        Self {
            lookups_per_minute: section.get("lookups_per_minute"),
            webhook_bad_tokens_per_minute: section.get("webhook_bad_tokens_per_minute"),
            public_posts_per_hour: section.get("public_posts_per_hour"),
            public_gets_per_hour: section.get("public_gets_per_hour"),
            staff_changes_per_hour: section.get("staff_changes_per_hour"),
            uploads_per_hour: section.get("uploads_per_hour"),
            sign_ins_per_minute: section.get("sign_ins_per_minute"),
        }
    }
}
