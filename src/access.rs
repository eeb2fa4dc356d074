//! Who is asking, for every edge, by cookie and CSRF token or by bearer token; and how often.
//!
//! A handler names whom it is for in its arguments, and never sees anybody else. How a
//! refusal is spelled is the business of the surface.

pub(crate) mod address;
pub(crate) mod cookies;
pub(crate) mod credentials;
mod csrf;
mod denied;
mod gate;
pub(crate) mod limits;
pub(crate) mod socket;
pub(crate) mod trail;

use std::net::IpAddr;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

pub use self::denied::Denied;

use self::gate::Gate;
use crate::app::App;
use crate::domain::ids::SessionId;
use crate::domain::ids::UserId;
use crate::domain::role::Role;
use crate::domain::role::Surface;
use crate::flows::staff::Signed;

/// A signed-in staff member with a role on Konveksi. Extracting it answers 401 to strangers
/// and 403 to staff of other surfaces.
#[derive(Debug, Clone)]
pub struct Staff {
    /// Their account.
    pub user: UserId,
    /// Their role on this surface.
    pub role: Role,
    /// Their sign-in.
    pub session: SessionId,
}

/// Whoever is asking, on public paths: staff, or a visitor. Never refuses.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The staff member, when one is signed in (a cookie without its CSRF token is nobody).
    pub staff: Option<Staff>,
    /// The address of a visitor, for scoping.
    pub address: IpAddr,
}

/// Staff that may take business decisions (owner or admin): 401 to strangers, 403 to others.
#[derive(Debug, Clone)]
pub struct Manager(pub Staff);

/// Staff that may see amounts (all but production): 401 to strangers, 403 to others.
#[derive(Debug, Clone)]
pub struct SeesMoney(pub Staff);

/// Staff that may also look after users and secrets: 401 to strangers, 403 to others.
#[derive(Debug, Clone)]
pub struct Owner(pub Staff);

/// Anybody signed in, with a role on this surface or without: 401 to strangers.
#[derive(Debug, Clone, Copy)]
pub struct Account(pub Signed);

impl FromRequestParts<App> for Account {
    type Rejection = Denied;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Denied> {
        Gate::of(app).signed(parts).await.map(Self)
    }
}

impl FromRequestParts<App> for Staff {
    type Rejection = Denied;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Denied> {
        let signed = Gate::of(app).signed(parts).await?;
        Self::of(signed).ok_or(Denied::NotAllowed)
    }
}

impl FromRequestParts<App> for Manager {
    type Rejection = Denied;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Denied> {
        let staff = Staff::from_request_parts(parts, app).await?;
        if staff.role.manages() {
            Ok(Self(staff))
        } else {
            Err(Denied::NotAllowed)
        }
    }
}

impl FromRequestParts<App> for SeesMoney {
    type Rejection = Denied;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Denied> {
        let staff = Staff::from_request_parts(parts, app).await?;
        if staff.role.sees_money() {
            Ok(Self(staff))
        } else {
            Err(Denied::NotAllowed)
        }
    }
}

impl FromRequestParts<App> for Owner {
    type Rejection = Denied;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Denied> {
        let staff = Staff::from_request_parts(parts, app).await?;
        match staff.role {
            Role::Owner => Ok(Self(staff)),
            Role::Admin | Role::Production | Role::Viewer => Err(Denied::NotAllowed),
        }
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = Denied;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Denied> {
        let gate = Gate::of(app);
        let signed = gate.recognized(parts).await?;
        Ok(Self {
            staff: signed.and_then(Staff::of),
            address: gate.address(parts),
        })
    }
}

impl Staff {
    fn of(signed: Signed) -> Option<Self> {
        Some(Self {
            user: signed.user,
            role: signed.roles.on(Surface::Konveksi)?,
            session: signed.session,
        })
    }
}
