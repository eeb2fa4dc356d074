//! What the demo workshop shows on its landing page, with a picture of each; what was ordered
//! lately looks like it.

use anyhow::Context;
use sha2::Digest;
use sha2::Sha256;
use uuid::Uuid;

use crate::domain::ids::FileId;
use crate::domain::ids::OrderId;
use crate::domain::ids::ProductId;
use crate::domain::ids::UserId;
use crate::domain::konveksi::product::NewProduct;
use crate::domain::media::Media;
use crate::domain::media::picture::without_metadata;
use crate::domain::media::place::FileKind;
use crate::domain::media::place::Place;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Span;
use crate::domain::time::Timestamp;
use crate::flows::konveksi::catalogue::Catalogue;
use crate::flows::konveksi::catalogue::ProductAsk;
use crate::flows::konveksi::catalogue::ProductWish;
use crate::store::StoreError;
use crate::store::files::FileRow;
use crate::store::files::Files;

/// Something the workshop makes.
struct Shown {
    name: &'static str,
    category: &'static str,
    /// Of one piece, in rupiah.
    price: i64,
    about: &'static str,
    /// What its picture is called. All of them are drawn by `pictures/draw.mjs`.
    file: &'static str,
    picture: &'static [u8],
}

static SHOWN: [Shown; 8] = [
    Shown {
        name: "Kaos Sablon Katun Combed 30s",
        category: "Kaos",
        price: 68_000,
        about: "Adem dan jatuh di badan. Sablon plastisol sampai empat warna, ukuran S sampai XXL, \
            mulai 12 potong.",
        file: "kaos-sablon.png",
        picture: include_bytes!("pictures/kaos-sablon.png"),
    },
    Shown {
        name: "Kaos Polos Katun Combed 24s",
        category: "Kaos",
        price: 52_000,
        about: "Bahan lebih tebal untuk dipakai setiap hari. Tersedia 24 warna, bisa campur ukuran.",
        file: "kaos-polos.png",
        picture: include_bytes!("pictures/kaos-polos.png"),
    },
    Shown {
        name: "Polo Bordir Lacoste CVC",
        category: "Polo",
        price: 95_000,
        about: "Kerah rapi dengan bordir komputer di dada. Cocok untuk seragam toko dan kantor.",
        file: "polo.png",
        picture: include_bytes!("pictures/polo.png"),
    },
    Shown {
        name: "Kemeja Kerja PDH Drill",
        category: "Kemeja",
        price: 145_000,
        about: "Drill tebal yang tahan dicuci, saku dada dengan tempat pulpen, bordir nama gratis.",
        file: "kemeja.png",
        picture: include_bytes!("pictures/kemeja.png"),
    },
    Shown {
        name: "Jaket Angkatan Taslan",
        category: "Jaket",
        price: 185_000,
        about: "Tahan angin dan gerimis, lapis furing, bordir punggung penuh. Minimal 15 potong.",
        file: "jaket.png",
        picture: include_bytes!("pictures/jaket.png"),
    },
    Shown {
        name: "Hoodie Fleece",
        category: "Jaket",
        price: 160_000,
        about: "Fleece 280 gram yang lembut, tali besar, saku kanguru. Sablon atau bordir.",
        file: "hoodie.png",
        picture: include_bytes!("pictures/hoodie.png"),
    },
    Shown {
        name: "Seragam Olahraga Dryfit",
        category: "Olahraga",
        price: 120_000,
        about: "Setelan atasan dan celana, printing penuh dengan nama dan nomor punggung.",
        file: "olahraga.png",
        picture: include_bytes!("pictures/olahraga.png"),
    },
    Shown {
        name: "Topi Bordir Trucker",
        category: "Aksesori",
        price: 38_000,
        about: "Depan busa dengan bordir timbul, belakang jaring, ukuran dapat diatur.",
        file: "topi.png",
        picture: include_bytes!("pictures/topi.png"),
    },
];

/// Fills the landing page, one product a day; the newest one is shown first.
pub(super) async fn show(
    catalogue: &Catalogue,
    files: &Files,
    owner: UserId,
    first: Timestamp,
) -> anyhow::Result<()> {
    for (shown, day) in SHOWN.iter().rev().zip(0..) {
        let at = first + Span::days(day);
        let picture = keep(files, shown, None, at).await;
        let picture = picture.context("the demo's pictures could not be written")?;
        let new = NewProduct {
            name: shown.name.to_owned(),
            description: shown.about.to_owned(),
            category: shown.category.to_owned(),
            price: Rupiah(shown.price),
            picture: Some(picture),
            is_active: true,
        };
        let ask = ProductAsk {
            product: ProductId(Uuid::now_v7()),
            expected: None,
            by: owner,
            at,
            key: None,
            wish: ProductWish::Create(new),
        };
        let shown = catalogue.submit(&ask).await;
        shown.context("the demo's products could not be written")?;
    }
    Ok(())
}

/// What an order of something should look like, if there is a picture of that.
pub(super) async fn design(
    files: &Files,
    order: OrderId,
    product: &str,
    at: Timestamp,
) -> Result<Option<String>, StoreError> {
    let product = product.to_lowercase();
    let is_it = |it: &&Shown| it.name.to_lowercase().starts_with(&product);
    match SHOWN.iter().find(is_it) {
        Some(shown) => keep(files, shown, Some(order), at).await.map(Some),
        None => Ok(None),
    }
}

/// Keeps a picture as if somebody had sent it, for an order or for everybody; answers where
/// it is found.
async fn keep(
    files: &Files,
    shown: &Shown,
    owner: Option<OrderId>,
    at: Timestamp,
) -> Result<String, StoreError> {
    let bytes = without_metadata(Media::Png, shown.picture.to_vec());
    let bytes = bytes.expect("the pictures that come along are whole");
    let row = FileRow {
        id: FileId(Uuid::new_v4()),
        kind: owner.map_or(FileKind::Picture, |_| FileKind::Design),
        media_type: Media::Png.media_type().to_owned(),
        name: shown.file.to_owned(),
        digest: format!("{:x}", Sha256::digest(&bytes)),
        owner,
        at,
        bytes,
    };
    files.put(&row).await?;
    Ok(Place::of(row.kind, row.id, Media::Png, at).to_string())
}
