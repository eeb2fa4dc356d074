//! Alerts, told to those who can act on them, as notices.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;
use tracing::warn;

use crate::actors::alerts;
use crate::actors::doorkeeper::DoorkeeperArguments;
use crate::actors::doorkeeper::Rights;
use crate::actors::hub::Hub;
use crate::actors::session::Link;
use crate::actors::session::frame::Frame;
use crate::domain::ids::AlertId;
use crate::domain::time::Timestamp;
use crate::store::AlertFilter;
use crate::store::StoredAlert;
use crate::wire::konveksi::frames::Broadcast;

/// How often to look for alerts that no change brought about here.
const SWEEP: Duration = Duration::from_secs(2);
/// How many alerts are looked at; more at once are left to the list.
const ALERTS_MAX: usize = 50;
/// What a notice about an alert is called.
const TITLE: &str = "Perlu ditindaklanjuti";

/// Which alerts were told.
#[derive(Debug, Default)]
pub(super) struct Notices {
    swept_at: Option<Instant>,
    /// The latest ones, each with how often it was raised; nothing while nobody listens.
    told: Option<HashSet<(AlertId, u64)>>,
    /// When somebody began to listen.
    since: Timestamp,
}

impl Notices {
    /// Tells what was raised since the last time.
    pub(super) async fn tell(&mut self, hub: &Hub, at: &DoorkeeperArguments, now: Timestamp) {
        let listening: Vec<Arc<Link>> = hub.notified().into_iter().filter(|it| may(it)).collect();
        if listening.is_empty() {
            *self = Self {
                since: now,
                ..Self::default()
            };
            return;
        }
        let is_due = self.swept_at.is_none_or(|at| at.elapsed() >= SWEEP);
        if !hub.was_alerted() && !is_due {
            return;
        }
        self.swept_at = Some(Instant::now());
        let (_, listed) = match at
            .store
            .alerts(&AlertFilter::default(), 0, ALERTS_MAX)
            .await
        {
            Ok(found) => found,
            Err(error) => {
                warn!(%error, "alerts cannot be read yet");
                return;
            }
        };
        let told = self.told.take();
        let is_news = |alert: &&StoredAlert| match &told {
            Some(told) => !told.contains(&(alert.id, alert.count)),
            None => alert.last_seen_at >= self.since,
        };
        let news = listed.iter().rev().filter(is_news);
        let news: Vec<Arc<Frame>> = news.map(|it| notice(it, at.rights.as_ref())).collect();
        for link in &listening {
            link.outlet.push(&news);
        }
        self.told = Some(listed.iter().map(|it| (it.id, it.count)).collect());
    }
}

/// Whether alerts are theirs to see: of those who also may list them.
fn may(link: &Link) -> bool {
    let member = link.who.staff.as_ref();
    member.is_some_and(|member| member.role.manages())
}

fn notice(alert: &StoredAlert, rights: &dyn Rights) -> Arc<Frame> {
    let view = alerts::view(alert, &|user| rights.name_of(user));
    let message = view.message().to_owned();
    let notice = Broadcast::new(alert.last_seen_at, &alert.severity, TITLE, &message, &view);
    Arc::new(Frame::of(&notice))
}
