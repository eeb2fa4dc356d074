//! Notices.

use std::time::Duration;

use rajut::domain::role::Role;
use serde_json::json;

use crate::kit::TestApp;
use crate::kit::text;
use crate::live::socket::Socket;

async fn listen(app: &TestApp, role: Option<Role>) -> Socket {
    let token = role.map(|role| format!("?token={}", app.token(role)));
    let path = format!("/ws/notifications/{}", token.unwrap_or_default());
    let mut socket = Socket::open(app.address, &path, &[]).await.unwrap();
    assert_eq!(socket.event().await["type"], "connection_established");
    socket
}

#[tokio::test]
async fn alerts_are_told_to_those_who_may_act_on_them() {
    let app = TestApp::start().await;
    let order = app.an_order_in("lunas").await;
    let mut admin = listen(&app, Some(Role::Admin)).await;
    let mut production = listen(&app, Some(Role::Production)).await;
    let mut visitor = listen(&app, None).await;

    let path = format!("/api/v1/order/{}/", text(&order["id"]));
    let cancel = json!({ "status_order": "dibatalkan", "money": "refund_due", "notes": "batal" });
    let cancelled = app.admin().patch(&path, cancel).await;
    let notice = admin.event().await;

    assert_eq!(cancelled.status, 200, "{}", cancelled.body);
    assert_eq!(notice["type"], "notification_broadcast");
    assert_eq!(notice["level"], "warning");
    assert_eq!(notice["data"]["type"], "money_refund_due");
    assert_eq!(notice["message"], notice["data"]["message"]);
    assert!(production.is_quiet(Duration::from_millis(300)).await);
    assert!(visitor.is_quiet(Duration::from_millis(50)).await);
}
