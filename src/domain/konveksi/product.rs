//! What the workshop shows on its landing page.
//!
//! A product is kept whole: each change makes the next version of it, and the versions
//! before are its history. Nothing of an order depends on it.

use std::ops::RangeInclusive;

use serde::Deserialize;
use serde::Serialize;

use crate::domain::ids::ProductId;
use crate::domain::media::FileEdit;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Timestamp;

/// Characters of a name, and of a category.
pub const NAME_CHARS: RangeInclusive<usize> = 3..=100;
/// Characters of a description.
pub const DESCRIPTION_CHARS: RangeInclusive<usize> = 1..=5_000;
/// What a piece may cost.
pub const PRICE: RangeInclusive<Rupiah> = Rupiah(1)..=Rupiah::MAX;

/// A product of the landing page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// Its id.
    pub id: ProductId,
    /// How many changes it has seen, from 1.
    pub version: u64,
    /// What it is called.
    pub name: String,
    /// What is to be said about it; may have several lines.
    pub description: String,
    /// What it is filed under.
    pub category: String,
    /// What a piece costs.
    pub price: Rupiah,
    /// Where its picture is kept, when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    /// Whether visitors see it.
    pub is_active: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// A new product, its values already checked one by one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewProduct {
    /// What it is called.
    pub name: String,
    /// What is to be said about it.
    pub description: String,
    /// What it is filed under.
    pub category: String,
    /// What a piece costs.
    pub price: Rupiah,
    /// Where its picture is kept.
    pub picture: Option<String>,
    /// Whether visitors see it.
    pub is_active: bool,
}

/// Values a product shall hold; `None` leaves one as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProductEdit {
    /// Another name.
    pub name: Option<String>,
    /// Another description.
    pub description: Option<String>,
    /// Another category.
    pub category: Option<String>,
    /// Another price.
    pub price: Option<Rupiah>,
    /// What becomes of its picture.
    pub picture: FileEdit,
    /// Whether visitors see it.
    pub is_active: Option<bool>,
}

impl Product {
    /// The first version of a product.
    #[must_use]
    pub fn begun(id: ProductId, new: NewProduct, at: Timestamp) -> Self {
        Self {
            id,
            version: 1,
            name: new.name,
            description: new.description,
            category: new.category,
            price: new.price,
            picture: new.picture,
            is_active: new.is_active,
            created_at: at,
            updated_at: at,
        }
    }

    /// The next version, holding these values; nothing when it holds them already.
    #[must_use]
    pub fn edited(&self, edit: ProductEdit, at: Timestamp) -> Option<Self> {
        let same = self.clone();
        let next = Self {
            name: edit.name.unwrap_or(same.name),
            description: edit.description.unwrap_or(same.description),
            category: edit.category.unwrap_or(same.category),
            price: edit.price.unwrap_or(same.price),
            picture: edit.picture.applied(same.picture.as_ref()),
            is_active: edit.is_active.unwrap_or(same.is_active),
            ..self.clone()
        };
        (next != *self).then(|| Self {
            version: self.version + 1,
            updated_at: at,
            ..next
        })
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn a_product() -> Product {
        let new = NewProduct {
            name: "Kaos sablon".to_owned(),
            description: "Katun combed 30s.".to_owned(),
            category: "Kaos".to_owned(),
            price: Rupiah(68_000),
            picture: Some("products/2025/06/30/a.png".to_owned()),
            is_active: true,
        };
        Product::begun(ProductId(Uuid::from_u128(1)), new, Timestamp(1_000))
    }

    #[test]
    fn a_change_is_the_next_version_and_keeps_the_rest() {
        let edit = ProductEdit {
            price: Some(Rupiah(70_000)),
            picture: FileEdit::Remove,
            ..ProductEdit::default()
        };

        let next = a_product().edited(edit, Timestamp(2_000)).unwrap();

        assert_eq!((next.version, next.price), (2, Rupiah(70_000)));
        assert_eq!(next.picture, None);
        assert_eq!(next.name, "Kaos sablon");
        assert_eq!(next.created_at, Timestamp(1_000));
        assert_eq!(next.updated_at, Timestamp(2_000));
    }

    #[test]
    fn values_it_holds_already_change_nothing() {
        let edit = ProductEdit {
            name: Some("Kaos sablon".to_owned()),
            is_active: Some(true),
            ..ProductEdit::default()
        };

        assert_eq!(a_product().edited(edit, Timestamp(2_000)), None);
    }
}
