//! Lists among some of the rows, the slow way.

use std::cmp::Reverse;

use proptest::prop_assert_eq;

use super::Model;
use super::Verdict;
use super::part;
use crate::actors::index::OrderIndex;
use crate::actors::index::Query;
use crate::actors::index::Rows;
use crate::actors::index::Sort;
use crate::actors::index::select;

const SORTS: [(Sort, bool); 6] = [
    (Sort::Created, true),
    (Sort::Created, false),
    (Sort::Updated, true),
    (Sort::Updated, false),
    (Sort::Price, true),
    (Sort::Price, false),
];

impl Model {
    /// Lists among one in so many of the rows: very few are visited otherwise than many.
    pub(super) fn agrees_among(&self, index: &OrderIndex, rarity: usize) -> Verdict {
        let indexed = index.0.read();
        let mut rows = Rows::default();
        let mut among = Vec::new();
        for order in self.0.iter().step_by(rarity) {
            rows.insert(indexed.columns.row(order.id).expect("it is indexed"));
            if order.deleted_at.is_none() {
                among.push(order);
            }
        }
        for (sort, ascending) in SORTS {
            among.sort_by_key(|order| order.id);
            match (sort, ascending) {
                (Sort::Created, true) => among.sort_by_key(|it| it.created_at),
                (Sort::Created, false) => among.sort_by_key(|it| Reverse((it.created_at, it.id))),
                (Sort::Updated, true) => among.sort_by_key(|it| it.updated_at),
                (Sort::Updated, false) => among.sort_by_key(|it| Reverse(it.updated_at)),
                (Sort::Price, true) => among.sort_by_key(|it| it.price),
                (Sort::Price, false) => among.sort_by_key(|it| Reverse(it.price)),
            }
            let query = Query {
                sort,
                ascending,
                offset: 1,
                limit: 3,
                ..Query::default()
            };
            let answer =
                select::select_among(&indexed.columns, &query, Some(&rows), &indexed.position);
            let ids: Vec<_> = among.iter().map(|order| order.id).collect();
            prop_assert_eq!(answer.count, ids.len(), "{:?}", query);
            prop_assert_eq!(answer.orders, part(&ids, 1, 3), "{:?}", query);
        }
        Ok(())
    }
}
