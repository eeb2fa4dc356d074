//! A workshop's engine, and its years of orders in every state.

use std::sync::Arc;
use std::time::Duration;

use rajut::actors::change::Moved;
use rajut::actors::engine::EngineSettings;
use rajut::actors::registry::OrderLimits;
use rajut::actors::registry::SleepLimits;
use rajut::domain::code::InvoiceCode;
use rajut::domain::code::OrderCode;
use rajut::domain::contact::Contact;
use rajut::domain::ids::Fresh;
use rajut::domain::ids::InvoiceId;
use rajut::domain::ids::NodeId;
use rajut::domain::ids::PaymentId;
use rajut::domain::konveksi::Action;
use rajut::domain::konveksi::Command;
use rajut::domain::konveksi::Event;
use rajut::domain::konveksi::Order;
use rajut::domain::konveksi::command::MoneyDecision;
use rajut::domain::konveksi::command::Receipt;
use rajut::domain::konveksi::payment::PaymentSource;
use rajut::domain::rupiah::Rupiah;
use rajut::domain::time::BusinessZone;
use rajut::domain::time::Timestamp;
use rajut::store::Place;
use rajut::store::Stream;
use uuid::Uuid;

use crate::kit::orders;

/// As the server has them by default, but nobody falls asleep while we look.
pub(crate) const SETTINGS: EngineSettings = EngineSettings {
    node: NodeId(1),
    journal_batch_max: 64,
    journal_queue_max: 4_096,
    feed_ring_max: 65_536,
    sweep: Duration::from_secs(1),
    snapshot_interval: Duration::from_hours(1),
    zone: BusinessZone::UTC,
    orders: OrderLimits {
        permits: 64,
        reply_timeout: Duration::from_secs(5),
    },
    sleep: SleepLimits {
        idle: Duration::from_hours(1),
        awake_max: 100_000,
    },
};

/// The command that records all the money an order asks for now.
pub(crate) fn payment(order: &Order) -> Command {
    let open = order.open_invoices().next().expect("an invoice is open");
    let receipt = Receipt {
        amount: open.remaining(),
        source: PaymentSource::Manual,
        invoice: open.id,
        attempt: None,
        method: "BANK_TRANSFER".to_owned(),
        paid_at: orders::NOON,
        provider_id: None,
        contact: "081234567890".to_owned(),
        notes: String::new(),
        slip: None,
    };
    orders::command(order.id, Action::Receive(Box::new(receipt)))
}

/// Orders of every state, as many as asked for, oldest first.
pub(crate) fn years(count: u32) -> impl Iterator<Item = (Arc<Order>, Arc<Event>)> {
    let states = states();
    (0..count).map(move |number| {
        let (order, event) = &states[number as usize % states.len()];
        (Arc::new(another(order, number)), Arc::clone(event))
    })
}

/// The same in the form in which the index takes them in.
pub(crate) fn moved(count: u32) -> impl Iterator<Item = Moved> {
    let stream = Stream {
        node: NodeId(1),
        incarnation: 1,
    };
    years(count)
        .zip(1..)
        .map(move |((order, event), seq)| Moved {
            place: Place { stream, seq },
            order,
            event,
            durable_at: tokio::time::Instant::now(),
        })
}

const FIRST: [&str; 12] = [
    "Budi", "Siti", "Agus", "Dewi", "Eko", "Fitri", "Gunawan", "Hesti", "Indra", "Joko", "Kartika",
    "Lestari",
];
const LAST: [&str; 12] = [
    "Santoso",
    "Rahmawati",
    "Wijaya",
    "Pratama",
    "Hidayat",
    "Kusuma",
    "Nugroho",
    "Permata",
    "Setiawan",
    "Utami",
    "Wibowo",
    "Yulianti",
];
const GOODS: [&str; 8] = [
    "Kaos", "Jaket", "Kemeja", "Hoodie", "Polo", "Rompi", "Topi", "Seragam",
];
const KINDS: [&str; 8] = [
    "Panitia",
    "Olahraga",
    "Sekolah",
    "Komunitas",
    "Kantor",
    "Reuni",
    "Karyawan",
    "Futsal",
];

/// One of some words, and now and then one that nobody else has.
fn pick<const N: usize>(words: [&str; N], number: u32) -> String {
    let spread = number.wrapping_mul(2_654_435_761) >> 8;
    let word = words[spread as usize % N];
    match spread % 16 {
        0 => format!("{word}{}", spread % 20_000),
        _ => word.to_owned(),
    }
}

/// A number of its own, and every third an address.
fn contact(number: u32) -> Contact {
    let phone = format!("0812{:08}", u64::from(number) * 331 % 100_000_000);
    let text = match number % 3 {
        0 => format!("{phone} pelanggan{number}@example.com"),
        _ => phone,
    };
    Contact::parse(&text).expect("a good contact")
}

/// Five of eight are settled, as in a workshop that has been there for a while.
fn states() -> Vec<(Arc<Order>, Arc<Event>)> {
    let fresh = orders::decided(None, &orders::beginning(0));
    let paid = orders::decided(Some(&fresh.0), &payment(&fresh.0));
    let asked = orders::command(paid.0.id, Action::RequestFinal);
    let asked = orders::decided(Some(&paid.0), &asked);
    let settled = orders::decided(Some(&asked.0), &payment(&asked.0));
    let cancel = Action::Cancel {
        money: Some(MoneyDecision::Keep),
        reason: "Batal".to_owned(),
    };
    let cancelled = orders::decided(Some(&paid.0), &orders::command(paid.0.id, cancel));
    let mut states = vec![fresh, paid, cancelled];
    states.resize(8, settled);
    states
}

/// The order again, under its own names, at its own time and price.
fn another(order: &Order, number: u32) -> Order {
    let created_at = Timestamp(orders::NOON.0 + i64::from(number) * orders::BETWEEN);
    let mut another = order.clone();
    another.id = orders::id(number);
    // As if it had begun like this: a store takes it in as a new one.
    another.version = 1;
    another.code = OrderCode::of(jiff::civil::date(2025, 10, 9), number.into(), 6);
    another.customer.name = format!("{} {}", pick(FIRST, number), pick(LAST, number / 7));
    another.customer.contact = contact(number);
    another.product.name = format!("{} {}", pick(GOODS, number / 3), pick(KINDS, number / 11));
    another.created_at = created_at;
    another.updated_at = created_at;
    another.price = Rupiah(100_000 + i64::from(number.wrapping_mul(2_654_435_761) % 20_000_000));
    let mut ids = Fresh::new(Uuid::from_u128(u128::from(number) << 32));
    for invoice in &mut another.invoices {
        let old = std::mem::replace(&mut invoice.id, InvoiceId(ids.draw()));
        invoice.code = InvoiceCode::of(invoice.id.0.as_u128());
        let payments = another.payments.iter_mut();
        for payment in payments.filter(|payment| payment.invoice == Some(old)) {
            payment.id = PaymentId(ids.draw());
            payment.invoice = Some(invoice.id);
            payment.allocations.clear();
        }
    }
    another
}
