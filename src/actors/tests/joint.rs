//! Credit that moves between orders: one change of both, whatever happens meanwhile.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::time::Duration;

use futures_util::future::join_all;
use rand::Rng;
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::kit::NOON;
use super::kit::beginning;
use super::kit::command;
use super::kit::engine;
use super::kit::note;
use super::kit::order_id;
use crate::actors::change::read_event;
use crate::actors::change::read_order;
use crate::actors::engine::Engine;
use crate::actors::order::OrderError;
use crate::actors::order::joint::Joint;
use crate::actors::registry::SleepLimits;
use crate::domain::aggregate::Aggregate;
use crate::domain::ids::OrderId;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::Order;
use crate::domain::konveksi::Refusal;
use crate::domain::konveksi::command::MoneyDecision;
use crate::domain::konveksi::command::Receipt;
use crate::domain::konveksi::payment::PaymentSource;
use crate::domain::rupiah::Rupiah;
use crate::store::Store;
use crate::store::standin::Misfortune;
use crate::store::standin::StandIn;

const SEEDS: u64 = 1_000;
const ORDERS: u128 = 3;
const CLIENTS: u64 = 5;
const MOVES: u64 = 8;
/// How many moves were acknowledged on all days.
static MOVED: AtomicUsize = AtomicUsize::new(0);
/// What each order was paid; it costs 7,500,000.
const PAID: Rupiah = Rupiah(20_000_000);

/// Ids far enough apart that what their versions owe has different ids too.
fn rich(number: u128) -> OrderId {
    order_id(number << 20)
}

/// Begins an order and pays far too much for it.
async fn a_rich_order(engine: &Engine, number: u128) {
    let begun = engine.orders.submit(beginning(rich(number), number));
    let invoice = begun.await.unwrap().order.invoices[0].id;
    let receipt = Receipt {
        amount: PAID,
        source: PaymentSource::Manual,
        invoice,
        attempt: None,
        method: "CASH".to_owned(),
        paid_at: NOON,
        provider_id: None,
        contact: String::new(),
        notes: String::new(),
        slip: None,
    };
    let paid = command(
        rich(number),
        number + 100,
        Action::Receive(Box::new(receipt)),
    );
    engine.orders.submit(paid).await.unwrap();
}

fn moving(from: OrderId, to: OrderId, amount: i64, chance: u128, reason: &str) -> Joint {
    let (amount, reason) = (Rupiah(amount), reason.to_owned());
    let give = Action::GiveCredit {
        to,
        amount,
        reason: reason.clone(),
    };
    let take = Action::TakeCredit {
        from,
        amount,
        reason,
    };
    Joint {
        first: command(from, chance, give),
        second: command(to, chance + 1, take).command,
    }
}

async fn net_paid(engine: &Engine, number: u128) -> Rupiah {
    let order = engine.orders.view(rich(number)).await.unwrap();
    order.unwrap().net_paid()
}

#[tokio::test(start_paused = true)]
async fn credit_moves_in_either_direction_and_both_orders_show_it_at_once() {
    let engine = engine(StandIn::calm_one(), 1).await;
    for number in [1, 2] {
        a_rich_order(&engine, number).await;
    }
    let (one, two) = (rich(1), rich(2));

    let up = moving(one, two, 5_000_000, 1_000, "naik");
    let up = engine.orders.submit_both(up).await.unwrap();
    let after_up = (net_paid(&engine, 1).await, net_paid(&engine, 2).await);
    let down = moving(two, one, 1_000_000, 2_000, "turun");
    let down = engine.orders.submit_both(down).await.unwrap();

    assert_eq!(up.first.order.id, one);
    assert_eq!(up.second.event.unwrap().version, 3);
    assert_eq!(after_up, (Rupiah(15_000_000), Rupiah(25_000_000)));
    assert_eq!(down.first.order.id, two);
    assert_eq!(net_paid(&engine, 1).await, Rupiah(16_000_000));
    assert_eq!(net_paid(&engine, 2).await, Rupiah(24_000_000));
    engine.stop().await;
}

