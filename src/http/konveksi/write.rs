//! A request that changes something: its body, the version it saw, the key it came under.

mod head;

use std::collections::HashMap;

use axum::Extension;
use axum::body::Body;
use axum::extract::FromRequest;
use axum::extract::FromRequestParts;
use axum::extract::Query;
use axum::extract::Request;
use axum::http::HeaderMap;
use axum::http::HeaderValue;
use axum::http::Method;
use axum::http::StatusCode;
use axum::http::Uri;
use axum::http::header::CONTENT_TYPE;
use axum::http::header::ETAG;
use axum::http::request::Parts;
use axum::response::IntoResponse;
use axum::response::Response;
use serde::Serialize;
use serde_json::Map;
use serde_json::Value;
use uuid::Uuid;

pub(crate) use self::head::Head;

use crate::access::Caller;
use crate::actors::change::RequestKey;
use crate::actors::order::Answer;
use crate::actors::order::OrderError;
use crate::actors::order::Submission;
use crate::app::App;
use crate::domain::ids::Fresh;
use crate::domain::ids::OrderId;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::Command;
use crate::domain::role::By;
use crate::http::konveksi::body;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::error::engine::explain;
use crate::http::konveksi::etag;
use crate::http::konveksi::form::Form;
use crate::http::konveksi::idempotency::Answers;
use crate::http::konveksi::idempotency::Kept;
use crate::http::konveksi::idempotency::Known;
use crate::http::konveksi::idempotency::Ticket;
use crate::http::konveksi::idempotency::digest;
use crate::store::Claim;
use crate::store::Unique;
use crate::wire::konveksi::Reader;
use crate::wire::konveksi::flaws::Flaw;
use crate::wire::konveksi::sentences;

/// A request that changes something. Extracting it answers repeats by itself.
#[derive(Debug)]
pub(crate) struct Write {
    fields: Map<String, Value>,
    expected: Option<u64>,
    ticket: Option<Ticket>,
    /// The key is known to the store: an earlier process did what this request asks.
    done_before: Option<Unique>,
}

impl Write {
    /// Whether an earlier process has done what this request asks.
    pub(crate) const fn was_done_before(&self) -> bool {
        self.done_before.is_some()
    }

    /// The version the client saw, if it says one.
    pub(crate) const fn expected(&self) -> Option<u64> {
        self.expected
    }

    /// The request's own name, to be committed with what it changes.
    pub(crate) fn key(&self) -> Option<RequestKey> {
        self.ticket.as_ref().map(|ticket| ticket.request().clone())
    }

    /// What an earlier process changed under this request's name, if one did.
    pub(crate) async fn earlier(&self, app: &App) -> Result<Option<Claim>, ApiError> {
        match &self.done_before {
            Some(unique) => self.claim(app, unique.clone()).await.map(Some),
            None => Ok(None),
        }
    }

    /// What a request of this name has changed; another request under it is refused.
    pub(crate) async fn claim(&self, app: &App, unique: Unique) -> Result<Claim, ApiError> {
        let claim = app.orders.claim(&unique).await?;
        let claim = claim.ok_or(OrderError::Taken(unique))?;
        let digest = self.ticket.as_ref().map(|ticket| &ticket.request().digest);
        if digest == Some(&claim.note) {
            Ok(claim)
        } else {
            Err(key_reused())
        }
    }

