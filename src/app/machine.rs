//! How busy the machine is that we run on.

use std::time::Duration;
use std::time::Instant;

use parking_lot::Mutex;
use sysinfo::System;

/// Looks closer together than this say nothing about processors.
const APART: Duration = Duration::from_millis(500);

/// The machine, as it was last looked at.
#[derive(Debug)]
pub struct Machine(Mutex<(System, Instant)>);

/// What is used of it, in whole percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// Of its memory, by everybody.
    pub memory: u64,
    /// Of its processors, by everybody, since the look before.
    pub cpu: u64,
}

impl Default for Machine {
    fn default() -> Self {
        let mut system = System::new();
        system.refresh_cpu_usage();
        Self(Mutex::new((system, Instant::now())))
    }
}

impl Machine {
    /// Looks at it. Somebody has to, every few seconds: processors are judged from one look
    /// to the next.
    pub fn look(&self) -> Usage {
        let mut looked = self.0.lock();
        let (system, at) = &mut *looked;
        if at.elapsed() >= APART {
            system.refresh_cpu_usage();
            *at = Instant::now();
        }
        system.refresh_memory();
        let memory = system.used_memory() * 100 / system.total_memory().max(1);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a percentage"
        )]
        let cpu = system.global_cpu_usage().clamp(0.0, 100.0).round() as u64;
        Usage { memory, cpu }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_of_the_memory_is_used() {
        let usage = Machine::default().look();

        assert!((1..=100).contains(&usage.memory), "{usage:?}");
        assert!(usage.cpu <= 100, "{usage:?}");
    }
}
