//! How the server is, for whoever asks; how busy it is, for those who manage.

use std::time::Duration;

use serde::Serialize;
use serde::Serializer;
use utoipa::ToSchema;

use crate::domain::time::Timestamp;
use crate::wire::konveksi::time::Moment;

/// What is needed to answer anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The database.
    Store,
    /// The living parts.
    Engine,
}

/// How it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Health {
    /// The first part that is not there.
    pub missing: Option<Part>,
    /// Whether orders can be searched already.
    pub search: bool,
    /// Whether payments are only played.
    pub payment_sandbox: bool,
    /// Since when it runs.
    pub started_at: Timestamp,
    /// For how long.
    pub uptime: Duration,
}

/// The documented fields, then who carries what.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Health)]
pub struct HealthView {
    status: &'static str,
    database: &'static str,
    redis: &'static str,
    websocket: &'static str,
    version: &'static str,
    #[schema(value_type = String)]
    uptime: Uptime,
    last_deployment: Moment,
    providers: Providers,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Providers)]
struct Providers {
    payment: &'static str,
    whatsapp: &'static str,
    email: &'static str,
}

impl Health {
    /// Whether requests can be answered.
    #[must_use]
    pub const fn is_serving(self) -> bool {
        self.missing.is_none()
    }
}

impl HealthView {
    /// All of it.
    #[must_use]
    pub const fn of(health: Health) -> Self {
        Self {
            status: match (health.is_serving(), health.search) {
                (false, _) => "unhealthy",
                (true, false) => "degraded",
                (true, true) => "healthy",
            },
            database: match health.missing {
                Some(Part::Store) => "disconnected",
                Some(Part::Engine) | None => "connected",
            },
            // There is no such server: what it would hold, this process and the store hold.
            redis: "embedded",
            websocket: match health.missing {
                Some(Part::Engine) => "inactive",
                Some(Part::Store) | None => "active",
            },
            version: env!("CARGO_PKG_VERSION"),
            uptime: Uptime(health.uptime),
            last_deployment: Moment(health.started_at),
            providers: Providers {
                payment: if health.payment_sandbox {
                    "sandbox"
                } else {
                    "live"
                },
                whatsapp: "sandbox",
                email: "sandbox",
            },
        }
    }
}

/// `72h 15m 30s`.
#[derive(Debug, Clone, Copy)]
struct Uptime(Duration);

impl Serialize for Uptime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let seconds = self.0.as_secs();
        let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60);
        serializer.collect_str(&format_args!("{hours}h {minutes}m {}s", seconds % 60))
    }
}

/// How busy it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Busy {
    /// Requests that were answered.
    pub requests: u32,
    /// Those that failed by our own fault.
    pub failures: u32,
    /// How long all of them took.
    pub took: Duration,
    /// Calls to the database.
    pub calls: u32,
    /// Slow ones.
    pub slow_calls: u32,
    /// Over how long all this was.
    pub over: Duration,
    /// Percent of the machine's memory.
    pub memory: u64,
    /// Percent of its processors.
    pub cpu: u64,
}

/// The documented fields.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Performance)]
pub struct PerformanceView {
    avg_response_time: f64,
    requests_per_minute: f64,
    error_rate: f64,
    database_queries: Calls,
    memory_usage: String,
    cpu_usage: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DatabaseCalls)]
struct Calls {
    avg_per_request: f64,
    slow_queries: u32,
}

impl PerformanceView {
    /// Means and rates; nothing where nobody asked.
    #[must_use]
    pub fn of(busy: Busy) -> Self {
        let requests = f64::from(busy.requests.max(1));
        // In its first minute a server is not yet as busy as its seconds suggest.
        let minutes = (busy.over.as_secs_f64() / 60.0).max(1.0);
        Self {
            avg_response_time: tenths(busy.took.as_secs_f64() * 1_000.0 / requests),
            requests_per_minute: tenths(f64::from(busy.requests) / minutes),
            error_rate: tenths(f64::from(busy.failures) * 100.0 / requests),
            database_queries: Calls {
                avg_per_request: tenths(f64::from(busy.calls) / requests),
                slow_queries: busy.slow_calls,
            },
            memory_usage: format!("{}%", busy.memory),
            cpu_usage: format!("{}%", busy.cpu),
        }
    }
}

fn tenths(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    const WELL: Health = Health {
        missing: None,
        search: true,
        payment_sandbox: true,
        started_at: Timestamp(1_750_000_000_000),
        uptime: Duration::from_secs(72 * 3_600 + 15 * 60 + 30),
    };

    #[test]
    fn health_has_the_documented_fields() {
        let text = serde_json::to_string_pretty(&HealthView::of(WELL)).unwrap();
        let text = text.replace(env!("CARGO_PKG_VERSION"), "[version]");
        insta::assert_snapshot!(text, @r#"
        {
          "status": "healthy",
          "database": "connected",
          "redis": "embedded",
          "websocket": "active",
          "version": "[version]",
          "uptime": "72h 15m 30s",
          "last_deployment": "2025-06-15T15:06:40Z",
          "providers": {
            "payment": "sandbox",
            "whatsapp": "sandbox",
            "email": "sandbox"
          }
        }
        "#);
    }

    #[test]
    fn what_is_missing_decides_the_word() {
        let word = |health: Health| HealthView::of(health).status;

        assert_eq!(
            word(Health {
                search: false,
                ..WELL
            }),
            "degraded"
        );
        assert_eq!(
            word(Health {
                missing: Some(Part::Engine),
                ..WELL
            }),
            "unhealthy"
        );
        let gone = Health {
            missing: Some(Part::Store),
            ..WELL
        };
        assert_eq!(word(gone), "unhealthy");
        assert_eq!(HealthView::of(gone).database, "disconnected");
        assert!(!gone.is_serving() && WELL.is_serving());
    }

    #[test]
    fn means_and_rates_are_to_one_decimal() {
        let busy = Busy {
            requests: 225,
            failures: 1,
            took: Duration::from_millis(28_125),
            calls: 720,
            slow_calls: 2,
            over: Duration::from_mins(5),
            memory: 68,
            cpu: 25,
        };

        insta::assert_json_snapshot!(PerformanceView::of(busy), @r#"
        {
          "avg_response_time": 125.0,
          "requests_per_minute": 45.0,
          "error_rate": 0.4,
          "database_queries": {
            "avg_per_request": 3.2,
            "slow_queries": 2
          },
          "memory_usage": "68%",
          "cpu_usage": "25%"
        }
        "#);
        let idle = Busy {
            requests: 0,
            failures: 0,
            took: Duration::ZERO,
            calls: 0,
            ..busy
        };
        assert!(PerformanceView::of(idle).avg_response_time.abs() < f64::EPSILON);
    }
}
