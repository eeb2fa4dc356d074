//! One value per key, and who set it: later layers lie over earlier ones.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::Path;

use toml::Table;
use toml::Value;

use crate::config::environment::Environment;
use crate::config::mistake::Mistakes;
use crate::config::mistake::nearest;
use crate::config::sources::Sources;
use crate::config::variables::VARIABLES;

const DEFAULT: &str = include_str!("../../config/default.toml");
const DEVELOPMENT: &str = include_str!("../../config/development.toml");
const PRODUCTION: &str = include_str!("../../config/production.toml");

/// Where files are looked for when the command line names no folder.
const DIRECTORY: &str = "config";

/// Who set a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Origin {
    /// The compiled-in defaults.
    Default,
    /// A file.
    File(String),
    /// An environment variable.
    Variable(&'static str),
    /// A flag on the command line.
    Flag(&'static str),
}

/// A value in force, and the default it replaced.
#[derive(Debug, Clone)]
pub(super) struct Layered {
    pub(super) value: Value,
    pub(super) default: Value,
    pub(super) origin: Origin,
}

/// Every key there is, as `section.key`.
#[derive(Debug)]
pub(super) struct Layers(BTreeMap<String, Layered>);

impl Layers {
    /// Lays everything over the defaults. Unreadable files, unknown keys and the like are
    /// mistakes; the rest goes on without them, so that one start shows all.
    pub(super) fn of(sources: &Sources, environment: Environment, mistakes: &mut Mistakes) -> Self {
        let mut layers = Self::defaults();
        layers.lay_files(sources, environment, mistakes);
        layers.lay_variables(sources);
        if sources.demo {
            layers.set("demo.enabled", Value::Boolean(true), Origin::Flag("--demo"));
        }
        layers
    }

    /// The value in force. Every key a section asks for has a default.
    pub(super) fn get(&self, key: &str) -> &Layered {
        self.0
            .get(key)
            .unwrap_or_else(|| panic!("config/default.toml has no key {key}"))
    }

    /// Whether a key was given a value in a file.
    pub(super) fn is_in_a_file(&self, key: &str) -> bool {
        let setting = self.get(key);
        let is_file = matches!(setting.origin, Origin::File(_));
        is_file
            && setting
                .value
                .as_str()
                .is_some_and(|text| !text.trim().is_empty())
    }

    /// How to speak of a key: its name, and where to look for what was written.
    pub(super) fn subject(&self, key: &str) -> String {
        let setting = self.get(key);
        let variable = VARIABLES.iter().find(|variable| variable.key == key);
        match (&setting.origin, variable) {
            (origin, _) if setting.value != setting.default => format!("{key} ({origin})"),
            (_, Some(variable)) => format!("{key} (or {})", variable.name),
            (_, None) => key.to_owned(),
        }
    }

    fn defaults() -> Self {
        let table: Table = DEFAULT
            .parse()
            .expect("config/default.toml is valid, tests read it");
        let settings = flatten(table).into_iter().map(|(key, value)| {
            let default = value.clone();
            (
                key,
                Layered {
                    value,
                    default,
                    origin: Origin::Default,
                },
            )
        });
        Self(settings.collect())
    }

    fn lay_files(&mut self, sources: &Sources, environment: Environment, mistakes: &mut Mistakes) {
        let directory = sources.directory.as_deref().unwrap_or(Path::new(DIRECTORY));
        let names = ["default", environment.word()].map(|word| format!("{word}.toml"));
        let mut found = false;
        for path in names.iter().map(|name| directory.join(name)) {
            let origin = path.display().to_string();
            match fs::read_to_string(&path) {
                Ok(text) => self.lay(&text, &origin, mistakes),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                Err(error) => mistakes.push(&origin, format!("cannot be read: {error}")),
            }
            found = true;
        }

        if found {
            return;
        }
        if sources.directory.is_some() {
            let problem = format!("holds neither {} nor {}", names[0], names[1]);
            mistakes.push(directory.display(), problem);
        }
        let compiled_in = match environment {
            Environment::Development => DEVELOPMENT,
            Environment::Production => PRODUCTION,
        };
        self.lay(compiled_in, &format!("the built-in {}", names[1]), mistakes);
    }

    fn lay(&mut self, text: &str, origin: &str, mistakes: &mut Mistakes) {
        let table = match text.parse::<Table>() {
            Ok(table) => table,
            Err(error) => {
                // The error's own text quotes the line, and the line may hold a secret.
                let before = error.span().and_then(|span| text.get(..span.start));
                let line = before.unwrap_or_default().split('\n').count();
                let problem = format!("is not TOML at line {line}: {}", error.message());
                mistakes.push(origin, problem);
                return;
            }
        };
        for (key, value) in flatten(table) {
            if self.0.contains_key(&key) {
                self.set(&key, value, Origin::File(origin.to_owned()));
            } else {
                let known = nearest(&key, self.0.keys().map(String::as_str));
                let hint = known.map(|known| format!("; did you mean {known}?"));
                let problem = format!("is not a setting{}", hint.unwrap_or_default());
                mistakes.push(format!("{key} (in {origin})"), problem);
            }
        }
    }

    fn lay_variables(&mut self, sources: &Sources) {
        for variable in VARIABLES {
            if let Some(text) = sources.variable(variable.name) {
                let value = shaped(text.trim(), &self.get(variable.key).default);
                self.set(variable.key, value, Origin::Variable(variable.name));
            }
        }
    }

    fn set(&mut self, key: &str, value: Value, origin: Origin) {
        if let Some(setting) = self.0.get_mut(key) {
            setting.value = value;
            setting.origin = origin;
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("by default"),
            Self::File(name) => write!(f, "in {name}"),
            Self::Variable(name) | Self::Flag(name) => write!(f, "from {name}"),
        }
    }
}

/// Every value with its `section.key`; one outside a section keeps its bare name.
fn flatten(table: Table) -> Vec<(String, Value)> {
    let mut settings = Vec::new();
    for (section, value) in table {
        match value {
            Value::Table(keys) => settings.extend(
                keys.into_iter()
                    .map(|(key, value)| (format!("{section}.{key}"), value)),
            ),
            value => settings.push((section, value)),
        }
    }
    settings
}

/// A variable's text as the kind of value its key holds. What does not fit stays text, and
/// the section that reads it says what it wanted.
fn shaped(text: &str, like: &Value) -> Value {
    match like {
        Value::Boolean(_) => match text.to_ascii_lowercase().as_str() {
            "true" | "on" | "yes" | "1" => Value::Boolean(true),
            "false" | "off" | "no" | "0" => Value::Boolean(false),
            _ => Value::String(text.to_owned()),
        },
        Value::Integer(_) => text
            .parse()
            .map_or_else(|_| Value::String(text.to_owned()), Value::Integer),
        Value::Array(_) => {
            let parts = text
                .split(',')
                .map(str::trim)
                .filter(|part| !part.is_empty());
            Value::Array(parts.map(|part| Value::String(part.to_owned())).collect())
        }
        _ => Value::String(text.to_owned()),
    }
}
