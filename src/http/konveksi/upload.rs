//! A request with files in it: `multipart/form-data`, or JSON, which has none.
//!
//! Files are read into memory, so they have a limit each, and so have those who read at
//! the same time. What a file is, its bytes say; see [`Media`].

pub(crate) mod kept;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Extension;
use axum::extract::DefaultBodyLimit;
use axum::extract::FromRequest;
use axum::extract::FromRequestParts;
use axum::extract::Multipart;
use axum::extract::Request;
use axum::extract::multipart::Field;
use axum::extract::multipart::MultipartError;
use axum::http::HeaderMap;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::response::Response;
use bytes::BytesMut;
use serde_json::Map;
use serde_json::Value;
use sha2::Digest;
use sha2::Sha256;
use tokio::sync::Semaphore;

use crate::access::trail;
use crate::app::App;
use crate::domain::media::Media;
use crate::domain::media::place::FileKind;
use crate::domain::text::file_name;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::write::Head;
use crate::http::konveksi::write::Write;
use crate::wire::konveksi::flaws::Flaw;
use crate::wire::konveksi::sentences;

/// How many forms with files are read at the same time.
const READERS_MAX: usize = 16;
/// Seconds after which one of them is probably done.
const BUSY_SECONDS: u64 = 2;
/// How many fields a form has at most.
const FIELDS_MAX: usize = 64;
/// How long a text in a form is at most.
const TEXT_BYTES_MAX: usize = 64 * 1024;
/// What a form needs beside its file: its texts, and what stands between the parts.
const AROUND_BYTES_MAX: usize = 256 * 1024;

/// The design of an order.
pub(crate) const DESIGN: Wanted = Wanted {
    field: "design",
    kind: FileKind::Design,
    bytes_max: 10 * 1024 * 1024,
    media: &Media::ALL,
};
/// The picture of a product.
pub(crate) const PICTURE: Wanted = Wanted {
    field: "gambar",
    kind: FileKind::Picture,
    bytes_max: 10 * 1024 * 1024,
    media: &Media::PICTURES,
};

/// Which file a request may bring.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted {
    /// The field it is in.
    pub(crate) field: &'static str,
    /// What it is for.
    pub(crate) kind: FileKind,
    /// How large it is at most.
    pub(crate) bytes_max: usize,
    /// What it may be.
    pub(crate) media: &'static [Media],
}

/// A file as it came.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    /// What its sender called it.
    pub(crate) name: String,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub(crate) digest: String,
    /// All of it.
    pub(crate) bytes: Vec<u8>,
    /// What its sender said it is.
    declared: Option<String>,
}

/// The places of those who read files. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Readers(Arc<Semaphore>);

impl Default for Readers {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(READERS_MAX)))
    }
}

impl Received {
    /// What it is, if that is wanted and is what its sender said.
    pub(crate) fn media(&self, wanted: Wanted) -> Result<Media, Flaw> {
        let unwanted = || Flaw::File(wanted.media.to_vec());
        let found = Media::of(&self.bytes).ok_or_else(unwanted)?;
        let declared = self.declared.as_deref().map(str::trim);
        let declared = declared.filter(|it| !it.is_empty() && *it != "application/octet-stream");
        let said = declared.map(Media::declared);
        if said.is_some_and(|said| said.is_none_or(|said| !found.may_be_called(said))) {
            return Err(Flaw::FileMismatch);
        }
        let called = [said.flatten(), Media::named(&self.name)];
        let is_drawing = called.contains(&Some(Media::Ai)) && found.may_be_called(Media::Ai);
        let media = if is_drawing && wanted.media.contains(&Media::Ai) {
            Media::Ai
        } else {
            found
        };
        let media = Some(media).filter(|media| wanted.media.contains(media));
        media.ok_or_else(unwanted)
    }
}

/// The SHA-256 of some bytes, in hexadecimal.
pub(crate) fn digest(bytes: &[u8]) -> String {
    format!("{:x}", Sha256::digest(bytes))
}

/// Reads a request that changes something and may bring a file.
pub(crate) async fn read(
    request: Request,
    app: &App,
    wanted: Wanted,
) -> Result<(Write, Option<Received>), Response> {
    if !is_form(request.headers()) {
        let write = Write::from_request(request, app).await?;
        return Ok((write, None));
    }
    let (mut parts, body) = request.into_parts();
    let head = Head::of(&parts).map_err(IntoResponse::into_response)?;
    let readers = Extension::<Readers>::from_request_parts(&mut parts, app).await;
    let Extension(Readers(places)) = readers.map_err(IntoResponse::into_response)?;
    let Ok(_place) = places.try_acquire() else {
        return Err(busy().into_response());
    };
    let request = Request::from_parts(parts, body);
    let (fields, file) = read_form(request, app, wanted)
        .await
        .map_err(IntoResponse::into_response)?;
    let write = Write::of(head, fields, app).await?;
    Ok((write, file))
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|it| it.to_str().ok());
    let essence = kind.and_then(|kind| kind.split(';').next());
    essence.is_some_and(|it| it.trim().eq_ignore_ascii_case("multipart/form-data"))
}

