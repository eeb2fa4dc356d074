//! Instants on the wire: RFC 3339 in UTC.

use serde::Serialize;
use serde::Serializer;

use crate::domain::time::Timestamp;

/// An instant as the wire spells it: `2025-06-30T10:30:00Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment(pub Timestamp);

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}
