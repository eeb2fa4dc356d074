//! `/api/v1/auth/…`: signing in and out, as staff do it.

mod body;
pub(super) mod contract;
mod own;
mod sessions;

use std::net::IpAddr;

use axum::Json;
use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::http::header::SET_COOKIE;
use axum::http::header::USER_AGENT;
use axum::response::IntoResponse;
use axum::response::Response;
use axum::routing::get;
use axum::routing::post;
use serde::Serialize;
use utoipa::ToSchema;

use self::body::Login;
use self::body::RefreshToken;
use crate::access::Account;
use crate::access::Caller;
use crate::access::Denied;
use crate::access::cookies;
use crate::access::credentials;
use crate::app::App;
use crate::domain::role::Role;
use crate::domain::role::Surface;
use crate::flows::staff::RefreshError;
use crate::flows::staff::Roles;
use crate::flows::staff::SignInError;
use crate::flows::staff::SignedIn;
use crate::flows::staff::surface_word;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::users::locked;
use crate::store::accounts::StaffUser;
use crate::wire::konveksi::sentences::access;

/// Seconds after which even the longest queue of passwords has been checked.
const BUSY_SECONDS: u64 = 1;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/auth/login", post(login))
        .route("/api/v1/auth/logout", post(logout))
        .route("/api/v1/auth/refresh", post(refresh))
        .route("/api/v1/auth/profile", get(profile).patch(own::change))
        .route("/api/v1/auth/change-password", post(own::change_password))
        .merge(sessions::routes())
}

/// Signs somebody in, for cookies and for tokens at once.
async fn login(
    State(app): State<App>,
    Caller { address, .. }: Caller,
    headers: HeaderMap,
    body: Login,
) -> Result<Response, ApiError> {
    let signed_in = sign_in(&app, &body, address, &headers).await?;

    let (lifetime, secure) = (app.staff.session_lifetime(), is_secure(&app));
    let cookies = [
        cookies::session(&signed_in.cookie_token, lifetime, secure),
        cookies::csrf(&signed_in.csrf_token, lifetime, secure),
        cookies::refresh(&signed_in.refresh_token, lifetime, secure),
    ];
    let view = LoginView {
        user: UserView::of(&signed_in.user, signed_in.roles),
        success: true,
        access: &signed_in.access_token,
    };
    Ok(private(cookies, Json(view)))
}

/// Ends the sign-in this request came with.
async fn logout(State(app): State<App>, Account(signed): Account) -> Result<Response, ApiError> {
    let ended = app.staff.sign_out(signed.session, app.clock.now()).await;
    ended.map_err(Denied::from)?;
    Ok(private(
        cookies::cleared(is_secure(&app)),
        StatusCode::RESET_CONTENT,
    ))
}

/// Trades a refresh token, from the cookie or else the body, for an access token.
async fn refresh(
    State(app): State<App>,
    headers: HeaderMap,
    body: RefreshToken,
) -> Result<Response, Response> {
    let cookie = credentials::cookie(&headers, cookies::REFRESH).map(str::to_owned);
    let Some(token) = cookie.or(body.0) else {
        return Err(Denied::NotSignedIn.into_response());
    };

    let refreshed = match app.staff.refresh(&token, app.clock.now()).await {
        Ok(refreshed) => refreshed,
        Err(RefreshError::NotGood) => return Err(Denied::NotSignedIn.into_response()),
        Err(RefreshError::Accounts(error)) => return Err(Denied::from(error).into_response()),
    };

    let lifetime = app.staff.session_lifetime();
    let cookie = cookies::refresh(&refreshed.refresh_token, lifetime, is_secure(&app));
    let access = &refreshed.access_token;
    Ok(private([cookie], Json(RefreshView { access })))
}

/// Who is signed in.
async fn profile(
    State(app): State<App>,
    Account(signed): Account,
) -> Result<Json<ProfileView>, Response> {
    let user = app.staff.user(signed.user).await;
    let user = user.map_err(|error| Denied::from(error).into_response())?;
    let user = user.ok_or_else(|| Denied::NotSignedIn.into_response())?;
    Ok(Json(ProfileView::of(&user)))
}

async fn sign_in(
    app: &App,
    body: &Login,
    address: IpAddr,
    headers: &HeaderMap,
) -> Result<SignedIn, ApiError> {
    let agent = headers
        .get(USER_AGENT)
        .and_then(|agent| agent.to_str().ok());
    let now = app.clock.now();
    let signed_in = app
        .staff
        .sign_in(
            &body.username,
            &body.password,
            address,
            agent.unwrap_or_default(),
            now,
        )
        .await;
    signed_in.map_err(|error| match error {
        SignInError::WrongCredentials => {
            ApiError::field("non_field_errors", access::WRONG_CREDENTIALS)
        }
        SignInError::Inactive => {
            ApiError::client(StatusCode::FORBIDDEN, "PERMISSION_DENIED", access::INACTIVE)
        }
        SignInError::Locked(seconds) => locked(seconds),
        SignInError::Busy => {
            let status = StatusCode::SERVICE_UNAVAILABLE;
            ApiError::client(status, "BUSY", access::SIGN_IN_CROWD).retry_after(BUSY_SECONDS)
        }
        SignInError::Accounts(error) => Denied::from(error).into(),
    })
}

fn is_secure(app: &App) -> bool {
    app.config.environment.is_production()
}

/// An answer that sets cookies and that nobody on the way may keep.
fn private(cookies: impl IntoIterator<Item = HeaderValue>, answer: impl IntoResponse) -> Response {
    let mut response = answer.into_response();
    let headers = response.headers_mut();
    for cookie in cookies {
        headers.append(SET_COOKIE, cookie);
    }
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

#[derive(Serialize, ToSchema)]
#[schema(as = SignedIn)]
struct LoginView<'a> {
    user: UserView,
    success: bool,
    access: &'a str,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Refreshed)]
struct RefreshView<'a> {
    access: &'a str,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Profile)]
struct ProfileView {
    #[serde(flatten)]
    user: UserView,
    surfaces: Vec<&'static str>,
}

impl ProfileView {
    fn of(user: &StaffUser) -> Self {
        let roles = Roles::of_words(&user.roles);
        Self {
            user: UserView::of(user, roles),
            surfaces: roles.surfaces().map(surface_word).collect(),
        }
    }
}

/// A person, as they see themselves.
#[derive(Serialize, ToSchema)]
#[schema(as = User)]
struct UserView {
    id: i64,
    username: String,
    email: String,
    first_name: String,
    last_name: String,
    #[schema(value_type = Option<Role>)]
    role: Option<&'static str>,
}

impl UserView {
    fn of(user: &StaffUser, roles: Roles) -> Self {
        Self {
            id: user.id.0,
            username: user.username.clone(),
            email: user.email.clone(),
            first_name: user.first_name.clone(),
            last_name: user.last_name.clone(),
            role: roles.on(Surface::Konveksi).map(Role::word),
        }
    }
}
