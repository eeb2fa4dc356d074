//! Everyone who is connected, and who may still come in.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

use dashmap::DashMap;
use ractor::Actor;
use ractor::ActorCell;
use ractor::ActorRef;
use uuid::Uuid;

use crate::actors::hub::Hub;
use crate::actors::session::Connecting;
use crate::actors::session::Link;
use crate::actors::session::Said;
use crate::actors::session::SessionActor;
use crate::actors::session::SessionArguments;
use crate::actors::session::Source;
use crate::actors::session::Who;
use crate::actors::session::close::Close;
use crate::domain::ids::UserId;
use crate::domain::time::Clock;
use crate::telemetry::metrics as names;

/// How many may be connected, and how much may wait for each.
#[derive(Debug, Clone, Copy)]
pub struct SessionLimits {
    /// In all.
    pub total: usize,
    /// Of one staff member.
    pub per_user: usize,
    /// Of one address, of those who are not signed in.
    pub per_address: usize,
    /// How many bytes may wait for one of them.
    pub queue_bytes: usize,
}

/// Why somebody was not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoSeat {
    /// They have too many connections.
    #[error("too many connections of one party")]
    TooMany,
    /// Everyone together has too many.
    #[error("too many connections")]
    Full,
    /// This process is about to stop.
    #[error("no longer taking connections")]
    Closing,
}

/// Everyone who is connected. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Sessions(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    limits: SessionLimits,
    clock: Arc<dyn Clock>,
    hub: Hub,
    supervisor: ActorCell,
    open: DashMap<Uuid, Present>,
    total: AtomicUsize,
    parties: DashMap<Party, usize>,
    closing: AtomicBool,
}

/// A session that is there.
#[derive(Debug, Clone)]
pub struct Present {
    /// How to reach it.
    pub link: Arc<Link>,
    /// Its actor, once it has started.
    actor: Option<ActorRef<Said>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Party {
    User(UserId),
    Address(IpAddr),
}

/// A place for one connection, given back when dropped.
#[derive(Debug)]
pub struct Seat {
    sessions: Sessions,
    party: Party,
}

/// That a session is there; taken back when dropped.
#[derive(Debug)]
pub struct Registered {
    sessions: Sessions,
    link: Arc<Link>,
}

impl Sessions {
    /// Nobody is connected yet; sessions will be children of `supervisor`.
    #[must_use]
    pub fn new(
        limits: SessionLimits,
        clock: Arc<dyn Clock>,
        hub: Hub,
        supervisor: ActorCell,
    ) -> Self {
        Self(Arc::new(Shared {
            limits,
            clock,
            hub,
            supervisor,
            open: DashMap::new(),
            total: AtomicUsize::new(0),
            parties: DashMap::new(),
            closing: AtomicBool::new(false),
        }))
    }

    /// Where changes are told.
    #[must_use]
    pub fn hub(&self) -> &Hub {
        &self.0.hub
    }

    /// Takes a place for somebody.
    ///
    /// # Errors
    ///
    /// When there is none.
    pub fn seat(&self, who: &Who) -> Result<Seat, NoSeat> {
        let shared = &self.0;
        if shared.closing.load(Ordering::Acquire) {
            return Err(NoSeat::Closing);
        }
        let (party, most) = match &who.staff {
            Some(member) => (Party::User(member.user), shared.limits.per_user),
            None => (Party::Address(who.address), shared.limits.per_address),
        };
        let mut theirs = shared.parties.entry(party).or_insert(0);
        if *theirs >= most {
            return Err(NoSeat::TooMany);
        }
        if shared.total.fetch_add(1, Ordering::AcqRel) >= shared.limits.total {
            shared.total.fetch_sub(1, Ordering::AcqRel);
            return Err(NoSeat::Full);
        }
        *theirs += 1;
        drop(theirs);
        Ok(Seat {
            sessions: self.clone(),
            party,
        })
    }

    /// Begins a session over a connection that is being opened.
    ///
    /// # Errors
    ///
    /// When the engine has stopped.
    pub async fn begin(
        &self,
        who: Who,
        seat: Seat,
        connecting: Connecting,
        source: Box<dyn Source>,
    ) -> Result<(), ractor::SpawnErr> {
        let shared = &self.0;
        let bytes_max = shared.limits.queue_bytes;
        let link = Arc::new(Link::new(who, bytes_max, Arc::clone(&shared.clock), seat));
        let registered = Registered::new(self.clone(), Arc::clone(&link));
        let id = link.id;
        let arguments = SessionArguments {
            link,
            connecting,
            source,
            hub: shared.hub.clone(),
            registered,
        };
        let supervisor = shared.supervisor.clone();
        let started = SessionActor::spawn_linked(None, SessionActor, arguments, supervisor).await;
        let (actor, _) = started?;
        if let Some(mut present) = shared.open.get_mut(&id) {
            present.actor = Some(actor);
        }
        Ok(())
    }

    /// Everyone who is connected now.
    #[must_use]
    pub fn all(&self) -> Vec<Present> {
        self.0.open.iter().map(|it| it.value().clone()).collect()
    }

    /// How many are connected.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.open.len()
    }

    /// Lets nobody in any more. Whoever is connected is told to come back later, some at a
    /// time, by the [doorkeeper](crate::actors::doorkeeper).
    pub fn close_the_door(&self) {
        self.0.closing.store(true, Ordering::Release);
    }

    /// Whether nobody is let in any more.
    #[must_use]
    pub fn is_closing(&self) -> bool {
        self.0.closing.load(Ordering::Acquire)
    }
}

impl Present {
    /// Ends a session that does not end by itself.
    pub fn end(&self) {
        if let Some(actor) = &self.actor {
            actor.kill();
        }
    }
}

impl Registered {
    fn new(sessions: Sessions, link: Arc<Link>) -> Self {
        let present = Present {
            link: Arc::clone(&link),
            actor: None,
        };
        sessions.0.open.insert(link.id, present);
        metrics::gauge!(names::WS_SESSIONS, "socket" => link.who.kind.label()).increment(1);
        Self { sessions, link }
    }
}

impl Drop for Registered {
    fn drop(&mut self) {
        let kind = self.link.who.kind.label();
        self.sessions.0.open.remove(&self.link.id);
        metrics::gauge!(names::WS_SESSIONS, "socket" => kind).decrement(1);
        let how = self.link.outlet.closing().unwrap_or(Close::Lost);
        let labels = [("socket", kind), ("code", how.label())];
        metrics::counter!(names::WS_CLOSES_TOTAL, &labels).increment(1);
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let shared = &self.sessions.0;
        shared.total.fetch_sub(1, Ordering::AcqRel);
        if let Some(mut theirs) = shared.parties.get_mut(&self.party) {
            *theirs -= 1;
        }
        shared
            .parties
            .remove_if(&self.party, |_, theirs| *theirs == 0);
    }
}
