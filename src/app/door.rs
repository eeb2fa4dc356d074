//! Letting people connect, knowing what they may do, and seeing them off.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tokio::time::sleep;
use tokio::time::timeout;
use tracing::info;

use crate::actors::doorkeeper::NotKnown;
use crate::actors::doorkeeper::Rights;
use crate::actors::engine::Door;
use crate::actors::engine::Engine;
use crate::actors::hub::RecoveryLimits;
use crate::actors::session::sessions::SessionLimits;
use crate::actors::session::sessions::Sessions;
use crate::config::Config;
use crate::domain::ids::SessionId;
use crate::domain::ids::UserId;
use crate::domain::role::Role;
use crate::domain::role::Surface;
use crate::domain::time::Clock;
use crate::domain::time::Timestamp;
use crate::flows::staff::Directory;

/// How long those who are connected may take to leave when the process stops, and how often
/// it is looked whether they have.
const FAREWELL_MAX: Duration = Duration::from_secs(10);
const FAREWELL_BEAT: Duration = Duration::from_millis(20);

/// Lets people connect from now on.
pub(super) fn open(
    engine: &Engine,
    config: &Config,
    staff: &Directory,
    clock: &Arc<dyn Clock>,
) -> Sessions {
    let live = &config.live;
    engine.open_the_door(Door {
        base: config.server.public_url.trim_end_matches('/').to_owned(),
        limits: SessionLimits {
            total: live.sessions_max,
            per_user: live.sessions_per_user_max,
            per_address: live.sessions_per_address_max,
            queue_bytes: live.queue_bytes_max,
        },
        recovery: RecoveryLimits {
            span: config.engine.journal_kept,
            events: live.recovery_events_max,
        },
        rights: Arc::new(SignIns(staff.clone())),
        clock: Arc::clone(clock),
    })
}

/// Waits until everyone who is connected has left, but not for those who stay.
pub(super) async fn see_everyone_off(sessions: &Sessions) {
    sessions.close_the_door();
    let gone = async {
        while sessions.count() > 0 {
            sleep(FAREWELL_BEAT).await;
        }
    };
    if timeout(FAREWELL_MAX, gone).await.is_err() {
        let left = sessions.count();
        info!(sessions = left, "some clients are left without a goodbye");
    }
}

/// Rights, by the directory of staff. Asking keeps a sign-in from running out, as any other
/// use of it does.
#[derive(Debug)]
struct SignIns(Directory);

#[async_trait]
impl Rights for SignIns {
    async fn role(&self, sign_in: SessionId, now: Timestamp) -> Result<Option<Role>, NotKnown> {
        let signed = self.0.check_session(sign_in, now).await;
        let signed = signed.map_err(|_| NotKnown)?;
        Ok(signed.and_then(|signed| signed.roles.on(Surface::Konveksi)))
    }

    fn name_of(&self, user: UserId) -> Option<String> {
        self.0.name_of(user)
    }
}