    /// What the request carries.
    pub(crate) const fn form(&self) -> Form<'_> {
        Form::of(&self.fields)
    }

    /// Bases the change on a version the handler read itself, unless the client named one.
    pub(crate) fn based_on(&mut self, version: u64) {
        self.expected.get_or_insert(version);
    }

    /// The action as a submission to an order, now.
    pub(crate) fn submission(
        &self,
        app: &App,
        by: By,
        order: OrderId,
        action: Action,
    ) -> Submission {
        Submission {
            command: Command {
                expected: self.expected,
                ..command(app, by, order, action)
            },
            key: self.key(),
            delivery: None,
        }
    }

    /// Asks an order to change.
    pub(crate) async fn submit(
        &self,
        app: &App,
        reader: Reader<'_>,
        by: By,
        order: OrderId,
        action: Action,
    ) -> Result<Answer, ApiError> {
        let submission = self.submission(app, by, order, action);
        self.once(app, reader, app.orders.submit(submission)).await
    }

    /// Lets a story happen unless an earlier process has let it happen under this key.
    pub(crate) async fn once(
        &self,
        app: &App,
        reader: Reader<'_>,
        story: impl Future<Output = Result<Answer, OrderError>>,
    ) -> Result<Answer, ApiError> {
        let answer = match &self.done_before {
            Some(unique) => Err(OrderError::Taken(unique.clone())),
            None => story.await,
        };
        self.understand(app, reader, answer).await
    }

    /// What the engine's answer means for this request: a change that is already there
    /// under this key is answered from the order as it is now.
    async fn understand(
        &self,
        app: &App,
        reader: Reader<'_>,
        answer: Result<Answer, OrderError>,
    ) -> Result<Answer, ApiError> {
        let unique = match answer {
            Err(OrderError::Taken(unique @ Unique::Idempotency { .. })) => unique,
            answer => return answer.map_err(|error| explain(error, reader)),
        };
        let claim = self.claim(app, unique).await?;
        let order = app.orders.view(claim.order).await?;
        let order = order.ok_or_else(ApiError::not_found)?;
        Ok(Answer { order, event: None })
    }

    /// Answers with a view of an order at a version, and keeps the answer for repeats.
    pub(crate) fn answer(
        self,
        app: &App,
        status: StatusCode,
        version: u64,
        view: &impl Serialize,
    ) -> Result<Response, ApiError> {
        self.tell(app, status, Some(version), view)
    }

    /// Answers with a view that may stand for a version, and keeps the answer for repeats.
    pub(crate) fn tell(
        self,
        app: &App,
        status: StatusCode,
        version: Option<u64>,
        view: &impl Serialize,
    ) -> Result<Response, ApiError> {
        let body = serde_json::to_vec(view).map_err(|error| ApiError::Internal(error.into()))?;
        let json = HeaderValue::from_static("application/json");
        let mut headers = HeaderMap::from_iter([(CONTENT_TYPE, json)]);
        headers.extend(version.map(|version| (ETAG, etag::etag(version))));
        Ok(self.give(
            app,
            Kept {
                status,
                headers,
                body: body.into(),
            },
        ))
    }

    /// Answers with a view of something that has no version, and keeps the answer for repeats.
    pub(crate) fn answer_plainly(
        self,
        app: &App,
        status: StatusCode,
        view: &impl Serialize,
    ) -> Result<Response, ApiError> {
        let body = serde_json::to_vec(view).map_err(|error| ApiError::Internal(error.into()))?;
        let json = HeaderValue::from_static("application/json");
        Ok(self.give(
            app,
            Kept {
                status,
                headers: HeaderMap::from_iter([(CONTENT_TYPE, json)]),
                body: body.into(),
            },
        ))
    }

    /// Answers that it is done, and keeps that for repeats.
    pub(crate) fn no_content(self, app: &App) -> Response {
        self.give(
            app,
            Kept {
                status: StatusCode::NO_CONTENT,
                headers: HeaderMap::new(),
                body: Vec::new().into(),
            },
        )
    }

    /// The same request, whose answer is not kept for repeats: they are to be carried out.
    pub(crate) fn forgetful(mut self) -> Self {
        self.ticket = None;
        self
    }

    fn give(self, app: &App, answer: Kept) -> Response {
        if let Some(ticket) = self.ticket {
            ticket.keep(&answer, app.clock.now());
        }
        answer.into_response()
    }
}

/// An action as a command to an order, now, whatever its version is.
pub(crate) fn command(app: &App, by: By, order: OrderId, action: Action) -> Command {
    Command {
        order,
        at: app.clock.now(),
        by,
        expected: None,
        fresh: Fresh::new(Uuid::now_v7()),
        action,
    }
}

