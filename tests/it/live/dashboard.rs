//! The numbers of the business, as they move.

use rajut::domain::role::Role;
use serde_json::Value;
use serde_json::json;

use crate::kit::TestApp;
use crate::live::socket::Socket;

fn path(app: &TestApp, role: Role) -> String {
    format!("/ws/admin/dashboard/?token={}", app.token(role))
}

#[tokio::test]
async fn numbers_that_move_are_told_at_once_and_all_of_them_soon() {
    let app = TestApp::start().await;
    app.an_order().await;
    let path = path(&app, Role::Viewer);
    let mut socket = Socket::open(app.address, &path, &[]).await.unwrap();
    let greeting = socket.event().await;

    app.an_order().await;
    let moved = socket.event_of("stats_update").await;
    let mut whole = socket.event_of("dashboard_update").await;
    while whole["stats"]["total_orders"] != 2 {
        whole = socket.event_of("dashboard_update").await;
    }
    let asked = app.viewer().get("/api/v1/admin/dashboard/stats/").await;

    assert_eq!(greeting["type"], "connection_established");
    assert_eq!(greeting["snapshot"]["total_orders"], 1);
    assert_eq!(moved["stats"]["total_orders"], 2);
    assert_eq!(moved["stats"]["total_revenue"], Value::Null);
    assert_eq!(whole["stats"], asked.body);
    assert!(whole["cursor"].is_string());
}

#[tokio::test]
async fn the_dashboard_is_for_those_who_see_amounts() {
    let app = TestApp::start().await;
    let refused = Socket::open(app.address, &path(&app, Role::Production), &[]).await;
    let stranger = Socket::open(app.address, "/ws/admin/dashboard/", &[]).await;

    let (refused, stranger) = (refused.err().unwrap(), stranger.err().unwrap());
    assert_eq!((refused.status, stranger.status), (403, 401));
    assert_eq!(refused.body["error_code"], json!("PERMISSION_DENIED"));
}
