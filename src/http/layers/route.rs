//! Notes which route answers; only there is it known.

use std::task::Context;
use std::task::Poll;

use axum::extract::MatchedPath;
use axum::extract::Request;
use tower::Layer;
use tower::Service;

use crate::access::trail;

#[derive(Debug, Clone, Copy)]
pub(super) struct NoteRoute;

#[derive(Debug, Clone)]
pub(super) struct Noting<S>(S);

impl<S> Layer<S> for NoteRoute {
    type Service = Noting<S>;

    fn layer(&self, inner: S) -> Noting<S> {
        Noting(inner)
    }
}

impl<S: Service<Request>> Service<Request> for Noting<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> S::Future {
        if let Some(route) = request.extensions().get::<MatchedPath>() {
            trail::remember_route(route.clone());
        }
        self.0.call(request)
    }
}
