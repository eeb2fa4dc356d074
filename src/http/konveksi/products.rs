//! `/api/v1/produkpost`: the products of the landing page. Everybody reads them, those who
//! manage change them.

pub(super) mod contract;
mod fields;
mod listing;

use axum::Json;
use axum::Router;
use axum::extract::RawQuery;
use axum::extract::Request;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::Uri;
use axum::http::header::CACHE_CONTROL;
use axum::http::header::ETAG;
use axum::response::IntoResponse;
use axum::response::Response;
use axum::routing::get;
use serde_json::Value;
use uuid::Uuid;

use crate::access::Caller;
use crate::access::Manager;
use crate::access::Staff;
use crate::app::App;
use crate::domain::ids::ProductId;
use crate::domain::konveksi::product::ProductEdit;
use crate::domain::role::Role;
use crate::flows::konveksi::catalogue::CatalogueError;
use crate::flows::konveksi::catalogue::ProductAsk;
use crate::flows::konveksi::catalogue::ProductWish;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::etag;
use crate::http::konveksi::form::Form;
use crate::http::konveksi::page::Page;
use crate::http::konveksi::path::IdPath;
use crate::http::konveksi::products::listing::Listing;
use crate::http::konveksi::upload;
use crate::http::konveksi::upload::PICTURE;
use crate::http::konveksi::upload::kept;
use crate::http::konveksi::upload::kept::NewFile;
use crate::http::konveksi::write::Write;
use crate::store::Unique;
use crate::wire::konveksi::product::ProductView;
use crate::wire::konveksi::sentences::product;

/// Seconds after which a crowd has mostly passed.
const BUSY_SECONDS: u64 = 1;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/produkpost", get(list).post(create))
        .route(
            "/api/v1/produkpost/{id}",
            get(detail).put(replace).patch(change).delete(delete),
        )
}

/// Lists products, from memory.
async fn list(
    State(app): State<App>,
    caller: Caller,
    uri: Uri,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let query = query.unwrap_or_default();
    let listing = Listing::read(&query, manages(&caller))?;
    let (count, found) = app.catalogue.select(&listing.query).await;
    listing.paging.check(count)?;
    let view = |product| {
        let view = ProductView::of(product, &app.public_url);
        listing.fields.of(view)
    };
    let results = found.iter().map(|it| view(it));
    Ok(Json(Page {
        place: listing.paging.place(count, &app.public_url, uri.path()),
        results: results.collect::<Result<Vec<_>, _>>()?,
    })
    .into_response())
}

