//! What the eye sees, and what it makes of it.

use std::net::Ipv4Addr;

use super::window::WINDOWS_MAX;
use super::window::Windows;
use super::*;
use crate::domain::time::Span;

const NOON: Timestamp = Timestamp(1_751_256_000_000);

fn config() -> SecurityConfig {
    SecurityConfig {
        request_log_kept: Duration::from_hours(24),
        unknown_codes_max: 3,
        known_codes_max: 4,
        refusals_max: 5,
        large_upload_bytes: 1_000,
    }
}

fn address(number: u8) -> IpAddr {
    Ipv4Addr::new(203, 0, 113, number).into()
}

fn a_look_up(code: &str, found: bool) -> Seen<'_> {
    Seen {
        code: Some((code, found)),
        status: if found { 200 } else { 404 },
        ..a_request()
    }
}

fn a_request() -> Seen<'static> {
    Seen {
        method: "GET",
        path: "/api/v1/track-order/",
        status: 200,
        took: Duration::from_millis(3),
        user: None,
        address: address(7),
        agent: "curl/8",
        code: None,
        uploaded: 0,
    }
}

/// The kinds and reasons that some requests give, one after the other.
fn judged(suspects: &mut Suspects, seen: &[Seen<'_>]) -> Vec<(&'static str, &'static str)> {
    let found = seen.iter().flat_map(|seen| {
        if suspicion::may_be(seen) {
            suspects.judge(seen, NOON)
        } else {
            Vec::new()
        }
    });
    found.map(|it| (it.kind, it.reason)).collect()
}

#[test]
fn codes_that_are_tried_out_are_suspicious_from_one_address() {
    let mut suspects = Suspects::new(&config());
    let tried = |number| Seen {
        address: address(number),
        ..a_look_up("ORD-1", false)
    };

    let told = judged(&mut suspects, &[tried(1), tried(2), tried(1), tried(2)]);
    assert_eq!(told, []);
    let told = judged(&mut suspects, &[tried(1), tried(1), tried(1)]);
    assert_eq!(told, [("suspicious_ip", "unknown_codes")]);
    let again = judged(&mut suspects, &[tried(1)]);
    assert_eq!(again, [("suspicious_ip", "unknown_codes")]);
}

#[test]
fn different_orders_are_harvested_and_ones_own_is_only_looked_at() {
    let mut suspects = Suspects::new(&config());
    let codes = ["A", "B", "C", "D"];
    let own = [a_look_up("A", true); 30];
    assert_eq!(judged(&mut suspects, &own), []);

    let all = codes.map(|code| a_look_up(code, true));
    let told = judged(&mut suspects, &all);

    assert_eq!(told, [("suspicious_ip", "many_codes")]);
}

#[test]
fn whoever_tries_doors_is_told_apart_from_whoever_only_asks_too_often() {
    let refused = |user, status| Seen {
        status,
        user,
        ..a_request()
    };
    let told = |seen: Seen<'_>| {
        let mut suspects = Suspects::new(&config());
        judged(&mut suspects, &[seen; 5])
    };

    assert_eq!(told(refused(None, 401)), [("suspicious_ip", "refused")]);
    assert_eq!(told(refused(None, 404)), [("suspicious_ip", "refused")]);
    let sari = Some(UserId(2));
    assert_eq!(told(refused(sari, 403)), [("unusual_usage", "refused")]);
    assert_eq!(
        told(refused(sari, 429)),
        [("unusual_usage", "rate_limited")]
    );
    assert_eq!(
        told(refused(None, 429)),
        [("unusual_usage", "rate_limited")]
    );
    for harmless in [200, 204, 400, 409, 500] {
        assert_eq!(told(refused(None, harmless)), []);
    }
}

#[test]
fn a_large_file_is_told_each_time() {
    let mut suspects = Suspects::new(&config());
    let upload = |uploaded| Seen {
        uploaded,
        ..a_request()
    };

    let told = judged(&mut suspects, &[upload(999), upload(1_000), upload(5_000)]);

    assert_eq!(told, [("large_upload", "large_upload"); 2]);
}

#[test]
fn the_same_trouble_is_one_alert() {
    let judge = |seen: Seen<'_>| {
        let mut suspects = Suspects::new(&config());
        let mut found = suspects.judge(&seen, NOON);
        found.pop().unwrap()
    };
    let upload = |user, number| Seen {
        user,
        address: address(number),
        uploaded: 5_000,
        ..a_request()
    };
    let (sari, budi) = (Some(UserId(2)), Some(UserId(3)));

    let here = judge(upload(sari, 1));
    assert_eq!(here.named(), judge(upload(sari, 2)).named());
    assert_ne!(here.named(), judge(upload(budi, 1)).named());
    assert_ne!(
        judge(upload(None, 1)).named(),
        judge(upload(None, 2)).named()
    );
    assert_eq!(
        here.data(),
        r#"{"count":5000,"ip_address":"203.0.113.1","reason":"large_upload","user_id":2}"#
    );
}

#[test]
fn windows_end_and_have_no_more_room_than_they_have() {
    let mut windows = Windows::new(2, Span::minutes(10));
    let later = |minutes| NOON + Span::minutes(minutes);

    assert!(!windows.is_too_often(1, NOON));
    assert!(!windows.is_too_often(1, later(10)));
    assert!(windows.is_too_often(1, later(11)));
    // The clock was set back: nobody is kept for ever.
    assert!(!windows.is_too_often(1, later(-60)));
    for key in 0..WINDOWS_MAX + 10 {
        windows.is_too_often(key, later(-60));
    }
    assert_eq!(windows.len(), WINDOWS_MAX);
}

#[test]
fn what_strangers_send_is_kept_short_and_readable() {
    assert_eq!(short("a\u{0}b\nc", 9), "abc");
    assert_eq!(short(&"é".repeat(300), 256).chars().count(), 256);
    assert!(Sentry::watches("/api/v1/order/") && Sentry::watches("/ws/orders/"));
    assert!(!Sentry::watches("/healthz") && !Sentry::watches("/media/x.png"));
}
