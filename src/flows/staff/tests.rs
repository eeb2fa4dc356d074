//! Sign-ins over a real store: how they begin, go on and end.

mod change;

use std::net::IpAddr;
use std::net::Ipv4Addr;

use super::*;
use crate::actors::witness::Witness;
use crate::domain::role::Role;
use crate::domain::role::Surface;
use crate::store::surreal::StoreAddress;
use crate::store::surreal::SurrealStore;

const NOW: Timestamp = Timestamp(1_751_279_400_000);
const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const PASSWORD: &str = "benang merah";

async fn accounts() -> Accounts {
    let address = StoreAddress::embedded("mem://");
    let store = SurrealStore::open(&address).await.unwrap();
    store.migrate().await.unwrap();
    Accounts::new(Arc::new(store))
}

fn node(accounts: &Accounts) -> Directory {
    let config = AuthConfig {
        access_lifetime: Duration::from_hours(1),
        session_lifetime: Duration::from_hours(7 * 24),
        argon2_memory_kib: 8,
        argon2_iterations: 1,
        free_failures: 5,
        lock_longest: Duration::from_mins(15),
        secret_key: None,
        admin_username: String::new(),
        admin_password: None,
    };
    let secret = Secret::new("the same key on every node of ours");
    Directory::new(accounts.clone(), &secret, &config, Witness::default())
}

async fn directory() -> Directory {
    let directory = node(&accounts().await);
    directory.create_user(siti(), NOW).await.unwrap();
    directory
}

fn siti() -> NewStaff {
    NewStaff {
        username: "siti".to_owned(),
        email: "siti@rajut.id".to_owned(),
        password: PASSWORD.to_owned(),
        first_name: "Siti".to_owned(),
        last_name: String::new(),
        roles: Roles::only(Surface::Konveksi, Role::Admin),
        is_active: true,
    }
}

async fn signed_in(directory: &Directory) -> SignedIn {
    let attempt = directory.sign_in("siti", PASSWORD, HERE, "tests", NOW);
    match attempt.await {
        Ok(signed_in) => signed_in,
        Err(error) => panic!("siti may sign in, but: {error}"),
    }
}

/// Somebody who is signed in, for whoever asks who did it.
fn someone(user: UserId) -> Signed {
    Signed {
        user,
        session: SessionId(uuid::Uuid::from_u128(1)),
        roles: Roles::only(Surface::Konveksi, Role::Owner),
        extended: false,
    }
}

fn later(span: Duration) -> Timestamp {
    Timestamp(NOW.0 + millis(span))
}

/// Lets what is remembered grow old, without waiting for it.
async fn grow_old() {
    tokio::time::pause();
    tokio::time::advance(Duration::from_millis(600)).await;
    tokio::time::resume();
}

#[tokio::test]
async fn a_sign_in_is_known_by_its_cookie_and_its_token() {
    let directory = directory().await;
    let by_address = directory.sign_in("SITI@rajut.id", PASSWORD, HERE, "", NOW);
    let siti = by_address.await.ok().unwrap();

    let by_cookie = directory.check_cookie(&siti.cookie_token, NOW).await;
    let by_token = directory.check_bearer(&siti.access_token, Surface::Konveksi, NOW);

    let signed = Signed {
        user: siti.user.id,
        session: siti.session,
        roles: Roles::only(Surface::Konveksi, Role::Admin),
        extended: false,
    };
    assert_eq!(by_cookie.unwrap(), Some(signed));
    assert_eq!(by_token.await.unwrap(), Some(signed));
    let elsewhere = directory.check_bearer(&siti.access_token, Surface::Shop, NOW);
    assert_eq!(elsewhere.await.unwrap(), None);
    let stranger = directory.check_cookie(&siti.csrf_token, NOW).await;
    assert_eq!(stranger.unwrap(), None);
    assert!(directory.csrf_matches(siti.session, &siti.csrf_token));
    let user = directory.user(siti.user.id).await.unwrap().unwrap();
    assert_eq!(user.last_login, Some(NOW));
    assert_eq!(directory.name_of(user.id).as_deref(), Some("siti"));
}

