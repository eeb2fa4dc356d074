//! From a request to the person behind it.

use std::net::IpAddr;

use axum::http::request::Parts;

use super::Denied;
use super::address;
use super::cookies;
use super::credentials;
use super::csrf;
use super::trail;
use crate::app::App;
use crate::config::server::ServerConfig;
use crate::domain::role::Surface;
use crate::domain::time::Timestamp;
use crate::flows::staff::Directory;
use crate::flows::staff::Signed;

/// The surface whose paths this gate guards.
const SURFACE: Surface = Surface::Konveksi;

/// What a request is judged by.
pub(super) struct Gate<'a> {
    pub(super) directory: &'a Directory,
    pub(super) server: &'a ServerConfig,
    /// Whether cookies travel over TLS only.
    pub(super) secure: bool,
    pub(super) now: Timestamp,
}

impl<'a> Gate<'a> {
    pub(super) fn of(app: &'a App) -> Self {
        Self {
            directory: &app.staff,
            server: &app.config.server,
            secure: app.config.environment.is_production(),
            now: app.clock.now(),
        }
    }

    /// Whoever is signed in. A bearer token goes before a cookie, so that a client whose token
    /// ran out hears of it although its browser sends a cookie along.
    pub(super) async fn signed(&self, parts: &Parts) -> Result<Signed, Denied> {
        let signed = match credentials::bearer(&parts.headers) {
            Some(token) => self.by_token(token).await?,
            None => self.by_cookie(parts).await?,
        };
        trail::remember_user(signed.user);
        Ok(signed)
    }

    /// Whoever is signed in, where nobody has to be: any way in will do, and none is no
    /// error. One that cannot be checked is: staff must not act as visitors by accident.
    pub(super) async fn recognized(&self, parts: &Parts) -> Result<Option<Signed>, Denied> {
        let by_token = match credentials::bearer(&parts.headers) {
            Some(token) => self.by_token(token).await,
            None => Err(Denied::NotSignedIn),
        };
        let signed = match by_token {
            Err(Denied::NotSignedIn) => self.by_cookie(parts).await,
            other => other,
        };
        match signed {
            Ok(signed) => {
                trail::remember_user(signed.user);
                Ok(Some(signed))
            }
            Err(unavailable @ Denied::Unavailable(_)) => Err(unavailable),
            Err(_) => Ok(None),
        }
    }

    /// Whoever is signed in and opens a connection. A browser lets pages elsewhere open
    /// one, so its origin has to be one of ours; and it lets nobody write headers there, so
    /// a token may come in the query or in place of a subprotocol.
    pub(super) async fn connecting(&self, parts: &Parts) -> Result<Option<Signed>, Denied> {
        let headers = &parts.headers;
        let server = self.server;
        if csrf::is_foreign(headers, &server.public_url, &server.cors_allowed_origins) {
            return Err(Denied::Origin);
        }
        let in_query = credentials::query_token(&parts.uri);
        let token = credentials::bearer(headers)
            .or_else(|| credentials::protocol_token(headers))
            .or(in_query.as_deref());
        let signed = match token {
            Some(token) => self.by_token(token).await?,
            None if credentials::cookie(headers, cookies::SESSION).is_some() => {
                self.by_cookie(parts).await?
            }
            None => return Ok(None),
        };
        trail::remember_user(signed.user);
        Ok(Some(signed))
    }

    /// Where the request comes from.
    pub(super) fn address(&self, parts: &Parts) -> IpAddr {
        address::client(&parts.headers, address::peer(&parts.extensions), |proxy| {
            self.server.trusts_proxy(proxy)
        })
    }

    async fn by_token(&self, token: &str) -> Result<Signed, Denied> {
        let signed = self.directory.check_bearer(token, SURFACE, self.now);
        signed.await?.ok_or(Denied::NotSignedIn)
    }

    async fn by_cookie(&self, parts: &Parts) -> Result<Signed, Denied> {
        let headers = &parts.headers;
        let cookie = credentials::cookie(headers, cookies::SESSION).ok_or(Denied::NotSignedIn)?;
        let signed = self.directory.check_cookie(cookie, self.now).await?;
        let signed = signed.ok_or(Denied::NotSignedIn)?;
        let meant = parts.method.is_safe()
            || csrf::is_same_origin(headers, &self.server.public_url)
            || csrf::token(headers)
                .is_some_and(|token| self.directory.csrf_matches(signed.session, token));
        if !meant {
            return Err(Denied::Csrf);
        }
        if signed.extended {
            let lifetime = self.directory.session_lifetime();
            let csrf_token = self.directory.csrf_token(signed.session);
            trail::renew(cookies::session(cookie, lifetime, self.secure));
            trail::renew(cookies::csrf(&csrf_token, lifetime, self.secure));
        }
        Ok(signed)
    }
}

#[cfg(test)]
mod tests;
