//! How the customers' pages are answered: their language, their headers, and what is said when
//! something is not there.

use std::fmt::Display;
use std::sync::LazyLock;

use axum::http::HeaderMap;
use axum::http::HeaderName;
use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::Uri;
use axum::http::header::CACHE_CONTROL;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::http::header::CONTENT_TYPE;
use axum::http::header::COOKIE;
use axum::http::header::RETRY_AFTER;
use axum::http::header::SET_COOKIE;
use axum::response::IntoResponse;
use axum::response::Response;

use crate::app::App;
use crate::app::limits::Exceeded;
use crate::http::konveksi::error::ApiError;
use crate::http::pages::POLICY;
use crate::http::pages::built;
use crate::wire::konveksi::pages::Built;
use crate::wire::konveksi::pages::Business;
use crate::wire::konveksi::pages::Setting;
use crate::wire::konveksi::pages::trouble::Trouble;
use crate::wire::konveksi::pages::trouble::TroublePage;
use crate::wire::language::Language;

/// The cookie and the parameter in which a language is chosen.
const LANGUAGE: &str = "lang";

/// How long a chosen language is remembered: a year.
const LANGUAGE_SECONDS: u32 = 31_536_000;

const HTML: &str = "text/html; charset=utf-8";

const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");

/// Nobody lists the page of an order.
pub(super) const UNLISTED: [(HeaderName, HeaderValue); 1] =
    [(ROBOTS, HeaderValue::from_static("noindex"))];

/// What makes the pages look and stay fresh; nothing when it was not built.
static BUILT: LazyLock<Option<Built>> = LazyLock::new(|| {
    let entry = built::entry("src/customer/main.ts")?;
    // A picture is a file of the build like any other.
    let icon = built::entry("src/ui/icon.svg")?;
    Some(Built {
        script: entry.script,
        preloads: entry.preloads,
        // What is shared comes first: a page's own sheet has the last word.
        styles: entry.styles.into_iter().rev().collect(),
        icon: icon.script,
    })
});

/// A page that was asked for.
#[derive(Debug)]
pub(super) struct Asked {
    path: String,
    language: Language,
    chosen: bool,
}

impl Asked {
    pub(super) fn of(uri: &Uri, headers: &HeaderMap) -> Self {
        let query = uri.query().unwrap_or_default();
        let chosen = value_of(query.split('&'));
        let cookies = headers.get_all(COOKIE).into_iter();
        let cookies = cookies.filter_map(|it| it.to_str().ok());
        let kept = value_of(cookies.flat_map(|it| it.split(';').map(str::trim)));
        Self {
            path: uri.path().to_owned(),
            language: chosen.or(kept).unwrap_or_default(),
            chosen: chosen.is_some(),
        }
    }

    /// What its page needs to know.
    pub(super) fn setting<'a>(&self, app: &'a App) -> Setting<'a> {
        let business = &app.config.business;
        Setting {
            language: self.language,
            business: Business {
                name: &business.name,
                address: &business.address,
                phone: &business.phone,
                email: &business.email,
            },
            built: BUILT.as_ref(),
            now: app.clock.now(),
            zone: &app.zone,
        }
    }

    /// A page that may be listed.
    pub(super) fn listed(&self, page: &impl Display) -> Response {
        let about = [
            (CONTENT_TYPE, HeaderValue::from_static(HTML)),
            (CONTENT_SECURITY_POLICY, POLICY),
            (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        ];
        let mut response = (about, page.to_string()).into_response();
        if self.chosen {
            let code = self.language.code();
            let cookie =
                format!("{LANGUAGE}={code}; Path=/; SameSite=Lax; Max-Age={LANGUAGE_SECONDS}");
            let cookie = HeaderValue::try_from(cookie).expect("a language is plain letters");
            response.headers_mut().insert(SET_COOKIE, cookie);
        }
        response
    }

    /// The page of an order or a bill.
    pub(super) fn shown(&self, page: &impl Display) -> Response {
        (UNLISTED, self.listed(page)).into_response()
    }

    /// A page that says what is the matter.
    pub(super) fn trouble(&self, app: &App, status: StatusCode, trouble: Trouble) -> Response {
        let page = TroublePage {
            setting: self.setting(app),
            trouble,
            path: &self.path,
        };
        (status, self.shown(&page)).into_response()
    }

    pub(super) fn too_often(&self, app: &App, exceeded: Exceeded) -> Response {
        let seconds = exceeded.retry_after;
        let trouble = Trouble::TooOften(seconds);
        let mut response = self.trouble(app, StatusCode::TOO_MANY_REQUESTS, trouble);
        let headers = response.headers_mut();
        headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        response
    }

    /// What a look-up failed at; `missing` when there is no such thing.
    pub(super) fn failed(&self, app: &App, error: ApiError, missing: Trouble) -> Response {
        // Its own answer logs what only we may know.
        let response = error.into_response();
        match response.status() {
            StatusCode::NOT_FOUND | StatusCode::BAD_REQUEST => {
                self.trouble(app, StatusCode::NOT_FOUND, missing)
            }
            status => self.trouble(app, status, Trouble::Away),
        }
    }
}

/// The language that one of these names, if any does.
fn value_of<'a>(mut pairs: impl Iterator<Item = &'a str>) -> Option<Language> {
    pairs.find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        (name == LANGUAGE)
            .then(|| Language::of_code(value))
            .flatten()
    })
}
