//! How the contract describes what the views are made of: money, instants, ids, codes, words.
//!
//! Views derive their own descriptions. What is here belongs to types that know nothing of
//! the wire, or that spell themselves.

use std::borrow::Cow;

use serde_json::json;
use utoipa::PartialSchema;
use utoipa::ToSchema;
use utoipa::openapi::ObjectBuilder;
use utoipa::openapi::OneOfBuilder;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::openapi::schema::SchemaFormat;
use utoipa::openapi::schema::Type;

use crate::domain::code::InvoiceCode;
use crate::domain::code::OrderCode;
use crate::domain::contact::Channel;
use crate::domain::ids::AlertId;
use crate::domain::ids::AttemptId;
use crate::domain::ids::InvoiceId;
use crate::domain::ids::OrderId;
use crate::domain::ids::PaymentId;
use crate::domain::ids::PlanId;
use crate::domain::ids::ProductId;
use crate::domain::ids::RefundId;
use crate::domain::ids::SessionId;
use crate::domain::ids::TemplateId;
use crate::domain::ids::UnmatchedId;
use crate::domain::konveksi::attention::Attention;
use crate::domain::konveksi::attention::Mark;
use crate::domain::konveksi::command::LinkKind;
use crate::domain::konveksi::command::MoneyDecision;
use crate::domain::konveksi::command::ProductionTarget;
use crate::domain::konveksi::invoice::AttemptState;
use crate::domain::konveksi::invoice::InvoiceStatus;
use crate::domain::konveksi::payment::PaymentSource;
use crate::domain::konveksi::plan::PlanStatus;
use crate::domain::konveksi::refund::RefundMethod;
use crate::domain::konveksi::refund::RefundState;
use crate::domain::konveksi::refund::Settles;
use crate::domain::konveksi::status::Status;
use crate::domain::role::Role;
use crate::domain::role::Source;
use crate::wire::konveksi::OrNull;
use crate::wire::konveksi::audit::ChangeType;
use crate::wire::konveksi::money::Amount;
use crate::wire::konveksi::money::Mean;
use crate::wire::konveksi::money::Percent;
use crate::wire::konveksi::time::Moment;
use crate::wire::konveksi::words::PaymentType;
use crate::wire::konveksi::words::Word;
use crate::wire::konveksi::words::bulk::BulkAction;
use crate::wire::konveksi::words::message::TemplateKind;
use crate::wire::konveksi::words::money::PlanShape;
use crate::wire::konveksi::words::product::ProductOrdering;

/// Describes types, each under a name and with what every value of it looks like.
macro_rules! describe {
    ($($type:ty as $name:literal: $schema:expr;)+) => {$(
        impl PartialSchema for $type {
            fn schema() -> RefOr<Schema> {
                $schema.into()
            }
        }

        impl ToSchema for $type {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed($name)
            }
        }
    )+};
}

