//! Reading a store that a killed server left behind.

use std::collections::BTreeMap;
use std::path::Path;

use rajut::actors::change::read_event;
use rajut::actors::change::read_order;
use rajut::actors::index::OrderIndex;
use rajut::actors::index::Query;
use rajut::domain::aggregate::Aggregate;
use rajut::domain::ids::OrderId;
use rajut::domain::konveksi::Order;
use rajut::domain::konveksi::debt::owed_for;
use rajut::domain::konveksi::invoice::AttemptState;
use rajut::domain::time::BusinessZone;
use rajut::store::Outbox;
use rajut::store::Store;
use rajut::store::StoredOrder;
use rajut::store::surreal::StoreAddress;
use rajut::store::surreal::SurrealStore;

use super::Beliefs;

/// More than any run makes.
const MANY: usize = 1_000_000;

/// A store nobody serves.
pub(crate) struct Books(SurrealStore);

impl Books {
    pub(crate) async fn open(data: &Path) -> Self {
        let address = StoreAddress::embedded(format!("surrealkv://{}", data.display()));
        Self(SurrealStore::open(&address).await.unwrap())
    }

    /// Everything that must be true of a store, whatever happened to its server.
    pub(super) async fn check(&self, beliefs: &Beliefs) {
        let notes = self.tell_one_story().await;
        self.check_acknowledged(beliefs, &notes).await;
    }

    /// Nothing is owed to anybody.
    pub(crate) async fn owe_nothing(&self) {
        let owed = self.0.outbox(MANY).await.unwrap();
        assert_eq!(owed, [], "somebody still has to pay");
    }

    /// Rows, events, numbers, debts and index agree. Answers how often each note was made.
    pub(crate) async fn tell_one_story(&self) -> BTreeMap<String, usize> {
        let mut notes: BTreeMap<String, usize> = BTreeMap::new();
        let mut events = 0;
        let mut debts = 0;
        let rows = self.0.orders_after(None, MANY).await.unwrap();
        for row in &rows {
            let mut order: Option<Order> = None;
            let history = self.0.events(row.id, 1, MANY).await.unwrap();
            for (version, stored) in (1..).zip(&history) {
                assert_eq!(
                    stored.version, version,
                    "versions of {} are gapless",
                    row.id
                );
                let event = read_event(stored).unwrap();
                *notes
                    .entry(event.private.note.clone().unwrap_or_default())
                    .or_default() += 1;
                let next = Order::after(order.as_ref(), &event);
                debts += owed_for(&event, &next).len();
                order = Some(next);
            }
            events += history.len();
            assert_eq!(
                read_order(row).ok(),
                order,
                "the row of {} is what happened",
                row.id
            );
        }
        self.check_journal(events).await;
        self.check_owed(&rows, debts).await;
        let index = OrderIndex::load(&self.0, BusinessZone::UTC).await.unwrap();
        let listed = index.select(&Query {
            limit: 1,
            ..Query::default()
        });
        assert_eq!(listed.count, rows.len(), "the index knows every order");
        notes
    }

    /// A page that is still awaited is still owed; nothing is owed that nobody caused.
    async fn check_owed(&self, rows: &[StoredOrder], debts: usize) {
        let owed = self.0.outbox(MANY).await.unwrap();
        assert!(owed.len() <= debts, "{} owed of {debts}", owed.len());
        let owed: String = owed.iter().map(|debt| debt.data.as_str()).collect();
        for order in rows.iter().map(|row| read_order(row).unwrap()) {
            let attempts = order.invoices.iter().flat_map(|it| &it.attempts);
            let awaited = attempts.filter(|it| it.state == AttemptState::Opening);
            for attempt in awaited {
                assert!(
                    owed.contains(&attempt.id.to_string()),
                    "the page of {} is owed",
                    order.id
                );
            }
        }
    }

    async fn check_acknowledged(&self, beliefs: &Beliefs, notes: &BTreeMap<String, usize>) {
        for (id, version) in &beliefs.versions {
            let id: OrderId = id.parse().unwrap();
            let row = self.0.order(id).await.unwrap();
            let found = row.map(|row| row.version);
            assert!(
                found >= Some(*version),
                "{id} was acknowledged at {version}, is {found:?}"
            );
        }
        for note in &beliefs.notes {
            assert_eq!(notes.get(note), Some(&1), "{note} was acknowledged");
        }
        let twice = notes
            .iter()
            .find(|(note, count)| !note.is_empty() && **count > 1);
        assert_eq!(twice, None, "nothing counts twice");
    }

    /// Every event has one number, and the numbers of every start are gapless.
    async fn check_journal(&self, events: usize) {
        let mut lines = 0;
        for tip in self.0.streams().await.unwrap() {
            let rows = self.0.journal(tip.stream, 0, MANY).await.unwrap();
            let numbers: Vec<u64> = rows.iter().map(|row| row.seq).collect();
            assert_eq!(numbers, (1..=tip.seq).collect::<Vec<_>>());
            lines += rows.len();
        }
        assert_eq!(lines, events);
    }
}