impl FromRequest<App> for Write {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let (parts, body) = request.into_parts();
        let head = Head::of(&parts).map_err(IntoResponse::into_response)?;
        let query = (parts.method == Method::DELETE).then(|| parts.uri.clone());
        let mut fields = body::read(Request::from_parts(parts, body))
            .await
            .map_err(IntoResponse::into_response)?;
        if let Some(uri) = query {
            add_query(&mut fields, &uri);
        }
        Self::of(head, fields, app).await
    }
}

impl Write {
    /// A request whose fields were read already.
    pub(crate) async fn of(
        head: Head,
        fields: Map<String, Value>,
        app: &App,
    ) -> Result<Self, Response> {
        let expected = match head.seen {
            Some(version) => Some(version),
            None => version(&fields).map_err(IntoResponse::into_response)?,
        };
        let ticket = match head.key.zip(head.parts) {
            Some((key, mut parts)) => Some(reserve(key, &fields, &mut parts, app).await?),
            None => None,
        };
        let done_before = match &ticket {
            Some(ticket) => done_before(ticket, app)
                .await
                .map_err(IntoResponse::into_response)?,
            None => None,
        };
        Ok(Self {
            fields,
            expected,
            ticket,
            done_before,
        })
    }
}

/// Takes in the fields of a query that the body does not have: many clients send no body
/// with what they delete.
fn add_query(fields: &mut Map<String, Value>, uri: &Uri) {
    let query = Query::<HashMap<String, String>>::try_from_uri(uri);
    let Query(given) = query.unwrap_or_default();
    for (name, value) in given {
        if !value.is_empty() {
            fields.entry(name).or_insert(Value::String(value));
        }
    }
}

/// Reserves a key for a request, or answers what is known about it.
async fn reserve(
    key: String,
    fields: &Map<String, Value>,
    parts: &mut Parts,
    app: &App,
) -> Result<Ticket, Response> {
    let caller = Caller::from_request_parts(parts, app)
        .await
        .map_err(IntoResponse::into_response)?;
    let scope = match caller.staff {
        Some(staff) => format!("user:{}", staff.user),
        None => format!("ip:{}", caller.address),
    };
    let request = RequestKey {
        scope,
        key,
        digest: digest(parts.method.as_str(), parts.uri.path(), fields),
    };
    let answers = Extension::<Answers>::from_request_parts(parts, app).await;
    let Extension(answers) =
        answers.map_err(|missing| ApiError::Internal(Box::new(missing)).into_response())?;
    match answers.begin(request, app.clock.now()) {
        Known::New(ticket) => Ok(ticket),
        Known::Answered(answer) => Err(answer.into_response()),
        Known::Other => Err(key_reused().into_response()),
        Known::Running => {
            let status = StatusCode::CONFLICT;
            let running = sentences::KEY_IN_FLIGHT;
            let error = ApiError::client(status, "IDEMPOTENCY_IN_FLIGHT", running);
            Err(error.retry_after(1).into_response())
        }
    }
}

/// Whether the store knows the key of a request that this process does not remember: from
/// before a restart, or from another node.
async fn done_before(ticket: &Ticket, app: &App) -> Result<Option<Unique>, ApiError> {
    let request = ticket.request();
    let unique = Unique::Idempotency {
        scope: request.scope.clone(),
        key: request.key.clone(),
    };
    let claim = app.orders.claim(&unique).await?;
    Ok(claim.map(|_| unique))
}

fn key_reused() -> ApiError {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    ApiError::client(status, "IDEMPOTENCY_MISMATCH", sentences::KEY_REUSED)
}

/// The version named in the body, for clients that do not send `If-Match`.
fn version(fields: &Map<String, Value>) -> Result<Option<u64>, ApiError> {
    let version = match fields.get("version") {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Number(number)) => number.as_u64(),
        Some(Value::String(text)) => etag::version_of(text),
        Some(_) => None,
    };
    let flaw = || ApiError::field("version", Flaw::NotWhole.to_string());
    version.map(Some).ok_or_else(flaw)
}

impl IntoResponse for Kept {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response
    }
}
