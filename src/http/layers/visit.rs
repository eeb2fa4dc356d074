//! What the request log wants to know of a request, taken down before it is answered.

use std::net::IpAddr;
use std::time::Duration;

use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::Method;
use axum::http::StatusCode;
use axum::http::header::USER_AGENT;

use super::numbers::word;
use crate::access::address;
use crate::access::trail::Learned;
use crate::config::server::ServerConfig;
use crate::flows::security::Seen;
use crate::flows::security::Sentry;

/// A request that will be logged.
pub(super) struct Visit {
    path: String,
    agent: Option<HeaderValue>,
    address: IpAddr,
}

impl Visit {
    /// Takes it down, if it is of those that are logged.
    pub(super) fn of(request: &Request, server: &ServerConfig) -> Option<Self> {
        let path = request.uri().path();
        if !Sentry::watches(path) {
            return None;
        }
        let peer = address::peer(request.extensions());
        let trusts = |proxy| server.trusts_proxy(proxy);
        Some(Self {
            path: path.to_owned(),
            agent: request.headers().get(USER_AGENT).cloned(),
            address: address::client(request.headers(), peer, trusts),
        })
    }

    /// The same, once it was answered.
    pub(super) fn seen<'a>(
        &'a self,
        method: &Method,
        status: StatusCode,
        learned: &'a Learned,
        took: Duration,
    ) -> Seen<'a> {
        let agent = self.agent.as_ref().map(HeaderValue::to_str);
        let code = learned.code.as_ref();
        Seen {
            method: word(method),
            path: &self.path,
            status: status.as_u16(),
            took,
            user: learned.user,
            address: self.address,
            agent: agent.and_then(Result::ok).unwrap_or_default(),
            code: code.map(|(code, found)| (code.as_str(), *found)),
            uploaded: learned.uploaded,
        }
    }
}
