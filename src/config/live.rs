//! `[live]`: how many may be connected, and what is kept for those who come back.

use crate::config::reader::Reader;

/// How many may be connected, and what is kept for those who come back.
#[derive(Debug, Clone)]
pub struct LiveConfig {
    /// How many connections there may be in all.
    pub sessions_max: usize,
    /// How many of them one staff member may have.
    pub sessions_per_user_max: usize,
    /// How many of them one address may have, of those who are not signed in.
    pub sessions_per_address_max: usize,
    /// How many bytes may wait for one client.
    pub queue_bytes_max: usize,
    /// How many changes a client that comes back is told at most.
    pub recovery_events_max: usize,
}

impl LiveConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let mut section = reader.section("live");
        Self {
            sessions_max: section.get("sessions_max"),
            sessions_per_user_max: section.get("sessions_per_user_max"),
            sessions_per_address_max: section.get("sessions_per_address_max"),
            queue_bytes_max: section.get("queue_bytes_max"),
            recovery_events_max: section.get("recovery_events_max"),
        }
    }
}
