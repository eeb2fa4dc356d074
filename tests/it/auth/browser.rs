//! A browser, as far as signing in needs one: it keeps cookies and may forge headers.

use axum::body::Body;
use axum::http::Method;
use axum::http::header::SET_COOKIE;
use serde_json::Value;
use serde_json::json;

use crate::kit::Answer;
use crate::kit::Client;
use crate::kit::PASSWORD;
use crate::kit::TestApp;

/// A browser with its cookies.
pub(crate) struct Browser {
    client: Client,
    cookies: Vec<(String, String)>,
}

impl Browser {
    /// A browser nobody has used yet.
    pub(crate) fn new(app: &TestApp) -> Self {
        Self {
            client: app.stranger(),
            cookies: Vec::new(),
        }
    }

    /// A browser in which somebody has signed in.
    pub(crate) async fn of(app: &TestApp, username: &str) -> Self {
        let mut browser = Self::new(app);
        let answer = browser.sign_in(username, PASSWORD).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        browser
    }

    pub(crate) async fn sign_in(&mut self, username: &str, password: &str) -> Answer {
        let body = json!({ "username": username, "password": password });
        self.post("/api/v1/auth/login/", &[], body).await
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], Value::Null).await
    }

    pub(crate) async fn post(
        &mut self,
        path: &str,
        headers: &[(&'static str, &str)],
        body: Value,
    ) -> Answer {
        self.send(Method::POST, path, headers, body).await
    }

    pub(crate) fn cookie(&self, name: &str) -> &str {
        let found = self.cookies.iter().find(|(its, _)| its == name);
        found.map_or("", |(_, value)| value)
    }

    pub(crate) fn keep(&mut self, name: &str, value: &str) {
        self.cookies.retain(|(its, _)| its != name);
        if !value.is_empty() {
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
    }

    async fn send(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&'static str, &str)],
        body: Value,
    ) -> Answer {
        let mut client = self.client.clone();
        for (name, value) in headers {
            client = client.with(name, *value);
        }
        let pairs = self
            .cookies
            .iter()
            // The browser keeps this one to its path.
            .filter(|(name, _)| name != "refresh" || path.starts_with("/api/v1/auth"))
            .map(|(name, value)| format!("{name}={value}"));
        let pairs: Vec<_> = pairs.collect();
        if !pairs.is_empty() {
            client = client.with("cookie", pairs.join("; "));
        }
        let answer = if body.is_null() {
            client.send(method, path, None, Body::empty()).await
        } else {
            let kind = Some("application/json");
            client.send(method, path, kind, body.to_string()).await
        };
        for line in answer.headers.get_all(SET_COOKIE) {
            let line = line.to_str().expect("a cookie is plain text");
            let pair = line.split_once(';').map_or(line, |(pair, _)| pair);
            let (name, value) = pair.split_once('=').expect("a cookie has a value");
            self.keep(name, value);
        }
        answer
    }
}
