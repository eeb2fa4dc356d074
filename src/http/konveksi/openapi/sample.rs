//! An order that examples are made of: lived through once, by the rules of the domain.

use std::sync::OnceLock;
use std::time::Duration;

use serde::Serialize;
use serde_json::Value;
use serde_json::json;
use uuid::Uuid;

use crate::app::limits::Budget;
use crate::app::limits::Exceeded;
use crate::domain::aggregate::Aggregate;
use crate::domain::contact::Channel;
use crate::domain::contact::Contact;
use crate::domain::ids::Fresh;
use crate::domain::ids::OrderId;
use crate::domain::ids::UserId;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::Command;
use crate::domain::konveksi::Event;
use crate::domain::konveksi::Order;
use crate::domain::konveksi::command::Due;
use crate::domain::konveksi::command::Edit;
use crate::domain::konveksi::command::NewOrder;
use crate::domain::konveksi::command::ProductionTarget;
use crate::domain::konveksi::command::Receipt;
use crate::domain::konveksi::order::Terms;
use crate::domain::konveksi::payment::PaymentSource;
use crate::domain::konveksi::production::Step;
use crate::domain::role::By;
use crate::domain::role::Role;
use crate::domain::rupiah::BasisPoints;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Span;
use crate::domain::time::Timestamp;
use crate::wire::konveksi::Audience;
use crate::wire::konveksi::Reader;

/// When everything in an example happens.
pub(crate) const MOMENT: &str = "2025-06-30T10:30:00Z";
/// The same, for the domain.
pub(crate) const NOW: Timestamp = Timestamp(1_751_279_400_000);
/// Where links in examples begin.
pub(crate) const BASE: &str = "http://127.0.0.1:8000";
/// The base of the ids in examples: they look as real ones do.
const ID: u128 = 0x0197_c0de_0000_7000_8000_0000_0000_0000;
const ADMIN: By = By::staff(UserId(1), Role::Admin);

/// An order, and what happened to it.
struct Story {
    order: Order,
    history: Vec<Event>,
}

/// An order whose down payment was paid, and which is being made.
pub(crate) fn order() -> &'static Order {
    &story().order
}

/// What happened to it.
pub(crate) fn history() -> &'static [Event] {
    &story().history
}

/// The same order, paid in instalments.
pub(crate) fn planned() -> &'static Order {
    static PLANNED: OnceLock<Order> = OnceLock::new();
    PLANNED.get_or_init(|| {
        let mut story = Story::begin();
        let due = |month: i64| Due {
            due_at: NOW + Span::days(30 * month),
            description: format!("Cicilan {month}/2"),
        };
        story.then(Action::MakeEqualPlan(vec![due(1), due(2)]));
        story.order
    })
}

/// Somebody who sees everything.
pub(crate) const fn reader() -> Reader<'static> {
    Reader {
        audience: Audience::Staff,
        base: BASE,
    }
}

/// A view as it is written.
pub(crate) fn written(view: &impl Serialize) -> Value {
    json!(view)
}

/// A page with one result.
pub(crate) fn page(result: &Value) -> Value {
    json!({ "count": 1, "next": null, "previous": null, "results": [result] })
}

/// What accounts are called.
pub(crate) const NAME: &dyn Fn(UserId) -> Option<String> = &|_| Some("admin".to_owned());

/// Somebody who asked too often.
pub(crate) const fn exceeded() -> Exceeded {
    Exceeded {
        budget: Budget {
            limit: 10,
            remaining: 0,
            resets_at: NOW,
            window: Duration::from_mins(1),
        },
        retry_after: 12,
    }
}

fn story() -> &'static Story {
    static STORY: OnceLock<Story> = OnceLock::new();
    STORY.get_or_init(|| {
        let mut story = Story::begin();
        let invoice = &story.order.invoices[0];
        let page = invoice.attempts[0].id;
        let receipt = Receipt {
            amount: invoice.amount,
            source: PaymentSource::Provider,
            invoice: invoice.id,
            attempt: Some(page),
            method: "BANK_TRANSFER".to_owned(),
            paid_at: NOW,
            provider_id: Some("6862a1c8f1e4d2b3a4c5d6e7".to_owned()),
            contact: String::new(),
            notes: String::new(),
            slip: None,
        };
        story.then(Action::AttemptOpened {
            attempt: page,
            provider_id: "6862a1c8f1e4d2b3a4c5d6e7".to_owned(),
            url: format!("{BASE}/sandbox/xendit/bayar/6862a1c8f1e4d2b3a4c5d6e7"),
        });
        story.then(Action::Receive(Box::new(receipt)));
        story.then(Action::Edit(Box::new(Edit {
            production: Some(ProductionTarget::Step(Step::InProgress)),
            ..Edit::default()
        })));
        story
    })
}

impl Story {
    fn begin() -> Self {
        let new = NewOrder {
            code: "ORD-20250630-A1B".parse().expect("it is a code"),
            customer_name: "Budi Santoso".to_owned(),
            contact: Contact::parse("081234567890 budi@contoh.id").expect("it is a contact"),
            channel: Channel::Whatsapp,
            product_name: "Kaos Custom".to_owned(),
            quantity: 50,
            price: Rupiah(7_500_000),
            terms: Terms::Dp(BasisPoints(5_000)),
            design: None,
            design_notes: "Logo di dada kiri".to_owned(),
            with_link: true,
        };
        let event = decided(None, 0, Action::Create(Box::new(new)));
        Self {
            order: Order::after(None, &event),
            history: vec![event],
        }
    }

    fn then(&mut self, action: Action) {
        let event = decided(Some(&self.order), self.history.len(), action);
        self.order = Order::after(Some(&self.order), &event);
        self.history.push(event);
    }
}

fn decided(order: Option<&Order>, place: usize, action: Action) -> Event {
    let drawn = ID + ((place as u128 + 1) << 8);
    let command = Command {
        order: OrderId(Uuid::from_u128(ID)),
        at: NOW,
        by: ADMIN,
        expected: None,
        fresh: Fresh::new(Uuid::from_u128(drawn)),
        action,
    };
    let decided = Order::decide(order, &command).expect("the story is legal");
    decided.expect("each part of it changes something")
}
