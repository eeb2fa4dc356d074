//! Debts that are paid at once, later, or never.

use std::sync::atomic::AtomicI64;
use std::sync::atomic::AtomicU32;

use parking_lot::Mutex;
use uuid::Uuid;

use super::*;
use crate::domain::ids::DebtId;
use crate::store::Outbox;
use crate::store::standin::StandIn;

const NODE: NodeId = NodeId(1);

/// Pays on the try it was told to.
#[derive(Debug, Default)]
struct Slow {
    pays_on_try: u32,
    tries: AtomicU32,
    given_up: AtomicU32,
    paid: Mutex<Vec<DebtId>>,
}

#[async_trait]
impl Courier for Slow {
    async fn pay(&self, debt: &OutboxRow) -> Paid {
        self.tries.fetch_add(1, Ordering::SeqCst);
        if debt.tries < self.pays_on_try {
            return Paid::Later {
                reason: "not today".to_owned(),
                after: Some(Duration::from_millis(20)),
            };
        }
        self.paid.lock().push(debt.id);
        Paid::Done
    }

    async fn give_up(&self, _debt: &OutboxRow) -> Paid {
        self.given_up.fetch_add(1, Ordering::SeqCst);
        Paid::Never
    }
}

#[derive(Debug, Default)]
struct Ticking(AtomicI64);

impl Clock for Ticking {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.fetch_add(10, Ordering::SeqCst))
    }
}

fn debt(number: u128, due_at: i64, not_after: i64) -> OutboxRow {
    OutboxRow {
        id: DebtId(Uuid::from_u128(number)),
        kind: "open_attempt".into(),
        order: None,
        due_at: Timestamp(due_at),
        not_after: Timestamp(not_after),
        data: "{}".to_owned(),
        tries: 0,
        holder: None,
    }
}

async fn started(store: &StandIn, courier: &Arc<Slow>) -> ActorRef<Look> {
    let arguments = NotifierArguments {
        store: Arc::new(store.clone()),
        node: NODE,
        courier: Arc::<Slow>::clone(courier),
        clock: Arc::new(Ticking::default()),
        nudge: Nudge::default(),
    };
    let spawned = NotifierActor::spawn(None, NotifierActor, arguments).await;
    spawned.unwrap().0
}

async fn until_empty(store: &StandIn) {
    while !store.outbox(1).await.unwrap().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_owed_is_paid_once() {
    let store = StandIn::calm_one();
    let debts: Vec<_> = (1..=100).map(|number| debt(number, 0, i64::MAX)).collect();
    store.owe(&debts).await.unwrap();
    let courier = Arc::new(Slow::default());

    let actor = started(&store, &courier).await;
    until_empty(&store).await;
    actor.stop(None);

    let mut paid = courier.paid.lock().clone();
    paid.sort_unstable();
    assert_eq!(paid, debts.iter().map(|debt| debt.id).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn what_could_not_be_paid_is_tried_again() {
    let store = StandIn::calm_one();
    store.owe(&[debt(1, 0, i64::MAX)]).await.unwrap();
    let courier = Arc::new(Slow {
        pays_on_try: 3,
        ..Slow::default()
    });

    let actor = started(&store, &courier).await;
    until_empty(&store).await;
    actor.stop(None);

    assert_eq!(courier.tries.load(Ordering::SeqCst), 3);
    assert_eq!(courier.paid.lock().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_the_last_one_of_this_node_held_does_not_wait_for_its_lease() {
    let store = StandIn::calm_one();
    let never = Timestamp(i64::MAX - 1);
    let debts = [debt(1, 0, i64::MAX), debt(2, 0, i64::MAX)];
    store.owe(&debts[..1]).await.unwrap();
    store.take_due(NODE, Timestamp(0), never, 1).await.unwrap();
    store.owe(&debts[1..]).await.unwrap();
    let theirs = store.take_due(NodeId(2), Timestamp(0), never, 1).await;
    let courier = Arc::new(Slow::default());

    let actor = started(&store, &courier).await;
    while store.outbox(10).await.unwrap().len() > 1 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    actor.stop(None);

    assert_eq!(*courier.paid.lock(), [debts[0].id]);
    assert_eq!(store.outbox(10).await.unwrap(), theirs.unwrap());
}

#[tokio::test(start_paused = true)]
async fn nothing_old_goes_out() {
    let store = StandIn::calm_one();
    store.owe(&[debt(1, -2_000, -1_000)]).await.unwrap();
    let courier = Arc::new(Slow::default());

    let actor = started(&store, &courier).await;
    until_empty(&store).await;
    actor.stop(None);

    assert_eq!(courier.tries.load(Ordering::SeqCst), 0);
    assert_eq!(courier.given_up.load(Ordering::SeqCst), 1);
}

#[test]
fn the_wait_grows_and_has_an_end() {
    let seconds = |tries| wait_after(tries).as_secs_f64();

    assert!((0.7..1.3).contains(&seconds(1)));
    assert!((3.0..5.1).contains(&seconds(3)));
    assert!((45.0..75.1).contains(&seconds(60)));
}
