//! All products in memory, and the questions they answer.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::ids::ProductId;
use crate::domain::konveksi::product::Product;
use crate::store::products::ProductChange;
use crate::store::products::ProductDeed;

/// Which products to list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductQuery {
    /// With these words in name, description or category, whatever their case.
    pub search: Option<String>,
    /// Of this category, whatever its case.
    pub category: Option<String>,
    /// Those too that visitors do not see.
    pub include_inactive: bool,
    /// What to order by.
    pub sort: ProductSort,
    /// Whether the smallest comes first.
    pub ascending: bool,
    /// How many to leave out first.
    pub offset: usize,
    /// How many to answer at most.
    pub limit: usize,
}

/// What products are ordered by; equals are ordered by when they were made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProductSort {
    /// When they were made.
    Created,
    /// What a piece costs.
    Price,
    /// What they are called.
    Name,
}

/// Every product of one edition.
#[derive(Debug)]
pub(super) struct Shelf {
    pub(super) edition: u64,
    products: BTreeMap<ProductId, Entry>,
}

#[derive(Debug)]
struct Entry {
    product: Arc<Product>,
    /// What is searched, in lower case.
    text: String,
    category: String,
    name: String,
}

impl Entry {
    fn of(product: Arc<Product>) -> Self {
        let text = [&product.name, &product.category, &product.description];
        Self {
            text: text.map(|part| part.to_lowercase()).join("\n"),
            category: product.category.to_lowercase(),
            name: product.name.to_lowercase(),
            product,
        }
    }
}

impl Shelf {
    pub(super) fn of(edition: u64, products: Vec<Product>) -> Self {
        let entry = |product: Product| (product.id, Entry::of(Arc::new(product)));
        Self {
            edition,
            products: products.into_iter().map(entry).collect(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.products.len()
    }

    pub(super) fn find(&self, id: ProductId) -> Option<Arc<Product>> {
        let entry = self.products.get(&id)?;
        Some(Arc::clone(&entry.product))
    }

    /// Takes in a change, if it is the one right after this edition.
    pub(super) fn take_in(
        &mut self,
        change: &ProductChange,
        product: &Arc<Product>,
        edition: u64,
    ) -> bool {
        if edition != self.edition + 1 {
            return false;
        }
        self.edition = edition;
        match change.deed {
            ProductDeed::Created | ProductDeed::Changed => {
                let entry = Entry::of(Arc::clone(product));
                self.products.insert(product.id, entry);
            }
            ProductDeed::Deleted => {
                self.products.remove(&product.id);
            }
        }
        true
    }

    /// How many products a question finds, and the page of them it asks for.
    pub(super) fn select(&self, query: &ProductQuery) -> (usize, Vec<Arc<Product>>) {
        let words = query.search.as_deref().unwrap_or_default().to_lowercase();
        let words: Vec<&str> = words.split_whitespace().collect();
        let category = query.category.as_deref().map(str::to_lowercase);
        let fits = |entry: &&Entry| {
            (entry.product.is_active || query.include_inactive)
                && category.as_ref().is_none_or(|it| *it == entry.category)
                && words.iter().all(|word| entry.text.contains(word))
        };
        let mut found: Vec<&Entry> = self.products.values().filter(fits).collect();
        found.sort_by(|one, other| {
            let order = compare(query.sort, one, other);
            if query.ascending {
                order
            } else {
                order.reverse()
            }
        });
        let page = found.iter().skip(query.offset).take(query.limit);
        let page = page.map(|entry| Arc::clone(&entry.product));
        (found.len(), page.collect())
    }
}

fn compare(sort: ProductSort, one: &Entry, other: &Entry) -> Ordering {
    let by = match sort {
        ProductSort::Created => Ordering::Equal,
        ProductSort::Price => one.product.price.cmp(&other.product.price),
        ProductSort::Name => one.name.cmp(&other.name),
    };
    let made = |entry: &Entry| (entry.product.created_at, entry.product.id);
    by.then_with(|| made(one).cmp(&made(other)))
}
