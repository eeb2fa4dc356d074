//! Clients of whom nothing is heard.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use tokio::io::DuplexStream;
use tokio::time::Instant;
use tokio::time::advance;
use tokio::time::sleep;

use super::kit::engine;
use super::live::open;
use crate::actors::session::Connection;
use crate::actors::session::Kind;
use crate::actors::session::Link;
use crate::actors::session::Who;
use crate::actors::session::close::Close;
use crate::actors::session::frame::Frame;
use crate::actors::session::sessions::Sessions;
use crate::actors::session::staff::StaffSource;
use crate::store::standin::StandIn;
use crate::wire::konveksi::Audience;

const PING: u8 = 0x89;
const CLOSE: u8 = 0x88;
/// The answer to a ping, masked with nothing.
const PONG: [u8; 6] = [0x8A, 0x80, 0, 0, 0, 0];
/// Longer than anybody may be silent.
const LONG: Duration = Duration::from_mins(2);

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

/// The one session that is there.
fn only(sessions: &Sessions) -> Arc<Link> {
    Arc::clone(&sessions.all()[0].link)
}

/// Lets so much wait for a client, in many frames.
fn push(link: &Link, bytes: usize) {
    let frame = Arc::new(Frame::of(&"x".repeat(1_000)));
    for _ in 0..bytes / frame.wire().len() {
        link.outlet.push(&[Arc::clone(&frame)]);
    }
}

/// The next frame: its first byte, and what is in it.
async fn next(client: &mut DuplexStream) -> (u8, Vec<u8>) {
    let kind = client.read_u8().await.unwrap();
    let length = match client.read_u8().await.unwrap() {
        126 => usize::from(client.read_u16().await.unwrap()),
        short => usize::from(short),
    };
    let mut payload = vec![0; length];
    client.read_exact(&mut payload).await.unwrap();
    (kind, payload)
}

/// Reads until it is asked whether it is there, so many times a second, and answers how
/// many frames came before.
async fn until_asked(client: &mut DuplexStream, pause: Duration) -> u32 {
    let mut frames = 0;
    loop {
        match next(client).await {
            (PING, _) => return frames,
            (CLOSE, payload) => panic!("closed: {payload:?}"),
            _ => frames += 1,
        }
        sleep(pause).await;
    }
}

/// Reads until the end; answers how many pings came, and the code at the end.
async fn listen(mut client: DuplexStream, answers: bool) -> (u32, u16) {
    let mut pings = 0;
    loop {
        match next(&mut client).await {
            (PING, _) => {
                pings += 1;
                if answers {
                    client.write_all(&PONG).await.unwrap();
                }
            }
            (CLOSE, payload) => return (pings, u16::from_be_bytes([payload[0], payload[1]])),
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

#[tokio::test(start_paused = true)]
async fn a_process_that_stood_still_blames_nobody_for_it() {
    let engine = engine(StandIn::calm_one(), 1).await;
    let sessions = open(&engine);
    let mut client = connect(&sessions).await;
    until_asked(&mut client, Duration::ZERO).await;

    advance(LONG).await;
    sleep(Duration::from_secs(5)).await;

    assert_eq!(only(&sessions).outlet.closing(), None);
    assert_eq!(listen(client, false).await.1, 1001, "in its own time it is");
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_lies_unread_is_heard_before_its_client_is_called_silent() {
    let engine = engine(StandIn::calm_one(), 1).await;
    let sessions = open(&engine);
    let mut client = connect(&sessions).await;
    until_asked(&mut client, Duration::ZERO).await;
    let link = only(&sessions);

    // Nobody else has a turn until we wait.
    client.write_all(&PONG).await.unwrap();
    assert!(link.outlet.patience().passed(LONG));
    link.doubt();
    sleep(Duration::from_secs(1)).await;

    assert_eq!(link.outlet.closing(), None);
}

#[tokio::test(start_paused = true)]
async fn a_question_that_waits_behind_other_frames_is_not_unanswered() {
    let engine = engine(StandIn::calm_one(), 1).await;
    let sessions = open(&engine);
    let mut client = connect(&sessions).await;
    let began = Instant::now();
    next(&mut client).await;
    push(&only(&sessions), 600_000);

    let frames = until_asked(&mut client, Duration::from_millis(250)).await;
    client.write_all(&PONG).await.unwrap();

    assert!(frames > 500, "{frames}");
    assert!(began.elapsed() > LONG, "{:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_question_that_was_not_sent_yet_is_not_unanswered() {
    let engine = engine(StandIn::calm_one(), 1).await;
    let sessions = open(&engine);
    let mut client = connect(&sessions).await;
    let link = only(&sessions);
    next(&mut client).await;
    // These fill the way out, and more; the rest waits, and behind it the question soon.
    push(&link, 8_000);
    sleep(Duration::from_secs(1)).await;
    push(&link, 20_000);
    sleep(Duration::from_secs(30)).await;

    // With this the first are written, and the question is in hand; it is not its turn yet.
    for _ in 0..3 {
        next(&mut client).await;
    }
    sleep(Duration::from_mins(1)).await;

    assert_eq!(link.outlet.closing(), None);
    let frames = until_asked(&mut client, Duration::ZERO).await;
    assert_eq!(frames, 23);
}

#[tokio::test(start_paused = true)]
async fn who_takes_nothing_of_what_waits_is_too_slow() {
    let engine = engine(StandIn::calm_one(), 1).await;
    let sessions = open(&engine);
    let mut client = connect(&sessions).await;
    let link = only(&sessions);
    push(&link, 600_000);

    // Saying something is no excuse for not reading.
    for _ in 0..12 {
        assert_eq!(link.outlet.closing(), None);
        client.write_all(&PONG).await.unwrap();
        sleep(Duration::from_secs(5)).await;
    }
    sleep(Duration::from_secs(10)).await;

    assert_eq!(link.outlet.closing(), Some(Close::TooSlow));
}

#[tokio::test(start_paused = true)]
async fn a_message_that_comes_slowly_is_a_sign_of_life() {
    let engine = engine(StandIn::calm_one(), 1).await;
    let sessions = open(&engine);
    let mut client = connect(&sessions).await;
    let link = only(&sessions);

    // A text of a hundred bytes, masked with nothing, of which some are still to come.
    client
        .write_all(&[0x81, 0x80 | 0x64, 0, 0, 0, 0])
        .await
        .unwrap();
    for _ in 0..90 {
        sleep(Duration::from_secs(2)).await;
        client.write_all(b"x").await.unwrap();
    }

    assert_eq!(link.outlet.closing(), None);
}
