//! Frames of customers, from changes that were really decided.

use serde_json::Value;
use serde_json::json;

use super::*;
use crate::domain::aggregate::Aggregate;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::tests::kit::HALF;
use crate::domain::konveksi::tests::kit::Trial;
use crate::domain::konveksi::tests::kit::an_order;

/// The frames of the last change of an order.
fn told(trial: &Trial) -> Vec<Value> {
    let before = &trial.events[..trial.events.len() - 1];
    let before = before.iter().fold(None, |order: Option<Order>, event| {
        Some(Order::after(order.as_ref(), event))
    });
    let frames = CustomerFrame::all(before.as_ref(), &trial.order, &trial.events, trial.now);
    frames
        .iter()
        .map(|it| serde_json::to_value(it).unwrap())
        .collect()
}

fn kinds(frames: &[Value]) -> Vec<(&str, &str)> {
    frames
        .iter()
        .map(|it| (it["type"].as_str().unwrap(), it["cursor"].as_str().unwrap()))
        .collect()
}

#[test]
fn only_the_last_frame_of_a_change_carries_its_place() {
    let mut trial = an_order().with_link();
    trial.pays(HALF);

    let frames = told(&trial);

    let version = trial.version;
    let (before, after) = (format!("v{}", version - 1), format!("v{version}"));
    assert_eq!(
        kinds(&frames),
        [
            ("payment_update", before.as_str()),
            ("order_status_update", after.as_str())
        ]
    );
    assert!(frames.iter().all(|it| it["version"] == json!(version)));
    assert_eq!(frames[0]["payment"]["amount"], "500000.00");
    assert_eq!(frames[1]["previous_status"], "link_dibuat");
}

#[test]
fn what_shows_a_customer_nothing_new_makes_no_frame() {
    let mut trial = an_order().with_link();
    trial.does(Action::Note("ditelepon, Santoso marah".to_owned()));

    assert_eq!(told(&trial), Vec::<Value>::new());
}

#[test]
fn a_deleted_order_says_a_last_word() {
    let mut trial = an_order();
    trial.does(Action::Delete);

    let frames = told(&trial);

    let last = frames.last().unwrap();
    assert_eq!(last["type"], "order_status_update");
    assert_eq!(last["message"], "Pesanan ini sudah tidak tersedia.");
}
