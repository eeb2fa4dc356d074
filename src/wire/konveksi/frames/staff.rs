//! What staff hear of a change: that an order began, changed or is gone.

use serde::Serialize;

use crate::domain::code::OrderCode;
use crate::domain::ids::OrderId;
use crate::domain::konveksi::command::ProductionTarget;
use crate::domain::konveksi::event::Event;
use crate::domain::konveksi::event::Fact;
use crate::domain::konveksi::order::Order;
use crate::domain::konveksi::status::Status;
use crate::wire::konveksi::Reader;
use crate::wire::konveksi::frames::changed::changed;
use crate::wire::konveksi::order::OrderView;
use crate::wire::konveksi::time::Moment;
use crate::wire::konveksi::words::production_of;

/// What an order read as before a change, as far as words follow from its facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Was {
    pub(super) status: Status,
    pub(super) production: ProductionTarget,
    pub(super) is_settled: bool,
}

impl Was {
    /// What an order reads as.
    #[must_use]
    pub fn of(order: &Order) -> Self {
        Self {
            status: order.status(),
            production: production_of(order),
            is_settled: order.is_settled(),
        }
    }
}

/// What a change is to somebody who keeps a list of orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Created,
    Returned,
    Updated,
    Deleted,
}

/// One change of one order, as staff read it.
#[derive(Debug, Serialize)]
pub struct StaffFrame<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    timestamp: Moment,
    cursor: &'a str,
    order_id: OrderId,
    order_code: &'a OrderCode,
    version: u64,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    changed: Option<Vec<&'static str>>,
    order: Shown<'a>,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Shown<'a> {
    Whole(Box<OrderView<'a>>),
    Gone(Gone<'a>),
}

/// All that is left to say of an order that was deleted.
#[derive(Debug, Serialize)]
struct Gone<'a> {
    id: OrderId,
    order_code: &'a OrderCode,
    version: u64,
    deleted_at: Moment,
}

impl<'a> StaffFrame<'a> {
    /// The frame of `event`. `order` is the order after it, or a later one when the event
    /// is told late; `cursor` is the place after it.
    #[must_use]
    pub fn of(
        event: &Event,
        order: &'a Order,
        was: Option<Was>,
        cursor: &'a str,
        reader: Reader<'a>,
    ) -> Self {
        let kind = kind_of(event);
        let names = || changed(event, order, was, reader.audience);
        Self {
            kind: match kind {
                Kind::Created | Kind::Returned => "order_created",
                Kind::Updated => "order_updated",
                Kind::Deleted => "order_deleted",
            },
            timestamp: Moment(event.at),
            cursor,
            order_id: order.id,
            order_code: &order.code,
            version: event.version,
            message: message(kind, &order.code),
            changed: (kind == Kind::Updated).then(names),
            order: if kind == Kind::Deleted {
                Shown::Gone(Gone {
                    id: order.id,
                    order_code: &order.code,
                    version: order.version,
                    deleted_at: Moment(event.at),
                })
            } else {
                Shown::Whole(Box::new(OrderView::of(order, reader)))
            },
        }
    }
}

/// Lists have to add an order that comes back, so it is announced like a new one.
fn kind_of(event: &Event) -> Kind {
    let of_fact = |fact: &Fact| match fact {
        Fact::Created { .. } => Some(Kind::Created),
        Fact::Deleted => Some(Kind::Deleted),
        Fact::Undeleted => Some(Kind::Returned),
        _ => None,
    };
    let found = event.facts.iter().find_map(of_fact);
    found.unwrap_or(Kind::Updated)
}

fn message(kind: Kind, code: &OrderCode) -> String {
    match kind {
        Kind::Created => format!("Pesanan baru: {code}."),
        Kind::Returned => format!("Pesanan {code} kembali karena ada uang masuk."),
        Kind::Updated => format!("Pesanan {code} diperbarui."),
        Kind::Deleted => format!("Pesanan {code} dihapus."),
    }
}

#[cfg(test)]
mod tests;