#[tokio::test(start_paused = true)]
async fn what_either_refuses_changes_neither() {
    let engine = engine(StandIn::calm_one(), 1).await;
    for number in [1, 2] {
        a_rich_order(&engine, number).await;
    }
    let (one, two, nobody) = (rich(1), rich(2), rich(9));
    let cancel = Action::Cancel {
        money: Some(MoneyDecision::RefundDue),
        reason: String::new(),
    };
    engine
        .orders
        .submit(command(two, 500, cancel))
        .await
        .unwrap();

    let refusal = async |joint: Joint| match engine.orders.submit_both(joint).await {
        Err(OrderError::Refused(refused)) => refused.refusal,
        other => panic!("expected a refusal, not {other:?}"),
    };
    let too_much = refusal(moving(one, two, 12_500_001, 1_000, "")).await;
    let to_cancelled = refusal(moving(one, two, 1, 2_000, "")).await;
    let to_nobody = refusal(moving(one, nobody, 1, 3_000, "")).await;
    let to_itself = refusal(moving(one, one, 1, 4_000, "")).await;

    assert_eq!(too_much, Refusal::NotSpare(Rupiah(12_500_000)));
    assert!(matches!(to_cancelled, Refusal::IllegalStatus { .. }));
    assert_eq!(to_nobody, Refusal::NotFound);
    assert_eq!(to_itself, Refusal::SameOrder);
    assert_eq!(engine.orders.view(one).await.unwrap().unwrap().version, 2);
    let after = engine
        .orders
        .submit(note(one, 6_000, "halo"))
        .await
        .unwrap();
    assert_eq!(after.order.version, 3);
    engine.stop().await;
}

#[tokio::test(start_paused = true)]
async fn an_order_whose_leader_falls_goes_on() {
    let store = StandIn::seeded(1, Misfortune::NONE);
    let engine = engine(store.clone(), 1).await;
    for number in [1, 2] {
        a_rich_order(&engine, number).await;
    }
    store.befall(Misfortune::BAD_DAY);

    let joint = moving(rich(1), rich(2), 1, 1_000, "jatuh");
    let fall = async {
        tokio::time::sleep(Duration::from_millis(1)).await;
        engine.orders.kill(rich(1));
    };
    let (moved, ()) = tokio::join!(engine.orders.submit_both(joint), fall);
    store.calm();
    let other = engine.orders.submit(note(rich(2), 2_000, "lanjut")).await;

    assert!(matches!(moved, Err(OrderError::Unknown)) || moved.is_ok());
    assert!(other.is_ok(), "{other:?}");
    let sum = net_paid(&engine, 1).await + net_paid(&engine, 2).await;
    assert_eq!(sum, PAID + PAID);
    engine.stop().await;
}

#[test]
fn no_rupiah_is_made_or_lost_on_bad_days() {
    let half = |odd: u64| move || (0..SEEDS).filter(|seed| seed % 2 == odd).for_each(bad_day);
    let other = std::thread::spawn(half(1));
    half(0)();
    other.join().unwrap();
    let moved = MOVED.load(Ordering::Relaxed);
    assert!(moved > 1_000, "too few moves to prove anything: {moved}");
}

fn bad_day(seed: u64) {
    let result = std::panic::catch_unwind(|| {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        runtime.block_on(live_through(seed));
    });
    assert!(result.is_ok(), "seed {seed} went wrong");
}

/// What became of each move that was asked for, by its reason.
type Believed = BTreeMap<String, bool>;

async fn live_through(seed: u64) {
    let store = StandIn::seeded(seed, Misfortune::NONE);
    let engine = Arc::new(engine(store.clone(), 1).await);
    for number in 1..=ORDERS {
        a_rich_order(&engine, number).await;
    }
    store.befall(Misfortune::BAD_DAY);

    let stories = (0..CLIENTS).map(|client| {
        let chance = StdRng::seed_from_u64(seed.wrapping_mul(31).wrapping_add(client));
        story(Arc::clone(&engine), chance, client)
    });
    // A third of the days end with a power cut, at whatever moment it comes.
    let mut chance = StdRng::seed_from_u64(seed);
    let cut_after = chance.random_bool(0.3).then(|| chance.random_range(0..700));
    let power = async {
        tokio::time::sleep(Duration::from_millis(cut_after?)).await;
        Some(store.crash())
    };
    let (believed, cut) = tokio::join!(join_all(stories), power);
    let believed: Believed = believed.into_iter().flatten().collect();

    store.calm();
    if cut.is_none() {
        check_views(&engine).await;
    }
    let engine = Arc::into_inner(engine).expect("all clients are done");
    let after = if let Some(restarted) = cut {
        engine.abandon();
        restarted
    } else {
        engine.stop().await;
        store.kill()
    };
    check(&after, &believed).await;
    let done = believed.values().filter(|done| **done).count();
    MOVED.fetch_add(done, Ordering::Relaxed);
}