#[tokio::test]
async fn a_wrong_name_and_a_wrong_password_hear_the_same() {
    let directory = directory().await;
    let long = "a".repeat(2_000);
    for (login, password) in [
        ("siti", "benang biru"),
        ("budi", PASSWORD),
        ("", ""),
        (&long, PASSWORD),
        ("siti", &long),
    ] {
        let told = directory.sign_in(login, password, HERE, "", NOW).await;
        assert!(matches!(told, Err(SignInError::WrongCredentials)));
    }
}

#[tokio::test]
async fn an_inactive_account_is_told_so_only_with_its_password() {
    let directory = node(&accounts().await);
    let inactive = NewStaff {
        is_active: false,
        ..siti()
    };
    directory.create_user(inactive, NOW).await.unwrap();

    let right = directory.sign_in("siti", PASSWORD, HERE, "", NOW).await;
    let wrong = directory
        .sign_in("siti", "benang biru", HERE, "", NOW)
        .await;

    assert!(matches!(right, Err(SignInError::Inactive)));
    assert!(matches!(wrong, Err(SignInError::WrongCredentials)));
}

#[tokio::test]
async fn signing_out_ends_everything_at_once() {
    let directory = directory().await;
    let siti = signed_in(&directory).await;
    let other = signed_in(&directory).await;
    directory
        .check_cookie(&siti.cookie_token, NOW)
        .await
        .unwrap();

    directory.sign_out(siti.session, NOW).await.unwrap();
    directory.sign_out(siti.session, NOW).await.unwrap();

    let cookie = directory.check_cookie(&siti.cookie_token, NOW).await;
    assert_eq!(cookie.unwrap(), None);
    let token = directory.check_bearer(&siti.access_token, Surface::Konveksi, NOW);
    assert_eq!(token.await.unwrap(), None);
    let refreshed = directory.refresh(&siti.refresh_token, NOW).await;
    assert!(matches!(refreshed, Err(RefreshError::NotGood)));
    let other = directory.check_cookie(&other.cookie_token, NOW).await;
    assert!(other.unwrap().is_some());
}

#[tokio::test]
async fn what_changes_on_one_node_counts_on_the_others_within_a_second() {
    let accounts = accounts().await;
    let (here, there) = (node(&accounts), node(&accounts));
    here.create_user(siti(), NOW).await.unwrap();
    let siti = signed_in(&here).await;
    let role = async |node: &Directory| {
        let signed = node.check_cookie(&siti.cookie_token, NOW).await.unwrap();
        signed.map(|signed| signed.roles.on(Surface::Konveksi))
    };
    assert_eq!(role(&there).await, Some(Some(Role::Admin)));

    let viewer = Edit {
        role: Some(Role::Viewer),
        ..Edit::default()
    };
    let boss = someone(UserId(99));
    here.change_user(boss, siti.user.id, viewer, NOW)
        .await
        .unwrap();
    assert_eq!(role(&here).await, None);
    assert_eq!(role(&there).await, Some(Some(Role::Admin)));
    grow_old().await;
    assert_eq!(role(&there).await, None);

    let siti = signed_in(&here).await;
    let role = async |node: &Directory| {
        let signed = node.check_cookie(&siti.cookie_token, NOW).await.unwrap();
        signed.map(|signed| signed.roles.on(Surface::Konveksi))
    };
    assert_eq!(role(&there).await, Some(Some(Role::Viewer)));
    here.sign_out(siti.session, NOW).await.unwrap();
    assert_eq!(role(&here).await, None);
    grow_old().await;
    assert_eq!(role(&there).await, None);
}

#[tokio::test]
async fn a_deactivated_account_is_out() {
    let accounts = accounts().await;
    let directory = node(&accounts);
    directory.create_user(siti(), NOW).await.unwrap();
    let siti = signed_in(&directory).await;
    let away = Edit {
        is_active: Some(false),
        ..Edit::default()
    };
    let boss = someone(UserId(99));
    directory
        .change_user(boss, siti.user.id, away, NOW)
        .await
        .unwrap();

    let cookie = directory.check_cookie(&siti.cookie_token, NOW).await;
    let refreshed = directory.refresh(&siti.refresh_token, NOW).await;

    assert_eq!(cookie.unwrap(), None);
    assert!(matches!(refreshed, Err(RefreshError::NotGood)));
}

