//! Frames of staff, from changes that were really decided.

use serde_json::Value;
use serde_json::json;

use super::*;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::tests::kit::HALF;
use crate::domain::konveksi::tests::kit::Trial;
use crate::domain::konveksi::tests::kit::an_order;
use crate::wire::konveksi::Audience;

fn told(trial: &Trial, was: Option<Was>, audience: Audience) -> Value {
    let eyes = Reader {
        audience,
        base: "https://rajut.id",
    };
    let event = trial.events.last().unwrap();
    let frame = StaffFrame::of(event, &trial.order, was, "1.1.7", eyes);
    serde_json::to_value(frame).unwrap()
}

#[test]
fn a_payment_names_what_it_touched_as_far_as_the_reader_may_know() {
    let mut trial = an_order().with_link();
    let was = Some(Was::of(&trial.order));
    trial.pays(HALF);

    let staff = told(&trial, was, Audience::Staff);
    let production = told(&trial, was, Audience::Production);

    assert_eq!(
        staff["changed"],
        json!([
            "credit",
            "invoices",
            "order_status_display",
            "paid_amount",
            "payments",
            "refund_due",
            "remaining",
            "status_order",
            "total_paid"
        ])
    );
    assert_eq!(
        production["changed"],
        json!(["order_status_display", "status_order"])
    );
    assert_eq!(production["order"]["total_price"], Value::Null);
    assert_eq!(staff["order"]["paid_amount"], "500000.00");
    assert_eq!(
        (&staff["type"], &staff["cursor"]),
        (&json!("order_updated"), &json!("1.1.7"))
    );
}

#[test]
fn a_status_is_named_when_it_moved_or_may_have() {
    let mut trial = an_order().with_link();
    let was = Some(Was::of(&trial.order));
    trial.does(Action::Note("halo".to_owned()));
    assert_eq!(told(&trial, was, Audience::Staff)["changed"], json!([]));

    trial.pays(HALF);
    let unknown = told(&trial, None, Audience::Production);
    assert_eq!(
        unknown["changed"],
        json!(["is_fully_paid", "order_status_display", "status_order"])
    );
}

#[test]
fn what_is_deleted_is_hardly_told_any_more() {
    let mut trial = an_order();
    assert_eq!(told(&trial, None, Audience::Staff)["type"], "order_created");

    trial.does(Action::Delete);

    let gone = told(&trial, None, Audience::Staff);
    assert_eq!(gone["type"], "order_deleted");
    let left: Vec<_> = gone["order"].as_object().unwrap().keys().collect();
    assert_eq!(left, ["deleted_at", "id", "order_code", "version"]);
}