/// Moves credit here and there, under orders that fall asleep or are killed.
async fn story(engine: Arc<Engine>, mut chance: StdRng, client: u64) -> Believed {
    let mut believed = Believed::new();
    for step in 0..MOVES {
        let from = chance.random_range(1..=ORDERS);
        let to = (from + chance.random_range(1..ORDERS) - 1) % ORDERS + 1;
        let reason = format!("client {client} step {step}");
        let fresh = u128::from(chance.random::<u64>());
        let amount = chance.random_range(1..9_000_000);
        let joint = moving(rich(from), rich(to), amount, fresh, &reason);
        match engine.orders.submit_both(joint).await {
            Ok(_) => believed.insert(reason, true),
            Err(OrderError::Unknown) => None,
            Err(_) => believed.insert(reason, false),
        };
        match chance.random_range(0..10) {
            0 => engine.orders.kill(rich(chance.random_range(1..=ORDERS))),
            1 | 2 => {
                let idle = Duration::ZERO;
                let limits = SleepLimits { idle, awake_max: 0 };
                engine.orders.put_idle_to_sleep(limits).await;
            }
            3 | 4 => {
                let order = rich(chance.random_range(1..=ORDERS));
                let remark = note(order, chance.random::<u64>().into(), "lewat");
                engine.orders.submit(remark).await.ok();
            }
            5 => tokio::time::sleep(Duration::from_millis(chance.random_range(0..80))).await,
            _ => {}
        }
    }
    believed
}

/// Once nothing is under way, a command finds each order as the store has it. The first may
/// still meet an actor that was killed a moment ago.
async fn check_views(engine: &Engine) {
    for number in 1..=ORDERS {
        let mut answer = Err(OrderError::Unknown);
        for chance in [7_000, 8_000, 9_000] {
            if let Err(OrderError::Unknown) = answer {
                let remark = note(rich(number), chance + number, "akhir");
                answer = engine.orders.submit(remark).await;
            }
        }
        let history = engine.orders.history(rich(number)).await.unwrap();
        assert_eq!(history.len() as u64, answer.unwrap().order.version);
    }
}

/// What must be true of the store after any day.
async fn check(store: &StandIn, believed: &Believed) {
    let mut sum = Rupiah::ZERO;
    let mut notes: BTreeMap<String, usize> = BTreeMap::new();
    let mut between: BTreeMap<(OrderId, OrderId), i64> = BTreeMap::new();
    for number in 1..=ORDERS {
        let id = rich(number);
        let mut order: Option<Order> = None;
        for row in store.events(id, 1, 10_000).await.unwrap() {
            let event = read_event(&row).unwrap();
            order = Some(Order::after(order.as_ref(), &event));
            *notes
                .entry(event.private.note.unwrap_or_default())
                .or_default() += 1;
        }
        let order = order.unwrap();
        let row = store.order(id).await.unwrap().unwrap();
        assert_eq!(read_order(&row).unwrap(), order);
        sum += order.net_paid();
        assert!(order.net_paid() >= order.owed(), "it gave what it owes");
        for line in &order.payments {
            if let Some(other) = line.counterpart {
                let pair = (id.min(other), id.max(other));
                *between.entry(pair).or_default() += line.amount.0;
            }
        }
    }
    let paid: Rupiah = (0..ORDERS).map(|_| PAID).sum();
    assert_eq!(sum, paid, "money was made or lost");
    assert!(
        between.values().all(|sum| *sum == 0),
        "half a move: {between:?}"
    );
    for (reason, done) in believed {
        let seen = notes.get(reason).copied().unwrap_or(0);
        assert_eq!(seen, if *done { 2 } else { 0 }, "{reason}");
    }
}
