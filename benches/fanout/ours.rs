//! Sessions of the real engine, told by the real hub.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use rajut::actors::doorkeeper::NotKnown;
use rajut::actors::doorkeeper::Rights;
use rajut::actors::engine::Door;
use rajut::actors::engine::Engine;
use rajut::actors::engine::EngineSettings;
use rajut::actors::hub;
use rajut::actors::hub::RecoveryLimits;
use rajut::actors::registry::OrderLimits;
use rajut::actors::registry::SleepLimits;
use rajut::actors::session::Connection;
use rajut::actors::session::Kind;
use rajut::actors::session::Member;
use rajut::actors::session::Who;
use rajut::actors::session::frame::Frame;
use rajut::actors::session::sessions::SessionLimits;
use rajut::actors::session::sessions::Sessions;
use rajut::actors::session::staff::StaffSource;
use rajut::app::SystemClock;
use rajut::domain::ids::NodeId;
use rajut::domain::ids::SessionId;
use rajut::domain::ids::UserId;
use rajut::domain::role::Role;
use rajut::domain::time::BusinessZone;
use rajut::domain::time::Timestamp;
use rajut::store::surreal::StoreAddress;
use rajut::wire::konveksi::Audience;
use tokio::net::TcpStream;

use crate::FRAME_BYTES;
use crate::fanout::bare::Entrance;
use crate::fanout::course;
use crate::fanout::course::Course;
use crate::fanout::course::Figures;
use crate::fanout::course::Sender;
use crate::fanout::readers::Readers;
use crate::kit::disk;

const SETTINGS: EngineSettings = EngineSettings {
    node: NodeId(1),
    zone: BusinessZone::UTC,
    journal_batch_max: 64,
    journal_queue_max: 4_096,
    feed_ring_max: 8_192,
    sweep: Duration::from_secs(1),
    snapshot_interval: Duration::from_mins(5),
    orders: OrderLimits {
        permits: 64,
        reply_timeout: Duration::from_secs(5),
    },
    sleep: SleepLimits {
        idle: Duration::from_mins(1),
        awake_max: 20_000,
    },
};

/// A frame of a short text has this much around it: its head and two quotes.
const AROUND_BYTES: usize = 4 + 2;
/// Behind the head and the first quote.
const TEXT_AT: usize = 5;

#[derive(Debug)]
struct Everybody;

#[async_trait]
impl Rights for Everybody {
    async fn role(&self, _: SessionId, _: Timestamp) -> Result<Option<Role>, NotKnown> {
        Ok(Some(Role::Admin))
    }

    fn name_of(&self, _: UserId) -> Option<String> {
        None
    }
}

struct Ours(Sessions);

/// Everybody is told by the hub.
pub(crate) async fn measure(sockets: usize, frames: usize) -> Figures {
    let store = disk::store(&StoreAddress::embedded("mem://")).await;
    let engine = Engine::start(Arc::new(store), SETTINGS).await;
    let engine = engine.expect("the engine starts");
    let sessions = open(&engine);
    let entrance = Entrance::open().await;
    let readers = Readers::start(entrance.address(), sockets, "greeted", TEXT_AT);
    let mut readers = readers.expect("a process");
    for _ in 0..sockets {
        begin(&sessions, entrance.next().await).await;
    }
    readers.connected().await.expect("readers");
    let mut ours = Ours(sessions.clone());
    let course = Course {
        sockets,
        frames,
        rounds: course::ROUNDS,
        around: AROUND_BYTES,
    };
    let figures = course::run(&mut ours, &mut readers, course).await;
    drop(readers);
    sessions.close_the_door();
    engine.stop().await;
    figures.expect("we come to an end")
}

#[async_trait]
impl Sender for Ours {
    async fn send(&mut self, text: &str, frames: usize) {
        let frame = Frame::of(&text);
        assert_eq!(frame.wire().len(), FRAME_BYTES, "the same bytes");
        let frame = Arc::new(frame);
        let frames = vec![frame; frames];
        for together in frames.chunks(hub::BATCH) {
            self.0.hub().tell_staff(together);
        }
    }
}

fn open(engine: &Engine) -> Sessions {
    engine.open_the_door(Door {
        base: String::new(),
        limits: SessionLimits {
            total: 100_000,
            per_user: 100_000,
            per_address: 100_000,
            queue_bytes: 4 << 20,
        },
        recovery: RecoveryLimits {
            span: Duration::from_hours(1),
            events: 10_000,
        },
        rights: Arc::new(Everybody),
        clock: Arc::new(SystemClock),
    })
}

async fn begin(sessions: &Sessions, socket: TcpStream) {
    let source = StaffSource::new(sessions.hub().clone(), Audience::Staff, None);
    let who = Who {
        kind: Kind::Orders,
        staff: Some(Member {
            user: UserId(1),
            name: "Siti".to_owned(),
            role: Role::Admin,
            sign_in: SessionId(uuid::Uuid::nil()),
        }),
        address: Ipv4Addr::LOCALHOST.into(),
    };
    let (reading, writing) = socket.into_split();
    let connection = Connection::Socket(Box::new(reading), Box::new(writing));
    let connecting = Box::pin(std::future::ready(Some(connection)));
    let seat = sessions.seat(&who).expect("a place");
    let begun = sessions.begin(who, seat, connecting, Box::new(source));
    begun.await.expect("it begins");
}
