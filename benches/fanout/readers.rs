//! Pairs of connected sockets, and those who read one end of each.

use std::net::Ipv4Addr;

use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

const BUFFER_BYTES: usize = 16 << 10;

/// So many connected sockets: the ends to write to, and those to read from.
pub(crate) async fn pairs(count: usize) -> (Vec<TcpStream>, Vec<TcpStream>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
    let listener = listener.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let (mut writing, mut reading) = (Vec::new(), Vec::new());
    for _ in 0..count {
        let (client, server) = tokio::join!(TcpStream::connect(address), listener.accept());
        let (server, _) = server.expect("it connects");
        server.set_nodelay(true).expect("a socket");
        writing.push(server);
        reading.push(client.expect("it connects"));
    }
    (writing, reading)
}

/// Reads so many bytes of each; done when all are read.
pub(crate) fn drain(sockets: Vec<TcpStream>, bytes: usize) -> JoinSet<TcpStream> {
    let mut readers = JoinSet::new();
    for mut socket in sockets {
        readers.spawn(async move {
            let mut buffer = vec![0; BUFFER_BYTES];
            let mut left = bytes;
            while left > 0 {
                let most = left.min(BUFFER_BYTES);
                let read = socket.read(&mut buffer[..most]).await;
                left -= read.expect("the other end is there");
            }
            socket
        });
    }
    readers
}
