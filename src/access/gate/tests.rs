//! Requests at the gate: who gets in, and who does not.

use std::net::Ipv4Addr;
use std::sync::Arc;

use axum::http::Method;
use axum::http::Request;

use super::*;
use crate::actors::witness::Witness;
use crate::config::Config;
use crate::config::sources::Sources;
use crate::domain::role::Role;
use crate::flows::staff::NewStaff;
use crate::flows::staff::Roles;
use crate::flows::staff::SignedIn;
use crate::store::accounts::Accounts;
use crate::store::surreal::StoreAddress;
use crate::store::surreal::SurrealStore;

const NOW: Timestamp = Timestamp(1_751_279_400_000);

type Headers<'a> = &'a [(&'a str, &'a str)];

struct House {
    directory: Directory,
    server: ServerConfig,
    siti: SignedIn,
}

impl House {
    async fn with(roles: Roles) -> Self {
        let variables = [
            ("DATABASE_URL", "mem://"),
            ("TRUSTED_PROXIES", "10.0.0.0/8"),
        ];
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let sources = Sources {
            variables: variables.into(),
            ..Sources::default()
        };
        let config = Config::load(&sources).unwrap();
        let store = SurrealStore::open(&StoreAddress::embedded("mem://")).await;
        let store = store.unwrap();
        store.migrate().await.unwrap();
        let accounts = Accounts::new(Arc::new(store));
        let (secret, witness) = (config.secret_key().unwrap(), Witness::default());
        let directory = Directory::new(accounts, &secret, &config.auth, witness);
        let siti = NewStaff {
            username: "siti".to_owned(),
            email: String::new(),
            password: "benang merah".to_owned(),
            first_name: String::new(),
            last_name: String::new(),
            roles,
            is_active: true,
        };
        directory.create_user(siti, NOW).await.unwrap();
        let here = Ipv4Addr::LOCALHOST.into();
        let siti = directory.sign_in("siti", "benang merah", here, "", NOW);
        let siti = siti.await.ok().unwrap();
        Self {
            directory,
            server: config.server,
            siti,
        }
    }

    fn gate(&self) -> Gate<'_> {
        Gate {
            directory: &self.directory,
            server: &self.server,
            secure: false,
            now: NOW,
        }
    }

    fn cookie(&self) -> String {
        format!("theme=dark; sessionid={}", self.siti.cookie_token)
    }

    fn bearer(&self) -> String {
        format!("Bearer {}", self.siti.access_token)
    }

    /// What the strict and the lenient question answer.
    async fn told(&self, parts: &Parts) -> (&'static str, bool) {
        let strict = match self.gate().signed(parts).await {
            Ok(_) => "welcome",
            Err(Denied::NotSignedIn) => "not signed in",
            Err(Denied::Csrf) => "csrf",
            Err(Denied::NotAllowed) => "not allowed",
            Err(Denied::Unavailable(_)) => "unavailable",
            Err(Denied::Origin) => "foreign",
        };
        (
            strict,
            self.gate().recognized(parts).await.unwrap().is_some(),
        )
    }
}

fn request(method: &Method, lines: &[(&str, &str)]) -> Parts {
    let mut request = Request::builder().method(method);
    for (name, value) in lines {
        request = request.header(*name, *value);
    }
    request.body(()).unwrap().into_parts().0
}

#[tokio::test]
async fn a_cookie_needs_a_sign_that_it_was_meant_to_be_sent() {
    let house = House::with(Roles::only(Surface::Konveksi, Role::Admin)).await;
    let cookie = house.cookie();
    let token = house.siti.csrf_token.as_str();
    let ours = house.server.public_url.as_str();
    let with = |more: &[(&str, &str)], method: Method| {
        let mut lines = vec![("cookie", cookie.as_str())];
        lines.extend_from_slice(more);
        request(&method, &lines)
    };

    let table: &[(Headers, Method, (&str, bool))] = &[
        (&[], Method::GET, ("welcome", true)),
        (&[], Method::HEAD, ("welcome", true)),
        (&[], Method::POST, ("csrf", false)),
        (&[], Method::DELETE, ("csrf", false)),
        (&[("x-csrftoken", token)], Method::POST, ("welcome", true)),
        (&[("x-csrftoken", "wrong")], Method::POST, ("csrf", false)),
        (
            &[("sec-fetch-site", "same-origin")],
            Method::PATCH,
            ("welcome", true),
        ),
        (
            &[("sec-fetch-site", "cross-site")],
            Method::PATCH,
            ("csrf", false),
        ),
        (&[("origin", ours)], Method::POST, ("welcome", true)),
        (
            &[("origin", "https://elsewhere.id")],
            Method::POST,
            ("csrf", false),
        ),
    ];
    for (lines, method, expected) in table {
        let told = house.told(&with(lines, method.clone())).await;
        assert_eq!(told, *expected, "{method} {lines:?}");
    }
}

#[tokio::test]
async fn a_bearer_token_needs_no_csrf_token_and_goes_first() {
    let house = House::with(Roles::only(Surface::Konveksi, Role::Admin)).await;
    let (cookie, bearer) = (house.cookie(), house.bearer());
    let expired = "Bearer eyJhbGciOiJIUzI1NiJ9.e30.c2ln";

    let good = request(&Method::POST, &[("authorization", &bearer)]);
    let bad = request(&Method::GET, &[("authorization", expired)]);
    let both = request(
        &Method::GET,
        &[("authorization", expired), ("cookie", &cookie)],
    );
    let basic = request(
        &Method::GET,
        &[("authorization", "Basic YQ=="), ("cookie", &cookie)],
    );
    let nothing = request(&Method::GET, &[]);

    assert_eq!(house.told(&good).await, ("welcome", true));
    assert_eq!(house.told(&bad).await, ("not signed in", false));
    assert_eq!(house.told(&both).await, ("not signed in", true));
    assert_eq!(house.told(&basic).await, ("welcome", true));
    assert_eq!(house.told(&nothing).await, ("not signed in", false));
}

#[tokio::test]
async fn a_token_for_another_surface_opens_nothing_here() {
    let house = House::with(Roles::only(Surface::Shop, Role::Owner)).await;

    let bearer = request(&Method::GET, &[("authorization", &house.bearer())]);
    let cookie = request(&Method::GET, &[("cookie", &house.cookie())]);

    assert_eq!(house.told(&bearer).await, ("not signed in", false));
    let signed = house.gate().signed(&cookie).await.unwrap();
    assert!(super::super::Staff::of(signed).is_none());
}

#[tokio::test]
async fn a_sign_in_in_use_gets_its_cookies_again() {
    let house = House::with(Roles::default()).await;
    let parts = request(&Method::GET, &[("cookie", &house.cookie())]);
    let gate = Gate {
        now: Timestamp(NOW.0 + 61_000),
        ..house.gate()
    };

    let (signed, first) = trail::follow(gate.signed(&parts)).await;
    let (_, second) = trail::follow(gate.signed(&parts)).await;

    assert_eq!(first.user, Some(signed.unwrap().user));
    let session = cookies::session(
        &house.siti.cookie_token,
        house.directory.session_lifetime(),
        false,
    );
    assert_eq!(first.renewed[0], session);
    assert_eq!(first.renewed.len(), 2);
    assert!(second.renewed.is_empty());
}
