//! Memory tells the truth, whoever changed it.

use super::*;
use crate::domain::rupiah::Rupiah;
use crate::store::surreal::StoreAddress;
use crate::store::surreal::SurrealStore;

async fn a_store() -> Products {
    let store = SurrealStore::open(&StoreAddress::embedded("mem://")).await;
    let store = Arc::new(store.unwrap());
    store.migrate().await.unwrap();
    Products::new(store)
}

fn asks(number: u128, wish: ProductWish) -> ProductAsk {
    ProductAsk {
        product: ProductId(Uuid::from_u128(number)),
        expected: None,
        by: UserId(1),
        at: Timestamp(i64::try_from(number).unwrap()),
        key: None,
        wish,
    }
}

fn called(name: &str, category: &str, price: i64) -> ProductWish {
    ProductWish::Create(NewProduct {
        name: name.to_owned(),
        description: "Dijahit rapi, bebas pilih warna.".to_owned(),
        category: category.to_owned(),
        price: Rupiah(price),
        picture: None,
        is_active: true,
    })
}

fn costs(price: i64) -> ProductWish {
    ProductWish::Edit(ProductEdit {
        price: Some(Rupiah(price)),
        ..ProductEdit::default()
    })
}

const EVERYTHING: ProductQuery = ProductQuery {
    search: None,
    category: None,
    include_inactive: false,
    sort: ProductSort::Created,
    ascending: true,
    offset: 0,
    limit: 100,
};

async fn names(catalogue: &Catalogue, query: &ProductQuery) -> Vec<String> {
    let (_, found) = catalogue.select(query).await;
    found.iter().map(|product| product.name.clone()).collect()
}

#[tokio::test]
async fn lists_are_searched_filtered_and_ordered() {
    let catalogue = Catalogue::open(a_store().await).await.unwrap();
    for (number, wish) in (1..).zip([
        called("Kaos Sablon", "Kaos", 68_000),
        called("Jaket", "Jaket", 185_000),
        called("Kaos Polos", "Kaos", 52_000),
    ]) {
        catalogue.submit(&asks(number, wish)).await.unwrap();
    }
    let hide = ProductWish::Edit(ProductEdit {
        is_active: Some(false),
        ..ProductEdit::default()
    });
    catalogue.submit(&asks(2, hide)).await.unwrap();

    let listed = async |query: ProductQuery| names(&catalogue, &query).await;

    assert_eq!(listed(EVERYTHING).await, ["Kaos Sablon", "Kaos Polos"]);
    let all = ProductQuery {
        include_inactive: true,
        ascending: false,
        sort: ProductSort::Price,
        ..EVERYTHING
    };
    assert_eq!(listed(all).await, ["Jaket", "Kaos Sablon", "Kaos Polos"]);
    let search = Some("SABLON rapi".to_owned());
    let found = ProductQuery {
        search,
        ..EVERYTHING
    };
    assert_eq!(listed(found).await, ["Kaos Sablon"]);
    let category = Some("kaos".to_owned());
    let of_a_kind = ProductQuery {
        category,
        sort: ProductSort::Name,
        offset: 1,
        ..EVERYTHING
    };
    assert_eq!(listed(of_a_kind).await, ["Kaos Sablon"]);
}

#[tokio::test(start_paused = true)]
async fn two_nodes_see_each_others_changes() {
    let store = a_store().await;
    let here = Catalogue::open(store.clone()).await.unwrap();
    let there = Catalogue::open(store).await.unwrap();
    let mut told = there.editions();
    here.submit(&asks(1, called("Topi", "Topi", 38_000)))
        .await
        .unwrap();
    assert!(names(&there, &EVERYTHING).await.is_empty());

    tokio::time::advance(AGE_MAX).await;

    assert_eq!(names(&there, &EVERYTHING).await, ["Topi"]);
    assert!(told.has_changed().unwrap());
    assert_eq!(*told.borrow_and_update(), 1);

    // Whoever decides on an old version decides again.
    here.submit(&asks(1, costs(40_000))).await.unwrap();
    let product = there.submit(&asks(1, costs(45_000))).await.unwrap();
    assert_eq!((product.version, product.price), (3, Rupiah(45_000)));
}

#[tokio::test]
async fn a_stale_change_is_refused_and_an_empty_one_is_none() {
    let catalogue = Catalogue::open(a_store().await).await.unwrap();
    let made = asks(1, called("Topi", "Topi", 38_000));
    catalogue.submit(&made).await.unwrap();

    let same = catalogue.submit(&asks(1, costs(38_000))).await.unwrap();
    let stale = ProductAsk {
        expected: Some(9),
        ..asks(1, costs(1))
    };
    let stale = catalogue.submit(&stale).await;
    let gone = catalogue.submit(&asks(1, ProductWish::Delete)).await;
    let again = catalogue.submit(&asks(1, ProductWish::Delete)).await;

    assert_eq!(same.version, 1);
    assert!(matches!(stale, Err(CatalogueError::Stale(it)) if it.version == 1));
    assert!(gone.is_ok());
    assert!(matches!(again, Err(CatalogueError::NotFound)));
}
