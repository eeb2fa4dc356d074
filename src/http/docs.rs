//! `/openapi.json` and `/docs`: the contract, for programs and for people.

use std::sync::Arc;
use std::sync::OnceLock;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::CACHE_CONTROL;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::response::Response;
use axum::routing::get;

use super::openapi;
use crate::wire::postman;
use crate::wire::reference;
use crate::wire::reference::Reference;

/// Styles of our own, and nothing else: no script, no picture, nobody's frame.
const STRICT: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'none'";

/// The contract of a server, written when somebody asks for it.
#[derive(Debug)]
struct Contract {
    /// Where the server is reached.
    base: String,
    documents: OnceLock<Documents>,
}

/// The contract, written once in each of its forms.
#[derive(Debug)]
struct Documents {
    openapi: Bytes,
    postman: Bytes,
    page: Bytes,
}

/// Its routes, for a server that is reached at `base`.
pub(super) fn routes(base: &str) -> Router {
    let contract = Contract {
        base: base.to_owned(),
        documents: OnceLock::new(),
    };
    Router::new()
        .route("/openapi.json", get(json))
        .route("/openapi.postman.json", get(collection))
        .route("/docs", get(page))
        .route("/docs/style.css", get(style))
        .with_state(Arc::new(contract))
}

impl Contract {
    fn documents(&self) -> &Documents {
        self.documents.get_or_init(|| Documents::of(&self.base))
    }
}

impl Documents {
    fn of(base: &str) -> Self {
        let document = openapi::document(base);
        Self {
            openapi: document.to_string().into(),
            postman: postman::collection(&document).to_string().into(),
            page: Reference(&document).to_string().into(),
        }
    }
}

async fn json(State(contract): State<Arc<Contract>>) -> Response {
    answer("application/json", contract.documents().openapi.clone())
}

async fn collection(State(contract): State<Arc<Contract>>) -> Response {
    answer("application/json", contract.documents().postman.clone())
}

async fn page(State(contract): State<Arc<Contract>>) -> Response {
    answer(
        "text/html; charset=utf-8",
        contract.documents().page.clone(),
    )
}

async fn style() -> Response {
    answer("text/css; charset=utf-8", reference::STYLE.into())
}

/// A document that anyone may keep, if they ask each time whether it is still the same.
fn answer(kind: &'static str, document: Bytes) -> Response {
    let headers = [
        (CONTENT_TYPE, kind),
        (CACHE_CONTROL, "no-cache"),
        (CONTENT_SECURITY_POLICY, STRICT),
    ];
    (headers, document).into_response()
}
