//! Waiting when Xendit says that our calls are used up, instead of asking all the same.

use std::time::Duration;

use parking_lot::Mutex;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use reqwest::header::RETRY_AFTER;
use tokio::time::Instant;
use tokio::time::sleep_until;

use crate::integrations::payment::GatewayError;

/// The longest we stay away. Their windows are a minute; whatever says more is another unit.
const HOLD_MAX: Duration = Duration::from_mins(1);

/// How long we stay away after a refusal that does not say.
const HOLD_DEFAULT: Duration = Duration::from_secs(5);

/// Until when nobody calls.
#[derive(Debug, Default)]
pub(super) struct Patience(Mutex<Option<Instant>>);

/// How waiting ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Held {
    /// There was nothing to wait for.
    No,
    /// It was waited out.
    Out,
    /// It would have taken too long; so much of it is left.
    TooLong(Duration),
}

impl Held {
    pub(super) fn is_held(&self) -> bool {
        *self != Self::No
    }

    pub(super) fn into_go(self) -> Result<(), GatewayError> {
        match self {
            Self::No | Self::Out => Ok(()),
            Self::TooLong(left) => Err(GatewayError::Transient {
                reason: "our calls are used up".to_owned(),
                retry_after: Some(left),
            }),
        }
    }
}

impl Patience {
    /// Waits until calls are welcome, at most so long.
    pub(super) async fn wait(&self, most: Duration) -> Held {
        let now = Instant::now();
        let until = self.0.lock().filter(|until| *until > now);
        match until {
            None => Held::No,
            Some(until) if until - now > most => Held::TooLong(until - now),
            Some(until) => {
                sleep_until(until).await;
                Held::Out
            }
        }
    }

    /// Takes in what an answer says about further calls. Answers when to come back, if this
    /// one was refused for its number.
    pub(super) fn heed(&self, status: StatusCode, headers: &HeaderMap) -> Option<Duration> {
        let refused = status == StatusCode::TOO_MANY_REQUESTS;
        let after = span(headers, RETRY_AFTER.as_str());
        let reset = span(headers, "rate-limit-reset");
        let used_up = seconds(headers, "rate-limit-remaining").is_some_and(|left| left <= 0.0);
        let hold = match (refused, used_up) {
            (true, _) => Some(after.or(reset).unwrap_or(HOLD_DEFAULT)),
            (false, true) => reset,
            (false, false) => None,
        };
        if let Some(hold) = hold.filter(|hold| !hold.is_zero()) {
            tracing::info!(seconds = hold.as_secs(), "xendit asks us to wait");
            *self.0.lock() = Some(Instant::now() + hold);
        }
        let unavailable = status.is_server_error().then_some(after).flatten();
        hold.filter(|_| refused).or(unavailable)
    }
}

fn span(headers: &HeaderMap, name: &str) -> Option<Duration> {
    let seconds = seconds(headers, name)?.clamp(0.0, HOLD_MAX.as_secs_f64());
    Some(Duration::from_secs_f64(seconds))
}

fn seconds(headers: &HeaderMap, name: &str) -> Option<f64> {
    let number: f64 = headers.get(name)?.to_str().ok()?.trim().parse().ok()?;
    number.is_finite().then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[(&'static str, &'static str)]) -> HeaderMap {
        let lines = lines.iter();
        lines
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect()
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_used_up_is_waited_out_when_it_is_short() {
        let patience = Patience::default();
        let most = Duration::from_secs(4);
        assert_eq!(patience.wait(most).await, Held::No);

        let told = headers(&[("rate-limit-remaining", "0"), ("rate-limit-reset", "2.5")]);
        assert_eq!(patience.heed(StatusCode::OK, &told), None);
        let before = Instant::now();

        assert_eq!(patience.wait(most).await, Held::Out);
        assert!(before.elapsed() >= Duration::from_millis(2_500));
        assert_eq!(patience.wait(most).await, Held::No);
    }

    #[tokio::test(start_paused = true)]
    async fn a_refusal_keeps_everybody_away_for_a_bounded_time() {
        let status = StatusCode::TOO_MANY_REQUESTS;
        for (lines, expected) in [
            (&[("retry-after", "7"), ("rate-limit-reset", "9")][..], 7),
            (&[("rate-limit-reset", "9")], 9),
            (&[("rate-limit-reset", "1790000000")], 60),
            (&[("retry-after", "Wed, 21 Oct 2026 07:28:00 GMT")], 5),
            (&[], 5),
        ] {
            let patience = Patience::default();
            let expected = Duration::from_secs(expected);

            assert_eq!(patience.heed(status, &headers(lines)), Some(expected));
            let held = patience.wait(Duration::from_secs(4)).await;
            assert_eq!(held, Held::TooLong(expected), "{lines:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn calls_that_are_left_are_not_waited_for() {
        let patience = Patience::default();
        let told = headers(&[("rate-limit-remaining", "3"), ("rate-limit-reset", "30")]);

        patience.heed(StatusCode::OK, &told);

        assert_eq!(patience.wait(Duration::ZERO).await, Held::No);
    }
}
