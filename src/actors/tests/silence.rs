//! Clients of whom nothing is heard.

use std::net::Ipv4Addr;
use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use tokio::io::DuplexStream;
use tokio::time::Instant;
use tokio::time::sleep;

use super::kit::engine;
use super::live::open;
use crate::actors::session::Connection;
use crate::actors::session::Kind;
use crate::actors::session::Who;
use crate::actors::session::sessions::Sessions;
use crate::actors::session::staff::StaffSource;
use crate::store::standin::StandIn;
use crate::wire::konveksi::Audience;

const PING: u8 = 0x89;
const CLOSE: u8 = 0x88;
/// The answer to a ping, masked with nothing.
const PONG: [u8; 6] = [0x8A, 0x80, 0, 0, 0, 0];

async fn connect(sessions: &Sessions) -> DuplexStream {
    let (client, server) = tokio::io::duplex(4_096);
    let (reading, writing) = tokio::io::split(server);
    let source = StaffSource::new(sessions.hub().clone(), Audience::Staff, None);
    let who = Who {
        kind: Kind::Orders,
        staff: None,
        address: Ipv4Addr::LOCALHOST.into(),
    };
    let seat = sessions.seat(&who).unwrap();
    let connection = Connection::Socket(Box::new(reading), Box::new(writing));
    let connecting = Box::pin(std::future::ready(Some(connection)));
    let begun = sessions.begin(who, seat, connecting, Box::new(source));
    begun.await.unwrap();
    client
}

/// Reads until the end; answers how many pings came, and the code at the end.
async fn listen(mut client: DuplexStream, answers: bool) -> (u32, u16) {
    let mut pings = 0;
    loop {
        let kind = client.read_u8().await.unwrap();
        let length = match client.read_u8().await.unwrap() {
            126 => usize::from(client.read_u16().await.unwrap()),
            short => usize::from(short),
        };
        let mut payload = vec![0; length];
        client.read_exact(&mut payload).await.unwrap();
        match kind {
            PING => {
                pings += 1;
                if answers {
                    client.write_all(&PONG).await.unwrap();
                }
            }
            CLOSE => return (pings, u16::from_be_bytes([payload[0], payload[1]])),
            _ => {}
        }
    }
}

#[tokio::test(start_paused = true)]
async fn who_leaves_two_questions_unanswered_is_let_go_and_nobody_else() {
    let engine = engine(StandIn::calm_one(), 1).await;
    let sessions = open(&engine);
    let (silent, polite) = (connect(&sessions).await, connect(&sessions).await);
    let began = Instant::now();

    let mut polite = std::pin::pin!(listen(polite, true));
    let end = tokio::select! {
        end = listen(silent, false) => end,
        end = &mut polite => panic!("who answered was closed: {end:?}"),
    };
    let took = began.elapsed();
    tokio::select! {
        () = sleep(Duration::from_mins(10)) => {}
        end = &mut polite => panic!("who answered was closed: {end:?}"),
    }

    assert_eq!(end, (2, 1001));
    assert!(took < Duration::from_secs(70), "{took:?}");
    assert_eq!(sessions.count(), 1);
}
