//! One invoice, for whoever pays it: perhaps not the customer, so the order is only named.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::code::InvoiceCode;
use crate::domain::code::OrderCode;
use crate::domain::contact::mask_name;
use crate::domain::konveksi::invoice::Invoice;
use crate::domain::konveksi::invoice::InvoiceStatus;
use crate::domain::konveksi::order::Order;
use crate::domain::time::Timestamp;
use crate::wire::konveksi::money::Amount;
use crate::wire::konveksi::time::Moment;
use crate::wire::konveksi::tracking::money::PublicInvoice;
use crate::wire::konveksi::tracking::money::link;
use crate::wire::konveksi::words::Word;

/// An invoice in both documented shapes: nested, and flat.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PublicInvoiceDetail)]
pub struct InvoiceDetailView<'a> {
    invoice: PublicInvoice<'a>,
    order: Heading<'a>,
    payment_url: Option<&'a str>,
    invoice_code: &'a InvoiceCode,
    order_code: &'a OrderCode,
    customer_name: String,
    product_name: &'a str,
    invoice_amount: Amount,
    #[schema(value_type = InvoiceStatus)]
    invoice_status: &'static str,
    invoice_expired_at: Option<Moment>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InvoicedOrder)]
struct Heading<'a> {
    order_code: &'a OrderCode,
    customer_name: String,
    product_name: &'a str,
    quantity: u32,
}

impl<'a> InvoiceDetailView<'a> {
    /// The invoice at an instant.
    #[must_use]
    pub fn of(order: &'a Order, invoice: &'a Invoice, now: Timestamp) -> Self {
        let customer_name = mask_name(&order.customer.name);
        Self {
            invoice: PublicInvoice::of(order, invoice, now),
            order: Heading {
                order_code: &order.code,
                customer_name: customer_name.clone(),
                product_name: &order.product.name,
                quantity: order.product.quantity,
            },
            payment_url: link(invoice, now),
            invoice_code: &invoice.code,
            order_code: &order.code,
            customer_name,
            product_name: &order.product.name,
            invoice_amount: Amount(invoice.amount),
            invoice_status: invoice.status().word(),
            invoice_expired_at: invoice.expires_at.map(Moment),
        }
    }
}
