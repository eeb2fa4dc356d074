//! Where settings come from, gathered before any of them is looked at.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// The outside world as the loader sees it. Tests make their own.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// The folder given on the command line. `./config` is looked into when there is none.
    pub directory: Option<PathBuf>,
    /// The environment variables.
    pub variables: BTreeMap<String, String>,
    /// Whether the command line asked for the demo workshop.
    pub demo: bool,
}

impl Sources {
    /// The real environment. The only place that reads it.
    ///
    /// Variables that are not text are left out: none of ours can be one.
    #[must_use]
    pub fn of_process(directory: Option<PathBuf>, demo: bool) -> Self {
        let variables = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        Self {
            directory,
            variables,
            demo,
        }
    }

    /// A variable's value. One that is empty counts as unset, as in most `.env` files.
    pub(super) fn variable(&self, name: &str) -> Option<&str> {
        self.variables
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.trim().is_empty())
    }
}
