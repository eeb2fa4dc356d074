//! Every number the server shows about itself: its name, its unit, what it means.
//!
//! Labels carry no ids, codes or names: they would grow without end, and some are people's.

use std::sync::OnceLock;

use metrics::Unit;
use metrics_exporter_prometheus::Matcher;
use metrics_exporter_prometheus::PrometheusBuilder;
use metrics_exporter_prometheus::PrometheusHandle;

/// How long a change takes from its command to being durable.
pub const ORDER_COMMIT_SECONDS: &str = "order_commit_seconds";
/// How many changes shared one transaction.
pub const JOURNAL_BATCH_CHANGES: &str = "journal_batch_changes";
/// Transactions that became durable.
pub const JOURNAL_COMMITS_TOTAL: &str = "journal_commits_total";
/// Transactions that did not, by `kind`.
pub const JOURNAL_FAILURES_TOTAL: &str = "journal_failures_total";
/// Changes that wait for a transaction.
pub const JOURNAL_QUEUE: &str = "journal_queue";
/// Orders with a living actor.
pub const ORDERS_AWAKE: &str = "orders_awake";
/// Orders woken.
pub const ORDER_WAKES_TOTAL: &str = "order_wakes_total";
/// Orders put to sleep.
pub const ORDER_SLEEPS_TOTAL: &str = "order_sleeps_total";
/// Order actors that fell.
pub const ORDER_FALLS_TOTAL: &str = "order_falls_total";
/// Orders that fell too often and wait for a person.
pub const ORDERS_SET_ASIDE: &str = "orders_set_aside";
/// Commands refused, by `reason`.
pub const ORDER_REFUSALS_TOTAL: &str = "order_refusals_total";
/// Commands decided again after a lost race.
pub const ORDER_RETRIES_TOTAL: &str = "order_retries_total";
/// Times a reader had to catch up from the journal.
pub const FEED_CATCHUPS_TOTAL: &str = "feed_catchups_total";
/// Orders in the index.
pub const INDEX_ORDERS: &str = "index_orders";
/// How long the index takes to answer.
pub const INDEX_QUERY_SECONDS: &str = "index_query_seconds";
/// Orders and sums in which the dashboard differed from the store at the last recount.
pub const DASHBOARD_DRIFT: &str = "dashboard_drift";
/// Recounts of the dashboard, by `outcome`.
pub const DASHBOARD_RECOUNTS_TOTAL: &str = "dashboard_recounts_total";
/// What we still owe the outside world.
pub const OUTBOX_PENDING: &str = "outbox_pending";
/// Tries to pay what we owe, by `kind` and `outcome`.
pub const OUTBOX_TRIES_TOTAL: &str = "outbox_tries_total";
/// Messages to customers, by `channel` and `outcome`.
pub const MESSAGES_TOTAL: &str = "messages_total";
/// Runs of a job, by `job` and `outcome`.
pub const JOB_RUNS_TOTAL: &str = "job_runs_total";
/// How long a job takes, by `job`.
pub const JOB_SECONDS: &str = "job_seconds";
/// Calls to providers that ended, by `provider`, `call` and `outcome`.
pub const PROVIDER_CALLS_TOTAL: &str = "provider_calls_total";
/// How long they took, by the same.
pub const PROVIDER_CALL_SECONDS: &str = "provider_call_seconds";
/// Calls that had to wait because a provider's limit was used up, by `provider`.
pub const PROVIDER_CALLS_HELD_TOTAL: &str = "provider_calls_held_total";
/// Messages providers sent us, by `source` and `outcome`.
pub const WEBHOOKS_TOTAL: &str = "webhooks_total";
/// Requests answered, by `route`, `method` and `status`.
pub const HTTP_REQUESTS_TOTAL: &str = "http_requests_total";
/// How long an answer takes, by `route`.
pub const HTTP_REQUEST_SECONDS: &str = "http_request_seconds";
/// Requests being answered.
pub const HTTP_IN_FLIGHT: &str = "http_in_flight";
/// Requests refused because their sender asked too often, by `bucket`.
pub const RATE_LIMITED_TOTAL: &str = "rate_limited_total";
/// Connections that are open, by `socket`.
pub const WS_SESSIONS: &str = "ws_sessions";
/// Bytes that wait for clients to read them.
pub const WS_QUEUE_BYTES: &str = "ws_queue_bytes";
/// Frames handed to connections.
pub const WS_FRAMES_TOTAL: &str = "ws_frames_total";
/// Connections that ended, by `socket` and `code`.
pub const WS_CLOSES_TOTAL: &str = "ws_closes_total";
/// How long after it is durable a change is handed to a connection.
pub const WS_LAG_SECONDS: &str = "ws_lag_seconds";
/// Clients that came back, by whether what they missed could be told.
pub const WS_RECOVERIES_TOTAL: &str = "ws_recoveries_total";
/// Attempts to sign in, by `outcome`.
pub const SIGN_INS_TOTAL: &str = "sign_ins_total";
/// What was seen and could not be written down, by `what`.
pub const WITNESS_DROPPED_TOTAL: &str = "witness_dropped_total";
/// Always 1; its labels say what runs.
pub const BUILD_INFO: &str = "build_info";

