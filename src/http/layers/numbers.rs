//! How many requests, how long they took, how many there are right now.
//!
//! The handles of each route are kept, so that counting a request allocates nothing.

use std::sync::Arc;
use std::time::Duration;

use axum::http::Method;
use axum::http::StatusCode;
use dashmap::DashMap;
use metrics::Counter;
use metrics::Gauge;
use metrics::Histogram;

use crate::telemetry::metrics::HTTP_IN_FLIGHT;
use crate::telemetry::metrics::HTTP_REQUEST_SECONDS;
use crate::telemetry::metrics::HTTP_REQUESTS_TOTAL;

pub(super) struct Numbers {
    in_flight: Gauge,
    routes: DashMap<String, Arc<RouteNumbers>>,
}

struct RouteNumbers {
    seconds: Histogram,
    answers: DashMap<(&'static str, u16), Counter>,
}

/// Counts a request as being answered, for as long as it is held.
pub(super) struct InFlight<'a>(&'a Gauge);

impl Default for Numbers {
    fn default() -> Self {
        Self {
            in_flight: metrics::gauge!(HTTP_IN_FLIGHT),
            routes: DashMap::new(),
        }
    }
}

impl Numbers {
    /// Counts a request in.
    pub(super) fn enter(&self) -> InFlight<'_> {
        self.in_flight.increment(1.0);
        InFlight(&self.in_flight)
    }

    /// Counts an answer. `route` is one of ours, never a path somebody made up.
    pub(super) fn count(&self, route: &str, method: &Method, status: StatusCode, took: Duration) {
        let numbers = match self.routes.get(route) {
            Some(known) => Arc::clone(&known),
            None => self.learn(route),
        };
        numbers.seconds.record(took);
        let key = (word(method), status.as_u16());
        if let Some(answers) = numbers.answers.get(&key) {
            answers.increment(1);
            return;
        }
        let labels = [
            ("route", route.to_owned()),
            ("method", key.0.to_owned()),
            ("status", key.1.to_string()),
        ];
        let answers = metrics::counter!(HTTP_REQUESTS_TOTAL, &labels);
        answers.increment(1);
        numbers.answers.insert(key, answers);
    }

    fn learn(&self, route: &str) -> Arc<RouteNumbers> {
        let numbers = Arc::new(RouteNumbers {
            seconds: metrics::histogram!(HTTP_REQUEST_SECONDS, "route" => route.to_owned()),
            answers: DashMap::new(),
        });
        self.routes.insert(route.to_owned(), Arc::clone(&numbers));
        numbers
    }
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.decrement(1.0);
    }
}

/// A client may invent methods, but not labels.
pub(super) fn word(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
