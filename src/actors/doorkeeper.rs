//! Looks after everyone who is connected: whether they are still there, whether they may
//! still be, who looks at what, and that they leave in good order.
//!
//! - **Starts** when somebody can connect.
//! - **Owns** no session: it only tells outlets what is due, a few times a second, so that
//!   an idle session needs no timer of its own.
//! - **Fails** without loss: its successor looks at everyone anew.

mod notices;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures_util::StreamExt;
use futures_util::stream;
use ractor::Actor;
use ractor::ActorProcessingErr;
use ractor::ActorRef;
use tokio::time::Instant;

use crate::actors::doorkeeper::notices::Notices;
use crate::actors::session::close::Close;
use crate::actors::session::frame::Frame;
use crate::actors::session::sessions::Present;
use crate::actors::session::sessions::Sessions;
use crate::domain::ids::SessionId;
use crate::domain::ids::UserId;
use crate::domain::role::Role;
use crate::domain::time::Clock;
use crate::domain::time::Timestamp;
use crate::store::Store;
use crate::telemetry::metrics as names;

/// How often to look around.
const BEAT: Duration = Duration::from_millis(200);
/// How often a client is asked whether it is there.
const PING_EVERY: Duration = Duration::from_secs(30);
/// How much time is seen to pass between two looks, at most. A look that is later than that
/// is late because this process stood still, which is nobody's fault who is connected.
const PASSED_MAX: Duration = Duration::from_secs(1);
/// How often it is looked whether a sign-in is good. With the half second for which a
/// sign-in may be remembered this stays within a second.
const RIGHTS_EVERY: Duration = Duration::from_millis(400);
/// How many sign-ins are looked at together.
const RIGHTS_AT_ONCE: usize = 8;
/// How long a session may take to end once it was told to.
const END_MAX: Duration = Duration::from_secs(15);
/// How many are sent away with each beat when the process stops.
const LEAVE_AT_ONCE: usize = 500;
/// Clients that are sent away are asked to come back after so many milliseconds, spread
/// over as many again.
const COME_BACK_AFTER: u32 = 1_000;
const COME_BACK_SPREAD: u32 = 4_000;

/// Knows what a sign-in may do.
#[async_trait]
pub trait Rights: std::fmt::Debug + Send + Sync {
    /// The role of a sign-in on this surface; none when it is over.
    ///
    /// # Errors
    ///
    /// When that cannot be found out just now.
    async fn role(&self, sign_in: SessionId, now: Timestamp) -> Result<Option<Role>, NotKnown>;

    /// What an account is called, if that is known.
    fn name_of(&self, user: UserId) -> Option<String>;
}

/// It could not be found out what a sign-in may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("cannot be found out just now")]
pub struct NotKnown;

/// What a doorkeeper is started with.
#[derive(Debug, Clone)]
pub struct DoorkeeperArguments {
    /// Everyone who is connected.
    pub sessions: Sessions,
    /// What they may do.
    pub rights: Arc<dyn Rights>,
    /// Where alerts are kept.
    pub store: Arc<dyn Store>,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

/// The actor.
#[derive(Debug)]
pub struct DoorkeeperActor;

/// Asks the doorkeeper to look around.
#[derive(Debug)]
pub struct Look;

/// What the doorkeeper remembers.
#[derive(Debug)]
pub struct Doorkeeper {
    arguments: DoorkeeperArguments,
    looked_at: Instant,
    rights_at: Instant,
    notices: Notices,
    /// Since when sessions are about to end.
    ending: HashMap<uuid::Uuid, Instant>,
}

impl Actor for DoorkeeperActor {
    type Msg = Look;
    type State = Doorkeeper;
    type Arguments = DoorkeeperArguments;

    async fn pre_start(
        &self,
        myself: ActorRef<Look>,
        arguments: DoorkeeperArguments,
    ) -> Result<Doorkeeper, ActorProcessingErr> {
        myself.send_after(BEAT, || Look);
        Ok(Doorkeeper {
            arguments,
            looked_at: Instant::now(),
            rights_at: Instant::now(),
            notices: Notices::default(),
            ending: HashMap::new(),
        })
    }

    async fn handle(
        &self,
        myself: ActorRef<Look>,
        _look: Look,
        state: &mut Doorkeeper,
    ) -> Result<(), ActorProcessingErr> {
        state.look_around().await;
        myself.send_after(BEAT, || Look);
        Ok(())
    }
}

impl Doorkeeper {
    async fn look_around(&mut self) {
        let now = self.arguments.clock.now();
        let present = self.arguments.sessions.all();
        let hub = self.arguments.sessions.hub().clone();
        hub.tell_staff(&hub.presence().news(now));
        let passed = self.looked_at.elapsed().min(PASSED_MAX);
        self.looked_at = Instant::now();
        ask(&present, passed);
        self.end(&present);
        if self.rights_at.elapsed() >= RIGHTS_EVERY {
            self.rights_at = Instant::now();
            self.revoke(&present, now).await;
        }
        self.notices.tell(&hub, &self.arguments, now).await;
        if self.arguments.sessions.is_closing() {
            send_away(&present);
        }
    }

    /// Ends those by force who were told to end and have not.
    fn end(&mut self, present: &[Present]) {
        let now = Instant::now();
        let is_ending = |it: &&Present| it.link.outlet.closing().is_some();
        let ending = present.iter().filter(is_ending).map(|it| {
            let since = self.ending.get(&it.link.id).copied().unwrap_or(now);
            if now - since > END_MAX {
                it.end();
            }
            (it.link.id, since)
        });
        self.ending = ending.collect();
    }

    /// Closes those whose sign-in is over, or has another role now.
    async fn revoke(&self, present: &[Present], now: Timestamp) {
        let mut sign_ins: HashMap<SessionId, Vec<&Present>> = HashMap::new();
        for it in present {
            if let Some(member) = &it.link.who.staff {
                sign_ins.entry(member.sign_in).or_default().push(it);
            }
        }
        let rights = &self.arguments.rights;
        stream::iter(sign_ins)
            .for_each_concurrent(RIGHTS_AT_ONCE, |(sign_in, theirs)| async move {
                // Who cannot be asked about keeps what they have, as long as it takes.
                let Ok(role) = rights.role(sign_in, now).await else {
                    return;
                };
                for Present { link, .. } in theirs {
                    let had = link.who.staff.as_ref().map(|member| member.role);
                    if had != role {
                        link.outlet.close(Close::Revoked);
                    }
                }
            })
            .await;
    }
}

/// Asks clients whether they are there, and doubts those who have given no sign for too long.
fn ask(present: &[Present], passed: Duration) {
    let ping = Arc::new(Frame::ping());
    let mut waiting = 0;
    for Present { link, .. } in present {
        waiting += link.outlet.bytes();
        if link.is_to_be_asked(PING_EVERY) {
            link.outlet.push(&[Arc::clone(&ping)]);
        }
        if link.outlet.patience().passed(passed) {
            link.doubt();
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "bytes in memory")]
    metrics::gauge!(names::WS_QUEUE_BYTES).set(waiting as f64);
}

/// Tells some of those who are connected to come back a little later.
fn send_away(present: &[Present]) {
    let staying = present
        .iter()
        .filter(|it| it.link.outlet.closing().is_none());
    for Present { link, .. } in staying.take(LEAVE_AT_ONCE) {
        let spread = rand::random_range(0..COME_BACK_SPREAD);
        link.outlet.close(Close::Restart(COME_BACK_AFTER + spread));
    }
}
