//! `[business]`: whose business it is, and where its days end.

use toml::Value;

use crate::config::reader::Reader;
use crate::config::reader::Setting;
use crate::config::reader::parsed;
use crate::domain::time::BusinessZone;

/// Whose business it is, and where its days end.
#[derive(Debug, Clone)]
pub struct BusinessConfig {
    /// Its name on pages and in messages.
    pub name: String,
    /// Where it is, for papers and pages; lines as they are printed. May be empty.
    pub address: String,
    /// How it is called on the telephone, as people read it. May be empty.
    pub phone: String,
    /// Where it reads mail. May be empty.
    pub email: String,
    /// The zone whose midnight ends its days.
    pub timezone: BusinessZone,
}

impl BusinessConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let mut section = reader.section("business");
        Self {
            name: section.get("name"),
            address: section.get("address"),
            phone: section.get("phone"),
            email: section.get("email"),
            timezone: section.get("timezone"),
        }
    }
}

impl Setting for BusinessZone {
    fn read(value: &Value) -> Result<Self, String> {
        parsed(
            value,
            "an IANA time zone such as \"Asia/Jakarta\"",
            |name| Self::named(name).ok(),
        )
    }
}
