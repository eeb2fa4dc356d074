//! Who asks too often, for every edge.
//!
//! What a caller has left is noted beside the request, and told with its answer.

use std::net::IpAddr;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::gate::Gate;
use super::trail;
use crate::app::App;
use crate::app::limits::Bucket;
use crate::app::limits::Exceeded;
use crate::app::limits::Party;

/// Somebody who looks something up by its code. Extracting it counts, and refuses whoever
/// has asked too often; who they are makes no difference.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LookUp {
    /// Where they ask from.
    pub(crate) address: IpAddr,
}

impl FromRequestParts<App> for LookUp {
    type Rejection = Exceeded;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Exceeded> {
        let address = Gate::of(app).address(parts);
        count(app, Bucket::LookUp, address)?;
        Ok(Self { address })
    }
}

/// Counts one request of a caller; the answer will tell what they have left.
pub(crate) fn count(app: &App, bucket: Bucket, party: impl Into<Party>) -> Result<(), Exceeded> {
    let counted = app.limits.check(bucket, party, app.clock.now());
    let budget = match &counted {
        Ok(budget) => *budget,
        Err(exceeded) => Some(exceeded.budget),
    };
    if let Some(budget) = budget {
        trail::remember_budget(budget);
    }
    counted.map(drop)
}
