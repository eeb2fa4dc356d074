//! Who looks at which order.

use rajut::domain::role::Role;
use serde_json::Value;
use serde_json::json;

use crate::kit::TestApp;
use crate::kit::text;
use crate::live::socket::Socket;

fn names(presence: &Value) -> Vec<&str> {
    let viewers = presence["viewers"].as_array().unwrap();
    viewers
        .iter()
        .map(|it| it["name"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn staff_see_who_else_looks_at_an_order() {
    let app = TestApp::start().await;
    let id = app.an_order().await["id"].clone();
    let mut siti = Socket::staff(&app, Role::Admin).await;
    let mut joko = Socket::staff(&app, Role::Production).await;
    siti.event().await;
    joko.event().await;

    siti.say(&json!({ "type": "viewing", "order_id": id }))
        .await;
    let alone = joko.event_of("presence").await;
    joko.say(&json!({ "type": "viewing", "order_id": id }))
        .await;
    let both = joko.event_of("presence").await;
    let mut late = Socket::staff(&app, Role::Viewer).await;
    late.event().await;
    let found = late.event().await;
    siti.say(&json!({ "type": "viewing", "order_id": null }))
        .await;
    let left = joko.event_of("presence").await;
    joko.frame(0x88, &[]).await;
    joko.close_code().await;
    let mut nobody = late.event_of("presence").await;
    while !names(&nobody).is_empty() {
        nobody = late.event_of("presence").await;
    }

    assert_eq!(names(&alone), ["admin"]);
    assert_eq!(alone["order_id"], id);
    assert!(alone["viewers"][0]["user_id"].is_number());
    assert_eq!(names(&both), ["admin", "production"]);
    assert_eq!(found["type"], "presence");
    assert_eq!(names(&found), ["admin", "production"]);
    assert_eq!(names(&left), ["production"]);
    assert_eq!(nobody["cursor"], Value::Null);
}

#[tokio::test]
async fn two_at_one_order_see_each_other_and_neither_saves_over_the_other() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let (id, path) = (
        &order["id"],
        format!("/api/v1/order/{}/", text(&order["id"])),
    );
    let mut siti = Socket::staff(&app, Role::Owner).await;
    let mut joko = Socket::staff(&app, Role::Admin).await;
    siti.event().await;
    joko.event().await;
    let seen = app.owner().get(&path).await;
    let version = seen.header("etag").to_owned();

    let looking = json!({ "type": "viewing", "order_id": id });
    siti.say(&looking).await;
    joko.say(&looking).await;
    for socket in [&mut siti, &mut joko] {
        while names(&socket.event_of("presence").await).len() < 2 {}
    }
    let saved = app.owner().with("if-match", version.clone());
    let saved = saved.patch(&path, json!({ "quantity": 60 })).await;
    let told = joko.event_of("order_updated").await;
    let stale = app.admin().with("if-match", version.clone());
    let stale = stale.patch(&path, json!({ "quantity": 70 })).await;
    let present = format!("\"v{}\"", stale.body["version"]);
    let again = app.admin().with("if-match", present.clone());
    let again = again.patch(&path, json!({ "quantity": 70 })).await;
    assert_eq!((saved.status, stale.status, again.status), (200, 412, 200));
    let heard = siti.event_of("order_updated").await;
    let answered = siti.event_of("order_updated").await;

    assert_eq!(told["order"]["quantity"], 60);
    assert_eq!(stale.body["error_code"], "VERSION_MISMATCH");
    // Joko still has his own; what he is shown beside it is what he heard of already.
    assert_eq!(stale.body["order"], told["order"]);
    assert_eq!(stale.body["version"], told["version"]);
    assert_ne!(present, version);
    assert_eq!(
        (&heard["order"]["quantity"], &answered["order"]["quantity"]),
        (&json!(60), &json!(70))
    );
}

#[tokio::test]
async fn tabs_that_share_a_socket_each_count() {
    let app = TestApp::start().await;
    let first = app.an_order().await["id"].clone();
    let second = app.an_order().await["id"].clone();
    let mut siti = Socket::staff(&app, Role::Admin).await;
    let mut joko = Socket::staff(&app, Role::Production).await;
    siti.event().await;
    joko.event().await;
    let looking = |orders: &[&Value]| json!({ "type": "viewing", "order_ids": orders });
    let mut told = async || {
        let presence = joko.event_of("presence").await;
        (presence["order_id"].clone(), names(&presence).len())
    };

    siti.say(&looking(&[&first, &second])).await;
    let mut both = [told().await, told().await];
    // One of two tabs goes on to a list: the other is still there, and nothing is told of it.
    siti.say(&looking(&[&second])).await;
    let left = told().await;
    siti.say(&looking(&[])).await;
    let last = told().await;

    both.sort_by_key(|(order, _)| order != &first);
    assert_eq!(both, [(first.clone(), 1), (second.clone(), 1)]);
    assert_eq!(left, (first, 0));
    assert_eq!(last, (second, 0));
}

#[tokio::test]
async fn nobody_looks_at_what_is_not_there_and_visitors_do_not_look_at_all() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let looking = json!({ "type": "viewing", "order_id": order["id"] });
    let nothing = json!({ "type": "viewing", "order_id": "00000000-0000-4000-8000-000000000000" });
    let path = format!("/ws/orders/{}/", order["order_code"].as_str().unwrap());
    let mut staff = Socket::staff(&app, Role::Admin).await;
    let mut customer = Socket::open(app.address, &path, &[]).await.unwrap();

    staff.say(&nothing).await;
    customer.say(&looking).await;

    assert_eq!(staff.event_of("error").await["error_code"], "NOT_FOUND");
    let refused = customer.event_of("error").await;
    assert_eq!(refused["error_code"], "UNKNOWN_MESSAGE");
}
