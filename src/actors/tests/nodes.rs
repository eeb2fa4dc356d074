//! Two processes' worth of registries on one store.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;

use super::kit::beginning;
use super::kit::engine;
use super::kit::engine_on;
use super::kit::note;
use super::kit::order_id;
use crate::actors::index::Query;
use crate::store::Store;
use crate::store::standin::Misfortune;
use crate::store::standin::StandIn;
use crate::store::surreal::StoreAddress;
use crate::store::surreal::SurrealStore;

#[tokio::test(start_paused = true)]
async fn two_registries_on_one_store_lose_no_update() {
    let slow = Misfortune {
        delay_max: Duration::from_millis(5),
        ..Misfortune::NONE
    };
    let store = StandIn::seeded(7, slow);
    let other = Arc::new(store.another_process());
    fight(Arc::new(store), other).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_registries_on_one_database_lose_no_update() {
    let store = SurrealStore::open(&StoreAddress::embedded("mem://")).await;
    let store = Arc::new(store.unwrap());
    store.migrate().await.unwrap();
    fight(Arc::clone(&store) as Arc<dyn Store>, store).await;
}

/// Two registries fight over three orders; every change must be there once, in a row.
async fn fight(store: Arc<dyn Store>, same_store: Arc<dyn Store>) {
    let one = Arc::new(engine_on(Arc::clone(&store), 1).await);
    let two = Arc::new(engine_on(same_store, 2).await);
    let orders: Vec<_> = (1..=3).map(order_id).collect();
    for (chance, order) in (1..).zip(&orders) {
        one.orders.submit(beginning(*order, chance)).await.unwrap();
    }

    let writers = (0..60_u128).map(|number| {
        let engine = if number % 2 == 0 {
            Arc::clone(&one)
        } else {
            Arc::clone(&two)
        };
        let order = orders[usize::try_from(number).unwrap() % 3];
        async move {
            engine
                .orders
                .submit(note(order, 100 + number, &format!("n{number}")))
                .await
        }
    });
    let answers = join_all(writers).await;

    let acknowledged = answers.iter().filter(|answer| answer.is_ok()).count();
    assert_eq!(
        acknowledged, 60,
        "a fair fight has no losers, only those who try again"
    );
    for order in &orders {
        let history = one.orders.history(*order).await.unwrap();
        let versions: Vec<_> = history.iter().map(|event| event.version).collect();
        assert_eq!(versions, (1..=21).collect::<Vec<_>>());
        assert_eq!(store.order(*order).await.unwrap().unwrap().version, 21);
    }
}

#[tokio::test(start_paused = true)]
async fn each_node_learns_what_the_other_wrote() {
    let store = StandIn::calm_one();
    let one = engine(store.clone(), 1).await;
    let two = engine(store.another_process(), 2).await;
    let mut reader = two.feed.since(two.feed.position());

    let answer = one.orders.submit(beginning(order_id(1), 1)).await.unwrap();
    let heard = reader.next().await.unwrap();

    assert_eq!(heard.event, answer.event.unwrap());
    assert_eq!(
        two.index
            .select(&Query {
                limit: 1,
                ..Query::default()
            })
            .count,
        1
    );
    assert_eq!(two.feed.position(), one.feed.position());
}
