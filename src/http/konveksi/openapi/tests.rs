//! The contract and the routes are held against each other.

use std::collections::BTreeSet;

use axum::Router;

use super::operations;
use super::stream;
use crate::app::App;
use crate::http::konveksi;
use crate::http::openapi::described;

type Served = BTreeSet<(String, String)>;

/// What the router itself says it serves. Its text is for people, and it is the only one
/// that knows: whoever changes the framework and breaks this finds out here.
fn served() -> Served {
    let mut served = told_by(&konveksi::uncounted());
    served.extend(told_by(&konveksi::counted()));
    served
}

fn told_by(routes: &Router<App>) -> Served {
    let routes = format!("{routes:?}");
    let (endpoints, paths) = routes.split_once("paths: {").expect("the paths are told");
    let paths = paths.split_once('}').map_or(paths, |_| paths);
    let path = |id: &str| {
        let marked = format!("RouteId({id}): \"");
        let (_, rest) = paths.split_once(&marked)?;
        rest.split('"').next().map(str::to_owned)
    };
    let mut served = Served::new();
    for endpoint in endpoints.split("RouteId(").skip(1) {
        let (id, rest) = endpoint.split_once(')').expect("an id ends");
        let Some((_, allowed)) = rest.split_once("allow_header: Bytes(b\"") else {
            continue;
        };
        let allowed = allowed.split('"').next().unwrap_or_default();
        let path = path(id).expect("every route has a path");
        for method in allowed.split(',').filter(|method| *method != "HEAD") {
            let path = path.trim_end_matches('/').to_owned();
            served.insert((method.to_lowercase(), path));
        }
    }
    served
}

#[test]
fn what_is_served_is_described_and_what_is_described_is_served() {
    let served = served();
    assert!(
        served.len() > 50,
        "the router tells {} routes",
        served.len()
    );

    let operations = operations();
    let told = described(&operations).into_iter();
    let told =
        told.map(|(method, path)| (method.to_owned(), path.trim_end_matches('/').to_owned()));
    let mut told: Served = told.collect();
    // Served by `live`, and asked for where everything runs.
    assert!(told.remove(&(
        "get".to_owned(),
        stream::PATH.trim_end_matches('/').to_owned()
    )));

    let undescribed: Vec<_> = served.difference(&told).collect();
    let unserved: Vec<_> = told.difference(&served).collect();
    assert!(
        undescribed.is_empty(),
        "served, but not described: {undescribed:#?}"
    );
    assert!(
        unserved.is_empty(),
        "described, but not served: {unserved:#?}"
    );
}
