//! What the demo workshop shows on its landing page.

use anyhow::Context;
use uuid::Uuid;

use crate::domain::ids::ProductId;
use crate::domain::ids::UserId;
use crate::domain::konveksi::product::NewProduct;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Span;
use crate::domain::time::Timestamp;
use crate::flows::konveksi::catalogue::Catalogue;
use crate::flows::konveksi::catalogue::ProductAsk;
use crate::flows::konveksi::catalogue::ProductWish;

/// Name, category, price of a piece, and what is said about it.
const SHOWN: [(&str, &str, i64, &str); 8] = [
    (
        "Kaos Sablon Katun Combed 30s",
        "Kaos",
        68_000,
        "Adem dan jatuh di badan. Sablon plastisol sampai empat warna, ukuran S sampai XXL, \
         mulai 12 potong.",
    ),
    (
        "Kaos Polos Katun Combed 24s",
        "Kaos",
        52_000,
        "Bahan lebih tebal untuk dipakai setiap hari. Tersedia 24 warna, bisa campur ukuran.",
    ),
    (
        "Polo Bordir Lacoste CVC",
        "Polo",
        95_000,
        "Kerah rapi dengan bordir komputer di dada. Cocok untuk seragam toko dan kantor.",
    ),
    (
        "Kemeja Kerja PDH Drill",
        "Kemeja",
        145_000,
        "Drill tebal yang tahan dicuci, saku dada dengan tempat pulpen, bordir nama gratis.",
    ),
    (
        "Jaket Angkatan Taslan",
        "Jaket",
        185_000,
        "Tahan angin dan gerimis, lapis furing, bordir punggung penuh. Minimal 15 potong.",
    ),
    (
        "Hoodie Fleece",
        "Jaket",
        160_000,
        "Fleece 280 gram yang lembut, tali besar, saku kanguru. Sablon atau bordir.",
    ),
    (
        "Seragam Olahraga Dryfit",
        "Olahraga",
        120_000,
        "Setelan atasan dan celana, printing penuh dengan nama dan nomor punggung.",
    ),
    (
        "Topi Bordir Trucker",
        "Aksesori",
        38_000,
        "Depan busa dengan bordir timbul, belakang jaring, ukuran dapat diatur.",
    ),
];

/// Fills the landing page, one product a day.
pub(super) async fn show(
    catalogue: &Catalogue,
    owner: UserId,
    first: Timestamp,
) -> anyhow::Result<()> {
    for ((name, category, price, description), day) in SHOWN.into_iter().zip(0..) {
        let new = NewProduct {
            name: name.to_owned(),
            description: description.to_owned(),
            category: category.to_owned(),
            price: Rupiah(price),
            picture: None,
            is_active: true,
        };
        let ask = ProductAsk {
            product: ProductId(Uuid::now_v7()),
            expected: None,
            by: owner,
            at: first + Span::days(day),
            key: None,
            wish: ProductWish::Create(new),
        };
        let shown = catalogue.submit(&ask).await;
        shown.context("the demo's products could not be written")?;
    }
    Ok(())
}
