//! `[security]`: what is logged of requests, and what staff are told of.

use std::time::Duration;

use crate::config::reader::Reader;

/// What is logged of requests, and what staff are told of.
#[derive(Debug, Clone)]
pub struct SecurityConfig {
    /// How long the request log goes back.
    pub request_log_kept: Duration,
    /// Unknown codes looked up from one address in ten minutes that are suspicious.
    pub unknown_codes_max: u32,
    /// Different codes looked up from one address in an hour that are suspicious.
    pub known_codes_max: u32,
    /// Refusals of one caller in ten minutes that are suspicious.
    pub refusals_max: u32,
    /// From how many bytes on a file is a large one.
    pub large_upload_bytes: usize,
}

impl SecurityConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let mut section = reader.section("security");
        Self {
            request_log_kept: section.get("request_log_kept"),
            unknown_codes_max: section.get("unknown_codes_max"),
            known_codes_max: section.get("known_codes_max"),
            refusals_max: section.get("refusals_max"),
            large_upload_bytes: section.get("large_upload_bytes"),
        }
    }
}
