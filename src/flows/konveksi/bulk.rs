//! One request about many orders: each its own command and its own event, and what one of
//! them refuses is no matter to the others.

use futures_util::StreamExt;
use futures_util::stream;

use crate::actors::change::RequestKey;
use crate::actors::order::Answer;
use crate::domain::ids::OrderId;

/// How many orders are asked at the same time.
const ASKED_AT_ONCE: usize = 16;

/// The name of a request about many orders.
///
/// The first order that changes takes the name of the request with its change, every other
/// a name of its own that follows from it. So a repeat after a crash finds which orders have
/// changed, and none changes twice.
#[derive(Debug, Clone)]
pub struct BulkName {
    /// The name the client gave it.
    pub key: RequestKey,
    /// The order that took it in an earlier process.
    pub taken_by: Option<OrderId>,
}

impl BulkName {
    /// The name for one of the orders.
    #[must_use]
    pub fn of(&self, order: OrderId) -> RequestKey {
        RequestKey {
            scope: format!("{}/{order}", self.key.scope),
            ..self.key.clone()
        }
    }
}

/// Asks each of the orders, and answers in their order. `ask` is given the name under which
/// the order is to change.
pub async fn each<E, F>(
    orders: &[OrderId],
    name: Option<&BulkName>,
    ask: impl Fn(OrderId, Option<RequestKey>) -> F,
) -> Vec<(OrderId, Result<Answer, E>)>
where
    F: Future<Output = Result<Answer, E>>,
{
    let mut answers = Vec::with_capacity(orders.len());
    let mut left = orders.iter().copied();
    if let Some(BulkName {
        key,
        taken_by: None,
    }) = name
    {
        for order in left.by_ref() {
            let answer = ask(order, Some(key.clone())).await;
            let has_taken_it = answer.as_ref().is_ok_and(|it| it.event.is_some());
            answers.push((order, answer));
            if has_taken_it {
                break;
            }
        }
    }
    let ask = &ask;
    let others = left.map(|order| {
        let key = name.map(|name| name.of(order));
        async move { (order, ask(order, key).await) }
    });
    let others: Vec<_> = stream::iter(others).buffered(ASKED_AT_ONCE).collect().await;
    answers.extend(others);
    answers
}
