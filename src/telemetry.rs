//! What the server says about itself: a log in sentences and fields, and numbers.
//!
//! Logs go to standard error, because standard output belongs to what a command answers.
//! Every number has its name, unit and help in [`metrics`]; nothing else names one.

pub mod load;
pub mod metrics;

use std::io;
use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::ParseError;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::util::TryInitError;

/// Who reads the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// People: one line per event, in colour on a terminal.
    Text,
    /// Machines: one JSON object per line, with the fields at its top.
    Json,
}

/// Why the log could not be started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The filter does not read as directives.
    #[error("log filter is not readable")]
    Filter(#[from] ParseError),
    /// This process logs already.
    #[error("a log was started before")]
    Again(#[from] TryInitError),
}

/// Starts the log of this process. Once: a second call is refused and changes nothing.
///
/// # Errors
///
/// When the filter is not readable, or a log was started before.
pub fn start(filter: &str, format: Format) -> Result<(), StartError> {
    let filter = EnvFilter::builder().parse(filter)?;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(io::stderr().is_terminal())
        // A line that cannot be written, say on a full disk, is lost. Left to itself the
        // library complains on the same stderr, and whoever logged falls with that.
        .log_internal_errors(false)
        .with_writer(io::stderr);
    match format {
        Format::Text => log.finish().try_init()?,
        Format::Json => log
            .json()
            .flatten_event(true)
            .with_span_list(false)
            .finish()
            .try_init()?,
    }
    Ok(())
}
