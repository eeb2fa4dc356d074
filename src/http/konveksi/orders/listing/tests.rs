//! What a list may be asked for.

use axum::response::IntoResponse;

use super::*;
use crate::actors::index::Sort;

fn zone() -> BusinessZone {
    BusinessZone::named("Asia/Jakarta").unwrap()
}

fn status(raw: &str, role: Role) -> u16 {
    match Listing::read(raw, role, &zone()) {
        Ok(_) => 200,
        Err(error) => error.into_response().status().as_u16(),
    }
}

#[test]
fn every_filter_is_read_and_repeated() {
    let raw = "status=dp_dibayar&production_status=diproses&payment_type=dp\
        &attention=refund_due&date_from=2025-01-01&date_to=2025-12-31\
        &min_amount=1000000&max_amount=10000000.00&ordering=-total_price&page=2&page_size=500\
        &search=%20Budi%20%26%20kaos%20";
    let listing = Listing::read(raw, Role::Admin, &zone()).unwrap();

    assert_eq!(listing.sought, Some(Sought::of("Budi & kaos")));
    assert_eq!(listing.query.offset, 100);
    assert_eq!(listing.query.limit, 100);
    assert_eq!(listing.query.sort, Sort::Price);
    assert_eq!(
        listing
            .query
            .created_from
            .map(|at| at.to_string())
            .as_deref(),
        Some("2024-12-31T17:00:00Z")
    );
    assert_eq!(
        listing
            .query
            .created_before
            .map(|at| at.to_string())
            .as_deref(),
        Some("2025-12-31T17:00:00Z")
    );
    insta::assert_json_snapshot!(listing.filters, @r#"
    {
      "search": "Budi & kaos",
      "status": "dp_dibayar",
      "production_status": "diproses",
      "payment_type": "dp",
      "attention": "refund_due",
      "date_range": "2025-01-01 to 2025-12-31",
      "amount_range": "1000000 to 10000000",
      "ordering": "-total_price"
    }
    "#);
}

#[test]
fn nothing_asked_is_the_newest_twenty() {
    let listing = Listing::read("status=&page=", Role::Viewer, &zone()).unwrap();

    assert_eq!(listing.query.limit, 20);
    assert_eq!(listing.query.offset, 0);
    assert_eq!(listing.query.sort, Sort::Created);
    assert!(!listing.query.ascending);
    assert_eq!(listing.filters, Filters::default());
}

#[test]
fn what_cannot_be_read_is_400() {
    for raw in [
        "status=paid",
        "production_status=lunas",
        "payment_type=pelunasan",
        "attention=everything",
        "date_from=kemarin",
        "date_from=2025-02-30",
        "date_to=20250101",
        "date_from=2025-02-01&date_to=2025-01-01",
        "min_amount=banyak",
        "min_amount=-1",
        "min_amount=2&max_amount=1",
        "page=0",
        "page=-1",
        "page=99999999999999999999999",
        "page_size=0",
        "ordering=customer_phone",
        "ordering=--created_at",
        "include_deleted=perhaps",
    ] {
        assert_eq!(status(raw, Role::Owner), 400, "{raw}");
    }
}

#[test]
fn production_asks_nothing_about_amounts() {
    for raw in [
        "min_amount=1",
        "max_amount=x",
        "ordering=total_price",
        "ordering=-total_price",
    ] {
        assert_eq!(status(raw, Role::Production), 403, "{raw}");
    }
    assert_eq!(status("ordering=-updated_at", Role::Production), 200);
    assert_eq!(status("include_deleted=true", Role::Viewer), 403);
    assert_eq!(status("include_deleted=true", Role::Admin), 200);
}
