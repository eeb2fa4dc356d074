//! What is known about an invoice, by the names that templates ask for it.

use crate::domain::konveksi::command::LinkKind;
use crate::domain::konveksi::invoice::Invoice;
use crate::domain::konveksi::invoice::Kind;
use crate::domain::konveksi::order::Order;
use crate::domain::time::BusinessZone;
use crate::wire::konveksi::invoice::payment_url;
use crate::wire::konveksi::letter::gaps::Filling;
use crate::wire::konveksi::letter::gaps::Fillings;
use crate::wire::konveksi::letter::plain;
use crate::wire::konveksi::money::WithCommas;
use crate::wire::konveksi::words::Shown;

/// The name of the link to pay at: the one value that may still be on its way.
pub const PAYMENT_LINK: &str = "payment_link";

/// The names a template about an invoice may ask for: the documented ones, then ours.
pub const AVAILABLE: &[&str] = &[
    "customer_name",
    "order_code",
    "invoice_code",
    "product_name",
    "amount_due",
    PAYMENT_LINK,
    "expiry_date",
    "quantity",
    "total_price",
    "paid_amount",
    "payment_type",
    "order_status",
    "amount_due_id",
    "total_price_id",
    "paid_amount_id",
    "expiry_zone",
    "installment",
    "business_name",
];

/// Whose letters they are.
#[derive(Debug, Clone)]
pub struct House {
    /// What the business is called.
    pub name: String,
    /// Whose clocks its dates are read from.
    pub zone: BusinessZone,
}

/// What is known about an invoice. What is not known is absent.
#[must_use]
pub fn values_of(order: &Order, invoice: &Invoice, house: &House) -> Fillings {
    let mut values = Fillings::new();
    let mut put = |name: &str, text: String| {
        values.insert(name.to_owned(), Filling::Text(text));
    };
    put(
        "customer_name",
        named(&order.customer.name, "Bapak/Ibu pelanggan"),
    );
    put("order_code", order.code.to_string());
    put("invoice_code", invoice.code.to_string());
    put("product_name", named(&order.product.name, "Pesanan Anda"));
    put("quantity", order.product.quantity.to_string());
    put("payment_type", payment_type(invoice.kind).to_owned());
    put("order_status", order.status().shown().to_owned());
    put("business_name", house.name.clone());
    let amounts = [
        ("amount_due", invoice.remaining()),
        ("total_price", order.price),
        ("paid_amount", order.net_paid()),
    ];
    for (name, amount) in amounts {
        put(name, WithCommas(amount).to_string());
        put(&format!("{name}_id"), amount.to_string());
    }
    if let Some(link) = payment_url(invoice) {
        put(PAYMENT_LINK, link.to_owned());
    }
    if let Some(until) = invoice.expires_at.or(invoice.due_at) {
        let date = house.zone.wall_clock(until).strftime("%d/%m/%Y %H:%M");
        put("expiry_date", date.to_string());
        put("expiry_zone", house.zone.abbreviation(until));
    }
    if let Kind::Instalment { number, of } = invoice.kind {
        put("installment", format!("{number} dari {of}"));
    }
    values
}

/// What somebody typed, or what to say where nothing of it may stay.
fn named(typed: &str, otherwise: &str) -> String {
    let name = plain(typed);
    let name = name.trim();
    if name.is_empty() { otherwise } else { name }.to_owned()
}

/// What an invoice asks for, as templates shout it.
const fn payment_type(kind: Kind) -> &'static str {
    match kind.counts_as() {
        LinkKind::Dp => "DP",
        LinkKind::Full => "FULL",
        LinkKind::Final => "PELUNASAN",
    }
}
