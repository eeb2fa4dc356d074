//! Pages as browsers ask for them.

use axum::body::Body;
use http_body_util::BodyExt;
use tower::ServiceExt;

use super::*;

async fn asked(panel: bool, path: &str, lines: &[(&str, &str)]) -> (u16, HeaderMap, Vec<u8>) {
    let mut request = Request::builder().uri(path);
    for (name, value) in lines {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::empty()).unwrap();
    let answer = routes(panel).oneshot(request).await.unwrap();
    let (parts, body) = answer.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    (parts.status.as_u16(), parts.headers, body.to_vec())
}

#[tokio::test]
async fn every_place_of_the_panel_is_the_panel_under_a_strict_policy() {
    for path in ["/admin", "/admin/pesanan/7"] {
        let (status, headers, body) = asked(true, path, &[]).await;

        let is_built = built::file(PANEL).is_some();
        assert_eq!(status, if is_built { 200 } else { 503 }, "{path}");
        let policy = headers[CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.contains("script-src 'self';") && !policy.contains("unsafe"));
        assert!(body.starts_with(b"<!doctype html>"), "{path}");
    }
    let (status, _, _) = asked(false, "/admin", &[]).await;
    assert_eq!(status, 404, "a surface that is off has no pages");
}

#[tokio::test]
async fn a_page_that_is_known_is_not_sent_again() {
    let Some(page) = built::file(PANEL) else {
        return;
    };
    let tag = page.tag();

    let known = [("if-none-match", tag.to_str().unwrap())];
    let (status, headers, body) = asked(true, "/admin", &known).await;
    assert_eq!((status, body.len()), (304, 0));
    assert_eq!(headers[CACHE_CONTROL], "no-cache");

    let packs = [("accept-encoding", "br, gzip")];
    let (status, headers, body) = asked(true, "/admin", &packs).await;
    assert_eq!(status, 200);
    let packed = page.packed.unwrap_or(page.plain);
    assert_eq!(body, packed);
    assert_eq!(headers[VARY], "accept-encoding");
}

#[tokio::test]
async fn files_that_are_not_there_are_not_found() {
    for path in ["/assets/nothing.js", "/assets/../admin.html"] {
        let (status, _, _) = asked(true, path, &[]).await;
        assert_eq!(status, 404, "{path}");
    }
}

#[test]
fn packed_files_go_to_those_who_can_unpack_them() {
    for accepted in ["gzip", "br, gzip", "gzip;q=0.5", "GZIP"] {
        assert!(takes_gzip(accepted), "{accepted}");
    }
    for accepted in ["", "br", "gzip;q=0", "gzip;q=0.0", "xgzip"] {
        assert!(!takes_gzip(accepted), "{accepted}");
    }
}
