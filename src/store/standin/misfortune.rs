//! How much goes wrong, and the dice that decide when.

use std::time::Duration;

use rand::Rng;
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::store::CommitError;

/// How likely each misfortune is, from 0 for never to 1 for always.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Misfortune {
    /// A batch conflicts and may be sent again.
    pub conflict: f64,
    /// A batch is refused for good.
    pub refusal: f64,
    /// A batch is lost on its way in, and its sender cannot tell.
    pub lost_before: f64,
    /// The answer is lost on its way out, and its sender cannot tell.
    pub lost_after: f64,
    /// A read fails.
    pub read_failure: f64,
    /// A write outside the journal fails.
    pub write_failure: f64,
    /// A doorbell does not ring.
    pub ring_lost: f64,
    /// The longest wait before, and again within, every call.
    pub delay_max: Duration,
}

impl Misfortune {
    /// Nothing goes wrong and nothing waits.
    pub const NONE: Self = Self {
        conflict: 0.0,
        refusal: 0.0,
        lost_before: 0.0,
        lost_after: 0.0,
        read_failure: 0.0,
        write_failure: 0.0,
        ring_lost: 0.0,
        delay_max: Duration::ZERO,
    };

    /// A bad day: everything goes wrong now and then, except that nothing is refused for good.
    pub const BAD_DAY: Self = Self {
        conflict: 0.05,
        refusal: 0.0,
        lost_before: 0.03,
        lost_after: 0.03,
        read_failure: 0.02,
        write_failure: 0.02,
        ring_lost: 0.2,
        delay_max: Duration::from_millis(20),
    };
}

/// The dice, and what they are loaded with.
#[derive(Debug)]
pub(super) struct Fate {
    pub(super) misfortune: Misfortune,
    dice: StdRng,
}

impl Fate {
    pub(super) fn new(seed: u64, misfortune: Misfortune) -> Self {
        Self {
            misfortune,
            dice: StdRng::seed_from_u64(seed),
        }
    }

    pub(super) fn delay(&mut self) -> Duration {
        self.misfortune.delay_max.mul_f64(self.dice.random())
    }

    /// What befalls a batch before it is applied.
    pub(super) fn verdict(&mut self) -> Result<(), CommitError> {
        let Misfortune {
            conflict,
            refusal,
            lost_before,
            ..
        } = self.misfortune;
        if self.strikes(conflict) {
            return Err(CommitError::Conflict);
        }
        if self.strikes(refusal) {
            return Err(CommitError::Refused("out of luck".to_owned()));
        }
        if self.strikes(lost_before) {
            return Err(CommitError::Unknown("lost before applying".to_owned()));
        }
        Ok(())
    }

    pub(super) fn answer_is_lost(&mut self) -> bool {
        self.strikes(self.misfortune.lost_after)
    }

    pub(super) fn read_fails(&mut self) -> bool {
        self.strikes(self.misfortune.read_failure)
    }

    pub(super) fn write_fails(&mut self) -> bool {
        self.strikes(self.misfortune.write_failure)
    }

    pub(super) fn ring_is_lost(&mut self) -> bool {
        self.strikes(self.misfortune.ring_lost)
    }

    fn strikes(&mut self, likelihood: f64) -> bool {
        self.dice.random_bool(likelihood.clamp(0.0, 1.0))
    }
}
