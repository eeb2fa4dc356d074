//! The views of one order, side by side.

use serde_json::Value;
use uuid::Uuid;

use crate::domain::aggregate::Aggregate;
use crate::domain::contact::Channel;
use crate::domain::contact::Contact;
use crate::domain::ids::Fresh;
use crate::domain::ids::OrderId;
use crate::domain::ids::UserId;
use crate::domain::konveksi::command::Action;
use crate::domain::konveksi::command::Command;
use crate::domain::konveksi::command::NewOrder;
use crate::domain::konveksi::command::Receipt;
use crate::domain::konveksi::order::Order;
use crate::domain::konveksi::order::Terms;
use crate::domain::konveksi::payment::PaymentSource;
use crate::domain::role::By;
use crate::domain::role::Role;
use crate::domain::rupiah::BasisPoints;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Timestamp;
use crate::wire::konveksi::Audience;
use crate::wire::konveksi::Reader;
use crate::wire::konveksi::invoice::InvoiceView;
use crate::wire::konveksi::order::OrderView;
use crate::wire::konveksi::payment::PaymentView;

const NOON: Timestamp = Timestamp(1_751_256_000_000);

fn command(action: Action, base: u128) -> Command {
    Command {
        order: OrderId(Uuid::from_u128(1)),
        at: NOON,
        by: By::staff(UserId(7), Role::Admin),
        expected: None,
        fresh: Fresh::new(Uuid::from_u128(base)),
        action,
    }
}

fn after(order: Option<&Order>, action: Action, base: u128) -> Order {
    let event = Order::decide(order, &command(action, base)).unwrap();
    Order::after(order, &event.unwrap())
}

fn half_paid() -> Order {
    let order = after(
        None,
        Action::Create(Box::new(NewOrder {
            code: "ORD-20250630-A1B".parse().unwrap(),
            customer_name: "Budi Santoso".into(),
            contact: Contact::parse("081234567890").unwrap(),
            channel: Channel::Whatsapp,
            product_name: "Kaos Custom".into(),
            quantity: 50,
            price: Rupiah(7_500_000),
            terms: Terms::Dp(BasisPoints(5_000)),
            design_notes: "Logo di dada kiri".into(),
            design: None,
            with_link: true,
        })),
        10,
    );
    let receipt = Receipt {
        amount: Rupiah(3_750_000),
        source: PaymentSource::Manual,
        invoice: order.invoices[0].id,
        attempt: None,
        method: "BANK_TRANSFER".into(),
        paid_at: NOON,
        provider_id: None,
        contact: "081234567890".into(),
        notes: "BCA".into(),
        slip: None,
    };
    after(Some(&order), Action::Receive(Box::new(receipt)), 20)
}

fn seen_by(audience: Audience) -> Value {
    let base = "https://konveksi.example";
    serde_json::to_value(OrderView::of(&half_paid(), Reader { audience, base })).unwrap()
}

