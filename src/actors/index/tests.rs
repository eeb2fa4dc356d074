//! What the columns answer is what the orders themselves would, whatever they lived
//! through and in whatever order their versions arrive.

mod model;
mod restart;

use std::cell::Cell;

use proptest::collection::vec;
use proptest::prelude::any;
use proptest::test_runner::TestCaseError;

use crate::actors::index::Indexed;
use crate::actors::index::OrderIndex;
use crate::actors::index::Query;
use crate::actors::index::tests::model::Model;
use crate::domain::konveksi::Order;
use crate::domain::konveksi::tests::histories;
use crate::domain::konveksi::tests::moves::Numbers;

/// How many sets of histories a plain run tries.
const CASES: u32 = 300;

/// One order: how it began, and what happened to it.
type Life = (u8, Vec<Numbers>);

#[test]
fn lists_lookups_and_agenda_are_those_of_the_orders() {
    let lives = vec((any::<u8>(), vec(any::<Numbers>(), 0..25)), 1..6);
    let turns = vec(any::<u8>(), 40);
    let result = histories::runner_of(CASES).run(&(lives, turns), |(lives, turns)| {
        let versions = versions(&lives);
        let index = OrderIndex::default();
        for quarter in 1..=4 {
            let some: Vec<_> = versions
                .iter()
                .map(|of_one| of_one[..(of_one.len() * quarter).div_ceil(4)].to_vec())
                .collect();
            // Also those that were there already, so that many come late.
            arrive(&index, &some, &turns);
            Model::of(&some).agrees(&index)?;
        }
        let again = read_again(&index);
        Model::of(&versions).agrees(&again)
    });
    if let Err(failure) = result {
        panic!("{failure}");
    }
}

/// Every version of some orders.
fn versions(lives: &[Life]) -> Vec<Vec<Order>> {
    (1..)
        .zip(lives)
        .map(|(number, (start, moves))| histories::versions(number, *start, moves))
        .collect()
}

/// Lets versions arrive: those of one order mostly one after another, those of all
/// orders mixed, and now and then the last before the first.
fn arrive(index: &OrderIndex, versions: &[Vec<Order>], turns: &[u8]) {
    let mut waiting: Vec<Vec<Order>> = versions.to_vec();
    for of_one in &mut waiting {
        of_one.reverse();
    }
    for turn in turns.iter().cycle() {
        waiting.retain(|of_one| !of_one.is_empty());
        if waiting.is_empty() {
            return;
        }
        let which = usize::from(*turn) % waiting.len();
        let of_one = &mut waiting[which];
        if *turn > 240 {
            of_one.reverse();
        }
        index.take_in_present(&of_one.pop().into_iter().collect::<Vec<_>>());
    }
}

/// The same index, made of its rows.
fn read_again(index: &OrderIndex) -> OrderIndex {
    let rows = index.0.read().columns.rows(0, usize::MAX / 2);
    let bytes = postcard::to_stdvec(&rows).unwrap();
    let rows: Vec<_> = postcard::from_bytes(&bytes).unwrap();
    let again = OrderIndex::default();
    let mut indexed = Indexed::default();
    indexed.columns.put_unsettled(&rows);
    indexed.columns.settle();
    assert_eq!(indexed.columns.rows(0, rows.len()), rows);
    *again.0.write() = indexed;
    again
}

#[test]
fn histories_reach_what_is_indexed() {
    let seen: [Cell<bool>; 8] = Default::default();
    let lives = (any::<u8>(), vec(any::<Numbers>(), 0..25));
    let result = histories::runner_of(10 * CASES).run(&lives, |(start, moves)| {
        for order in histories::versions(1, start, &moves) {
            let payments = || order.payments.iter();
            let found = [
                order.next_due().is_some(),
                order.plan_pages().count() > 0,
                order.has_pending_refund(),
                payments().any(|it| it.invoices().count() > 1),
                payments().any(|it| it.invoices().count() == 0),
                order.deleted_at.is_some(),
                !order.plans.is_empty(),
                order.refunds.len() > 1,
            ];
            for (seen, found) in seen.iter().zip(found) {
                seen.set(seen.get() || found);
            }
        }
        Ok::<_, TestCaseError>(())
    });
    assert!(result.is_ok());
    assert_eq!(seen.map(Cell::into_inner), [true; 8]);
}

#[test]
fn an_index_without_orders_answers_nothing() {
    let index = OrderIndex::default();

    assert_eq!(index.select(&Query::default()).count, 0);
    Model::of(&[]).agrees(&index).unwrap();
}
