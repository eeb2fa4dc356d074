//! What the server was told to do: read once, checked once, at start.
//!
//! `config/default.toml` documents every key and is compiled in. Files and environment
//! variables are laid over it, one typed section per file reads the result, and
//! `check` says everything that is wrong with it at once. After that nothing reads
//! the environment. Loading writes nothing; a missing secret key is made by
//! [`Config::secret_key`], when the server really starts.

pub mod auth;
pub mod business;
mod check;
pub mod database;
pub mod demo;
mod duration;
pub mod engine;
pub mod environment;
pub mod konveksi;
mod layers;
pub mod limits;
pub mod live;
pub mod mistake;
pub mod network;
mod reader;
pub mod secret;
mod secret_key;
pub mod security;
pub mod server;
pub mod sources;
pub mod telemetry;
pub mod variables;
pub mod xendit;

use std::io;
use std::time::Duration;

use self::auth::AuthConfig;
use self::business::BusinessConfig;
use self::database::DatabaseConfig;
use self::demo::DemoConfig;
use self::engine::EngineConfig;
use self::environment::Environment;
use self::konveksi::KonveksiConfig;
use self::layers::Layers;
use self::limits::LimitsConfig;
use self::live::LiveConfig;
use self::mistake::Mistakes;
use self::reader::Reader;
use self::secret::Secret;
use self::security::SecurityConfig;
use self::server::ServerConfig;
use self::sources::Sources;
use self::telemetry::TelemetryConfig;
use self::xendit::XenditConfig;

/// The keys whose values nobody should read over somebody's shoulder.
const SECRETS: [&str; 6] = [
    "database.password",
    "auth.secret_key",
    "auth.admin_password",
    "xendit.secret_key",
    "xendit.webhook_token",
    "telemetry.metrics_token",
];

/// Every setting, typed and checked.
#[derive(Debug, Clone)]
pub struct Config {
    /// Whether customers depend on this process.
    pub environment: Environment,
    /// Where and how to listen.
    pub server: ServerConfig,
    /// Where the data lives.
    pub database: DatabaseConfig,
    /// The sizes and beats of the engine.
    pub engine: EngineConfig,
    /// How often one caller may ask.
    pub limits: LimitsConfig,
    /// What is logged of requests, and what staff are told of.
    pub security: SecurityConfig,
    /// Who may be connected.
    pub live: LiveConfig,
    /// Sign-in.
    pub auth: AuthConfig,
    /// Whose business it is.
    pub business: BusinessConfig,
    /// The garment surface.
    pub konveksi: KonveksiConfig,
    /// The payment gateway.
    pub xendit: XenditConfig,
    /// What the server says about itself.
    pub telemetry: TelemetryConfig,
    /// The demo workshop.
    pub demo: DemoConfig,
    /// The keys of secrets that stand in a configuration file.
    pub secrets_in_files: Vec<&'static str>,
    /// What the operator should hear once, in the log: settings without an effect, and
    /// choices that are allowed but rarely meant.
    pub notes: Vec<String>,
}

impl Config {
    /// Reads and checks everything.
    ///
    /// # Errors
    ///
    /// When anything is wrong. Lists every mistake, not only the first.
    pub fn load(sources: &Sources) -> Result<Self, Mistakes> {
        let mut mistakes = Mistakes::default();
        let environment = Environment::of(sources, &mut mistakes);
        let layers = Layers::of(sources, environment, &mut mistakes);

        let mut secrets_in_files = SECRETS.to_vec();
        secrets_in_files.retain(|key| layers.is_in_a_file(key));
        let mut read = Reader::new(&layers, &mut mistakes);
        let mut config = Self {
            environment,
            server: ServerConfig::read(&mut read),
            database: DatabaseConfig::read(&mut read),
            engine: EngineConfig::read(&mut read),
            limits: LimitsConfig::read(&mut read),
            security: SecurityConfig::read(&mut read),
            live: LiveConfig::read(&mut read),
            auth: AuthConfig::read(&mut read),
            business: BusinessConfig::read(&mut read),
            konveksi: KonveksiConfig::read(&mut read),
            xendit: XenditConfig::read(&mut read),
            telemetry: TelemetryConfig::read(&mut read),
            demo: DemoConfig::read(&mut read),
            secrets_in_files,
            notes: variables::notes(&sources.variables),
        };

        check::check(&config, &mut read);
        let more = check::notes(&config);
        mistakes.into_result()?;
        config.notes.extend(more);
        Ok(config)
    }

    /// How often to look for changes no signal told us of, in the store in use.
    #[must_use]
    pub fn sweep_interval(&self) -> Duration {
        if self.database.is_shared() {
            self.engine.sweep_interval_shared
        } else {
            self.engine.sweep_interval_embedded
        }
    }

    /// The key that signs tokens: the configured one, else the one kept beside the data,
    /// which is made on the first call. In a store that forgets, every call makes another,
    /// so ask once.
    ///
    /// # Errors
    ///
    /// When the file beside the data cannot be read or written, or holds no key.
    pub fn secret_key(&self) -> io::Result<Secret> {
        match &self.auth.secret_key {
            Some(key) => Ok(key.clone()),
            None => secret_key::kept_for(&self.database),
        }
    }
}

#[cfg(test)]
mod tests;