#[test]
fn staff_see_everything_in_the_documented_order() {
    let order = half_paid();
    let reader = Reader {
        audience: Audience::Staff,
        base: "https://konveksi.example",
    };

    insta::assert_json_snapshot!(OrderView::of(&order, reader), @r#"
    {
      "id": "00000000-0000-0000-0000-000000000001",
      "order_code": "ORD-20250630-A1B",
      "customer_name": "Budi Santoso",
      "product_name": "Kaos Custom",
      "quantity": 50,
      "total_price": "7500000.00",
      "payment_type": "dp",
      "dp_percent": "50.00",
      "design": null,
      "contact_information": "081234567890",
      "notification_channel": "whatsapp",
      "design_notes": "Logo di dada kiri",
      "paid_amount": "3750000.00",
      "is_fully_paid": false,
      "status_order": "dp_dibayar",
      "production_status": "menunggu",
      "created_at": "2025-06-30T04:00:00Z",
      "updated_at": "2025-06-30T04:00:00Z",
      "customer_phone": "+6281234567890",
      "customer_email": null,
      "version": 2,
      "attention": [],
      "price_confirmed": true,
      "total_paid": "3750000.00",
      "remaining": "3750000.00",
      "credit": "0.00",
      "refund_due": "0.00",
      "order_status_display": "DP Dibayar",
      "production_status_display": "Menunggu",
      "deleted_at": null
    }
    "#);
}

#[test]
fn production_sees_the_same_without_any_amount() {
    let staff = seen_by(Audience::Staff);
    let production = seen_by(Audience::Production);
    let absent: Vec<_> = staff
        .as_object()
        .unwrap()
        .keys()
        .filter(|key| production.get(key.as_str()).is_none())
        .collect();

    assert_eq!(
        absent,
        [
            "credit",
            "paid_amount",
            "refund_due",
            "remaining",
            "total_paid",
            "total_price"
        ]
    );
}

#[test]
fn strangers_see_a_masked_name_and_no_way_to_reach_anybody() {
    insta::assert_json_snapshot!(seen_by(Audience::Public), @r#"
    {
      "created_at": "2025-06-30T04:00:00Z",
      "customer_name": "Budi S.",
      "dp_percent": "50.00",
      "id": "00000000-0000-0000-0000-000000000001",
      "is_fully_paid": false,
      "order_code": "ORD-20250630-A1B",
      "order_status_display": "DP Dibayar",
      "paid_amount": "3750000.00",
      "payment_type": "dp",
      "product_name": "Kaos Custom",
      "production_status": "menunggu",
      "production_status_display": "Menunggu",
      "quantity": 50,
      "remaining": "3750000.00",
      "status_order": "dp_dibayar",
      "total_paid": "3750000.00",
      "total_price": "7500000.00",
      "updated_at": "2025-06-30T04:00:00Z",
      "version": 2
    }
    "#);
}

#[test]
fn a_design_is_a_link_below_the_public_address() {
    let mut order = half_paid();
    order.product.design = Some("designs/logo.png".into());
    let reader = Reader {
        audience: Audience::Staff,
        base: "https://konveksi.example",
    };
    let view = serde_json::to_value(OrderView::of(&order, reader)).unwrap();

    assert_eq!(
        view["design"],
        "https://konveksi.example/media/designs/logo.png"
    );
}

#[test]
fn an_invoice_and_its_payment_read_as_documented() {
    let order = half_paid();
    let name = |_| Some("Admin".to_owned());

    insta::assert_json_snapshot!(InvoiceView::all(&order), @r#"
    [
      {
        "id": "00000000-0000-0000-0000-00000000000a",
        "invoice_code": "INV-852297-77B",
        "order": "00000000-0000-0000-0000-000000000001",
        "payment_type": "dp",
        "dp_percent": "50.00",
        "invoice_amount": "3750000.00",
        "invoice_status": "sudah dibayar",
        "payment_url": null,
        "xendit_invoice_id": null,
        "notification_channel": "whatsapp",
        "blast_notification": false,
        "invoice_created_at": "2025-06-30T04:00:00Z",
        "invoice_expired_at": "2025-07-03T04:00:00Z",
        "invoice_paid_at": "2025-06-30T04:00:00Z",
        "attempt_status": "superseded",
        "installment": null,
        "order_code": "ORD-20250630-A1B",
        "paid_amount": "3750000.00",
        "remaining": "0.00",
        "overdue": false
      }
    ]
    "#);
    insta::assert_json_snapshot!(PaymentView::all(&order, &name), @r#"
    [
      {
        "id": "00000000-0000-0000-0000-000000000014",
        "order": "00000000-0000-0000-0000-000000000001",
        "order_code": "ORD-20250630-A1B",
        "invoice": "00000000-0000-0000-0000-00000000000a",
        "invoice_code": "INV-852297-77B",
        "payment_type": "dp",
        "amount": "3750000.00",
        "status": "sudah dibayar",
        "payment_method": "BANK_TRANSFER",
        "payment_time": "2025-06-30T04:00:00Z",
        "paid_at": "2025-06-30T04:00:00Z",
        "contact_info": "081234567890",
        "notes": "BCA",
        "source": "manual",
        "provider_payment_id": null,
        "refunded_amount": "0.00",
        "recorded_by": "Admin",
        "created_at": "2025-06-30T04:00:00Z"
      }
    ]
    "#);
}
