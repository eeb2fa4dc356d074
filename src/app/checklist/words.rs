//! What to do about a point that is not as it should be.

pub(super) const DEFAULT_NAME: &str = "Rajut";

pub(super) const ENVIRONMENT: &str = "Start it with RAJUT_ENV=production where customers are.";
pub(super) const HTTPS: &str =
    "Put a proxy with a certificate in front, and set PUBLIC_URL to its https:// address.";
pub(super) const PROXIES: &str =
    "Set TRUSTED_PROXIES to your proxy's address; otherwise its callers share every limit.";
pub(super) const HOSTS: &str = "Set ALLOWED_HOSTS to the names customers use.";
pub(super) const CORS: &str = "List only https:// origins in CORS_ALLOWED_ORIGINS.";
pub(super) const RATE_LIMITS: &str = "Take RATE_LIMITS=off away; it is for load tests.";
pub(super) const SECRETS: &str =
    "Hand them over as environment variables, which backups and repositories do not keep.";
pub(super) const SIGNING: &str = "Set SECRET_KEY to 32 random characters or more.";
pub(super) const DEBUG: &str = "Take DEBUG away.";
pub(super) const MEMORY: &str = "Set DATABASE_URL to a folder, such as surrealkv://data/rajut.";
pub(super) const STORE_TLS: &str = "Use wss://, or a network nobody else is in.";
pub(super) const LOGGING: &str = "Leave RUST_LOG unset; the default tells what matters.";
pub(super) const WEBHOOK: &str = "Set XENDIT_WEBHOOK_TOKEN to the token of Xendit's dashboard.";
pub(super) const GATEWAY: &str =
    "Set XENDIT_SECRET_KEY and XENDIT_WEBHOOK_TOKEN before the first real customer.";
pub(super) const NAME: &str = "Set business.name; it signs every message.";
pub(super) const IN_USE: &str =
    "Its server is running. Stop it, or check a copy, to have its accounts looked at.";
pub(super) const NO_STORE: &str = "Look at DATABASE_URL, and whether it can be reached.";
pub(super) const MIGRATE: &str = "The next start brings it up to date; or run rajut migrate now.";
pub(super) const NO_USER: &str =
    "Set ADMIN_USERNAME and ADMIN_PASSWORD for the first start, or run rajut user add.";
pub(super) const NO_OWNER: &str = "Run rajut user add NAME --role owner.";
pub(super) const DEMO: &str = "Start production on a store of its own, or change that password.";