/// One number, described.
#[derive(Debug, Clone, Copy)]
pub struct Metric {
    /// Its name.
    pub name: &'static str,
    /// How it moves.
    pub kind: Kind,
    /// What it counts in.
    pub unit: Unit,
    /// What it means, in a sentence for the one who looks at it.
    pub help: &'static str,
}

/// How a number moves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// Only up.
    Counter,
    /// Up and down.
    Gauge,
    /// Many values, sorted into buckets with these upper bounds.
    Histogram(&'static [f64]),
}

/// From a commit that shared another's fsync to one that made a client give up.
const COMMIT_BUCKETS: &[f64] = &[
    0.001, 0.002_5, 0.005, 0.007_5, 0.01, 0.015, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0,
];
/// Powers of two around the default batch of 64.
const BATCH_BUCKETS: &[f64] = &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];
/// From a look at one column to a scan of a million rows gone wrong.
const QUERY_BUCKETS: &[f64] = &[
    0.000_01, 0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.1, 1.0,
];
/// From an answer out of memory to the request timeout.
const REQUEST_BUCKETS: &[f64] = &[
    0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0,
];
/// From one busy moment of a processor to a client on a slow train.
const LAG_BUCKETS: &[f64] = &[
    0.000_1, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.5, 10.0,
];
/// From a neighbour in the same country to the longest we wait for a provider.
const CALL_BUCKETS: &[f64] = &[0.005, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0];

const fn counter(name: &'static str, help: &'static str) -> Metric {
    Metric {
        name,
        kind: Kind::Counter,
        unit: Unit::Count,
        help,
    }
}

const fn gauge(name: &'static str, help: &'static str) -> Metric {
    Metric {
        name,
        kind: Kind::Gauge,
        unit: Unit::Count,
        help,
    }
}

const fn seconds(name: &'static str, buckets: &'static [f64], help: &'static str) -> Metric {
    Metric {
        name,
        kind: Kind::Histogram(buckets),
        unit: Unit::Seconds,
        help,
    }
}

/// Every number there is.
pub const METRICS: &[Metric] = &[
    seconds(
        ORDER_COMMIT_SECONDS,
        COMMIT_BUCKETS,
        "Time from a command to its durable change.",
    ),
    Metric {
        name: JOURNAL_BATCH_CHANGES,
        kind: Kind::Histogram(BATCH_BUCKETS),
        unit: Unit::Count,
        help: "Changes that shared one transaction.",
    },
    counter(JOURNAL_COMMITS_TOTAL, "Transactions that became durable."),
    counter(
        JOURNAL_FAILURES_TOTAL,
        "Transactions that did not become durable, by kind.",
    ),
    gauge(JOURNAL_QUEUE, "Changes waiting for a transaction."),
    gauge(ORDERS_AWAKE, "Orders with a living actor."),
    counter(ORDER_WAKES_TOTAL, "Orders woken."),
    counter(ORDER_SLEEPS_TOTAL, "Orders put to sleep."),
    counter(
        ORDER_FALLS_TOTAL,
        "Order actors that fell and were started again.",
    ),
    gauge(
        ORDERS_SET_ASIDE,
        "Orders that fell too often and wait for a person.",
    ),
    counter(ORDER_REFUSALS_TOTAL, "Commands refused, by reason."),
    counter(
        ORDER_RETRIES_TOTAL,
        "Commands decided again after another writer was first.",
    ),
    counter(
        FEED_CATCHUPS_TOTAL,
        "Times a reader had to catch up from the journal.",
    ),
    gauge(INDEX_ORDERS, "Orders in the index."),
    seconds(
        INDEX_QUERY_SECONDS,
        QUERY_BUCKETS,
        "Time the index takes to answer.",
    ),
    gauge(
        DASHBOARD_DRIFT,
        "Orders and sums in which the dashboard differed from the store when last recounted.",
    ),
    counter(
        DASHBOARD_RECOUNTS_TOTAL,
        "Recounts of the dashboard, by outcome: right, drifted, failed.",
    ),
    gauge(
        OUTBOX_PENDING,
        "Messages and calls still owed to the outside world.",
    ),
    counter(
        OUTBOX_TRIES_TOTAL,
        "Tries to pay what we owe, by kind and outcome: done, later, never, given_up.",
    ),
    counter(
        WEBHOOKS_TOTAL,
        "Messages providers sent us, by source and outcome; late ones are counted again when they are taken in.",
    ),
    counter(
        MESSAGES_TOTAL,
        "Tries to send a message to a customer, by channel and outcome: sent, unknown, later, refused, moot.",
    ),
    counter(JOB_RUNS_TOTAL, "Runs of a job, by job and outcome."),
    seconds(
        JOB_SECONDS,
        REQUEST_BUCKETS,
        "How long a job takes, by job.",
    ),
    counter(
        PROVIDER_CALLS_TOTAL,
        "Calls to providers that ended, by provider, call and outcome.",
    ),
    seconds(
        PROVIDER_CALL_SECONDS,
        CALL_BUCKETS,
        "Time a call to a provider takes, by provider, call and outcome.",
    ),
    counter(
        PROVIDER_CALLS_HELD_TOTAL,
        "Calls that waited because a provider's limit was used up.",
    ),
    counter(
        HTTP_REQUESTS_TOTAL,
        "Requests answered, by route, method and status.",
    ),
    seconds(
        HTTP_REQUEST_SECONDS,
        REQUEST_BUCKETS,
        "Time to an answer, by route.",
    ),
    gauge(HTTP_IN_FLIGHT, "Requests being answered."),
    counter(
        RATE_LIMITED_TOTAL,
        "Requests refused because their sender asked too often, by bucket.",
    ),
    gauge(WS_SESSIONS, "Open connections, by socket."),
    Metric {
        name: WS_QUEUE_BYTES,
        kind: Kind::Gauge,
        unit: Unit::Bytes,
        help: "Bytes waiting for clients to read them.",
    },
    counter(WS_FRAMES_TOTAL, "Frames handed to connections."),
    counter(
        WS_CLOSES_TOTAL,
        "Connections that ended, by socket and code.",
    ),
    seconds(
        WS_LAG_SECONDS,
        LAG_BUCKETS,
        "Time from a durable change until it was handed to a connection.",
    ),
    counter(
        WS_RECOVERIES_TOTAL,
        "Clients that came back, by whether all they missed could be told.",
    ),
    counter(SIGN_INS_TOTAL, "Attempts to sign in, by outcome."),
    counter(
        WITNESS_DROPPED_TOTAL,
        "Requests and alerts that were not written down because too many waited, by what.",
    ),
    gauge(BUILD_INFO, "Always 1; the labels say what is running."),
];

