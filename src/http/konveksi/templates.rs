//! `/api/v1/admin/templates` and `/api/v1/admin/notification-templates`: one resource under
//! two paths, the first a bare array, the second a page.
//!
//! Nobody can write templates yet, so both only have what is built in.

pub(super) mod contract;

use axum::Json;
use axum::Router;
use axum::extract::RawQuery;
use axum::extract::Request;
use axum::extract::State;
use axum::http::Uri;
use axum::response::IntoResponse;
use axum::response::Response;
use axum::routing::get;
use axum::routing::post;
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::Manager;
use crate::app::App;
use crate::domain::contact::Channel;
use crate::domain::ids::TemplateId;
use crate::http::konveksi::body;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::form::Form;
use crate::http::konveksi::messages::letter::no_such_template;
use crate::http::konveksi::page::Page;
use crate::http::konveksi::page::Paging;
use crate::http::konveksi::parameters::Parameters;
use crate::http::konveksi::path::IdPath;
use crate::wire::konveksi::letter::AVAILABLE;
use crate::wire::konveksi::letter::Template;
use crate::wire::konveksi::template::LetterView;
use crate::wire::konveksi::template::TemplateView;
use crate::wire::konveksi::words::Word;
use crate::wire::konveksi::words::message::TemplateKind;
use crate::wire::konveksi::words::message::channel_label;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/admin/templates", get(list))
        .route("/api/v1/admin/notification-templates", get(page))
        .route("/api/v1/admin/templates/{id}", get(detail))
        .route("/api/v1/admin/notification-templates/{id}", get(detail))
        .route("/api/v1/admin/templates/{id}/preview", post(preview))
        .route(
            "/api/v1/admin/notification-templates/{id}/preview",
            post(preview),
        )
        .route("/api/v1/admin/template-types", get(types))
}

/// Lists templates.
async fn list(
    State(app): State<App>,
    Manager(_): Manager,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let mut given = Parameters::of(&query.unwrap_or_default());
    let filters = Filters::read(&mut given);
    let filters = given.finish(filters)?;
    Ok(Json(views(&filters.of(&app))).into_response())
}

/// Lists templates, a page at a time.
async fn page(
    State(app): State<App>,
    Manager(_): Manager,
    uri: Uri,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let query = query.unwrap_or_default();
    let mut given = Parameters::of(&query);
    let filters = Filters::read(&mut given);
    let paging = Paging::read(&mut given, &query);
    let filters = given.finish(filters)?;
    let found = filters.of(&app);
    paging.check(found.len())?;
    let shown = found.iter().skip(paging.offset()).take(paging.limit);
    Ok(Json(Page {
        place: paging.place(found.len(), &app.public_url, uri.path()),
        results: views(shown),
    })
    .into_response())
}

/// Shows a template.
async fn detail(
    State(app): State<App>,
    Manager(_): Manager,
    IdPath(id): IdPath<TemplateId>,
) -> Result<Response, ApiError> {
    let template = app.post.templates().find(id).ok_or_else(no_such_template)?;
    Ok(Json(TemplateView::of(template)).into_response())
}

/// Writes a letter that nobody gets. What it lacks a value for stays as it is.
async fn preview(
    State(app): State<App>,
    Manager(_): Manager,
    IdPath(id): IdPath<TemplateId>,
    request: Request,
) -> Result<Json<Preview>, ApiError> {
    let template = app.post.templates().find(id).ok_or_else(no_such_template)?;
    let fields = body::read(request).await?;
    let mut form = Form::of(&fields);
    let context = form.fillings("context");
    let context = form.finish_whole(context)?;
    Ok(Json(Preview {
        rendered: template.write(&context).into(),
    }))
}

/// Says what templates there may be, and what they may ask for.
async fn types(Manager(_): Manager) -> Json<Choices> {
    let kinds = TemplateKind::ALL.iter();
    let channels = Channel::ALL.iter();
    Json(Choices {
        template_types: kinds.map(|it| (it.word(), it.label())).collect(),
        notification_channels: channels.map(|it| (it.word(), channel_label(*it))).collect(),
        available_variables: AVAILABLE,
    })
}

/// Which templates are wanted.
#[derive(Debug)]
struct Filters {
    kind: Option<TemplateKind>,
    channel: Option<Channel>,
    is_active: Option<bool>,
}

impl Filters {
    fn read(given: &mut Parameters) -> Self {
        Self {
            kind: given.word("type"),
            channel: given.word("channel"),
            is_active: given.flag("is_active"),
        }
    }

    fn of<'a>(&self, app: &'a App) -> Vec<&'a Template> {
        let fits = |it: &&Template| {
            self.kind.is_none_or(|kind| it.kind == kind)
                && self.channel.is_none_or(|channel| it.channel == channel)
                && self.is_active.is_none_or(|active| it.is_active == active)
        };
        app.post.templates().all().iter().filter(fits).collect()
    }
}

fn views<'a>(templates: impl IntoIterator<Item = &'a &'a Template>) -> Vec<TemplateView<'a>> {
    let view = |template: &&'a Template| TemplateView::of(template);
    templates.into_iter().map(view).collect()
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TemplatePreview)]
struct Preview {
    rendered: LetterView,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TemplateChoices)]
struct Choices {
    #[schema(value_type = Vec<Vec<String>>)]
    template_types: Vec<(&'static str, &'static str)>,
    #[schema(value_type = Vec<Vec<String>>)]
    notification_channels: Vec<(&'static str, &'static str)>,
    available_variables: &'static [&'static str],
}
