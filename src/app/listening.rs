//! The address requests come to.

use std::io;
use std::net::SocketAddr;

use anyhow::Context;
use tokio::net::TcpListener;
use tokio::net::TcpSocket;

/// How much the system should hold on the way to one client; Linux takes twice as much. Left
/// to itself it holds some megabytes, which ten thousand clients on a train may not cost, and
/// behind which a client on a slow line does not come to our questions in time. Who is 50 ms
/// away still gets some two megabytes a second.
const SEND_BUFFER_BYTES: u32 = 128 << 10;
/// How many may wait to be let in.
const WAITING_MAX: u32 = 1_024;

/// Takes the address requests will come to; nobody is answered yet.
///
/// # Errors
///
/// When the address cannot be had.
pub async fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    take(address)
        .with_context(|| format!("cannot listen on {address}; is another server using it?"))
}

fn take(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() {
        TcpSocket::new_v4()?
    } else {
        TcpSocket::new_v6()?
    };
    // What the last process left behind must not keep us out.
    socket.set_reuseaddr(true)?;
    // Connections inherit it.
    socket.set_send_buffer_size(SEND_BUFFER_BYTES)?;
    socket.bind(address)?;
    socket.listen(WAITING_MAX)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::io::AsyncWriteExt;
    use tokio::net::TcpStream;
    use tokio::time::timeout;

    use super::*;

    /// More than both systems hold; what one holds by itself is more than this.
    const HELD_MAX: usize = 1 << 20;
    /// Longer than a piece takes that finds room.
    const STUCK: Duration = Duration::from_millis(300);

    #[tokio::test]
    async fn the_system_holds_little_for_who_reads_nothing() {
        let listener = listen("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let client = TcpStream::connect(listener.local_addr().unwrap());
        let (client, served) = tokio::join!(client, listener.accept());
        let (_client, (mut served, _)) = (client.unwrap(), served.unwrap());

        let mut held = 0;
        while let Ok(written) = timeout(STUCK, served.write(&[0; 16 << 10])).await {
            held += written.unwrap();
            assert!(held < HELD_MAX, "the system takes more and more");
        }

        assert!(held > 64 << 10, "{held}");
    }
}
