//! What those who look at the dashboard hear: numbers that moved at once, and all of them
//! a few times a second at most.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use serde::Serialize;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio::time::timeout;

use crate::actors::dashboard::Dashboard;
use crate::actors::dashboard::Told;
use crate::actors::order::OrderError;
use crate::actors::session::Link;
use crate::actors::session::Source;
use crate::actors::session::close::Close;
use crate::actors::session::frame::Frame;
use crate::actors::session::line::Line;
use crate::domain::konveksi::statistics::Figures;
use crate::wire::konveksi::frames::Established;
use crate::wire::konveksi::frames::Statistics;
use crate::wire::konveksi::statistics::StatisticsView;

/// All numbers are told four times a second at most.
const WHOLE_EVERY: Duration = Duration::from_millis(250);

/// The numbers as they move.
#[derive(Debug)]
pub struct DashboardSource {
    dashboard: Dashboard,
    news: watch::Receiver<Told>,
    /// The numbers the client has.
    figures: Figures,
    /// When it was last told all of them.
    whole_at: Instant,
    /// Wakes the session when the numbers move.
    bell: JoinSet<()>,
}

impl DashboardSource {
    /// From now on.
    #[must_use]
    pub fn new(dashboard: Dashboard) -> Self {
        Self {
            news: dashboard.watch(),
            dashboard,
            figures: Figures::default(),
            whole_at: Instant::now(),
            bell: JoinSet::new(),
        }
    }
}

#[async_trait]
impl Source for DashboardSource {
    async fn greet(&mut self, out: &mut Line, link: &Arc<Link>) -> Result<(), Close> {
        // Looked at first: what moves after the snapshot rings.
        self.news.mark_unchanged();
        self.bell.spawn(ring(self.news.clone(), Arc::clone(link)));
        let snapshot = self.dashboard.snapshot().await.map_err(|it| failed(&it))?;
        let cursor = snapshot.position.to_string();
        let view = StatisticsView::whole(&snapshot.figures, &snapshot.recent);
        let greeting = Established::new(link.id, link.now(), Some(&cursor), false, Some(view));
        let frame = of(&greeting, &cursor);
        self.figures = snapshot.figures;
        out.send(frame, &link.outlet).await
    }

    async fn nudged(&mut self, out: &mut Line, link: &Arc<Link>) -> Result<(), Close> {
        let told = self.news.borrow_and_update().clone();
        let cursor = told.position.to_string();
        if let Some(moved) = StatisticsView::moved(&self.figures, &told.figures) {
            let frame = of(&Statistics::moved(link.now(), &cursor, moved), &cursor);
            out.send(frame, &link.outlet).await?;
            self.figures = told.figures;
        }
        if self.whole_at.elapsed() < WHOLE_EVERY {
            return Ok(());
        }
        let snapshot = self.dashboard.snapshot().await.map_err(|it| failed(&it))?;
        let cursor = snapshot.position.to_string();
        let view = StatisticsView::whole(&snapshot.figures, &snapshot.recent);
        let frame = of(&Statistics::whole(link.now(), &cursor, view), &cursor);
        self.figures = snapshot.figures;
        self.whole_at = Instant::now();
        out.send(frame, &link.outlet).await
    }
}

/// Nudges a session when the numbers move, and once more when all of them may be told.
async fn ring(mut news: watch::Receiver<Told>, link: Arc<Link>) {
    let mut owes = false;
    loop {
        let moved = if owes {
            timeout(WHOLE_EVERY, news.changed()).await
        } else {
            Ok(news.changed().await)
        };
        match moved {
            Ok(Err(_gone)) => return,
            Ok(Ok(())) => owes = true,
            Err(_elapsed) => owes = false,
        }
        link.outlet.nudge();
    }
}

fn of<T: Serialize>(view: &T, cursor: &str) -> VecDeque<Arc<Frame>> {
    VecDeque::from([Arc::new(Frame::of(view).at(cursor.into()))])
}

fn failed(error: &OrderError) -> Close {
    tracing::warn!(%error, "the dashboard cannot be read just now");
    Close::Failed
}
