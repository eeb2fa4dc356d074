//! Locks that grow, and whom they do not meet.

use std::net::Ipv4Addr;

use super::tally::ROWS_MAX;
use super::*;

const NOON: i64 = 1_751_256_000_000;
const SITI: Who = Who::User(UserId(1));

fn guard() -> Guard {
    Guard::new(5, Span::minutes(15))
}

fn at(seconds: i64) -> Timestamp {
    Timestamp(NOON + seconds * 1_000)
}

fn from(who: Who, number: u32) -> Attempt {
    Attempt {
        who,
        network: Ipv4Addr::from_bits(0x0A00_0000 + number).into(),
    }
}

/// Fails so often, with all patience; answers when the last attempt was made.
fn fail(guard: &Guard, attempt: Attempt, times: u32, mut now: i64) -> i64 {
    for _ in 0..times {
        while let Err(wait) = guard.enter(attempt, false, at(now)) {
            now += i64::try_from(wait.seconds).unwrap();
        }
        guard.failed(attempt);
    }
    now
}

#[test]
fn the_fifth_failure_locks_and_each_further_one_twice_as_long() {
    let guard = guard();
    let siti = from(SITI, 1);
    fail(&guard, siti, 4, 0);
    assert_eq!(guard.failed(siti), None);

    assert_eq!(guard.enter(siti, false, at(0)), Ok(()));
    assert_eq!(guard.failed(siti), Some(Alarm::Name(5)));

    let mut now = 0;
    for lock in [30, 60, 120, 240, 480, 900, 900] {
        let wait = guard.enter(siti, true, at(now)).unwrap_err();
        assert_eq!((wait.seconds, wait.is_crowd), (lock, false));
        now += i64::try_from(lock).unwrap();
        assert!(guard.enter(siti, true, at(now - 1)).is_err());
        guard.enter(siti, true, at(now)).unwrap();
    }
}

#[test]
fn others_are_not_locked_with_somebody() {
    let guard = guard();
    fail(&guard, from(SITI, 1), 5, 0);

    assert_eq!(guard.enter(from(SITI, 2), false, at(0)), Ok(()));
    let budi = Who::User(UserId(2));
    assert_eq!(guard.enter(from(budi, 1), false, at(0)), Ok(()));
    let nobody = Who::Nobody([7; 32]);
    fail(&guard, from(nobody, 1), 5, 0);
    assert!(guard.enter(from(nobody, 1), false, at(0)).is_err());
}

#[test]
fn a_success_forgives_and_what_was_not_tried_does_not_count() {
    let guard = guard();
    let siti = from(SITI, 1);
    fail(&guard, siti, 4, 0);
    guard.enter(siti, false, at(0)).unwrap();
    guard.passed(siti);
    fail(&guard, siti, 4, 0);
    for _ in 0..9 {
        guard.enter(siti, false, at(0)).unwrap();
        guard.unmade(siti);
    }
    assert_eq!(guard.enter(siti, false, at(0)), Ok(()));
}

#[test]
fn attempts_at_once_count_before_they_have_failed() {
    let guard = guard();

    let entered = (0..100).filter(|_| guard.enter(from(SITI, 1), false, at(0)).is_ok());

    assert_eq!(entered.count(), 5);
}

#[test]
fn failures_are_forgotten_after_an_hour() {
    let guard = guard();
    let siti = from(SITI, 1);
    fail(&guard, siti, 4, 0);

    assert_eq!(guard.enter(siti, false, at(3_600)), Ok(()));
    assert_eq!(guard.failed(siti), None);
    fail(&guard, siti, 3, 3_600);
    assert_eq!(guard.enter(siti, false, at(3_600)), Ok(()));
}

#[test]
fn one_network_that_tries_many_names_is_locked() {
    let guard = guard();
    let mut alarm = None;
    for number in 0..NETWORK_FREE {
        let attempt = from(Who::User(UserId(number.into())), 1);
        assert_eq!(guard.enter(attempt, true, at(0)), Ok(()), "{number}");
        alarm = guard.failed(attempt);
    }

    assert_eq!(alarm, Some(Alarm::Network(NETWORK_FREE)));
    let fresh = Who::User(UserId(999));
    assert!(guard.enter(from(fresh, 1), true, at(0)).is_err());
    assert_eq!(guard.enter(from(fresh, 2), false, at(0)), Ok(()));
}

#[test]
fn many_networks_that_try_one_name_wait_but_its_owner_does_not() {
    let guard = guard();
    for network in 0..NAME_FREE {
        guard.enter(from(SITI, network), false, at(0)).unwrap();
        guard.failed(from(SITI, network));
    }

    let stranger = guard.enter(from(SITI, 100), false, at(0));
    assert_eq!(
        stranger,
        Err(Wait {
            seconds: 1,
            is_crowd: true
        })
    );
    assert_eq!(guard.enter(from(SITI, 101), true, at(0)), Ok(()));
    // However long they go on, an attempt comes through every half a minute.
    let mut now = 1;
    for network in 200..230 {
        now = fail(&guard, from(SITI, network), 1, now);
    }
    let wait = guard.enter(from(SITI, 500), false, at(now)).unwrap_err();
    assert_eq!(wait.seconds, 30);
}

#[test]
fn memory_has_an_end() {
    let guard = guard();
    for number in 0..=u32::try_from(ROWS_MAX).unwrap() {
        guard.enter(from(SITI, number), true, at(0)).unwrap();
    }

    let counts = guard.0.lock();
    assert_eq!(counts.here.len(), ROWS_MAX);
    assert_eq!(counts.networks.len(), ROWS_MAX);
    assert_eq!(counts.names.len(), 1);
}
