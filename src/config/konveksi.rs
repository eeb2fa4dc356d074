//! `[konveksi]`: the choices a garment workshop has.

use toml::Value;

use crate::config::reader::Reader;
use crate::config::reader::Setting;
use crate::config::reader::one_of;

/// The choices a garment workshop has.
#[derive(Debug, Clone)]
pub struct KonveksiConfig {
    /// Whether the surface is served.
    pub enabled: bool,
    /// What becomes of an order placed by a visitor.
    pub public_orders: PublicOrders,
    /// Who sends the message after a payment.
    pub notify_on_payment: NotifyOnPayment,
}

/// What becomes of an order placed by a visitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublicOrders {
    /// An invoice and a payment link at once.
    Instant,
    /// Nothing, until staff confirm the price.
    Review,
    /// It is refused.
    Off,
}

/// Who sends the message after a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotifyOnPayment {
    /// The server, as soon as the money is recorded.
    Auto,
    /// Staff, when they say so.
    Manual,
}

impl KonveksiConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let mut section = reader.section("konveksi");
        Self {
            enabled: section.get("enabled"),
            public_orders: section.get("public_orders"),
            notify_on_payment: section.get("notify_on_payment"),
        }
    }
}

impl Setting for PublicOrders {
    fn read(value: &Value) -> Result<Self, String> {
        let words = [
            ("instant", Self::Instant),
            ("review", Self::Review),
            ("off", Self::Off),
        ];
        one_of(value, &words)
    }
}

impl Setting for NotifyOnPayment {
    fn read(value: &Value) -> Result<Self, String> {
        one_of(value, &[("auto", Self::Auto), ("manual", Self::Manual)])
    }
}