/// The fields of a form, and its file. In the fields the digest stands for the file, so
/// that a repeat is told from another request by what is in it, not by its boundary.
async fn read_form(
    mut request: Request,
    app: &App,
    wanted: Wanted,
) -> Result<(Map<String, Value>, Option<Received>), ApiError> {
    DefaultBodyLimit::max(wanted.bytes_max + AROUND_BYTES_MAX).apply(&mut request);
    let form = Multipart::from_request(request, app).await;
    let mut form = form.map_err(|_| ApiError::invalid(sentences::NOT_A_FORM))?;
    let mut fields = BTreeMap::new();
    let mut file = None;
    for _ in 0..FIELDS_MAX {
        let Some(field) = form.next_field().await.map_err(|error| broken(&error))? else {
            return Ok((fields.into_iter().collect(), file));
        };
        let name = field.name().unwrap_or_default().to_owned();
        match field.file_name() {
            None => {
                let text = read_bytes(field, TEXT_BYTES_MAX).await?;
                let text = String::from_utf8(text);
                let text = text.map_err(|_| ApiError::field(&name, Flaw::NotText.to_string()))?;
                fields.insert(name, Value::String(text));
            }
            Some(_) if name == wanted.field => {
                let received = read_file(field, wanted).await?;
                // What a browser sends for a file nobody chose.
                if received.bytes.is_empty() {
                    continue;
                }
                let digest = Value::String(received.digest.clone());
                if fields.insert(name, digest).is_some() {
                    return Err(ApiError::field(wanted.field, sentences::ONE_FILE_ONLY));
                }
                file = Some(received);
            }
            // Files nobody asks for are nobody's business.
            Some(_) => {}
        }
    }
    Err(ApiError::invalid(sentences::TOO_MANY_FIELDS))
}

async fn read_file(field: Field<'_>, wanted: Wanted) -> Result<Received, ApiError> {
    let name = file_name(field.file_name().unwrap_or_default());
    let declared = field.content_type().map(str::to_owned);
    let bytes = read_bytes(field, wanted.bytes_max).await;
    // One that is too large was at least as large as it may be.
    trail::remember_upload(bytes.as_ref().map_or(wanted.bytes_max, Vec::len));
    let bytes = bytes?;
    Ok(Received {
        name,
        digest: digest(&bytes),
        bytes,
        declared,
    })
}

async fn read_bytes(mut field: Field<'_>, bytes_max: usize) -> Result<Vec<u8>, ApiError> {
    let mut bytes = BytesMut::new();
    while let Some(chunk) = field.chunk().await.map_err(|error| broken(&error))? {
        if bytes.len() + chunk.len() > bytes_max {
            return Err(too_large());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes.into())
}

fn broken(error: &MultipartError) -> ApiError {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        too_large()
    } else {
        ApiError::invalid(sentences::NOT_A_FORM)
    }
}

fn too_large() -> ApiError {
    let status = StatusCode::PAYLOAD_TOO_LARGE;
    ApiError::client(status, "PAYLOAD_TOO_LARGE", sentences::TOO_LARGE)
}

fn busy() -> ApiError {
    let status = StatusCode::SERVICE_UNAVAILABLE;
    ApiError::client(status, "BUSY", sentences::access::SERVER_BUSY).retry_after(BUSY_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WANTED: Wanted = Wanted {
        field: "bank_statement",
        kind: FileKind::Slip,
        bytes_max: 64,
        media: &[Media::Jpeg, Media::Pdf],
    };

    fn media(declared: Option<&str>, bytes: &[u8]) -> Result<Media, Flaw> {
        named("", declared, bytes).media(WANTED)
    }

    fn named(name: &str, declared: Option<&str>, bytes: &[u8]) -> Received {
        Received {
            name: name.to_owned(),
            digest: String::new(),
            bytes: bytes.to_vec(),
            declared: declared.map(str::to_owned),
        }
    }

    #[test]
    fn a_drawing_is_told_from_a_paper_by_what_its_sender_calls_it() {
        let pdf = b"%PDF-1.5\n";
        let drawings = Wanted {
            media: &Media::ALL,
            ..WANTED
        };

        for (name, declared) in [
            ("logo.ai", None),
            ("logo.AI", Some("application/pdf")),
            ("logo", Some("application/illustrator")),
            ("logo.pdf", Some("application/postscript")),
        ] {
            let received = named(name, declared, pdf);
            assert_eq!(
                received.media(drawings),
                Ok(Media::Ai),
                "{name} {declared:?}"
            );
            assert_eq!(
                received.media(WANTED),
                Ok(Media::Pdf),
                "{name} {declared:?}"
            );
        }
        assert_eq!(named("logo.pdf", None, pdf).media(drawings), Ok(Media::Pdf));
        let image = named("logo.ai", Some("image/png"), pdf);
        assert_eq!(image.media(drawings), Err(Flaw::FileMismatch));
    }

    #[test]
    fn a_file_is_what_its_bytes_say() {
        let pdf = b"%PDF-1.7\n";

        for declared in [None, Some(""), Some("application/octet-stream")] {
            assert_eq!(media(declared, pdf), Ok(Media::Pdf));
        }
        assert_eq!(media(Some("application/pdf"), pdf), Ok(Media::Pdf));
        for declared in ["image/jpeg", "text/html"] {
            assert_eq!(media(Some(declared), pdf), Err(Flaw::FileMismatch));
        }
        assert!(matches!(
            media(Some("application/pdf"), b"MZ\x90\0"),
            Err(Flaw::File(_))
        ));
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01";
        assert!(matches!(media(None, png), Err(Flaw::File(_))));
    }
}
