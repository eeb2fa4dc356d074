//! A recount finds what is wrong, puts it right, and takes no change for a mistake.

use super::*;
use crate::actors::engine::Engine;
use crate::actors::tests::kit;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::statistics::Figures;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::BusinessZone;
use crate::domain::time::Timestamp;
use crate::store::AlertFilter;
use crate::store::Alerts;
use crate::store::standin::Misfortune;
use crate::store::standin::StandIn;

#[derive(Debug)]
struct Noon;

impl Clock for Noon {
    fn now(&self) -> Timestamp {
        kit::NOON
    }
}

fn counting(engine: &Engine, store: &StandIn) -> Counting {
    Counting {
        arguments: RecountArguments {
            index: engine.index.clone(),
            store: Arc::new(store.clone()),
            clock: Arc::new(Noon),
        },
        stage: Stage::Idle,
        found: Found::default(),
    }
}

/// Far apart, as random ids are.
fn id(number: u128) -> OrderId {
    kit::order_id(number << 12)
}

/// Counts from the beginning to the end.
async fn count(state: &mut Counting) {
    loop {
        let pause = state.step().await.unwrap();
        if matches!(state.stage, Stage::Idle) {
            return;
        }
        tokio::time::sleep(pause).await;
    }
}

async fn some_orders(store: &StandIn, count: u128) -> Engine {
    let engine = kit::engine(store.clone(), 1).await;
    for number in 1..=count {
        let beginning = kit::beginning(id(number), number);
        engine.orders.submit(beginning).await.unwrap();
    }
    engine
}

async fn present(engine: &Engine, number: u128) -> Order {
    let order = engine.orders.view(id(number)).await.unwrap();
    (*order.unwrap()).clone()
}

fn figures(index: &OrderIndex) -> Figures {
    index.statistics(kit::NOON, 0).figures
}

async fn alerts(store: &StandIn) -> usize {
    let (count, _) = store.alerts(&AlertFilter::default(), 0, 9).await.unwrap();
    count
}

#[tokio::test(start_paused = true)]
async fn changes_made_while_it_counts_are_no_drift() {
    let slow = Misfortune {
        delay_max: Duration::from_millis(40),
        ..Misfortune::NONE
    };
    let store = StandIn::seeded(3, slow);
    let engine = some_orders(&store, 600).await;
    let other = kit::engine(store.another_process(), 2).await;
    let mut state = counting(&engine, &store);

    let changes = async {
        for number in 1..=400_u128 {
            let order = id(number * 7 % 600 + 1);
            let writer = if number % 2 == 0 { &engine } else { &other };
            let delete = number % 5 == 0;
            let submission = if delete {
                kit::command(order, 10_000 + number, Action::Delete)
            } else {
                kit::note(order, 10_000 + number, "n")
            };
            // Deleted ones refuse.
            writer.orders.submit(submission).await.ok();
            let new = id(10_000 + number);
            let beginning = kit::beginning(new, 50_000 + number);
            writer.orders.submit(beginning).await.unwrap();
        }
    };
    let ((), ()) = tokio::join!(changes, async {
        count(&mut state).await;
    });

    assert_eq!((state.found.wrong, state.found.sums), (0, false));
    assert_eq!(alerts(&store).await, 0);
    let again = OrderIndex::load(&store, BusinessZone::UTC).await.unwrap();
    let mut reader = engine.feed.since(engine.feed.position());
    while engine.index.position() != again.position() {
        reader.next().await.unwrap();
    }
    assert_eq!(figures(&engine.index), figures(&again));
}

#[tokio::test(start_paused = true)]
async fn what_drifted_is_told_and_put_right() {
    let store = StandIn::calm_one();
    let engine = some_orders(&store, 5).await;
    let before = figures(&engine.index);
    let mut spoilt = present(&engine, 2).await;
    spoilt.deleted_at = Some(kit::NOON);
    spoilt.price = Rupiah(1);

    engine.index.spoil(&spoilt);
    engine.index.spoil_sums(&present(&engine, 3).await);
    engine.index.spoil_sums(&present(&engine, 4).await);
    assert_ne!(figures(&engine.index), before);
    let mut state = counting(&engine, &store);
    count(&mut state).await;

    assert_eq!((state.found.wrong, state.found.sums), (1, true));
    assert_eq!(figures(&engine.index), before);
    assert_eq!(alerts(&store).await, 1);
    count(&mut state).await;
    assert_eq!((state.found.wrong, state.found.sums), (0, false));
    // What was once wrong is not trusted across a restart.
    engine.stop().await;
    assert!(
        store
            .load_snapshot("konveksi_orders")
            .await
            .unwrap()
            .is_empty()
    );
    let again = OrderIndex::load(&store, BusinessZone::UTC).await.unwrap();
    assert_eq!(figures(&again), before);
}

#[tokio::test(start_paused = true)]
async fn a_change_nobody_told_of_is_found() {
    let store = StandIn::calm_one();
    let engine = some_orders(&store, 3).await;
    let deaf = OrderIndex::load(&store, BusinessZone::UTC).await.unwrap();
    let delete = kit::command(id(2), 99, Action::Delete);
    engine.orders.submit(delete).await.unwrap();
    let mut state = counting(&engine, &store);
    state.arguments.index = deaf.clone();

    count(&mut state).await;

    assert_eq!((state.found.wrong, state.found.sums), (1, false));
    assert_eq!(figures(&deaf), figures(&engine.index));
}

#[tokio::test(start_paused = true)]
async fn an_order_that_the_store_does_not_have_counts_for_nothing() {
    let store = StandIn::calm_one();
    let engine = some_orders(&store, 2).await;
    let mut state = counting(&engine, &store);
    let mut stranger = present(&engine, 1).await;
    stranger.id = id(77);
    let before = figures(&engine.index);
    engine.index.take_in_present(&[stranger]);

    count(&mut state).await;

    assert_eq!(state.found.wrong, 1);
    assert_eq!(figures(&engine.index), before);
}

#[tokio::test(start_paused = true)]
async fn it_counts_by_itself_every_five_minutes() {
    let store = StandIn::calm_one();
    let engine = some_orders(&store, 2).await;
    engine.index.spoil_sums(&present(&engine, 1).await);
    let arguments = counting(&engine, &store).arguments;
    let (actor, _) = RecountActor::spawn(None, RecountActor, arguments)
        .await
        .unwrap();

    tokio::time::sleep(BEAT + PATIENCE * 2).await;

    assert_eq!(alerts(&store).await, 1);
    assert_eq!(figures(&engine.index).orders, 2);
    actor.stop(None);
}
