//! Thousands of bad days: slow, failing and unknown commits, panics, passivation races,
//! power cuts. One seed, one history; a seed that fails is named.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use rand::Rng;
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::kit::beginning;
use super::kit::command;
use super::kit::note;
use super::kit::order_id;
use super::kit::settings;
use crate::actors::change::read_event;
use crate::actors::change::read_order;
use crate::actors::engine::Engine;
use crate::actors::index::OrderIndex;
use crate::actors::index::Query;
use crate::actors::order::OrderError;
use crate::actors::order::Submission;
use crate::domain::aggregate::Aggregate;
use crate::domain::ids::OrderId;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::Order;
use crate::domain::konveksi::command::Edit;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::BusinessZone;
use crate::store::Store;
use crate::store::StoredEvent;
use crate::store::standin::Misfortune;
use crate::store::standin::StandIn;

mod panicky;

use panicky::Panicky;

const ORDERS: u128 = 4;
const CLIENTS: u64 = 6;
const COMMANDS: u64 = 12;

/// What a client believes of the changes it asked for, by their note.
#[derive(Debug, Default)]
struct Believed {
    done: BTreeMap<String, (OrderId, u64)>,
    refused: Vec<String>,
}

#[test]
fn a_thousand_bad_days_lose_nothing() {
    let seeds = std::env::vars().find(|(name, _)| name == "RAJUT_SEEDS");
    let seeds: u64 = seeds.map_or(1_000, |(_, count)| count.parse().unwrap());
    // Both cores; each seed has its own clock and its own thread of time.
    let half = |odd: u64| move || (0..seeds).filter(|seed| seed % 2 == odd).for_each(bad_day);
    let other = std::thread::spawn(half(1));
    half(0)();
    other.join().unwrap();
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

async fn live_through(seed: u64) {
    let mut chance = StdRng::seed_from_u64(seed);
    let store = StandIn::seeded(seed, Misfortune::NONE);
    let (faulty, stumbling) = Panicky::on(store.clone(), seed);
    let engine = Arc::new(start(faulty).await);
    for number in 1..=ORDERS {
        engine
            .orders
            .submit(beginning(order_id(number), number))
            .await
            .unwrap();
    }
    store.befall(Misfortune::BAD_DAY);
    *stumbling.lock() = 0.01;

    let clients = (0..CLIENTS).map(|client| {
        let seed = seed.wrapping_mul(31).wrapping_add(client);
        client_story(Arc::clone(&engine), StdRng::seed_from_u64(seed), client)
    });
    // Half of the days end with a power cut, at whatever moment it comes.
    let cut_after = chance.random_bool(0.5).then(|| chance.random_range(0..700));
    let power = async {
        tokio::time::sleep(Duration::from_millis(cut_after?)).await;
        Some(store.crash())
    };
    let (beliefs, cut) = tokio::join!(join_all(clients), power);

    *stumbling.lock() = 0.0;
    store.calm();
    let engine = Arc::into_inner(engine).expect("all clients are done");
    let after = if let Some(restarted) = cut {
        engine.abandon();
        restarted
    } else {
        engine.stop().await;
        store.kill()
    };
    check(&after, &beliefs).await;
}

async fn start(store: impl Store) -> Engine {
    Engine::start(Arc::new(store), settings(1)).await.unwrap()
}

/// Asks for this and that, now and then letting orders fall asleep under the others' feet.
async fn client_story(engine: Arc<Engine>, mut chance: StdRng, client: u64) -> Believed {
    let mut believed = Believed::default();
    for step in 0..COMMANDS {
        let order = order_id(chance.random_range(1..=ORDERS));
        let name = format!("client {client} step {step}");
        let submission = some_command(&mut chance, order, &name);
        match engine.orders.submit(submission).await {
            Ok(answer) => {
                let event = answer.event.expect("every command here changes something");
                believed.done.insert(name, (order, event.version));
            }
            Err(OrderError::Refused(_) | OrderError::Busy | OrderError::SetAside) => {
                believed.refused.push(name);
            }
            Err(OrderError::Unavailable(_) | OrderError::Taken(_)) => believed.refused.push(name),
            Err(OrderError::Unknown) => {}
        }
        if chance.random_bool(0.3) {
            tokio::time::sleep(Duration::from_millis(chance.random_range(0..80))).await;
        }
        if chance.random_bool(0.2) {
            let limits = crate::actors::registry::SleepLimits {
                idle: Duration::ZERO,
                awake_max: 0,
            };
            engine.orders.put_idle_to_sleep(limits).await;
        }
        if chance.random_bool(0.02) {
            engine.falls.release(order);
        }
    }
    believed
}

/// A remark, or a change of price with a remark: each carries its name.
fn some_command(chance: &mut StdRng, order: OrderId, name: &str) -> Submission {
    let fresh = chance.random::<u64>().into();
    if chance.random_bool(0.5) {
        return note(order, fresh, name);
    }
    let price = Rupiah(chance.random_range(1_000_000..9_000_000));
    let edit = Edit {
        price: Some(price),
        notes: Some(name.to_owned()),
        ..Edit::default()
    };
    command(order, fresh, Action::Edit(Box::new(edit)))
}

/// What must be true after any day, read from what the store kept.
async fn check(store: &StandIn, beliefs: &[Believed]) {
    let contents = store.contents();
    let mut notes: BTreeMap<String, Vec<(OrderId, u64)>> = BTreeMap::new();
    for number in 1..=ORDERS {
        let id = order_id(number);
        let events = store.events(id, 1, 10_000).await.unwrap();
        let order = replay(&events);
        let row = store
            .order(id)
            .await
            .unwrap()
            .expect("an acknowledged order exists");
        assert_eq!(
            read_order(&row).unwrap(),
            order,
            "the row is what its events made"
        );
        for event in &events {
            let note = read_event(event).unwrap().private.note;
            notes
                .entry(note.unwrap_or_default())
                .or_default()
                .push((id, event.version));
        }
    }
    for believed in beliefs {
        for (name, place) in &believed.done {
            assert_eq!(
                notes.get(name),
                Some(&vec![*place]),
                "{name} was acknowledged"
            );
        }
        for name in &believed.refused {
            assert_eq!(notes.get(name), None, "{name} was refused");
        }
    }
    let twice: Vec<_> = notes
        .iter()
        .filter(|(name, at)| !name.is_empty() && at.len() > 1)
        .collect();
    assert!(twice.is_empty(), "written twice: {twice:?}");

    for tip in store.streams().await.unwrap() {
        let rows = store.journal(tip.stream, 0, 100_000).await.unwrap();
        let numbers: Vec<_> = rows.iter().map(|row| row.seq).collect();
        assert_eq!(
            numbers,
            (1..=tip.seq).collect::<Vec<_>>(),
            "numbers are gapless"
        );
    }
    let moves: usize = contents.journal.len();
    let events: usize = contents.events.len();
    assert_eq!(moves, events, "every event has its number");

    let index = OrderIndex::load(store, BusinessZone::UTC).await.unwrap();
    let listed = index.select(&Query {
        limit: 10,
        ..Query::default()
    });
    assert_eq!(listed.count, usize::try_from(ORDERS).unwrap());
}

fn replay(events: &[StoredEvent]) -> Order {
    let versions: Vec<_> = events.iter().map(|event| event.version).collect();
    assert_eq!(
        versions,
        (1..=events.len() as u64).collect::<Vec<_>>(),
        "versions are gapless"
    );
    let replayed = events.iter().fold(None, |order: Option<Order>, row| {
        Some(Order::after(order.as_ref(), &read_event(row).unwrap()))
    });
    replayed.expect("an order has a first event")
}
