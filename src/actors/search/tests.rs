//! The library finds what the rules find, and a search knows every change at once.

use proptest::collection::vec;
use proptest::prelude::Strategy;
use proptest::prop_assert_eq;
use proptest::sample::select;

use super::*;
use crate::actors::engine::Engine;
use crate::actors::index::Rows;
use crate::actors::order::Submission;
use crate::actors::search::text::digest;
use crate::actors::tests::kit;
use crate::domain::contact::Contact;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::command::Edit;
use crate::domain::konveksi::tests::histories;
use crate::domain::konveksi::tests::kit as orders;
use crate::store::standin::StandIn;

/// How many libraries a plain run fills.
const CASES: u32 = 60;
const WORDS: [&str; 16] = [
    "budi", "santoso", "santosa", "sntoso", "Siti", "JOSÉ", "jose", "kaos", "kaos17", "17", "a",
    "ao", "wxyzabc", "wxyzacb", "🔥", "Ma'ruf",
];
const CONTACTS: [&str; 5] = [
    "081234567890",
    "081234567891 budi@example.com",
    "Siti.Rahma@example.com",
    "+14155550132",
    "085700000890",
];

fn words() -> impl Strategy<Value = String> {
    vec(select(WORDS.to_vec()), 1..4).prop_map(|words| words.join(" "))
}

fn sought() -> impl Strategy<Value = String> {
    let others = [
        "0812",
        "7890",
        "+62 857",
        "4155550132",
        "budi@",
        "siti.rahma@example.com",
        "",
        "\0",
        ".*",
        "san",
        "ntos",
        "santsoo",
        "wxyzbac",
        "wxyabc",
        "kaos 17",
        "ORD-20250630-000001",
    ];
    let all: Vec<&str> = WORDS.iter().chain(&others).copied().collect();
    vec(select(all), 1..3).prop_map(|words| words.join(" "))
}

fn an_order(name: &str, product: &str, contact: &str) -> Order {
    let mut order = orders::an_order().order;
    order.customer.name = name.to_owned();
    order.product.name = product.to_owned();
    order.customer.contact = Contact::parse(contact).unwrap();
    order
}

#[test]
fn the_library_finds_what_the_rules_find() {
    let texts = vec((words(), words(), select(CONTACTS.to_vec())), 1..40);
    let later = vec((0_u32..40, words()), 0..10);
    let all = (texts, later, vec(sought(), 1..30));
    let result = histories::runner_of(CASES).run(&all, |(texts, later, sought)| {
        let mut library = Library::new().unwrap();
        let mut kept = Vec::new();
        for (row, (name, product, contact)) in (0..).zip(&texts) {
            let text = Text::of(&an_order(name, product, contact));
            library.put(row, &text, true).unwrap();
            kept.push(text);
        }
        library.open().unwrap();
        for (row, name) in later {
            if let Some(text) = kept.get_mut(row as usize) {
                *text = Text::of(&an_order(&name, "Jaket", CONTACTS[0]));
                library.put(row, text, false).unwrap();
            }
        }
        let catalogue = library.open().unwrap();
        for sought in sought {
            let wanted = Sought::of(&sought);
            let found = catalogue.find(&wanted).unwrap();
            for (row, text) in (0..).zip(&kept) {
                let (found, finds) = (found.contains(row), wanted.finds(text));
                prop_assert_eq!(found, finds, "{:?} in {:?}", sought, text);
            }
        }
        Ok(())
    });
    if let Err(failure) = result {
        panic!("{failure}");
    }
}

