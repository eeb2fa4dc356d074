//! Callers who ask too often.

use super::ledger::WINDOWS_MAX;
use super::*;
use crate::config::sources::Sources;

const NOON: Timestamp = Timestamp(1_751_256_000_000);

fn limits(rate_limits: &str) -> Limits {
    let variables = [("RATE_LIMITS".to_owned(), rate_limits.to_owned())];
    let sources = Sources {
        variables: variables.into(),
        ..Sources::default()
    };
    Limits::new(&Config::load(&sources).unwrap())
}

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn later(seconds: i64) -> Timestamp {
    Timestamp(NOON.0 + seconds * 1_000)
}

/// What is left after each of ten requests.
fn use_up(limits: &Limits, party: impl Into<Party> + Copy, now: Timestamp) -> Vec<u32> {
    let left = |_| limits.check(Bucket::LookUp, party, now).unwrap().unwrap();
    (0..10).map(left).map(|budget| budget.remaining).collect()
}

#[test]
fn the_eleventh_waits_until_the_window_of_the_first_ends() {
    let limits = limits("on");
    let client = address("203.0.113.7");

    let left = use_up(&limits, client, NOON);
    let soon = limits.check(Bucket::LookUp, client, later(18)).unwrap_err();
    let last = Timestamp(later(60).0 - 1);
    let still = limits.check(Bucket::LookUp, client, last).unwrap_err();
    let anew = limits.check(Bucket::LookUp, client, later(60)).unwrap();

    assert_eq!(left, [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
    assert_eq!((soon.retry_after, still.retry_after), (42, 1));
    assert_eq!(soon.budget.resets_at, later(60));
    assert_eq!(
        anew,
        Some(Budget {
            limit: 10,
            remaining: 9,
            resets_at: later(120),
            window: Duration::from_mins(1),
        })
    );
}

#[test]
fn callers_and_buckets_do_not_share() {
    let limits = limits("on");
    use_up(&limits, address("203.0.113.7"), NOON);

    for other in ["203.0.113.8", "2001:db8::1", "::ffff:203.0.113.9"] {
        let answer = limits.check(Bucket::LookUp, address(other), NOON);
        assert_eq!(answer.unwrap().unwrap().remaining, 9, "{other}");
    }
    let user = limits.check(Bucket::LookUp, UserId(7), NOON);
    assert_eq!(user.unwrap().unwrap().remaining, 9);
    let bad_token = limits.check(Bucket::BadWebhookToken, address("203.0.113.7"), NOON);
    assert_eq!(bad_token.unwrap().unwrap().remaining, 19);
}

#[test]
fn a_network_of_ipv6_is_one_caller_and_a_mapped_address_is_what_it_stands_for() {
    let limits = limits("on");
    use_up(&limits, address("2001:db8:1:2::1"), NOON);
    use_up(&limits, address("203.0.113.7"), NOON);

    for same in ["2001:db8:1:2:ffff::9", "::ffff:203.0.113.7"] {
        assert!(limits.check(Bucket::LookUp, address(same), NOON).is_err());
    }
    let neighbour = address("2001:db8:1:3::1");
    assert!(limits.check(Bucket::LookUp, neighbour, NOON).is_ok());
}

#[test]
fn nobody_is_counted_when_limits_are_off() {
    let limits = limits("off");

    for _ in 0..100 {
        let answer = limits.check(Bucket::LookUp, address("203.0.113.7"), NOON);
        assert_eq!(answer, Ok(None));
    }
}

#[test]
fn a_crowd_costs_no_more_memory_than_is_set_aside_for_it() {
    let mut ledger = Ledger::new(Quota {
        limit: 1,
        window: MINUTE,
    });
    let party = |number: usize| Party::User(UserId(i64::try_from(number).unwrap()));

    for number in 0..WINDOWS_MAX + 100 {
        ledger.count(party(number), NOON).unwrap();
    }

    assert_eq!(ledger.len(), WINDOWS_MAX);
    assert!(ledger.count(party(WINDOWS_MAX), NOON).is_err());
    assert!(
        ledger.count(party(0), NOON).is_ok(),
        "the oldest begin anew"
    );
    ledger.count(party(0), later(60)).unwrap();
    assert_eq!(ledger.len(), 1, "what has ended is forgotten");
}

#[test]
fn a_clock_that_was_set_back_locks_nobody_out() {
    let limits = limits("on");
    let client = address("203.0.113.7");
    use_up(&limits, client, later(86_400));

    assert!(limits.check(Bucket::LookUp, client, NOON).is_ok());
}

#[test]
fn every_bucket_has_its_place_among_the_ledgers() {
    for (place, bucket) in Bucket::ALL.into_iter().enumerate() {
        assert_eq!(bucket as usize, place, "{}", bucket.name());
    }
}

#[test]
fn a_look_at_what_is_left_counts_nothing() {
    let limits = limits("on");
    let (siti, budi) = (UserId(1), UserId(2));
    let left = |user, now| limits.left(Bucket::Staff, user, now).unwrap();

    limits.check(Bucket::Staff, siti, NOON).unwrap();

    assert_eq!(left(siti, later(60)), left(siti, later(60)));
    assert_eq!(left(siti, later(60)).remaining, 999);
    assert_eq!(left(siti, later(60)).resets_at, later(3_600));
    assert_eq!(left(siti, later(3_600)).remaining, 1_000);
    assert_eq!(left(budi, later(60)).resets_at, later(3_660));
    assert_eq!(limits_off().left(Bucket::Staff, siti, NOON), None);
}

fn limits_off() -> Limits {
    limits("off")
}
