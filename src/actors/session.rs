//! One live connection: a socket, or a stream of events.
//!
//! - **Starts** when somebody was let in, before the connection is theirs.
//! - **Owns** the task that speaks over the connection, what the client looks at, and its
//!   end.
//! - **Stops** when the conversation is over; whoever wants it to end closes its
//!   [outlet].
//! - **Fails** alone: its client sees the connection break, and comes back for what it
//!   missed.
//!
//! Frames go past the actor: whoever tells many pushes into each outlet, and the
//! conversation writes from there.

pub mod close;
mod conversation;
pub mod dashboard;
mod flood;
pub mod frame;
mod hearing;
pub mod line;
pub mod notices;
pub mod order;
pub mod outlet;
pub mod patience;
pub mod sessions;
pub mod staff;

use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use ractor::Actor;
use ractor::ActorProcessingErr;
use ractor::ActorRef;
use tokio::io::AsyncRead;
use tokio::sync::Notify;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::Instant;
use uuid::Uuid;

use crate::actors::hub::Hub;
use crate::actors::session::close::Close;
use crate::actors::session::line::Line;
use crate::actors::session::line::Writing;
use crate::actors::session::outlet::Outlet;
use crate::actors::session::sessions::Registered;
use crate::actors::session::sessions::Seat;
use crate::domain::ids::OrderId;
use crate::domain::ids::SessionId;
use crate::domain::ids::UserId;
use crate::domain::role::Role;
use crate::domain::time::Clock;
use crate::domain::time::Timestamp;
use crate::wire::konveksi::frames::Misunderstood;
use crate::wire::konveksi::frames::NO_SUCH_ORDER;

/// What somebody is connected to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// All orders, over a socket.
    Orders,
    /// One order, as its customer.
    Order,
    /// The numbers of the dashboard.
    Dashboard,
    /// Notices.
    Notifications,
    /// All orders, as a stream of events.
    Stream,
}

impl Kind {
    /// Its name in the numbers.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Orders => "orders",
            Self::Order => "order",
            Self::Dashboard => "dashboard",
            Self::Notifications => "notifications",
            Self::Stream => "stream",
        }
    }
}

/// Who is connected.
#[derive(Debug, Clone)]
pub struct Who {
    /// To what.
    pub kind: Kind,
    /// The staff member; nobody where a code is enough.
    pub staff: Option<Member>,
    /// From where.
    pub address: IpAddr,
}

/// A staff member who is connected.
#[derive(Debug, Clone)]
pub struct Member {
    /// Their account.
    pub user: UserId,
    /// What they are called.
    pub name: String,
    /// Their role when they connected. With another one they have to connect anew.
    pub role: Role,
    /// Their sign-in, without which the connection ends.
    pub sign_in: SessionId,
}

impl Who {
    /// Whether a staff member looks at orders here.
    #[must_use]
    pub fn is_staff(&self) -> bool {
        self.staff.is_some() && self.kind == Kind::Orders
    }
}

/// What the parts of a session share, and others reach it by.
#[derive(Debug)]
pub struct Link {
    /// Its id on the wire.
    pub id: Uuid,
    /// Who it is.
    pub who: Who,
    /// What waits for it.
    pub outlet: Outlet,
    clock: Arc<dyn Clock>,
    began: Instant,
    /// Milliseconds after it began.
    asked_at: AtomicU64,
    doubted: Notify,
    _seat: Seat,
}

impl Link {
    /// A link for somebody who has a seat.
    #[must_use]
    pub fn new(who: Who, bytes_max: usize, clock: Arc<dyn Clock>, seat: Seat) -> Self {
        Self {
            id: Uuid::new_v4(),
            who,
            outlet: Outlet::new(bytes_max),
            clock,
            began: Instant::now(),
            asked_at: AtomicU64::new(0),
            doubted: Notify::new(),
            _seat: seat,
        }
    }

    /// The present instant.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Whether it is time to ask if the client is there; true once for each time.
    #[must_use]
    pub fn is_to_be_asked(&self, every: Duration) -> bool {
        let age = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        let since = age.saturating_sub(self.asked_at.load(Ordering::Relaxed));
        let due = Duration::from_millis(since) >= every;
        if due {
            self.asked_at.store(age, Ordering::Relaxed);
        }
        due
    }

