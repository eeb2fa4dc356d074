//! Coming back, and hearing what was missed.

use rajut::domain::role::Role;
use serde_json::Value;
use serde_json::json;

use crate::kit::TestApp;
use crate::kit::a_form;
use crate::kit::text;
use crate::live::socket::Socket;
use crate::process::Connection;
use crate::process::Server;

fn places(events: &[Value]) -> Vec<(String, u64)> {
    let place = |it: &Value| {
        (
            text(&it["order_code"]).to_owned(),
            it["version"].as_u64().unwrap(),
        )
    };
    events.iter().map(place).collect()
}

async fn several(socket: &mut Socket, count: usize) -> Vec<Value> {
    let mut events = Vec::new();
    for _ in 0..count {
        events.push(socket.event().await);
    }
    events
}

#[tokio::test]
async fn whoever_comes_back_hears_exactly_what_they_missed() {
    for ring in [8_192, 2] {
        let app = TestApp::start_as(&[], |config| config.engine.feed_ring_max = ring).await;
        let mut stays = Socket::staff(&app, Role::Admin).await;
        let greeting = stays.event().await;
        for _ in 0..3 {
            app.an_order().await;
        }
        let all = several(&mut stays, 6).await;

        let from = text(&greeting["cursor"]);
        let mut back = Socket::staff_since(&app, Role::Viewer, Some(from)).await;
        let welcome = back.event().await;
        let missed = several(&mut back, 6).await;
        let middle = text(&all[3]["cursor"]);
        let mut half = Socket::staff_since(&app, Role::Admin, Some(middle)).await;
        let half_welcome = half.event().await;
        let rest = several(&mut half, 2).await;
        app.an_order().await;
        let (next, same) = (half.event().await, back.event().await);

        assert_eq!(welcome["recovered"], true);
        assert_eq!(text(&welcome["cursor"]), from);
        assert_eq!(places(&missed), places(&all));
        assert_eq!(missed[5]["cursor"], all[5]["cursor"]);
        assert_eq!(half_welcome["recovered"], true);
        assert_eq!(places(&rest), places(&all[4..]));
        assert_eq!(next, same);
        // What is told late shows the order as it is now, with its own version.
        assert!(missed[0]["order"]["version"].as_u64() >= missed[0]["version"].as_u64());
    }
}

#[tokio::test]
async fn a_list_and_the_socket_after_it_leave_nothing_out() {
    let app = TestApp::start().await;
    app.an_order().await;
    let list = app.admin().get("/api/v1/order/").await;
    let cursor = list.header("x-feed-cursor").to_owned();

    let order = app.an_order().await;
    let mut socket = Socket::staff_since(&app, Role::Admin, Some(&cursor)).await;
    let (greeting, first) = (socket.event().await, socket.event().await);

    assert_eq!(greeting["recovered"], true);
    assert_eq!(first["type"], "order_created");
    assert_eq!(first["order_code"], order["order_code"]);
}

#[tokio::test]
async fn who_was_away_too_long_or_names_no_place_of_ours_starts_over() {
    let app = TestApp::start_as(&[], |config| config.live.recovery_events_max = 3).await;
    let mut socket = Socket::staff(&app, Role::Admin).await;
    let start = text(&socket.event().await["cursor"]).to_owned();
    app.an_order().await;
    app.an_order().await;
    let events = several(&mut socket, 4).await;

    for (since, recovered) in [
        (start.as_str(), false),
        (text(&events[0]["cursor"]), true),
        ("nonsense", false),
        ("", false),
        ("1.1.99999", false),
        ("7.7.7", false),
        ("v3", false),
    ] {
        let mut back = Socket::staff_since(&app, Role::Admin, Some(since)).await;
        let greeting = back.event().await;
        assert_eq!(greeting["recovered"], recovered, "{since}");
        if !recovered {
            assert_eq!(greeting["cursor"], events[3]["cursor"], "{since}");
        }
    }
    app.clock.advance(std::time::Duration::from_hours(8 * 24));
    let owner = app.owner();
    assert_eq!(owner.get("/api/v1/order/").await.status, 401);
}

#[tokio::test]
async fn cursors_are_good_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path()).await;
    let mut staff = Connection::signed_in(server.address).await;
    let token = staff.token().to_owned();
    let path = |since: &str| format!("/ws/orders/?token={token}{since}");
    let mut socket = Socket::open(server.address, &path(""), &[]).await.unwrap();
    socket.event().await;
    staff.send("POST", "/api/v1/order/", None, &a_form()).await;
    let seen = socket.event().await;
    staff.send("POST", "/api/v1/order/", None, &a_form()).await;
    let missed = several(&mut socket, 3).await;
    server.kill();

    let server = Server::start(folder.path()).await;
    let mut staff = staff.another(server.address).await;
    let since = format!("&since={}", text(&seen["cursor"]));
    let mut back = Socket::open(server.address, &path(&since), &[])
        .await
        .unwrap();
    let greeting = back.event().await;
    let told = several(&mut back, 3).await;
    let made = staff
        .send("POST", "/api/v1/order/", None, &json!(a_form()))
        .await;
    let created = back.event_of("order_created").await;

    assert_eq!(greeting["recovered"], true);
    assert_eq!(places(&told), places(&missed));
    assert_eq!(
        created["order_code"],
        made.unwrap().1["order"]["order_code"]
    );
}
