//! `[demo]`: a workshop to look around in.

use crate::config::reader::Reader;

/// The demo workshop.
#[derive(Debug, Clone)]
pub struct DemoConfig {
    /// Whether an empty store is filled with it.
    pub enabled: bool,
}

impl DemoConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let mut section = reader.section("demo");
        Self {
            enabled: section.get("enabled"),
        }
    }
}