    /// Says that patience with the client is at its end. Its session looks a last time
    /// whether something has come, or can be written, before it ends.
    pub fn doubt(&self) {
        self.doubted.notify_one();
    }

    /// Waits for a doubt, and answers how the session should end if there is reason for it.
    async fn doubted(&self) -> Option<Close> {
        self.doubted.notified().await;
        self.outlet.patience().end()
    }
}

/// What a client hears, and from where on.
#[async_trait]
pub trait Source: Send {
    /// Greets the client and tells it what it missed. Whatever comes after that waits in
    /// its outlet.
    ///
    /// # Errors
    ///
    /// When the session is to end.
    async fn greet(&mut self, out: &mut Line, link: &Arc<Link>) -> Result<(), Close>;

    /// Looks up what moved.
    ///
    /// # Errors
    ///
    /// When the session is to end.
    async fn nudged(&mut self, out: &mut Line, link: &Arc<Link>) -> Result<(), Close>;
}

/// Where the bytes of a WebSocket come from.
pub type Reading = Box<dyn AsyncRead + Send + Unpin>;

/// An open connection.
pub enum Connection {
    /// A WebSocket after its handshake.
    Socket(Reading, Writing),
    /// A stream of events.
    Events(mpsc::Sender<Bytes>),
}

/// A connection that is being opened; none when that failed.
pub type Connecting = Pin<Box<dyn Future<Output = Option<Connection>> + Send>>;

/// What a session is started with.
pub struct SessionArguments {
    /// What its parts share.
    pub link: Arc<Link>,
    /// The connection to come.
    pub connecting: Connecting,
    /// What the client hears.
    pub source: Box<dyn Source>,
    /// Where it says what it looks at.
    pub hub: Hub,
    /// That it is there, for as long as it is.
    pub registered: Registered,
}

/// The actor.
#[derive(Debug)]
pub struct SessionActor;

/// What a session is told.
#[derive(Debug)]
pub enum Said {
    /// The client looks at these orders, and at no others.
    Viewing(Vec<OrderId>),
    /// The conversation is over.
    Over(Close),
}

/// What a session owns.
pub struct SessionState {
    link: Arc<Link>,
    hub: Hub,
    _conversation: JoinSet<()>,
    _registered: Registered,
}

impl Actor for SessionActor {
    type Msg = Said;
    type State = SessionState;
    type Arguments = SessionArguments;

    async fn pre_start(
        &self,
        myself: ActorRef<Said>,
        arguments: SessionArguments,
    ) -> Result<SessionState, ActorProcessingErr> {
        let SessionArguments {
            link,
            connecting,
            source,
            hub,
            registered,
        } = arguments;
        let mut conversation = JoinSet::new();
        let held = Arc::clone(&link);
        conversation.spawn(async move {
            let over = conversation::hold(connecting, source, &held, &myself).await;
            // Should the actor have fallen, nobody has to be told.
            myself.cast(Said::Over(over)).ok();
        });
        Ok(SessionState {
            link,
            hub,
            _conversation: conversation,
            _registered: registered,
        })
    }

    async fn handle(
        &self,
        myself: ActorRef<Said>,
        said: Said,
        state: &mut SessionState,
    ) -> Result<(), ActorProcessingErr> {
        match said {
            Said::Viewing(orders) => state.view(orders),
            Said::Over(close) => {
                state.link.outlet.close(close);
                myself.stop(None);
            }
        }
        Ok(())
    }
}

impl SessionState {
    /// Looks at those that are there, and says so if one is not.
    fn view(&self, mut orders: Vec<OrderId>) {
        let said = orders.len();
        orders.retain(|order| self.hub.knows(*order));
        if orders.len() < said {
            let answer = Misunderstood::new(self.link.now(), "NOT_FOUND", NO_SUCH_ORDER);
            let frame = frame::Frame::of(&answer);
            self.link.outlet.push(&[frame.into()]);
        }
        self.hub.presence().look(&self.link, &orders);
    }
}

impl Drop for SessionState {
    fn drop(&mut self) {
        self.hub.presence().leave(self.link.id);
    }
}
