//! Deciding, and writing down what was decided, without anyone to wait for.

use std::hint::black_box;
use std::time::Duration;
use std::time::Instant;

use rajut::actors::change::Sealed;
use rajut::actors::change::read_order;
use rajut::domain::aggregate::Aggregate;
use rajut::domain::konveksi::Command;
use rajut::domain::konveksi::Order;
use rajut::store::StoredOrder;

use crate::engine::workshop;
use crate::kit::orders;
use crate::kit::table;

const TIME: Duration = Duration::from_secs(1);
/// So many between two looks at the clock.
const ROUND: u32 = 1_000;

pub(crate) fn measure() {
    let order = orders::begun(1).0;
    let edit = orders::edit(&order);
    let payment = workshop::payment(&order);
    table::part("one core, nothing awaited");
    each("decide: one field edited", || decide(&order, &edit));
    each("decide: a payment recorded", || decide(&order, &payment));
    each("decide, after, seal: one field edited", || {
        seal(&order, &edit);
    });
    each("decide, after, seal: a payment recorded", || {
        seal(&order, &payment);
    });
    let data = serde_json::to_string(order.as_ref()).expect("an order is JSON");
    let row = StoredOrder {
        id: order.id,
        version: order.version,
        data,
    };
    each("read an order back", || {
        black_box(read_order(black_box(&row)).expect("an order"));
    });
}

fn decide(order: &Order, command: &Command) {
    black_box(Order::decide(Some(black_box(order)), black_box(command)).expect("legal"));
}

fn seal(order: &Order, command: &Command) {
    let (next, event) = orders::decided(Some(black_box(order)), black_box(command));
    black_box(Sealed::of(&next, &event, None));
}

fn each(what: &str, work: impl Fn()) {
    let started = Instant::now();
    let mut count = 0;
    while started.elapsed() < TIME {
        for _ in 0..ROUND {
            work();
        }
        count += ROUND;
    }
    let seconds = started.elapsed().as_secs_f64() / f64::from(count);
    let nanos = format!("{} ns each", table::thousands(seconds * 1e9));
    table::line(what, &table::rate(seconds.recip()), &nanos);
}
