//! How this surface says that somebody was not let in.

use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::header::WWW_AUTHENTICATE;
use axum::response::IntoResponse;
use axum::response::Response;

use crate::access::Denied;
use crate::app::limits::Exceeded;
use crate::http::konveksi::error::ApiError;
use crate::wire::konveksi::sentences;
use crate::wire::konveksi::sentences::access;

/// Seconds after which a store may be back.
const AWAY_SECONDS: u64 = 5;

impl From<Denied> for ApiError {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::NotSignedIn => Self::client(
                StatusCode::UNAUTHORIZED,
                "NOT_AUTHENTICATED",
                access::NOT_SIGNED_IN,
            ),
            Denied::Csrf => Self::client(StatusCode::FORBIDDEN, "CSRF_FAILED", access::CSRF_FAILED),
            Denied::Origin => Self::client(
                StatusCode::FORBIDDEN,
                "ORIGIN_NOT_ALLOWED",
                access::FOREIGN_ORIGIN,
            ),
            Denied::NotAllowed => Self::forbidden(),
            Denied::Unavailable(error) => {
                tracing::error!(%error, "sign-in could not be checked");
                let status = StatusCode::SERVICE_UNAVAILABLE;
                Self::client(status, "UNAVAILABLE", sentences::UNAVAILABLE)
                    .retry_after(AWAY_SECONDS)
            }
        }
    }
}

impl From<Exceeded> for ApiError {
    fn from(Exceeded { retry_after, .. }: Exceeded) -> Self {
        let (status, sentence) = (
            StatusCode::TOO_MANY_REQUESTS,
            access::too_often(retry_after),
        );
        Self::client(status, "RATE_LIMITED", sentence).retry_after(retry_after)
    }
}

impl IntoResponse for Exceeded {
    fn into_response(self) -> Response {
        ApiError::from(self).into_response()
    }
}

impl IntoResponse for Denied {
    fn into_response(self) -> Response {
        let mut response = ApiError::from(self).into_response();
        if response.status() == StatusCode::UNAUTHORIZED {
            let scheme = HeaderValue::from_static("Bearer");
            response.headers_mut().insert(WWW_AUTHENTICATE, scheme);
        }
        response
    }
}
