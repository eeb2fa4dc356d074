//! Development or production: who depends on this process.

use crate::config::mistake::Mistakes;
use crate::config::sources::Sources;

/// The variable that decides.
const VARIABLE: &str = "RAJUT_ENV";

/// Who depends on this process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Environment {
    /// The person in front of it.
    Development,
    /// Customers. What is merely careless elsewhere stops the start here.
    Production,
}

impl Environment {
    /// Reads `RAJUT_ENV`; development when it is not set.
    pub(super) fn of(sources: &Sources, mistakes: &mut Mistakes) -> Self {
        match sources.variable(VARIABLE) {
            None | Some("development") => Self::Development,
            Some("production") => Self::Production,
            Some(other) => {
                let problem = format!("must be development or production, not {other:?}");
                mistakes.push(VARIABLE, problem);
                Self::Development
            }
        }
    }

    /// The word for it, which is also the name of its file.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Development => "development",
            Self::Production => "production",
        }
    }

    /// Whether customers depend on this process.
    #[must_use]
    pub const fn is_production(self) -> bool {
        matches!(self, Self::Production)
    }
}
