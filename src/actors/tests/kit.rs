//! Engines on stand-in stores, and commands for them.

use std::sync::Arc;
use std::time::Duration;

use crate::actors::engine::Engine;
use crate::actors::engine::EngineSettings;
use crate::actors::order::Submission;
use crate::actors::registry::OrderLimits;
use crate::actors::registry::SleepLimits;
use crate::domain::code::OrderCode;
use crate::domain::contact::Channel;
use crate::domain::contact::Contact;
use crate::domain::ids::Fresh;
use crate::domain::ids::NodeId;
use crate::domain::ids::OrderId;
use crate::domain::ids::UserId;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::Command;
use crate::domain::konveksi::command::NewOrder;
use crate::domain::konveksi::order::Terms;
use crate::domain::role::By;
use crate::domain::role::Role;
use crate::domain::rupiah::BasisPoints;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::BusinessZone;
use crate::domain::time::Timestamp;
use crate::store::Store;

pub(in crate::actors) const NOON: Timestamp = Timestamp(1_760_000_000_000);

pub(in crate::actors) fn settings(node: u32) -> EngineSettings {
    EngineSettings {
        node: NodeId(node),
        journal_batch_max: 8,
        journal_queue_max: 256,
        feed_ring_max: 16,
        sweep: Duration::from_millis(100),
        snapshot_interval: Duration::from_secs(2),
        zone: BusinessZone::UTC,
        orders: OrderLimits {
            permits: 64,
            reply_timeout: Duration::from_secs(5),
        },
        sleep: SleepLimits {
            idle: Duration::from_millis(50),
            awake_max: 4,
        },
    }
}

pub(in crate::actors) async fn engine(store: impl Store, node: u32) -> Engine {
    engine_on(Arc::new(store), node).await
}

pub(in crate::actors) async fn engine_on(store: Arc<dyn Store>, node: u32) -> Engine {
    Engine::start(store, settings(node)).await.unwrap()
}

pub(in crate::actors) fn order_id(number: u128) -> OrderId {
    OrderId(uuid::Uuid::from_u128(number << 64 | 1))
}

pub(in crate::actors) fn command(order: OrderId, chance: u128, action: Action) -> Submission {
    let command = Command {
        order,
        at: NOON,
        by: By::staff(UserId(1), Role::Admin),
        expected: None,
        fresh: Fresh::new(uuid::Uuid::from_u128(chance << 40)),
        action,
    };
    Submission::of(command)
}

pub(in crate::actors) fn beginning(order: OrderId, chance: u128) -> Submission {
    let code = OrderCode::of(jiff::civil::date(2025, 10, 9), order.0.as_u128() >> 64, 6);
    let new = NewOrder {
        code,
        customer_name: "Budi Santoso".to_owned(),
        contact: Contact::parse("081234567890").unwrap(),
        channel: Channel::Whatsapp,
        product_name: "Kaos".to_owned(),
        quantity: 50,
        price: Rupiah(7_500_000),
        terms: Terms::Dp(BasisPoints(5_000)),
        design_notes: String::new(),
        design: None,
        with_link: true,
    };
    command(order, chance, Action::Create(Box::new(new)))
}

pub(in crate::actors) fn note(order: OrderId, chance: u128, text: &str) -> Submission {
    command(order, chance, Action::Note(text.to_owned()))
}
