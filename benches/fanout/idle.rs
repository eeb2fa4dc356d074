//! What a staff socket that hears nothing costs in resident memory.

use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::kit::table;
use crate::serving::server::Server;

const SOCKETS: usize = 5_000;

pub(crate) async fn measure() {
    let server = Server::start().await;
    // What is made once and kept, be it for one socket, is not a socket's.
    let orders = server.orders(100).await;
    let mut sockets = open(&server, 500).await;
    let before = server.resident();
    sockets.extend(open(&server, SOCKETS / 2).await);
    let halfway = server.resident();
    sockets.extend(open(&server, SOCKETS / 2).await);
    let after = server.resident();
    let (first, second) = (each(before, halfway), each(halfway, after));
    let remark = format!("of {SOCKETS}; the later half {second:.1} KiB each");
    let both = f64::midpoint(first, second);
    table::line("an idle staff socket", &format!("{both:.1} KiB"), &remark);

    let cpu = server.cpu();
    tokio::time::sleep(std::time::Duration::from_secs(10)).await;
    let share = (server.cpu() - cpu) / 10.0 * 100.0;
    let remark = format!("with {} sockets and {} orders", sockets.len(), orders.len());
    table::line("of one core, idle", &format!("{share:.1} %"), &remark);
    table::line("the server", &server.memory(), "");
    server.stop().await;
}

#[expect(clippy::cast_precision_loss, reason = "bytes of memory")]
fn each(before: u64, after: u64) -> f64 {
    after.saturating_sub(before) as f64 / (SOCKETS / 2) as f64 / 1_024.0
}

/// So many staff sockets, greeted.
pub(crate) async fn open(server: &Server, count: usize) -> Vec<TcpStream> {
    let mut sockets = Vec::new();
    for _ in 0..count {
        let socket = TcpStream::connect(server.address).await;
        let mut socket = socket.expect("it listens");
        let head = format!(
            "GET /ws/orders/?token={} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n\
             Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
             Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
            server.token
        );
        socket.write_all(head.as_bytes()).await.expect("it listens");
        let mut answer = vec![0; 4_096];
        let mut length = 0;
        // The greeting names the session last of all.
        while !answer[..length].ends_with(b"}") {
            let read = socket.read(&mut answer[length..]).await;
            length += read.expect("a greeting");
        }
        assert!(answer.starts_with(b"HTTP/1.1 101"), "it is let in");
        sockets.push(socket);
    }
    sockets
}
