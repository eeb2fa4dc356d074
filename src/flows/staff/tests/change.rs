//! Accounts that change, and what that ends.

use super::*;

#[tokio::test]
async fn a_new_password_ends_all_sign_ins_but_the_one_it_was_made_in() {
    let accounts = accounts().await;
    let (here, there) = (node(&accounts), node(&accounts));
    here.create_user(siti(), NOW).await.unwrap();
    let mine = signed_in(&here).await;
    let other = signed_in(&here).await;
    let signed = there.check_cookie(&mine.cookie_token, NOW).await;
    let signed = signed.unwrap().unwrap();
    let change = async |old: &str| {
        let new = "benang hijau tua".to_owned();
        here.change_password(HERE, signed, (old, new), NOW).await
    };

    let wrong = change("benang biru").await;
    assert!(matches!(wrong, Err(JoinError::WrongPassword)));
    change(PASSWORD).await.unwrap();

    let look = async |node: &Directory, siti: &SignedIn| {
        let looked = node.check_cookie(&siti.cookie_token, NOW).await;
        looked.unwrap().is_some()
    };
    grow_old().await;
    for node in [&here, &there] {
        assert!(look(node, &mine).await);
        assert!(!look(node, &other).await);
    }
    assert!(here.refresh(&mine.refresh_token, NOW).await.is_ok());
    assert!(here.refresh(&other.refresh_token, NOW).await.is_err());
    let old = here.sign_in("siti", PASSWORD, HERE, "", NOW).await;
    assert!(matches!(old, Err(SignInError::WrongCredentials)));
    let new = here.sign_in("siti", "benang hijau tua", HERE, "", NOW);
    assert!(new.await.is_ok());
}

#[tokio::test]
async fn changes_are_told_without_what_is_nobodys_business() {
    let directory = directory().await;
    let siti = signed_in(&directory).await;
    let edit = Edit {
        username: Some("siti.rahma".to_owned()),
        email: Some("rahma@rajut.id".to_owned()),
        first_name: Some("Rahma".to_owned()),
        password: Some("benang hijau tua".to_owned()),
        role: Some(Role::Viewer),
        ..Edit::default()
    };
    let boss = someone(UserId(99));

    let changed = directory.change_user(boss, siti.user.id, edit.clone(), NOW);
    assert_eq!(changed.await.unwrap().generation, 1);
    let name = directory.name_of(siti.user.id);
    assert_eq!(name.as_deref(), Some("siti.rahma"));

    let (count, notes) = directory.notes(siti.user.id, 0, 10).await.unwrap();
    assert_eq!(count, 2);
    assert_eq!(
        (notes[0].by, &*notes[0].what),
        (Some(UserId(99)), "changed")
    );
    for said in ["siti.rahma", "viewer", "email", "password"] {
        assert!(notes[0].data.contains(said), "{}", notes[0].data);
    }
    for unsaid in ["Rahma", "rahma@", "benang", "argon2"] {
        assert!(!notes[0].data.contains(unsaid), "{}", notes[0].data);
    }
}

#[tokio::test]
async fn the_same_again_changes_nothing_and_an_address_stays_its_owners() {
    let directory = directory().await;
    let siti = signed_in(&directory).await;
    let boss = someone(UserId(99));
    let change = async |edit: Edit| directory.change_user(boss, siti.user.id, edit, NOW).await;

    change(Edit {
        first_name: Some(" Siti ".to_owned()),
        role: Some(Role::Admin),
        is_active: Some(true),
        ..Edit::default()
    })
    .await
    .unwrap();
    let (count, _) = directory.notes(siti.user.id, 0, 10).await.unwrap();
    assert_eq!(count, 1);
    let cookie = directory.check_cookie(&siti.cookie_token, NOW).await;
    assert!(cookie.unwrap().is_some());

    let another = change(Edit {
        username: Some("budi@rajut.id".to_owned()),
        ..Edit::default()
    });
    assert!(matches!(another.await, Err(JoinError::Username)));
    let nobody = directory.change_user(boss, UserId(5), Edit::default(), NOW);
    let nobody = nobody.await;
    assert!(matches!(
        nobody,
        Err(JoinError::Accounts(AccountError::NoSuchUser(UserId(5))))
    ));
}