#[test]
fn anything_at_all_may_be_sought() {
    let mut library = Library::new().unwrap();
    let text = Text::of(&an_order("Budi Santoso", "Kaos", CONTACTS[0]));
    library.put(7, &text, true).unwrap();
    let catalogue = library.open().unwrap();

    let any = proptest::prelude::any::<String>();
    let result = histories::runner_of(CASES * 4).run(&any, |text| {
        catalogue.find(&Sought::of(&text)).unwrap();
        Ok(())
    });
    assert!(result.is_ok());
    for odd in ["\u{ff08}", "\u{249c}", "\u{ff0a}\u{ff3b}"] {
        catalogue.find(&Sought::of(odd)).unwrap();
    }
    for long in ["a".repeat(10_000), "x y ".repeat(10_000), "é".repeat(9_999)] {
        assert_eq!(catalogue.find(&Sought::of(&long)).unwrap(), Rows::default());
    }
}

#[test]
fn a_digest_is_that_of_what_is_sought_and_of_nothing_else() {
    let order = an_order("Budi", "Kaos", CONTACTS[1]);
    let mut other = order.clone();
    other.price.0 += 1;
    other.version += 1;
    assert_eq!(digest(&order), digest(&other));
    for other in [
        an_order("Budi ", "Kaos", CONTACTS[1]),
        an_order("Budi", "Kaus", CONTACTS[1]),
        an_order("Budi", "Kaos", CONTACTS[0]),
        an_order("BudiKaos", "", CONTACTS[1]),
    ] {
        assert_ne!(digest(&order), digest(&other));
    }
}

async fn found(search: &Search, text: &str) -> usize {
    let query = Query {
        limit: 5,
        ..Query::default()
    };
    let selection = search.select(&query, &Sought::of(text)).await;
    selection.unwrap().count
}

async fn rename(engine: &Engine, number: u128, name: &str) {
    let edit = Edit {
        customer_name: Some(name.to_owned()),
        ..Edit::default()
    };
    let action = Action::Edit(Box::new(edit));
    let submission: Submission = kit::command(id(number), 1_000_000 + number, action);
    engine.orders.submit(submission).await.unwrap();
}

fn id(number: u128) -> OrderId {
    kit::order_id(number << 12)
}

#[tokio::test]
async fn every_change_is_found_at_once_and_put_away_later() {
    let store = StandIn::calm_one();
    let engine = kit::engine(store.clone(), 1).await;
    for number in 1..=300 {
        let beginning = kit::beginning(id(number), number);
        engine.orders.submit(beginning).await.unwrap();
    }
    let search = engine.open_search();
    assert_eq!(found(&search, "budi santoso").await, 300);
    assert_eq!(engine.index.count_waiting_texts(), Some(0));

    rename(&engine, 1, "Wahyuni").await;
    assert_eq!(engine.index.count_waiting_texts(), Some(1));
    assert_eq!(
        (
            found(&search, "wahyuni").await,
            found(&search, "budi").await
        ),
        (1, 299)
    );
    for number in 2..=290 {
        rename(&engine, number, "Kartika").await;
        if number % 90 == 0 {
            let renamed = usize::try_from(number).unwrap() - 1;
            assert_eq!(found(&search, "kartika").await, renamed);
        }
    }
    while engine.index.count_waiting_texts() != Some(0) {
        if engine.index.count_waiting_texts() < Some(ENOUGH) {
            break;
        }
        tokio::time::sleep(BEAT).await;
    }

    assert!(engine.index.count_waiting_texts() < Some(ENOUGH));
    assert_eq!(found(&search, "kartika").await, 289);
    assert_eq!(found(&search, "kartikka").await, 289);
    assert_eq!(
        (
            found(&search, "wahyuni").await,
            found(&search, "budi").await
        ),
        (1, 10)
    );
    engine.stop().await;
}

#[tokio::test(start_paused = true)]
async fn while_texts_are_read_a_search_waits_and_then_says_so() {
    let store = StandIn::calm_one();
    let engine = kit::engine(store.clone(), 1).await;
    let (_arguments, nobody) = SearchArguments::new(engine.index.clone(), Arc::new(store));

    let answer = nobody.select(&Query::default(), &Sought::of("budi")).await;

    assert!(matches!(answer, Err(SearchError::NotReady)));
    assert!(!nobody.is_ready());
}
