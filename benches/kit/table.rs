//! What is printed: a line for each figure, and what to know before believing it.

use std::time::Duration;

/// Says what machine this is, and that everything below is from one run on it.
pub(crate) fn preface() {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or("?");
    println!("{cores} cores, load {load} before; every figure is from this one run");
}

/// Begins a part of the table.
pub(crate) fn part(title: &str) {
    println!("\n{title}");
}

/// A line of it.
pub(crate) fn line(what: &str, figure: &str, remark: &str) {
    println!("  {what:<44} {figure:>14}  {remark}");
}

/// A rate, thousands apart.
pub(crate) fn rate(per_second: f64) -> String {
    format!("{}/s", thousands(per_second))
}

/// A whole number, thousands apart.
pub(crate) fn thousands(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A duration, in the unit that suits it.
pub(crate) fn span(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds < 1e-4 {
        format!("{:.1} µs", seconds * 1e6)
    } else if seconds < 1.0 {
        format!("{:.2} ms", seconds * 1e3)
    } else {
        format!("{seconds:.2} s")
    }
}

/// How long each of many things took.
#[derive(Debug, Default)]
pub(crate) struct Times(Vec<Duration>);

impl Times {
    pub(crate) fn of(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self(times)
    }

    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// The time within which so many of a hundred were done.
    pub(crate) fn within(&self, percent: usize) -> Duration {
        let last = self.0.len().saturating_sub(1);
        let place = (self.0.len() * percent / 100).min(last);
        self.0.get(place).copied().unwrap_or_default()
    }

    /// The usual pair.
    pub(crate) fn summary(&self) -> String {
        let (half, most) = (self.within(50), self.within(99));
        format!("p50 {}, p99 {}", span(half), span(most))
    }
}
