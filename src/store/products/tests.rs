//! A version of a product is made once, and what was done to it is remembered.

use uuid::Uuid;

use super::*;
use crate::domain::ids::OrderId;
use crate::store::promises::opened;

fn a_change(version: u64, deed: ProductDeed) -> ProductChange {
    ProductChange {
        product: ProductId(Uuid::from_u128(7)),
        version,
        deed,
        by: UserId(3),
        at: Timestamp(1_000),
        data: format!("{{\"version\":{version}}}"),
    }
}

fn a_claim(key: &str) -> Claim {
    Claim {
        unique: Unique::Idempotency {
            scope: "user:3".to_owned(),
            key: key.to_owned(),
        },
        order: OrderId(Uuid::from_u128(7)),
        at: Timestamp(1_000),
        note: "digest".to_owned(),
    }
}

async fn products() -> Products {
    Products::new(Arc::new(opened("mem://").await))
}

#[tokio::test]
async fn every_change_is_a_new_edition_and_is_remembered() {
    let products = products().await;
    let changes = [
        a_change(1, ProductDeed::Created),
        a_change(2, ProductDeed::Changed),
        a_change(3, ProductDeed::Deleted),
    ];
    assert_eq!(products.all().await.unwrap(), (0, Vec::new()));

    products.keep(&changes[0], None).await.unwrap();
    let edition = products.keep(&changes[1], None).await.unwrap();
    let kept = vec![changes[1].data.clone()];
    assert_eq!(products.all().await.unwrap(), (edition, kept));
    let last = products.keep(&changes[2], None).await.unwrap();

    assert_eq!((edition, last), (2, 3));
    assert_eq!(products.edition().await.unwrap(), 3);
    assert_eq!(products.all().await.unwrap(), (3, Vec::new()));
    let told = products.changes(changes[0].product).await.unwrap();
    assert_eq!(told, changes);
}

#[tokio::test]
async fn whoever_comes_second_changes_nothing() {
    let products = products().await;
    let first = a_change(1, ProductDeed::Created);
    let claim = a_claim("satu");
    products.keep(&first, Some(&claim)).await.unwrap();

    let overtaken = products.keep(&first, None).await;
    let repeated = a_change(2, ProductDeed::Changed);
    let repeated = products.keep(&repeated, Some(&claim)).await;

    assert!(matches!(overtaken, Err(ProductError::Overtaken)));
    assert!(matches!(repeated, Err(ProductError::Taken(it)) if it == claim.unique));
    assert_eq!(products.edition().await.unwrap(), 1);
    assert_eq!(products.changes(first.product).await.unwrap(), [first]);
}
