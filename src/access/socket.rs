//! Who opens a connection that stays: a socket, or a stream of events.

use std::net::IpAddr;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::Denied;
use super::Staff;
use super::gate::Gate;
use crate::app::App;

/// Whoever connects: staff, or anybody. Refuses pages of foreign origins, and credentials
/// that are no good.
#[derive(Debug, Clone)]
pub(crate) struct Guest {
    /// The staff member, when one is signed in.
    pub(crate) staff: Option<Staff>,
    /// Where they connect from.
    pub(crate) address: IpAddr,
}

/// Staff who connect: 401 to strangers, 403 to staff of other surfaces.
#[derive(Debug, Clone)]
pub(crate) struct Insider {
    /// Who.
    pub(crate) staff: Staff,
    /// Where they connect from.
    pub(crate) address: IpAddr,
}

impl FromRequestParts<App> for Guest {
    type Rejection = Denied;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Denied> {
        let gate = Gate::of(app);
        let signed = gate.connecting(parts).await?;
        Ok(Self {
            staff: signed.and_then(Staff::of),
            address: gate.address(parts),
        })
    }
}

impl FromRequestParts<App> for Insider {
    type Rejection = Denied;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Denied> {
        let gate = Gate::of(app);
        let signed = gate.connecting(parts).await?;
        let signed = signed.ok_or(Denied::NotSignedIn)?;
        Ok(Self {
            staff: Staff::of(signed).ok_or(Denied::NotAllowed)?,
            address: gate.address(parts),
        })
    }
}
