//! `[telemetry]`: what the server says about itself, and to whom.

use toml::Value;

use crate::config::reader::Reader;
use crate::config::reader::Setting;
use crate::config::reader::one_of;
use crate::config::secret::Secret;

/// What the server says about itself, and to whom.
#[derive(Debug, Clone)]
pub struct TelemetryConfig {
    /// Which events are logged, as tracing directives.
    pub log_filter: String,
    /// Who reads the log.
    pub log_format: LogFormat,
    /// What lets a scraper from elsewhere read the metrics.
    pub metrics_token: Option<Secret>,
}

/// Who reads the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// People.
    Text,
    /// Machines.
    Json,
}

impl TelemetryConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let mut section = reader.section("telemetry");
        Self {
            log_filter: section.get("log_filter"),
            log_format: section.get("log_format"),
            metrics_token: section.get("metrics_token"),
        }
    }
}

impl Setting for LogFormat {
    fn read(value: &Value) -> Result<Self, String> {
        one_of(value, &[("text", Self::Text), ("json", Self::Json)])
    }
}
