//! Every GET of the real server over HTTP, the slowest first.

use std::net::SocketAddr;
use std::net::TcpListener;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

use bytes::Bytes;
use hyper::Method;
use hyper::header::AUTHORIZATION;
use serde_json::json;
use tempfile::TempDir;
use tokio::process::Child;
use tokio::process::Command;

use crate::client::Client;
use crate::kit::table;
use crate::kit::table::Times;

const PASSWORD: &str = "Kancing-Baju-1945";
const START_MAX: Duration = Duration::from_mins(2);
const BEAT: Duration = Duration::from_millis(100);
const RUNS: usize = 300;
/// How many of the slowest are told.
const SLOWEST: usize = 10;

const LISTS: [&str; 24] = [
    "/api/v1/",
    "/api/v1/health/",
    "/api/v1/order/",
    "/api/v1/order/?page=13500",
    "/api/v1/order/?page_size=100",
    "/api/v1/order/?status=lunas",
    "/api/v1/order/?ordering=-total_price",
    "/api/v1/order/?min_amount=5000000&max_amount=7500000",
    "/api/v1/order/?search=santoso",
    "/api/v1/order/?search=snatoso",
    "/api/v1/order/?search=anit&status=lunas&ordering=total_price",
    "/api/v1/order/?search=a",
    "/api/v1/order/?search=081200000331",
    "/api/v1/admin/orders/",
    "/api/v1/admin/dashboard/stats/",
    "/api/v1/admin/performance/",
    "/api/v1/invoice/",
    "/api/v1/invoice/?search=INV-482",
    "/api/v1/payment/",
    "/api/v1/payment/?source=manual",
    "/api/v1/admin/security/alerts/",
    "/api/v1/admin/payments/unmatched/",
    "/api/v1/admin/templates/",
    "/api/v1/auth/profile/",
];

/// Serves the store in a directory, asks for everything, and prints the slowest.
pub(crate) async fn measure(directory: &TempDir) {
    table::part("GET over HTTP, 300,000 orders, one at a time, the ten slowest");
    let started = Instant::now();
    let (mut server, mut client) = started_on(directory).await;
    let ready = table::span(started.elapsed());
    table::line("from starting the server to signing in", &ready, "");
    await_search(&mut client).await;
    let searchable = table::span(started.elapsed());
    table::line("until every order can be found", &searchable, "");

    let mut paths: Vec<String> = LISTS.map(str::to_owned).to_vec();
    paths.extend(details(&mut client).await);
    let mut table = Vec::new();
    for path in &paths {
        let mut times = Vec::with_capacity(RUNS);
        let mut bytes = 0;
        for _ in 0..RUNS {
            let started = Instant::now();
            let (status, body) = client.send(Method::GET, path, Bytes::new()).await;
            times.push(started.elapsed());
            assert_eq!(status, 200, "{path}: {}", String::from_utf8_lossy(&body));
            bytes = body.len();
        }
        table.push((Times::of(times), path, bytes));
    }
    table.sort_by_key(|(times, ..)| std::cmp::Reverse(times.within(99)));
    for (times, path, bytes) in table.iter().take(SLOWEST) {
        let remark = format!("{}, {bytes} bytes", times.summary());
        table::line(path, &table::span(times.within(99)), &remark);
    }
    server.kill().await.expect("it ends");
}

fn serve(directory: &TempDir) -> (Child, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let child = Command::new(env!("CARGO_BIN_EXE_rajut"))
        .arg("serve")
        .current_dir(directory)
        .env("BIND_ADDR", address.to_string())
        .env(
            "DATABASE_URL",
            format!("surrealkv://{}", directory.path().display()),
        )
        .env("ADMIN_USERNAME", "owner")
        .env("ADMIN_PASSWORD", PASSWORD)
        .env("RATE_LIMITS", "off")
        .env("RUST_LOG", "warn")
        .env_remove("RUST_BACKTRACE")
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn();
    (child.expect("the server starts"), address)
}

/// A server that is ready and its owner. Whoever filled the store may hold it a moment
/// longer; then another server is started.
async fn started_on(directory: &TempDir) -> (Child, Client) {
    let begun = Instant::now();
    let (mut server, mut address) = serve(directory);
    while !is_ready(address).await {
        assert!(begun.elapsed() < START_MAX, "the server gets ready");
        tokio::time::sleep(BEAT).await;
        if server.try_wait().expect("it can be looked at").is_some() {
            (server, address) = serve(directory);
        }
    }
    (server, sign_in(address).await)
}

async fn is_ready(address: SocketAddr) -> bool {
    match Client::connect(address, Vec::new()).await {
        Ok(mut client) => {
            let answer = client.try_send(Method::GET, "/readyz", Bytes::new()).await;
            answer.is_ok_and(|(status, _)| status == 200)
        }
        Err(_) => false,
    }
}

async fn sign_in(address: SocketAddr) -> Client {
    let mut stranger = Client::connect(address, Vec::new())
        .await
        .expect("it listens");
    let who = json!({ "username": "owner", "password": PASSWORD });
    let signed_in = stranger.post("/api/v1/auth/login/", &who).await;
    let token = signed_in["access"].as_str().expect("a token");
    let client = Client::connect(address, vec![(AUTHORIZATION, format!("Bearer {token}"))]).await;
    client.expect("it listens")
}

async fn await_search(client: &mut Client) {
    let begun = Instant::now();
    let sought = "/api/v1/order/?search=budi";
    while client.send(Method::GET, sought, Bytes::new()).await.0 != 200 {
        assert!(begun.elapsed() < START_MAX, "the texts are read");
        tokio::time::sleep(BEAT).await;
    }
}

/// What belongs to one order: one that was made over HTTP, since the others have no history.
async fn details(client: &mut Client) -> Vec<String> {
    let form = json!({
        "customer_name": "Budi Santoso",
        "product_name": "Kaos Custom",
        "quantity": 50,
        "total_price": "7500000",
        "payment_type": "dp",
        "dp_percent": 50,
        "contact_information": "081234567890",
    });
    let made = client.post("/api/v1/order/", &form).await;
    let order = &made["order"];
    let text = |name: &str| order[name].as_str().expect("a text").to_owned();
    let (id, code) = (text("id"), text("order_code"));
    vec![
        format!("/api/v1/order/{id}/"),
        format!("/api/v1/orders/{id}/audit-trail/"),
        format!("/api/v1/track-order/?order_code={code}"),
        format!("/api/v1/check-order/?order_code={code}"),
        format!("/api/v1/invoice/?order={code}"),
    ]
}
