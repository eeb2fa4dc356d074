//! Clients that do not behave: only they suffer.

use std::sync::Arc;

use rajut::actors::session::frame::Frame;
use rajut::domain::role::Role;

use crate::kit::TestApp;
use crate::live::socket::Incoming;
use crate::live::socket::PING;
use crate::live::socket::Socket;
use crate::live::socket::TEXT;
use crate::live::socket::masked;

const CONTINUED: u8 = 0x00;
const BEGUN: u8 = 0x01;

#[tokio::test]
async fn what_breaks_the_protocol_is_closed_with_its_number() {
    let app = TestApp::start().await;
    let mut bystander = Socket::staff(&app, Role::Viewer).await;
    bystander.event().await;
    let too_long = vec![b'x'; (64 << 10) + 1];
    let huge = [&[TEXT, 0xFF][..], &u64::MAX.to_be_bytes(), &[0; 4]].concat();
    let half = vec![b'x'; 40 << 10];

    for (what, bytes, code) in [
        ("no mask", vec![TEXT, 2, b'h', b'i'], 1002),
        ("reserved bits", masked(0xF1, b"x"), 1002),
        ("unknown kind", masked(0x83, b"x"), 1002),
        ("fragmented ping", masked(0x09, b""), 1002),
        ("long ping", masked(PING, &[0; 126]), 1002),
        ("long pong", masked(0x8A, &[0; 126]), 1002),
        ("continued nothing", masked(0x80, b"x"), 1002),
        (
            "begun twice",
            [masked(BEGUN, b"x"), masked(TEXT, b"x")].concat(),
            1002,
        ),
        ("bad goodbye", masked(0x88, &[3]), 1002),
        (
            "goodbye of nobody",
            masked(0x88, &1006_u16.to_be_bytes()),
            1002,
        ),
        ("no UTF-8", masked(TEXT, &[0xC3, 0x28]), 1007),
        (
            "no UTF-8 in pieces",
            [masked(BEGUN, &[0xC3]), masked(0x80, &[0x28])].concat(),
            1007,
        ),
        ("too long", masked(TEXT, &too_long), 1009),
        ("a giant's head", huge, 1009),
        (
            "too long in pieces",
            [masked(BEGUN, &half), masked(CONTINUED, &half)].concat(),
            1009,
        ),
    ] {
        let mut socket = Socket::staff(&app, Role::Admin).await;
        socket.event().await;
        socket.raw(&bytes).await;
        assert_eq!(socket.close_code().await, code, "{what}");
    }

    let mut longest = Socket::staff(&app, Role::Admin).await;
    longest.event().await;
    longest.frame(TEXT, &too_long[1..]).await;
    assert_eq!(longest.event().await["type"], "error");
    app.an_order().await;
    assert_eq!(bystander.event().await["type"], "order_created");
}

#[tokio::test]
async fn a_reader_that_stopped_is_closed_and_nobody_else_is() {
    let app = TestApp::start().await;
    let mut stopped = Socket::staff(&app, Role::Viewer).await;
    let mut reading = Socket::staff(&app, Role::Admin).await;
    stopped.event().await;
    reading.event().await;

    // More than the system holds on the way and the queue together.
    let large = Arc::new(Frame::of(&"x".repeat(400_000)));
    for _ in 0..40 {
        app.app.sessions.hub().tell_staff(&[Arc::clone(&large)]);
        assert!(reading.event().await.is_string());
    }
    let (mut whole, mut last) = (0, stopped.next().await);
    while let Incoming::Event(event) = &last {
        assert_eq!(event.as_str().unwrap().len(), 400_000);
        whole += 1;
        last = stopped.next().await;
    }

    assert!(matches!(last, Incoming::Close(1013, _)), "{last:?}");
    assert!(whole < 40);
    app.an_order().await;
    assert_eq!(reading.event().await["type"], "order_created");
}

#[tokio::test]
async fn floods_end_after_a_hundred_messages_in_a_second() {
    let app = TestApp::start().await;
    let pings = masked(PING, b"").repeat(101);
    let pieces = [masked(BEGUN, b""), masked(CONTINUED, b"").repeat(100)].concat();
    let texts = masked(TEXT, br#"{"type":"ping"}"#).repeat(101);

    for flood in [pings, pieces, texts] {
        let mut socket = Socket::staff(&app, Role::Admin).await;
        socket.event().await;
        socket.raw(&flood).await;
        assert_eq!(socket.close_code().await, 1008);
    }

    let mut busy = Socket::staff(&app, Role::Admin).await;
    busy.event().await;
    busy.raw(&masked(TEXT, br#"{"type":"ping"}"#).repeat(100))
        .await;
    for _ in 0..100 {
        assert_eq!(busy.event().await["type"], "pong");
    }
}