#[tokio::test]
async fn a_refresh_token_is_good_once_and_its_second_use_ends_the_family() {
    let directory = directory().await;
    let siti = signed_in(&directory).await;

    let first = directory.refresh(&siti.refresh_token, NOW).await.unwrap();
    let second = directory.refresh(&first.refresh_token, NOW).await.unwrap();
    let check = directory.check_bearer(&second.access_token, Surface::Konveksi, NOW);
    assert!(check.await.unwrap().is_some());

    let again = directory.refresh(&siti.refresh_token, NOW).await;

    assert!(matches!(again, Err(RefreshError::NotGood)));
    let latest = directory.refresh(&second.refresh_token, NOW).await;
    assert!(matches!(latest, Err(RefreshError::NotGood)));
    let cookie = directory.check_cookie(&siti.cookie_token, NOW).await;
    assert_eq!(cookie.unwrap(), None);
}

#[tokio::test]
async fn a_made_up_refresh_token_ends_nothing() {
    let directory = directory().await;
    let siti = signed_in(&directory).await;
    let made_up = format!("{}.{}", siti.session, "ab".repeat(64));

    let told = directory.refresh(&made_up, NOW).await;

    assert!(matches!(told, Err(RefreshError::NotGood)));
    let cookie = directory.check_cookie(&siti.cookie_token, NOW).await;
    assert!(cookie.unwrap().is_some());
}

#[tokio::test]
async fn a_sign_in_lasts_as_long_as_it_is_used() {
    let directory = directory().await;
    let used = signed_in(&directory).await;
    let unused = signed_in(&directory).await;
    let day = Duration::from_hours(24);
    let look = async |siti: &SignedIn, at: Timestamp| {
        let looked = directory.check_cookie(&siti.cookie_token, at).await;
        looked.unwrap().map(|signed| signed.extended)
    };

    assert_eq!(
        look(&used, later(Duration::from_secs(59))).await,
        Some(false)
    );
    assert_eq!(look(&used, later(6 * day)).await, Some(true));
    assert_eq!(look(&used, later(6 * day)).await, Some(false));
    assert_eq!(look(&used, later(8 * day)).await, Some(true));
    assert_eq!(look(&unused, later(8 * day)).await, None);
    grow_old().await;
    assert_eq!(look(&used, later(14 * day)).await, Some(true));
    assert_eq!(look(&used, later(21 * day)).await, None);
}

#[tokio::test]
async fn names_and_passwords_have_rules() {
    let directory = directory().await;
    let make = async |username: &str, email: &str, password: &str| {
        let new = NewStaff {
            username: username.to_owned(),
            email: email.to_owned(),
            password: password.to_owned(),
            ..siti()
        };
        directory.create_user(new, NOW).await
    };

    let short = make("budi", "", "sembilan9").await;
    assert!(matches!(short, Err(JoinError::PasswordTooShort)));
    let long = make("budi", "", &"a".repeat(1_025)).await;
    assert!(matches!(long, Err(JoinError::PasswordTooLong)));
    for name in ["ab", "budi hartono", "siti@rajut.id", &"a".repeat(151)] {
        let refused = make(name, "budi@rajut.id", PASSWORD).await;
        assert!(matches!(refused, Err(JoinError::Username)), "{name}");
    }
    let taken = make("Siti", "", PASSWORD).await;
    assert!(matches!(
        taken,
        Err(JoinError::Accounts(AccountError::UsernameTaken(_)))
    ));
    make("budi@rajut.id", "budi@rajut.id", PASSWORD)
        .await
        .unwrap();
}

#[tokio::test]
async fn the_first_owner_is_made_once_and_may_do_everything() {
    let accounts = accounts().await;
    let directory = node(&accounts);

    let first = directory.ensure_first_owner("admin", "short", NOW).await;
    let second = directory.ensure_first_owner("other", PASSWORD, NOW).await;

    let owner = first.unwrap().unwrap();
    assert_eq!(
        Roles::of_words(&owner.roles),
        Roles::everywhere(Role::Owner)
    );
    assert_eq!(second.unwrap(), None);
    let signed_in = directory.sign_in("admin", "short", HERE, "", NOW).await;
    assert!(signed_in.is_ok());
    let restarted = node(&accounts);
    assert_eq!(restarted.name_of(owner.id), None);
    restarted.learn_names().await.unwrap();
    assert_eq!(restarted.name_of(owner.id).as_deref(), Some("admin"));
}