/// Shows a product; one that visitors do not see, to staff alone.
async fn detail(
    State(app): State<App>,
    caller: Caller,
    IdPath(id): IdPath<ProductId>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let found = app.catalogue.find(id).await;
    let found = found.filter(|it| it.is_active || caller.staff.is_some());
    let found = found.ok_or_else(no_such_product)?;
    let tags = [
        (ETAG, etag::etag(found.version)),
        (CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    if etag::is_known(&headers, found.version) {
        return Ok((StatusCode::NOT_MODIFIED, tags).into_response());
    }
    let view = ProductView::of(&found, &app.public_url);
    Ok((tags, Json(view)).into_response())
}

/// Makes a product.
async fn create(
    State(app): State<App>,
    Manager(staff): Manager,
    request: Request,
) -> Result<Response, Response> {
    let id = ProductId(Uuid::now_v7());
    let asked = Asked::of(&app, &staff, id, StatusCode::CREATED);
    asked
        .change(request, |form, picture| {
            fields::new(form, picture).map(ProductWish::Create)
        })
        .await
}

/// Replaces everything that can be written on a product.
async fn replace(
    State(app): State<App>,
    Manager(staff): Manager,
    IdPath(id): IdPath<ProductId>,
    request: Request,
) -> Result<Response, Response> {
    let asked = Asked::of(&app, &staff, id, StatusCode::OK);
    asked.edit(request, fields::whole).await
}

/// Changes some values of a product.
async fn change(
    State(app): State<App>,
    Manager(staff): Manager,
    IdPath(id): IdPath<ProductId>,
    request: Request,
) -> Result<Response, Response> {
    let asked = Asked::of(&app, &staff, id, StatusCode::OK);
    asked.edit(request, fields::some).await
}

/// Takes a product away. What was done to it stays on record.
async fn delete(
    State(app): State<App>,
    Manager(staff): Manager,
    IdPath(id): IdPath<ProductId>,
    write: Write,
) -> Result<Response, ApiError> {
    if write.earlier(&app).await?.is_none() {
        ask(&app, &staff, id, &write, ProductWish::Delete).await?;
    }
    Ok(write.no_content(&app))
}

/// A request that changes a product.
struct Asked<'a> {
    app: &'a App,
    staff: &'a Staff,
    id: ProductId,
    status: StatusCode,
}

impl<'a> Asked<'a> {
    const fn of(app: &'a App, staff: &'a Staff, id: ProductId, status: StatusCode) -> Self {
        Self {
            app,
            staff,
            id,
            status,
        }
    }

    /// Lets a product that is there hold what is read of the request.
    async fn edit(
        self,
        request: Request,
        read: impl FnOnce(Form<'_>, Option<&NewFile>) -> Result<ProductEdit, ApiError>,
    ) -> Result<Response, Response> {
        self.change(request, |form, picture| {
            read(form, picture).map(ProductWish::Edit)
        })
        .await
    }

    /// Reads the request, lets the change happen unless an earlier process has let it
    /// happen, and answers with the product.
    async fn change(
        self,
        request: Request,
        read: impl FnOnce(Form<'_>, Option<&NewFile>) -> Result<ProductWish, ApiError>,
    ) -> Result<Response, Response> {
        let (write, file) = upload::read(request, self.app, PICTURE).await?;
        let changed = async {
            let mut form = write.form();
            let picture = kept::file(&mut form, file, PICTURE, self.app);
            let wish = read(form, picture.as_ref())?;
            self.answer(write, wish, picture).await
        };
        changed.await.map_err(IntoResponse::into_response)
    }

    async fn answer(
        self,
        write: Write,
        wish: ProductWish,
        picture: Option<NewFile>,
    ) -> Result<Response, ApiError> {
        let app = self.app;
        let id = if let Some(claim) = write.earlier(app).await? {
            ProductId(claim.order.0)
        } else {
            if let Some(picture) = picture {
                // The product must never point at a picture that is not there.
                let kept = app.files.put(&picture.row).await;
                kept.map_err(|error| ApiError::away(&error))?;
            }
            ask(app, self.staff, self.id, &write, wish).await?
        };
        let product = app.catalogue.find(id).await.ok_or_else(no_such_product)?;
        let view = ProductView::of(&product, &app.public_url);
        write.answer(app, self.status, product.version, &view)
    }
}

/// Asks for a change, and answers which product it was of.
async fn ask(
    app: &App,
    staff: &Staff,
    id: ProductId,
    write: &Write,
    wish: ProductWish,
) -> Result<ProductId, ApiError> {
    let ask = ProductAsk {
        product: id,
        expected: write.expected(),
        by: staff.user,
        at: app.clock.now(),
        key: write.key(),
        wish,
    };
    match app.catalogue.submit(&ask).await {
        Ok(_) => Ok(id),
        // Another node was asked the same at the same moment.
        Err(CatalogueError::Taken(name @ Unique::Idempotency { .. })) => {
            let claim = write.claim(app, name).await?;
            Ok(ProductId(claim.order.0))
        }
        Err(error) => Err(explain(error, &app.public_url)),
    }
}

fn explain(error: CatalogueError, base: &str) -> ApiError {
    let conflict = |code, sentence| ApiError::client(StatusCode::CONFLICT, code, sentence);
    match error {
        CatalogueError::NotFound => no_such_product(),
        CatalogueError::Stale(present) => {
            let view = serde_json::to_value(ProductView::of(&present, base));
            stale(present.version, view.unwrap_or_default())
        }
        CatalogueError::Full => conflict("CATALOGUE_FULL", product::FULL),
        CatalogueError::Busy | CatalogueError::Taken(_) => {
            let status = StatusCode::SERVICE_UNAVAILABLE;
            ApiError::client(status, "BUSY", product::BUSY).retry_after(BUSY_SECONDS)
        }
        CatalogueError::Store(error) => ApiError::away(&error),
    }
}

/// The product has changed since; this is how it is now.
fn stale(version: u64, present: Value) -> ApiError {
    let status = StatusCode::PRECONDITION_FAILED;
    ApiError::client(status, "VERSION_MISMATCH", product::STALE)
        .with("version", version)
        .with("product", present)
}

fn no_such_product() -> ApiError {
    ApiError::client(StatusCode::NOT_FOUND, "NOT_FOUND", product::NOT_FOUND)
}

fn manages(caller: &Caller) -> bool {
    let role = caller.staff.as_ref().map(|staff| staff.role);
    role.is_some_and(Role::manages)
}