/// Starts collecting, once per process, and answers the handle that renders the page.
/// Any number of calls share one collection.
///
/// Somebody has to call [`PrometheusHandle::run_upkeep`] every few seconds, or the
/// histograms keep every value until they are next rendered.
///
/// # Panics
///
/// When another recorder was installed in this process, which nobody but us may do.
pub fn install() -> PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    let handle = HANDLE.get_or_init(|| {
        let handle = recorder()
            .install_recorder()
            .expect("no other recorder is ever installed");
        describe_all();
        metrics::gauge!(BUILD_INFO, "version" => env!("CARGO_PKG_VERSION")).set(1.0);
        handle
    });
    handle.clone()
}

/// Gives every number its help and unit. Part of [`install`].
pub fn describe_all() {
    for metric in METRICS {
        match metric.kind {
            Kind::Counter => metrics::describe_counter!(metric.name, metric.unit, metric.help),
            Kind::Gauge => metrics::describe_gauge!(metric.name, metric.unit, metric.help),
            Kind::Histogram(_) => {
                metrics::describe_histogram!(metric.name, metric.unit, metric.help);
            }
        }
    }
}

fn recorder() -> PrometheusBuilder {
    METRICS
        .iter()
        .fold(PrometheusBuilder::new(), |builder, metric| {
            match metric.kind {
                Kind::Histogram(buckets) => builder
                    .set_buckets_for_metric(Matcher::Full(metric.name.to_owned()), buckets)
                    .expect("every histogram has buckets"),
                Kind::Counter | Kind::Gauge => builder,
            }
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn collecting_may_be_started_by_many_and_is_shared() {
        let (first, second) = (install(), install());

        metrics::counter!(ORDER_WAKES_TOTAL).increment(2);
        metrics::histogram!(ORDER_COMMIT_SECONDS).record(0.004);

        // Other tests of this process count too, so only what must be there is looked for.
        let (page, other) = (first.render(), second.render());
        for line in [
            "# HELP order_wakes_total Orders woken.",
            "\norder_wakes_total ",
            "order_commit_seconds_bucket{le=\"0.005\"} ",
        ] {
            assert!(page.contains(line) && other.contains(line), "{line}");
        }
        assert!(page.contains("build_info{version="), "{page}");
    }

    #[test]
    fn names_are_told_apart_and_say_what_they_count_in() {
        let mut names: Vec<_> = METRICS.iter().map(|metric| metric.name).collect();
        names.sort_unstable();
        names.dedup();

        assert_eq!(names.len(), METRICS.len());
        for metric in METRICS {
            let counts = metric.name.ends_with("_total");
            assert_eq!(counts, metric.kind == Kind::Counter, "{}", metric.name);
            let timed = metric.name.ends_with("_seconds");
            assert_eq!(timed, metric.unit == Unit::Seconds, "{}", metric.name);
        }
    }

    #[test]
    fn buckets_rise() {
        for metric in METRICS {
            if let Kind::Histogram(buckets) = metric.kind {
                assert!(buckets.is_sorted(), "{}", metric.name);
            }
        }
    }
}
