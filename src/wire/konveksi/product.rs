//! A product of the landing page.

use std::fmt;

use serde::Serialize;
use serde::Serializer;
use utoipa::ToSchema;

use crate::domain::ids::ProductId;
use crate::domain::konveksi::product::Product;
use crate::wire::konveksi::money::Amount;
use crate::wire::konveksi::time::Moment;

/// A product as everybody reads it, its fields in the documented order, then ours.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Product)]
pub struct ProductView<'a> {
    id: ProductId,
    nama: &'a str,
    deskripsi: &'a str,
    kategori: &'a str,
    harga: Amount,
    created_at: Moment,
    updated_at: Moment,
    #[schema(value_type = Option<String>)]
    gambar: Option<Picture<'a>>,
    is_active: bool,
    version: u64,
}

impl<'a> ProductView<'a> {
    /// The names of all its fields, for whoever wants only some.
    pub const FIELDS: [&'static str; 10] = [
        "id",
        "nama",
        "deskripsi",
        "kategori",
        "harga",
        "created_at",
        "updated_at",
        "gambar",
        "is_active",
        "version",
    ];

    /// A product, whose picture is found below `base`.
    #[must_use]
    pub fn of(product: &'a Product, base: &'a str) -> Self {
        Self {
            id: product.id,
            nama: &product.name,
            deskripsi: &product.description,
            kategori: &product.category,
            harga: Amount(product.price),
            created_at: Moment(product.created_at),
            updated_at: Moment(product.updated_at),
            gambar: product
                .picture
                .as_deref()
                .map(|path| Picture { path, base }),
            is_active: product.is_active,
            version: product.version,
        }
    }
}

/// Where the picture can be fetched.
#[derive(Debug)]
struct Picture<'a> {
    path: &'a str,
    base: &'a str,
}

impl fmt::Display for Picture<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/media/{}", self.base, self.path)
    }
}

impl Serialize for Picture<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
