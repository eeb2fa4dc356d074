//! Accounts and sessions, on a database in memory.

mod changes;

use uuid::Uuid;

use super::*;
use crate::store::promises::a_place;
use crate::store::promises::opened;
use crate::store::promises::url;

async fn accounts() -> Accounts {
    Accounts::new(Arc::new(opened("mem://").await))
}

fn siti() -> NewUser {
    NewUser {
        username: "Siti".to_owned(),
        email: "Siti@Rajut.id".to_owned(),
        first_name: "Siti".to_owned(),
        last_name: "O'Neil; DELETE user".to_owned(),
        password_hash: "$argon2id$v=19$m=19456".to_owned(),
        roles: BTreeMap::from([("konveksi".to_owned(), "admin".to_owned())]),
        is_active: true,
        note: a_note(1, "created"),
    }
}

fn a_note(number: u128, what: &'static str) -> Note {
    Note {
        id: Uuid::from_u128(number),
        at: Timestamp(1_000),
        by: Some(UserId(9)),
        what: what.into(),
        data: "{\"changes\":[]}".to_owned(),
    }
}

/// Changes an account from what it is to what it should be.
async fn update(accounts: &Accounts, after: &StaffUser) -> Result<(), AccountError> {
    let before = accounts.user(after.id).await?;
    let before = before.ok_or(AccountError::NoSuchUser(after.id))?;
    let note = a_note(rand::random(), "changed");
    accounts.change_user(a_change(&before, after, &note)).await
}

fn a_change<'a>(before: &'a StaffUser, after: &'a StaffUser, note: &'a Note) -> UserChange<'a> {
    UserChange {
        before,
        after,
        keep: None,
        left: None,
        note,
    }
}

fn named(username: &str, email: &str) -> NewUser {
    NewUser {
        username: username.to_owned(),
        email: email.to_owned(),
        ..siti()
    }
}

fn a_session(number: u128) -> Session {
    Session {
        id: SessionId(Uuid::from_u128(number)),
        user: UserId(1),
        created_at: Timestamp(1_000),
        expires_at: Timestamp(9_000),
        last_seen_at: Timestamp(1_000),
        refresh_hash: "aa".repeat(32),
        cookie_hash: format!("{number:064x}"),
        ip_address: "::1".to_owned(),
        user_agent: "curl/8 'quoted'".to_owned(),
        generation: 0,
        revoked_at: None,
    }
}

#[tokio::test]
async fn accounts_are_numbered_in_order() {
    let accounts = accounts().await;
    assert_eq!(accounts.count_users().await.unwrap(), 0);

    let first = accounts.create_user(siti()).await.unwrap();
    let refused = accounts.create_user(siti()).await;
    let second = accounts.create_user(named("budi", "")).await.unwrap();

    assert_eq!((first.id, second.id), (UserId(1), UserId(2)));
    assert!(matches!(refused, Err(AccountError::UsernameTaken(name)) if name == "Siti"));
    assert_eq!(accounts.count_users().await.unwrap(), 2);
    assert_eq!(accounts.user(UserId(1)).await.unwrap(), Some(first));
    assert_eq!(accounts.user(UserId(3)).await.unwrap(), None);
}

#[tokio::test]
async fn names_and_addresses_are_unique_whatever_their_case() {
    let accounts = accounts().await;
    accounts.create_user(siti()).await.unwrap();

    let same_name = accounts.create_user(named("SITI", "other@rajut.id")).await;
    let same_address = accounts.create_user(named("other", "SITI@RAJUT.ID")).await;

    assert!(matches!(same_name, Err(AccountError::UsernameTaken(_))));
    assert!(matches!(same_address, Err(AccountError::EmailTaken)));
    accounts.create_user(named("one", "")).await.unwrap();
    accounts.create_user(named("two", "")).await.unwrap();
}

