//! `[server]`: where to listen, whom to answer, how long to wait.

use std::net::IpAddr;
use std::net::Ipv4Addr;
use std::net::SocketAddr;
use std::time::Duration;

use crate::config::network::Network;
use crate::config::reader::Reader;

/// Where to listen, whom to answer, how long to wait.
#[derive(Debug, Clone)]
pub struct ServerConfig {
    /// The address to listen on.
    pub bind: SocketAddr,
    /// How customers reach this server, without a slash at the end. Never empty.
    pub public_url: String,
    /// The largest JSON body accepted.
    pub body_bytes_max: usize,
    /// The slowest body that is waited for.
    pub body_bytes_per_second_min: u32,
    /// How long one request may take, once it is there.
    pub request_timeout: Duration,
    /// How long requests and queues get to finish when the server stops.
    pub shutdown_grace: Duration,
    /// Whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
    /// The host names answered to; empty means any. [`ServerConfig::allows_host`] knows how.
    pub allowed_hosts: Vec<String>,
    /// The foreign origins that may call with a person's sign-in, without a slash at the end.
    pub cors_allowed_origins: Vec<String>,
    /// Whether callers are counted and refused.
    pub rate_limits: bool,
    /// Whether answers to failed requests may name the inner cause.
    pub debug: bool,
}

impl ServerConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let mut section = reader.section("server");
        let bind = section.get("bind");
        let public_url: String = section.get("public_url");
        let hosts: Vec<String> = section.get("allowed_hosts");
        let origins: Vec<String> = section.get("cors_allowed_origins");
        Self {
            bind,
            public_url: if public_url.is_empty() {
                local_url(bind)
            } else {
                trimmed(&public_url)
            },
            body_bytes_max: section.get("body_bytes_max"),
            body_bytes_per_second_min: section.get("body_bytes_per_second_min"),
            request_timeout: section.get("request_timeout"),
            shutdown_grace: section.get("shutdown_grace"),
            trusted_proxies: section.get("trusted_proxies"),
            allowed_hosts: hosts.iter().map(|host| host.to_ascii_lowercase()).collect(),
            cors_allowed_origins: origins.iter().map(|origin| trimmed(origin)).collect(),
            rate_limits: section.get("rate_limits"),
            debug: section.get("debug"),
        }
    }

    /// Whether a `Host` header, with or without its port, names this server.
    #[must_use]
    pub fn allows_host(&self, header: &str) -> bool {
        let host = without_port(header).to_ascii_lowercase();
        self.allowed_hosts.is_empty()
            || self
                .allowed_hosts
                .iter()
                .any(|allowed| match allowed.strip_prefix('.') {
                    Some(domain) => host == domain || host.ends_with(allowed),
                    None => allowed == "*" || *allowed == host,
                })
    }

    /// Whether an address is a proxy whose `X-Forwarded-For` is believed.
    #[must_use]
    pub fn trusts_proxy(&self, address: IpAddr) -> bool {
        self.trusted_proxies
            .iter()
            .any(|network| network.contains(address))
    }
}

fn trimmed(url: &str) -> String {
    url.trim_end_matches('/').to_owned()
}

/// The URL of a bind address, as a browser on the same machine would write it.
fn local_url(bind: SocketAddr) -> String {
    let mut reachable = bind;
    if bind.ip().is_unspecified() {
        reachable.set_ip(Ipv4Addr::LOCALHOST.into());
    }
    format!("http://{reachable}")
}

fn without_port(host: &str) -> &str {
    // In `[::1]:8000` the colons inside the brackets belong to the address.
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::config::sources::Sources;

    fn server(variables: &[(&str, &str)]) -> ServerConfig {
        let variables = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let sources = Sources {
            variables: variables.collect(),
            ..Sources::default()
        };
        Config::load(&sources).unwrap().server
    }

    #[test]
    fn hosts_are_matched_by_name_by_domain_or_not_at_all() {
        let server = server(&[("ALLOWED_HOSTS", "toko.id, .example.id,[::1]")]);

        assert!(server.allows_host("TOKO.id:8000"));
        assert!(server.allows_host("example.id"));
        assert!(server.allows_host("admin.example.id:443"));
        assert!(server.allows_host("[::1]:8000"));
        assert!(!server.allows_host("evilexample.id"));
        assert!(!server.allows_host("www.toko.id"));
    }

    #[test]
    fn without_a_list_every_host_is_answered() {
        assert!(server(&[]).allows_host("anything"));
        assert!(server(&[("ALLOWED_HOSTS", "*")]).allows_host("anything"));
    }

    #[test]
    fn the_public_url_follows_the_bind_address_until_it_is_given() {
        let url = |variables| server(variables).public_url;

        assert_eq!(url(&[]), "http://127.0.0.1:8000");
        assert_eq!(
            url(&[("BIND_ADDR", "0.0.0.0:9000")]),
            "http://127.0.0.1:9000"
        );
        assert_eq!(
            url(&[("PUBLIC_URL", "https://toko.id/")]),
            "https://toko.id"
        );
    }

    #[test]
    fn only_named_proxies_are_believed() {
        let server = server(&[("TRUSTED_PROXIES", "10.0.0.0/8")]);

        assert!(server.trusts_proxy("10.1.2.3".parse().unwrap()));
        assert!(!server.trusts_proxy("192.168.0.1".parse().unwrap()));
    }
}
