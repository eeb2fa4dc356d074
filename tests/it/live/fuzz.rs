//! Clients that say anything at all, many at once, against a process of its own: its memory
//! stays where it is, and whoever behaves notices nothing.

use rand::Rng;
use rand::SeedableRng;
use rand::rngs::StdRng;
use tokio::task::JoinSet;

use crate::kit::a_form;
use crate::live::socket::Incoming;
use crate::live::socket::Socket;
use crate::live::socket::masked;
use crate::process::Connection;
use crate::process::Server;

/// How often everything is tried, after a first time that warms the server up.
const ROUNDS: u64 = 6;
/// How many clients misbehave at once. One person may not have more.
const CLIENTS: u64 = 60;
/// What a server may have grown by after all that: caches and the request log, but nothing
/// for each client. What they claim to send in a round would be far more.
const GROWTH_MAX: u64 = 32 << 20;
/// The longest message that is taken.
const LONGEST: usize = 64 << 10;

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_said_memory_stays_flat_and_others_notice_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path()).await;
    let mut staff = Connection::signed_in(server.address).await;
    let path = format!("/ws/orders/?token={}", staff.token());
    let mut bystander = Socket::open(server.address, &path, &[]).await.unwrap();
    bystander.event().await;

    let mut warm = 0;
    for round in 0..=ROUNDS {
        let mut clients = JoinSet::new();
        for number in 0..CLIENTS {
            let chance = StdRng::seed_from_u64(round * CLIENTS + number);
            let (address, path) = (server.address, path.clone());
            clients.spawn(async move {
                let mut socket = Socket::open(address, &path, &[]).await.unwrap();
                misbehave(&mut socket, chance, number).await;
            });
        }
        let made = staff.send("POST", "/api/v1/order/", None, &a_form()).await;
        let created = bystander.event_of("order_created").await;
        assert_eq!(
            created["order_code"],
            made.unwrap().1["order"]["order_code"]
        );
        clients.join_all().await;
        if round == 0 {
            warm = server.resident();
        }
    }

    let grown = server.resident().saturating_sub(warm);
    assert!(grown < GROWTH_MAX, "{} MiB more", grown >> 20);
}

/// Says something wrong in one of many ways, and goes, with or without a word.
async fn misbehave(socket: &mut Socket, mut chance: StdRng, number: u64) {
    let said = match number % 10 {
        0 => noise(&mut chance, 4_000),
        1 => frames(&mut chance),
        2 => giant(&mut chance),
        3 => fragments(&mut chance),
        4 => no_text(&mut chance),
        5 => masked(0x89, b"").repeat(chance.random_range(50..400)),
        6 => masked(0x81, br#"{"type":"viewing"}"#).repeat(chance.random_range(50..400)),
        7 => stalled(&mut chance),
        8 => unmasked(&mut chance),
        _ => [frames(&mut chance), noise(&mut chance, 500)].concat(),
    };
    // Whatever the pieces, it is the same to the server.
    for piece in said.chunks(chance.random_range(1..20_000)) {
        socket.raw(piece).await;
    }
    if chance.random_ratio(1, 3) {
        return;
    }
    socket.frame(0x88, &1000_u16.to_be_bytes()).await;
    if chance.random_ratio(1, 3) {
        return;
    }
    // Whoever stops in the middle of a frame is waited for, like anybody who is silent.
    if matches!(number % 10, 0 | 7 | 9) {
        return;
    }
    while !matches!(socket.next().await, Incoming::Close(..) | Incoming::End) {}
}

fn noise(chance: &mut StdRng, most: usize) -> Vec<u8> {
    let mut bytes = vec![0; chance.random_range(1..most)];
    chance.fill(bytes.as_mut_slice());
    bytes
}

/// Frames that are whole, but of any kind.
fn frames(chance: &mut StdRng) -> Vec<u8> {
    let mut said = Vec::new();
    for _ in 0..chance.random_range(1..40) {
        let payload = noise(chance, 300);
        said.extend(masked(chance.random(), &payload));
    }
    said
}

/// A head that promises far more than may come, and some of it.
fn giant(chance: &mut StdRng) -> Vec<u8> {
    let length: u64 = chance.random_range(LONGEST as u64 + 1..=u64::MAX);
    let head = [&[0x82, 0xFF][..], &length.to_be_bytes(), &[1, 2, 3, 4]].concat();
    [head, noise(chance, 60_000)].concat()
}

/// A message that goes on and on, in large pieces, or in too many small ones.
fn fragments(chance: &mut StdRng) -> Vec<u8> {
    let piece = vec![b'x'; chance.random_range(0..LONGEST)];
    let mut said = masked(0x01, &piece);
    for _ in 0..150 {
        said.extend(masked(0x00, &piece));
        if said.len() > 20 * LONGEST {
            break;
        }
    }
    said
}

/// A text that is none: broken anywhere, in one piece or in two.
fn no_text(chance: &mut StdRng) -> Vec<u8> {
    let mut text = "pesanan ".repeat(chance.random_range(1..500)).into_bytes();
    let place = chance.random_range(0..text.len());
    text[place] = chance.random_range(0x80..=0xFF);
    if chance.random() {
        return masked(0x81, &text);
    }
    let (first, second) = text.split_at(chance.random_range(0..text.len()));
    [masked(0x01, first), masked(0x80, second)].concat()
}

/// The beginning of as large a message as may be, whose end never comes.
fn stalled(chance: &mut StdRng) -> Vec<u8> {
    let mut whole = masked(0x81, &vec![b'x'; LONGEST]);
    whole.truncate(chance.random_range(1..whole.len()));
    whole
}

/// What a proxy that understands nothing would send.
fn unmasked(chance: &mut StdRng) -> Vec<u8> {
    let length = chance.random_range(0..126_u8);
    let mut said = vec![0x81, length];
    said.extend(std::iter::repeat_n(b'x', usize::from(length)));
    said
}