#[tokio::test]
async fn a_person_signs_in_with_name_or_address() {
    let accounts = accounts().await;
    let user = accounts.create_user(siti()).await.unwrap();

    for login in ["siti", " SITI ", "siti@rajut.id"] {
        assert_eq!(
            accounts.user_by_login(login).await.unwrap().as_ref(),
            Some(&user)
        );
    }
    for nobody in ["", "budi", "siti@rajut"] {
        assert_eq!(accounts.user_by_login(nobody).await.unwrap(), None);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_people_at_once_get_two_numbers() {
    let accounts = accounts().await;

    let (one, two) = tokio::join!(
        accounts.create_user(named("one", "one@rajut.id")),
        accounts.create_user(named("two", "two@rajut.id")),
    );

    let mut ids = [one.unwrap().id, two.unwrap().id];
    ids.sort_unstable();
    assert_eq!(ids, [UserId(1), UserId(2)]);
}

#[tokio::test]
async fn an_account_moves_with_its_names() {
    let accounts = accounts().await;
    let mut user = accounts.create_user(siti()).await.unwrap();
    accounts
        .create_user(named("budi", "budi@rajut.id"))
        .await
        .unwrap();
    accounts
        .touch_login(user.id, Timestamp(5_000))
        .await
        .unwrap();

    user.username = "siti.rahma".to_owned();
    user.password_hash = "new".to_owned();
    user.email = String::new();
    user.roles = BTreeMap::from([("shop".to_owned(), "viewer".to_owned())]);
    user.is_active = false;
    update(&accounts, &user).await.unwrap();

    let stored = accounts.user_by_login("siti.rahma").await.unwrap().unwrap();
    assert_eq!(stored.password_hash, "new");
    assert_eq!(stored.last_login, Some(Timestamp(5_000)));
    assert_eq!(
        (stored.roles, stored.is_active),
        (user.roles.clone(), false)
    );
    assert_eq!(accounts.user_by_login("siti@rajut.id").await.unwrap(), None);
    accounts.create_user(siti()).await.unwrap();
    user.username = "Budi".to_owned();
    assert!(matches!(
        update(&accounts, &user).await,
        Err(AccountError::UsernameTaken(_))
    ));
    assert!(
        accounts
            .user_by_login("siti.rahma")
            .await
            .unwrap()
            .is_some()
    );
    user.username = "siti.rahma".to_owned();
    user.email = "BUDI@rajut.id".to_owned();
    assert!(matches!(
        update(&accounts, &user).await,
        Err(AccountError::EmailTaken)
    ));
}

#[tokio::test]
async fn an_account_may_be_saved_as_it_is() {
    let accounts = accounts().await;
    let user = accounts.create_user(siti()).await.unwrap();

    update(&accounts, &user).await.unwrap();

    assert_eq!(
        accounts.user_by_login("siti@rajut.id").await.unwrap(),
        Some(user)
    );
}

#[tokio::test]
async fn nobody_cannot_be_changed() {
    let accounts = accounts().await;
    let nobody = UserId(9);
    let mut user = accounts.create_user(siti()).await.unwrap();
    user.id = nobody;
    user.username = "nobody".to_owned();

    let touched = accounts.touch_login(nobody, Timestamp(1)).await;
    let note = a_note(2, "changed");
    let updated = accounts.change_user(a_change(&user, &user, &note)).await;

    assert!(matches!(touched, Err(AccountError::NoSuchUser(UserId(9)))));
    assert!(matches!(updated, Err(AccountError::NoSuchUser(UserId(9)))));
    assert_eq!(accounts.user_by_login("nobody").await.unwrap(), None);
    assert_eq!(accounts.user(nobody).await.unwrap(), None);
}

#[tokio::test]
async fn a_session_is_found_by_id_and_by_cookie() {
    let accounts = accounts().await;
    let session = a_session(1);
    accounts.create_session(&session).await.unwrap();

    assert_eq!(
        accounts.session(session.id).await.unwrap().as_ref(),
        Some(&session)
    );
    let by_cookie = accounts
        .session_by_cookie_hash(&session.cookie_hash)
        .await
        .unwrap();
    assert_eq!(by_cookie.as_ref(), Some(&session));
    assert_eq!(accounts.session_by_cookie_hash("none").await.unwrap(), None);
    let again = accounts.create_session(&session).await;
    assert!(matches!(again, Err(AccountError::SessionExists(_))));
    let same_cookie = Session {
        cookie_hash: session.cookie_hash,
        ..a_session(2)
    };
    let refused = accounts.create_session(&same_cookie).await;
    assert!(matches!(refused, Err(AccountError::SessionExists(_))));
    assert_eq!(accounts.session(same_cookie.id).await.unwrap(), None);
}

#[tokio::test]
async fn a_refresh_token_is_good_once() {
    let accounts = accounts().await;
    let session = a_session(1);
    accounts.create_session(&session).await.unwrap();
    let (id, old) = (session.id, session.refresh_hash.as_str());

    let first = accounts
        .rotate_refresh(id, old, "bb", Timestamp(20_000))
        .await
        .unwrap();
    let again = accounts
        .rotate_refresh(id, old, "cc", Timestamp(30_000))
        .await
        .unwrap();
    let next = accounts
        .rotate_refresh(id, "bb", "dd", Timestamp(40_000))
        .await
        .unwrap();
    accounts.revoke_session(id, Timestamp(2_000)).await.unwrap();
    let ended = accounts
        .rotate_refresh(id, "dd", "ee", Timestamp(50_000))
        .await
        .unwrap();
    let nobody = SessionId(Uuid::from_u128(9));
    let unknown = accounts
        .rotate_refresh(nobody, "dd", "ee", Timestamp(1))
        .await
        .unwrap();

    let told = [first, again, next, ended, unknown];
    let expected = [
        Rotation::Rotated,
        Rotation::Reused,
        Rotation::Rotated,
        Rotation::Gone,
        Rotation::Gone,
    ];
    assert_eq!(told, expected);
    let stored = accounts.session(id).await.unwrap().unwrap();
    assert_eq!(
        (stored.refresh_hash.as_str(), stored.expires_at),
        ("dd", Timestamp(40_000))
    );
    assert_eq!(accounts.session(nobody).await.unwrap(), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_with_one_token_only_one_gets_the_next() {
    let place = a_place();
    let accounts = Accounts::new(Arc::new(opened(&url(&place)).await));
    for number in 1..=20 {
        let session = a_session(number);
        accounts.create_session(&session).await.unwrap();
        let rotate =
            |new| accounts.rotate_refresh(session.id, &session.refresh_hash, new, Timestamp(2));

        let (one, two) = tokio::join!(rotate("bb"), rotate("cc"));

        let mut told = [one.unwrap(), two.unwrap()];
        told.sort_by_key(|told| *told != Rotation::Rotated);
        assert_eq!(told, [Rotation::Rotated, Rotation::Reused]);
    }
}

#[tokio::test]
async fn a_session_lives_longer_but_not_again() {
    let accounts = accounts().await;
    let session = a_session(1);
    let id = session.id;
    accounts.create_session(&session).await.unwrap();

    accounts
        .extend_session(id, Timestamp(3_000), Timestamp(12_000))
        .await
        .unwrap();
    accounts
        .extend_session(id, Timestamp(2_000), Timestamp(11_000))
        .await
        .unwrap();
    accounts.revoke_session(id, Timestamp(4_000)).await.unwrap();
    accounts.revoke_session(id, Timestamp(5_000)).await.unwrap();

    let late = accounts
        .extend_session(id, Timestamp(6_000), Timestamp(99_000))
        .await;
    assert!(matches!(late, Err(AccountError::NoSuchSession(_))));
    let stored = accounts.session(id).await.unwrap().unwrap();
    assert_eq!(stored.last_seen_at, Timestamp(3_000));
    assert_eq!(stored.expires_at, Timestamp(12_000));
    assert_eq!(stored.revoked_at, Some(Timestamp(4_000)));
    let nobody = accounts
        .revoke_session(SessionId(Uuid::from_u128(9)), Timestamp(1))
        .await;
    assert!(matches!(nobody, Err(AccountError::NoSuchSession(_))));
}
