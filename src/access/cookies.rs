//! The cookies of a sign-in, as they are set and cleared.

use std::time::Duration;

use axum::http::HeaderValue;

/// Proves the sign-in. Scripts cannot read it.
pub(crate) const SESSION: &str = "sessionid";

/// Read by our pages' scripts, to be sent back as a header.
pub(crate) const CSRF: &str = "csrftoken";

/// Buys access tokens. Scripts cannot read it, and only the sign-in paths ever see it.
pub(crate) const REFRESH: &str = "refresh";

const REFRESH_PATH: &str = "/api/v1/auth";

/// The cookie that proves a sign-in.
pub(crate) fn session(token: &str, lifetime: Duration, secure: bool) -> HeaderValue {
    made(SESSION, token, "/; HttpOnly", lifetime, secure)
}

/// The cookie with the CSRF token.
pub(crate) fn csrf(token: &str, lifetime: Duration, secure: bool) -> HeaderValue {
    made(CSRF, token, "/", lifetime, secure)
}

/// The cookie with the refresh token.
pub(crate) fn refresh(token: &str, lifetime: Duration, secure: bool) -> HeaderValue {
    let place = format!("{REFRESH_PATH}; HttpOnly");
    made(REFRESH, token, &place, lifetime, secure)
}

/// What makes a browser forget all of them.
pub(crate) fn cleared(secure: bool) -> [HeaderValue; 3] {
    [
        session("", Duration::ZERO, secure),
        csrf("", Duration::ZERO, secure),
        refresh("", Duration::ZERO, secure),
    ]
}

fn made(name: &str, value: &str, place: &str, lifetime: Duration, secure: bool) -> HeaderValue {
    let seconds = lifetime.as_secs();
    let secure = if secure { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; Path={place}; SameSite=Lax; Max-Age={seconds}{secure}");
    HeaderValue::try_from(cookie).expect("our tokens are plain letters")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_may_read_the_csrf_token_only() {
        let week = Duration::from_hours(7 * 24);

        assert_eq!(
            session("a", week, true),
            "sessionid=a; Path=/; HttpOnly; SameSite=Lax; Max-Age=604800; Secure"
        );
        assert_eq!(
            csrf("b", week, false),
            "csrftoken=b; Path=/; SameSite=Lax; Max-Age=604800"
        );
        assert_eq!(
            refresh("c", week, false),
            "refresh=c; Path=/api/v1/auth; HttpOnly; SameSite=Lax; Max-Age=604800"
        );
        assert_eq!(
            cleared(false)[0],
            "sessionid=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"
        );
    }
}
