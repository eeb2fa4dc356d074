//! Accounts that change, lists of them, and sign-ins that end.

use super::*;

#[tokio::test]
async fn an_account_that_changed_since_it_was_read_is_not_changed() {
    let accounts = accounts().await;
    let read = accounts.create_user(siti()).await.unwrap();
    let mut faster = read.clone();
    faster.first_name = "Sari".to_owned();
    update(&accounts, &faster).await.unwrap();

    let mut slower = read.clone();
    slower.last_name = "Rahma".to_owned();
    let note = a_note(7, "changed");
    let refused = accounts.change_user(a_change(&read, &slower, &note)).await;

    assert!(matches!(refused, Err(AccountError::ChangedMeanwhile(_))));
    assert_eq!(accounts.user(read.id).await.unwrap(), Some(faster));
}

#[tokio::test]
async fn who_changed_an_account_is_kept_with_the_change() {
    let accounts = accounts().await;
    let user = accounts.create_user(siti()).await.unwrap();
    accounts.create_user(named("budi", "")).await.unwrap();
    let mut after = user.clone();
    after.is_active = false;
    let at_the_machine = Note {
        at: Timestamp(2_000),
        by: None,
        ..a_note(3, "deactivated")
    };
    let mut refused = after.clone();
    refused.username = "budi".to_owned();

    let change = a_change(&user, &after, &at_the_machine);
    accounts.change_user(change).await.unwrap();
    let taken = update(&accounts, &refused).await;

    assert!(matches!(taken, Err(AccountError::UsernameTaken(_))));
    let (count, notes) = accounts.notes(user.id, 0, 10).await.unwrap();
    assert_eq!((count, &notes[0]), (2, &at_the_machine));
    assert_eq!(notes[1], a_note(1, "created"));
    let (count, second) = accounts.notes(user.id, 1, 1).await.unwrap();
    assert_eq!((count, second.len()), (2, 1));
    let (count, none) = accounts.notes(UserId(9), 0, 10).await.unwrap();
    assert_eq!((count, none.len()), (0, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_last_ones_who_leave_at_once_one_stays() {
    let place = a_place();
    let accounts = Accounts::new(Arc::new(opened(&url(&place)).await));
    let one = accounts.create_user(siti()).await.unwrap();
    let two = accounts.create_user(named("budi", "")).await.unwrap();
    let away = |user: &StaffUser, is_active| StaffUser {
        is_active,
        ..user.clone()
    };
    for round in 0..20 {
        let leave = async |user: &StaffUser, number: u128| {
            let (after, note) = (away(user, false), a_note(number, "deactivated"));
            let change = UserChange {
                left: Some(("konveksi", "admin")),
                ..a_change(user, &after, &note)
            };
            accounts.change_user(change).await
        };

        let told = tokio::join!(leave(&one, 100 + 2 * round), leave(&two, 101 + 2 * round));

        let stayed = match told {
            (Ok(()), Err(AccountError::LastOfRole(UserId(2)))) => 1,
            (Err(AccountError::LastOfRole(UserId(1))), Ok(())) => 2,
            other => panic!("round {round}: {other:?}"),
        };
        let (count, active) = accounts.users(Some(true), 0, 10).await.unwrap();
        assert_eq!(count, 1);
        assert_ne!(active[0].id, UserId(stayed));
        let back = if stayed == 1 { &one } else { &two };
        update(&accounts, back).await.unwrap();
    }
}

#[tokio::test]
async fn accounts_are_listed_in_pages() {
    let accounts = accounts().await;
    for name in ["one", "two", "three"] {
        accounts.create_user(named(name, "")).await.unwrap();
    }
    let mut second = accounts.user(UserId(2)).await.unwrap().unwrap();
    second.is_active = false;
    update(&accounts, &second).await.unwrap();

    let names = async |active, offset, limit| {
        let (count, users) = accounts.users(active, offset, limit).await.unwrap();
        let names: Vec<_> = users.into_iter().map(|user| user.username).collect();
        (count, names.join(" "))
    };

    assert_eq!(names(None, 0, 2).await, (3, "one two".to_owned()));
    assert_eq!(names(None, 2, 2).await, (3, "three".to_owned()));
    assert_eq!(names(Some(true), 0, 9).await, (2, "one three".to_owned()));
    assert_eq!(names(Some(false), 0, 9).await, (1, "two".to_owned()));
}

#[tokio::test]
async fn a_later_generation_is_kept_for_one_sign_in_only() {
    let accounts = accounts().await;
    let user = accounts.create_user(siti()).await.unwrap();
    for number in [1, 2] {
        accounts.create_session(&a_session(number)).await.unwrap();
    }
    let after = StaffUser {
        generation: 1,
        password_hash: "new".to_owned(),
        ..user.clone()
    };
    let note = a_note(2, "password_changed");
    let kept = a_session(1).id;

    let change = UserChange {
        keep: Some(kept),
        ..a_change(&user, &after, &note)
    };
    accounts.change_user(change).await.unwrap();

    let stored = accounts.user(user.id).await.unwrap();
    assert_eq!(stored, Some(after));
    let generation = async |number| {
        let session = accounts.session(a_session(number).id).await.unwrap();
        session.unwrap().generation
    };
    assert_eq!((generation(1).await, generation(2).await), (1, 0));
}

#[tokio::test]
async fn sign_ins_are_listed_by_account_and_forgotten_whole() {
    let accounts = accounts().await;
    for number in 1..=3 {
        let user = UserId(if number == 3 { 2 } else { 1 });
        let session = Session {
            user,
            ..a_session(number)
        };
        accounts.create_session(&session).await.unwrap();
    }

    let theirs = accounts.sessions_of(UserId(1), 10).await.unwrap();
    let others = accounts.sessions_of(UserId(2), 10).await.unwrap();
    assert_eq!((theirs.len(), others.len()), (2, 1));
    assert_eq!(accounts.sessions_of(UserId(1), 1).await.unwrap().len(), 1);
    let first = accounts.sessions_after(None, 2).await.unwrap();
    let last = first.last().map(|session| session.id);
    let rest = accounts.sessions_after(last, 2).await.unwrap();
    assert_eq!((first.len(), rest.len()), (2, 1));

    accounts
        .end_session(&others[0], &a_note(5, "session_ended"))
        .await
        .unwrap();
    let ended = accounts.session(others[0].id).await.unwrap().unwrap();
    assert_eq!(ended.revoked_at, Some(Timestamp(1_000)));
    let (count, _) = accounts.notes(UserId(2), 0, 10).await.unwrap();
    assert_eq!(count, 1);

    accounts.forget_sessions(&theirs).await.unwrap();
    assert_eq!(accounts.sessions_after(None, 9).await.unwrap(), [ended]);
    assert!(accounts.sessions_of(UserId(1), 9).await.unwrap().is_empty());
    let cookie = accounts
        .session_by_cookie_hash(&theirs[0].cookie_hash)
        .await;
    assert_eq!(cookie.unwrap(), None);
    // Their names are free again.
    accounts.create_session(&theirs[0]).await.unwrap();
}
