//! Names that only one change may ever take.

use super::ODD_TEXTS;
use super::a_change;
use super::a_claim;
use super::an_order;
use super::commit;
use crate::domain::ids::NodeId;
use crate::store::Change;
use crate::store::CommitError;
use crate::store::Store;
use crate::store::Taken;
use crate::store::Unique;

fn odd_names() -> Vec<Unique> {
    let odd = || {
        ODD_TEXTS
            .into_iter()
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    };
    let codes = odd().map(Unique::OrderCode);
    let invoices = odd().map(Unique::InvoiceCode);
    let keys = odd().map(|key| Unique::Idempotency {
        scope: "user:7".to_owned(),
        key,
    });
    let pages = odd().map(Unique::Page);
    let money = odd().map(Unique::Money);
    let slips = odd().map(Unique::Slip);
    let by_provider = pages.chain(money).chain(slips);
    codes
        .chain(invoices)
        .chain(keys)
        .chain(by_provider)
        .collect()
}

fn taking(number: u32, names: &[Unique]) -> Change {
    let order = an_order(number);
    let claims = names
        .iter()
        .map(|name| a_claim(name.clone(), order))
        .collect();
    Change {
        claims,
        ..a_change(order, 1)
    }
}

pub(super) async fn a_name_remembers_who_took_it(store: &dyn Store) {
    let stream = store.open_stream(NodeId(1)).await.unwrap();
    commit(store, stream, 1, &[taking(1, &odd_names())])
        .await
        .unwrap();

    for name in odd_names() {
        let expected = a_claim(name.clone(), an_order(1));
        assert_eq!(store.claim(&name).await.unwrap(), Some(expected));
    }
}

pub(super) async fn the_second_to_take_a_name_is_told_which(store: &dyn Store) {
    let stream = store.open_stream(NodeId(1)).await.unwrap();
    commit(store, stream, 1, &[taking(1, &odd_names())])
        .await
        .unwrap();

    for name in odd_names() {
        let free = Unique::OrderCode("free".to_owned());
        let changes = [taking(2, &[free]), taking(3, std::slice::from_ref(&name))];
        let late = commit(store, stream, 2, &changes).await;

        assert_eq!(late, Err(CommitError::Taken(Taken::Name(name.clone()))));
        assert_eq!(
            store.claim(&name).await.unwrap().unwrap().order,
            an_order(1)
        );
    }
    assert_eq!(store.order(an_order(2)).await.unwrap(), None);
}

pub(super) async fn names_of_different_kinds_do_not_meet(store: &dyn Store) {
    let stream = store.open_stream(NodeId(1)).await.unwrap();
    let same = || "same".to_owned();
    let names = [
        Unique::OrderCode(same()),
        Unique::InvoiceCode(same()),
        Unique::Page(same()),
        Unique::Money(same()),
        Unique::Slip(same()),
        Unique::Idempotency {
            scope: same(),
            key: same(),
        },
        Unique::Idempotency {
            scope: "other".to_owned(),
            key: same(),
        },
    ];

    assert_eq!(commit(store, stream, 1, &[taking(1, &names)]).await, Ok(()));
}

pub(super) async fn one_batch_cannot_take_a_name_twice(store: &dyn Store) {
    let stream = store.open_stream(NodeId(1)).await.unwrap();
    let name = Unique::OrderCode("ORD-1".to_owned());
    let changes = [1, 2].map(|number| taking(number, std::slice::from_ref(&name)));

    let refused = commit(store, stream, 1, &changes).await;

    assert_eq!(refused, Err(CommitError::Taken(Taken::Name(name.clone()))));
    assert_eq!(store.claim(&name).await.unwrap(), None);
}
