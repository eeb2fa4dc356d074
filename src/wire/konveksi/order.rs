//! An order as each audience reads it.

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;
use serde::Serializer;
use utoipa::ToSchema;

use crate::domain::code::OrderCode;
use crate::domain::contact::Channel;
use crate::domain::contact::mask_name;
use crate::domain::ids::OrderId;
use crate::domain::konveksi::attention::Attention;
use crate::domain::konveksi::command::ProductionTarget;
use crate::domain::konveksi::order::Order;
use crate::domain::konveksi::order::Terms;
use crate::domain::konveksi::status::Status;
use crate::domain::rupiah::Rupiah;
use crate::wire::konveksi::Audience;
use crate::wire::konveksi::OrNull;
use crate::wire::konveksi::Reader;
use crate::wire::konveksi::money::Amount;
use crate::wire::konveksi::money::Percent;
use crate::wire::konveksi::schema::MomentOrNull;
use crate::wire::konveksi::schema::TextOrNull;
use crate::wire::konveksi::time::Moment;
use crate::wire::konveksi::words::PaymentType;
use crate::wire::konveksi::words::Shown;
use crate::wire::konveksi::words::Word;
use crate::wire::konveksi::words::production_of;

/// An order, its fields in the documented order, then ours.
///
/// What an audience may not see is absent, not null. Built by borrowing and written
/// straight into the answer: lists and the feed encode it by the thousand.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Order)]
pub struct OrderView<'a> {
    id: OrderId,
    order_code: &'a OrderCode,
    customer_name: Cow<'a, str>,
    product_name: &'a str,
    quantity: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    total_price: Option<Amount>,
    #[schema(value_type = PaymentType)]
    payment_type: &'static str,
    dp_percent: Option<Percent>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = TextOrNull, required = false)]
    design: Option<Design<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    contact_information: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Channel>, nullable = false)]
    notification_channel: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    design_notes: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    paid_amount: Option<Amount>,
    is_fully_paid: bool,
    #[schema(value_type = Status)]
    status_order: &'static str,
    #[schema(value_type = ProductionTarget)]
    production_status: &'static str,
    created_at: Moment,
    updated_at: Moment,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = TextOrNull, required = false)]
    customer_phone: Option<OrNull<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = TextOrNull, required = false)]
    customer_email: Option<OrNull<&'a str>>,
    version: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<Attention>>, nullable = false)]
    attention: Option<Reasons<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    price_confirmed: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    total_paid: Option<Amount>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    remaining: Option<Amount>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    credit: Option<Amount>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    refund_due: Option<Amount>,
    order_status_display: &'static str,
    production_status_display: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = MomentOrNull, required = false)]
    deleted_at: Option<OrNull<Moment>>,
}

impl<'a> OrderView<'a> {
    /// The names of all its fields, for whoever wants only some.
    pub const FIELDS: [&'static str; 30] = [
        "id",
        "order_code",
        "customer_name",
        "product_name",
        "quantity",
        "total_price",
        "payment_type",
        "dp_percent",
        "design",
        "contact_information",
        "notification_channel",
        "design_notes",
        "paid_amount",
        "is_fully_paid",
        "status_order",
        "production_status",
        "created_at",
        "updated_at",
        "customer_phone",
        "customer_email",
        "version",
        "attention",
        "price_confirmed",
        "total_paid",
        "remaining",
        "credit",
        "refund_due",
        "order_status_display",
        "production_status_display",
        "deleted_at",
    ];

    /// The order as the reader may see it.
    #[must_use]
    pub fn of(order: &'a Order, reader: Reader<'a>) -> Self {
        let staff = (reader.audience != Audience::Public).then_some(());
        let money = |amount: Rupiah| reader.audience.sees_money().then_some(Amount(amount));
        let contact = &order.customer.contact;
        let status = order.status();
        let production = production_of(order);
        let net_paid = order.net_paid();
        Self {
            id: order.id,
            order_code: &order.code,
            customer_name: match reader.audience {
                Audience::Public => mask_name(&order.customer.name).into(),
                Audience::Staff | Audience::Production => order.customer.name.as_str().into(),
            },
            product_name: &order.product.name,
            quantity: order.product.quantity,
            total_price: money(order.price),
            payment_type: PaymentType::of(order.terms).word(),
            dp_percent: match order.terms {
                Terms::Dp(share) => Some(Percent(share)),
                Terms::Full => None,
            },
            design: staff.map(|()| Design {
                path: order.product.design.as_deref(),
                base: reader.base,
            }),
            contact_information: staff.map(|()| contact.text.as_str()),
            notification_channel: staff.map(|()| order.customer.channel.word()),
            design_notes: staff.map(|()| order.product.notes.as_str()),
            paid_amount: money(net_paid),
            is_fully_paid: order.is_settled(),
            status_order: status.word(),
            production_status: production.word(),
            created_at: Moment(order.created_at),
            updated_at: Moment(order.updated_at),
            customer_phone: staff.map(|()| OrNull(contact.phone.as_deref())),
            customer_email: staff.map(|()| OrNull(contact.email.as_deref())),
            version: order.version,
            attention: staff.map(|()| Reasons(order)),
            price_confirmed: staff.map(|()| order.price_confirmed),
            total_paid: money(net_paid),
            remaining: money(remaining(order)),
            credit: staff.and_then(|()| money(order.credit())),
            refund_due: staff.and_then(|()| money(order.refund_due())),
            order_status_display: status.shown(),
            production_status_display: production.shown(),
            deleted_at: staff.map(|()| OrNull(order.deleted_at.map(Moment))),
        }
    }
}

/// What is still to be paid; nothing asks for money while an order is cancelled.
#[must_use]
pub fn remaining(order: &Order) -> Rupiah {
    match order.cancelled {
        Some(_) => Rupiah::ZERO,
        None => order.outstanding(),
    }
}

/// Where the design can be fetched, or null.
#[derive(Debug)]
struct Design<'a> {
    path: Option<&'a str>,
    base: &'a str,
}

impl fmt::Display for Design<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/media/{}", self.base, self.path.unwrap_or_default())
    }
}

impl Serialize for Design<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.path {
            Some(_) => serializer.collect_str(self),
            None => serializer.serialize_none(),
        }
    }
}

/// Why staff should look at it, as words.
#[derive(Debug)]
struct Reasons<'a>(&'a Order);

impl Serialize for Reasons<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.attention().map(Word::word))
    }
}

#[cfg(test)]
mod tests;
