//! Orders as the domain makes them, and the smallest change of one.

use std::sync::Arc;

use rajut::actors::change::Sealed;
use rajut::domain::aggregate::Aggregate;
use rajut::domain::code::OrderCode;
use rajut::domain::contact::Channel;
use rajut::domain::contact::Contact;
use rajut::domain::ids::Fresh;
use rajut::domain::ids::OrderId;
use rajut::domain::ids::UserId;
use rajut::domain::konveksi::Action;
use rajut::domain::konveksi::Command;
use rajut::domain::konveksi::Event;
use rajut::domain::konveksi::Order;
use rajut::domain::konveksi::command::Edit;
use rajut::domain::konveksi::command::NewOrder;
use rajut::domain::konveksi::order::Terms;
use rajut::domain::role::By;
use rajut::domain::role::Role;
use rajut::domain::rupiah::BasisPoints;
use rajut::domain::rupiah::Rupiah;
use rajut::domain::time::Timestamp;
use uuid::Uuid;

/// When everything here happens: the ninth of October 2025.
pub(crate) const NOON: Timestamp = Timestamp(1_760_000_000_000);

/// From one order to the next, in milliseconds: 300,000 of them are some two years.
pub(crate) const BETWEEN: i64 = 200_000;

/// The id of the order with this number: as the server's own, they begin with their time.
pub(crate) fn id(number: u32) -> OrderId {
    let millis = u64::try_from(NOON.0 + i64::from(number) * BETWEEN).expect("after 1970");
    let spread = u128::from(number + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
    let [rest @ .., _, _, _, _, _, _] = spread.to_be_bytes();
    OrderId(uuid::Builder::from_unix_timestamp_millis(millis, &rest).into_uuid())
}

/// A command of an admin.
pub(crate) fn command(order: OrderId, action: Action) -> Command {
    Command {
        order,
        at: NOON,
        by: By::staff(UserId(1), Role::Admin),
        expected: None,
        fresh: Fresh::new(Uuid::now_v7()),
        action,
    }
}

/// The command that begins an order of Rp 7.500.000, half of it down, its link issued.
pub(crate) fn beginning(number: u32) -> Command {
    let new = NewOrder {
        code: OrderCode::of(jiff::civil::date(2025, 10, 9), number.into(), 6),
        customer_name: "Budi Santoso".to_owned(),
        contact: Contact::parse("081234567890").expect("a good number"),
        channel: Channel::Whatsapp,
        product_name: "Kaos Custom".to_owned(),
        quantity: 50,
        price: Rupiah(7_500_000),
        terms: Terms::Dp(BasisPoints(5_000)),
        design_notes: "Logo di dada kiri".to_owned(),
        design: None,
        with_link: true,
    };
    command(id(number), Action::Create(Box::new(new)))
}

/// The command that changes one field of an order.
pub(crate) fn edit(order: &Order) -> Command {
    requantified(order.id, order.product.quantity % 10_000 + 1)
}

/// The command that gives an order another number of pieces.
pub(crate) fn requantified(order: OrderId, quantity: u32) -> Command {
    let edit = Edit {
        quantity: Some(quantity),
        ..Edit::default()
    };
    command(order, Action::Edit(Box::new(edit)))
}

/// What a command does to an order, as its actor would have it.
pub(crate) fn decided(now: Option<&Order>, command: &Command) -> (Arc<Order>, Arc<Event>) {
    let event = Order::decide(now, command).expect("the command is legal");
    let event = event.expect("the command changes something");
    (Arc::new(Order::after(now, &event)), Arc::new(event))
}

/// The order with this number, fresh, and the rows that make it durable.
pub(crate) fn begun(number: u32) -> (Arc<Order>, Sealed) {
    let (order, event) = decided(None, &beginning(number));
    let sealed = Sealed::of(&order, &event, None);
    (order, sealed)
}
