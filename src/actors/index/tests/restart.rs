//! The index across restarts: what was saved reads back, and what no longer reads is made
//! anew from the orders.

use std::sync::Arc;

use crate::actors::change::Sealed;
use crate::actors::index::InvoiceQuery;
use crate::actors::index::OrderIndex;
use crate::actors::index::tests::arrive;
use crate::actors::index::tests::model::Model;
use crate::domain::ids::NodeId;
use crate::domain::konveksi::Order;
use crate::domain::konveksi::order::Terms;
use crate::domain::konveksi::tests::histories;
use crate::domain::konveksi::tests::kit;
use crate::domain::konveksi::tests::moves::Numbers;
use crate::domain::rupiah::BasisPoints;
use crate::domain::time::BusinessZone;
use crate::store::Batch;
use crate::store::Store;
use crate::store::standin::StandIn;

/// The name under which it is saved.
const NAME: &str = "konveksi_orders";

#[tokio::test]
async fn what_was_saved_reads_back() {
    let versions = some_lives();
    let index = OrderIndex::default();
    arrive(&index, &versions, &[7, 1, 250, 4]);
    let store = StandIn::calm_one();

    index.save(&store).await.unwrap();
    let again = OrderIndex::load(&store, BusinessZone::UTC).await.unwrap();

    Model::of(&versions).agrees(&again).unwrap();
}

#[tokio::test]
async fn a_snapshot_of_an_older_form_is_made_anew_from_the_orders() {
    let store = a_store_with_an_order().await;
    let index = OrderIndex::load(&store, BusinessZone::UTC).await.unwrap();
    index.save(&store).await.unwrap();
    let all = InvoiceQuery {
        limit: 10,
        ..InvoiceQuery::default()
    };
    let invoices = index.select_invoices(&all).invoices;
    assert_eq!(invoices.len(), 1);

    // Without its rows, so that it shows whether it was believed.
    let mut head = store.load_snapshot(NAME).await.unwrap().swap_remove(0);
    assert_eq!((head[0], head.last()), (3, Some(&1)));
    *head.last_mut().unwrap() = 0;
    store.save_snapshot(NAME, vec![head.clone()]).await.unwrap();
    let believed = OrderIndex::load(&store, BusinessZone::UTC).await.unwrap();
    head[0] = 1;
    store.save_snapshot(NAME, vec![head]).await.unwrap();
    let made_anew = OrderIndex::load(&store, BusinessZone::UTC).await.unwrap();

    assert_eq!(believed.len(), 0);
    assert_eq!(made_anew.len(), 1);
    assert_eq!(made_anew.select_invoices(&all).invoices, invoices);
    assert_eq!(made_anew.position(), index.position());
}

/// A hundred orders that lived through something.
fn some_lives() -> Vec<Vec<Order>> {
    let lives = 1_u16..=100;
    let life = |number: u16| {
        let mixed = |step: u16| {
            number
                .wrapping_mul(2_017)
                .wrapping_add(step.wrapping_mul(7_919))
        };
        let moves: Vec<Numbers> = (0..30)
            .map(|step| {
                let [what, ..] = mixed(step).to_be_bytes();
                (what, mixed(step), mixed(step + 1), mixed(step + 2))
            })
            .collect();
        let [_, start] = number.to_be_bytes();
        histories::versions(number.into(), start, &moves)
    };
    lives.map(life).collect()
}

async fn a_store_with_an_order() -> StandIn {
    let store = StandIn::calm_one();
    let stream = store.open_stream(NodeId(1)).await.unwrap();
    let new = kit::new_order(Terms::Dp(BasisPoints(5_000)), true);
    let trial = kit::begin(kit::ADMIN, &new).unwrap();
    let (order, event) = (Arc::new(trial.order), Arc::new(trial.events[0].clone()));
    let change = Sealed::of(&order, &event, None).change;
    let batch = Batch {
        stream,
        first: 1,
        changes: &[&change],
    };
    store.commit(batch).await.unwrap();
    store
}