describe! {
    Amount as "Amount": text(r"^-?\d+\.00$", "7500000.00", "Whole rupiah, with two places.");
    Mean as "Mean": text(r"^-?\d+\.\d{2}$", "8333333.33", "A mean of amounts, to the hundredth.");
    Percent as "Percent": text(r"^\d+\.\d{2}$", "50.00", "A share in percent.");
    Moment as "Moment": format("date-time", "2025-06-30T10:30:00Z", "An instant, in UTC.");
    OrderCode as "OrderCode": text(
        r"^ORD-[A-Z0-9]{3,8}-[A-Z0-9]{3,32}$", "ORD-20250630-A1B", "What customers call an order."
    );
    InvoiceCode as "InvoiceCode": text(
        r"^INV-[A-Z0-9-]{1,40}$", "INV-482913-K7Q", "What customers call an invoice."
    );
    OrderId as "OrderId": id("The id of an order.");
    InvoiceId as "InvoiceId": id("The id of an invoice.");
    AttemptId as "AttemptId": id("The id of a payment page.");
    PaymentId as "PaymentId": id("The id of a payment.");
    RefundId as "RefundId": id("The id of a refund.");
    PlanId as "PlanId": id("The id of a payment plan.");
    TemplateId as "TemplateId": id("The id of a template.");
    AlertId as "AlertId": id("The id of an alert.");
    ProductId as "ProductId": id("The id of a product.");
    SessionId as "SessionId": id("The id of a sign-in.");
    UnmatchedId as "UnmatchedId": id("The id of money nobody could place.");
    Status as "OrderStatus": words::<Self>("Where an order stands; it follows from its facts.");
    ProductionTarget as "ProductionStatus": words::<Self>("How far production is.");
    PaymentType as "PaymentType": words::<Self>("Whether an order is paid in two parts or at once.");
    ProductOrdering as "ProductOrdering": words::<Self>("What products are ordered by.");
    BulkAction as "BulkAction": words::<Self>("What many orders are asked at once.");
    Mark as "Mark": words::<Self>("A mark that staff set and clear.");
    LinkKind as "InvoiceKind": words::<Self>("What an invoice asks for.");
    Channel as "NotificationChannel": words::<Self>("How messages reach a customer.");
    Attention as "Attention": words::<Self>("Why staff should look at an order.");
    MoneyDecision as "MoneyDecision": words::<Self>("What becomes of money on a cancelled order.");
    Source as "TriggerSource": words::<Self>("Who made something happen.");
    ChangeType as "ChangeType": words::<Self>("What a line of the audit trail is about.");
    InvoiceStatus as "InvoiceStatus": words::<Self>("Where an invoice stands.");
    AttemptState as "AttemptStatus": words::<Self>("Where a payment page stands.");
    PaymentSource as "PaymentSource": words::<Self>("How money came in.");
    RefundMethod as "RefundMethod": words::<Self>("How money goes back.");
    RefundState as "RefundStatus": words::<Self>("Where a refund stands.");
    Settles as "Settles": words::<Self>("Whether a refund lowers the price or leaves a debt.");
    PlanShape as "PlanShape": words::<Self>("How the parts of a plan come about.");
    PlanStatus as "PlanStatus": one_of(&["active", "completed", "cancelled"], "Where a plan stands.");
    TemplateKind as "TemplateType": words::<Self>("What a template is for.");
    Role as "Role": one_of(&Role::ALL.map(Role::word), "What somebody may do.");
}

/// A text, or null.
pub(super) type TextOrNull = OrNull<String>;
/// An instant, or null.
pub(super) type MomentOrNull = OrNull<Moment>;
/// An amount, or null.
pub(super) type AmountOrNull = OrNull<Amount>;

impl<T: ToSchema> PartialSchema for OrNull<T> {
    fn schema() -> RefOr<Schema> {
        OneOfBuilder::new()
            .item(T::schema())
            .item(ObjectBuilder::new().schema_type(Type::Null))
            .into()
    }
}

impl<T: ToSchema> ToSchema for OrNull<T> {
    fn name() -> Cow<'static, str> {
        Cow::Owned(format!("{}OrNull", T::name()))
    }
}

/// A text of a form, with an example of it.
fn text(pattern: &str, example: &str, about: &str) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .pattern(Some(pattern))
        .description(Some(about))
        .examples([json!(example)])
}

fn format(format: &str, example: &str, about: &str) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .format(Some(SchemaFormat::Custom(format.to_owned())))
        .description(Some(about))
        .examples([json!(example)])
}

fn id(about: &str) -> ObjectBuilder {
    format("uuid", "0197c0de-0000-7000-8000-000000000001", about)
}

fn words<T: Word>(about: &str) -> ObjectBuilder {
    let words: Vec<_> = T::ALL.iter().map(|it| it.word()).collect();
    one_of(&words, about)
}

fn one_of(words: &[&'static str], about: &str) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(words.iter().copied()))
        .description(Some(about))
}
