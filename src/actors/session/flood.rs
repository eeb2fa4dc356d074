//! Whether a client says too much: counted over any second, not over those of a clock.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

/// How many messages a client may send in any second; pings and answers to ours included.
const MESSAGES_MAX: usize = 100;
const SECOND: Duration = Duration::from_secs(1);
/// As much room as is kept while a client says little.
const QUIET: usize = 8;

/// When a client spoke in the last second.
#[derive(Debug, Default)]
pub(super) struct Flood(VecDeque<Instant>);

impl Flood {
    /// Counts a message, and says whether it was one too many.
    pub(super) fn is_too_much(&mut self) -> bool {
        let now = Instant::now();
        while self.0.front().is_some_and(|at| now - *at >= SECOND) {
            self.0.pop_front();
        }
        self.0.push_back(now);
        if self.0.len() == 1 {
            self.0.shrink_to(QUIET);
        }
        self.0.len() > MESSAGES_MAX
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_hundred_messages_fit_into_any_second_and_no_more() {
        let mut flood = Flood::default();
        for _ in 0..50 {
            assert!(!flood.is_too_much());
        }
        tokio::time::advance(SECOND / 2).await;
        for _ in 0..50 {
            assert!(!flood.is_too_much());
        }
        tokio::time::advance(SECOND / 2).await;
        for _ in 0..50 {
            assert!(!flood.is_too_much());
        }

        assert!(flood.is_too_much());
    }
}
