//! The products of the landing page: held in memory, changed one at a time.
//!
//! Every product lives in this process's memory, so a list costs no read. What other nodes
//! change is seen within [`AGE_MAX`]: the edition in the store tells whether memory is true.

mod shelf;

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::sync::Mutex;
use tokio::sync::watch;
use tokio::time::Instant;
use tracing::warn;
use uuid::Uuid;

pub use self::shelf::ProductQuery;
pub use self::shelf::ProductSort;

use self::shelf::Shelf;
use crate::actors::change::RequestKey;
use crate::domain::ids::OrderId;
use crate::domain::ids::ProductId;
use crate::domain::ids::UserId;
use crate::domain::konveksi::product::NewProduct;
use crate::domain::konveksi::product::Product;
use crate::domain::konveksi::product::ProductEdit;
use crate::domain::time::Timestamp;
use crate::store::Claim;
use crate::store::StoreError;
use crate::store::Unique;
use crate::store::products::ProductChange;
use crate::store::products::ProductDeed;
use crate::store::products::ProductError;
use crate::store::products::Products;

/// How old memory may be before the store is asked whether it is still true.
const AGE_MAX: Duration = Duration::from_secs(1);
/// How many products there may be: each is held in memory by every node.
pub const PRODUCTS_MAX: usize = 5_000;
/// How often a change is decided again because another node was faster.
const TRIES_MAX: usize = 8;

/// The products. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Catalogue(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    products: Products,
    shelf: parking_lot::RwLock<Shelf>,
    /// Held by whoever changes a product, or looks whether another node has.
    turn: Mutex<Turn>,
    edition: watch::Sender<u64>,
}

/// When the store was last asked; `None` when memory may be wrong.
#[derive(Debug, Clone, Copy)]
struct Turn(Option<Instant>);

/// Something asked of a product.
#[derive(Debug, Clone)]
pub struct ProductAsk {
    /// Of which; of a new one, the id it shall have.
    pub product: ProductId,
    /// The version the asker saw; another one refuses it.
    pub expected: Option<u64>,
    /// Who asks.
    pub by: UserId,
    /// When.
    pub at: Timestamp,
    /// The request's own name, kept with the change.
    pub key: Option<RequestKey>,
    /// What.
    pub wish: ProductWish,
}

/// What is asked of a product.
#[derive(Debug, Clone)]
pub enum ProductWish {
    /// To begin.
    Create(NewProduct),
    /// To hold other values.
    Edit(ProductEdit),
    /// To be gone.
    Delete,
}

/// Why a product was not changed. Nothing has changed, unless the store says it is unsure.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// There is no such product.
    #[error("no such product")]
    NotFound,
    /// The asker saw another version.
    #[error("the product has moved on to version {}", .0.version)]
    Stale(Arc<Product>),
    /// There is room for no more.
    #[error("there are {PRODUCTS_MAX} products")]
    Full,
    /// Other nodes were faster each time.
    #[error("too many others change the product")]
    Busy,
    /// The request was carried out before, under this name.
    #[error("already taken: {0:?}")]
    Taken(Unique),
    /// The database failed us.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Catalogue {
    /// Reads all products into memory.
    ///
    /// # Errors
    ///
    /// When the database fails, or a row is not a product.
    pub async fn open(products: Products) -> Result<Self, StoreError> {
        let shelf = read(&products).await?;
        let (edition, _) = watch::channel(shelf.edition);
        Ok(Self(Arc::new(Inner {
            products,
            shelf: parking_lot::RwLock::new(shelf),
            turn: Mutex::new(Turn(Some(Instant::now()))),
            edition,
        })))
    }

    /// How many products a question finds, and the page of them it asks for.
    pub async fn select(&self, query: &ProductQuery) -> (usize, Vec<Arc<Product>>) {
        self.look().await;
        self.0.shelf.read().select(query)
    }

    /// One product, if there is one.
    pub async fn find(&self, id: ProductId) -> Option<Arc<Product>> {
        self.look().await;
        self.0.shelf.read().find(id)
    }

    /// Tells of every change there is: a number that grows. Whoever sees it grow fetches
    /// what they show again.
    #[must_use]
    pub fn editions(&self) -> watch::Receiver<u64> {
        self.0.edition.subscribe()
    }

    /// Changes a product. Answers with it as it then is, as it last was when it is gone;
    /// whoever asks for it afterwards is answered with the change.
    ///
    /// # Errors
    ///
    /// As [`CatalogueError`] says.
    pub async fn submit(&self, ask: &ProductAsk) -> Result<Arc<Product>, CatalogueError> {
        let inner = &*self.0;
        let mut turn = inner.turn.lock().await;
        for _ in 0..TRIES_MAX {
            self.refresh(&mut turn).await?;
            let (change, product) = match self.decide(ask)? {
                Decided::Nothing(product) => return Ok(product),
                Decided::Change(change, product) => (change, product),
            };
            // Whatever comes of it, memory is asked to prove itself until that is known.
            turn.0 = None;
            match inner.products.keep(&change, claim(ask).as_ref()).await {
                Ok(edition) => {
                    let follows = inner.shelf.write().take_in(&change, &product, edition);
                    if follows {
                        turn.0 = Some(Instant::now());
                    } else {
                        self.refresh(&mut turn).await?;
                    }
                    inner.edition.send_replace(edition);
                    return Ok(product);
                }
                Err(ProductError::Overtaken) => {}
                Err(ProductError::Taken(name)) => return Err(CatalogueError::Taken(name)),
                Err(ProductError::Store(error)) => return Err(error.into()),
            }
        }
        Err(CatalogueError::Busy)
    }

    fn decide(&self, ask: &ProductAsk) -> Result<Decided, CatalogueError> {
        let known = self.0.shelf.read();
        let present = known.find(ask.product);
        if let ProductWish::Create(new) = &ask.wish {
            if known.len() >= PRODUCTS_MAX {
                return Err(CatalogueError::Full);
            }
            let product = Product::begun(ask.product, new.clone(), ask.at);
            return Ok(Decided::of(ask, ProductDeed::Created, product));
        }
        let present = present.ok_or(CatalogueError::NotFound)?;
        if ask.expected.is_some_and(|seen| seen != present.version) {
            return Err(CatalogueError::Stale(present));
        }
        let ProductWish::Edit(edit) = &ask.wish else {
            let last = Product::clone(&present);
            return Ok(Decided::of(ask, ProductDeed::Deleted, last));
        };
        Ok(match present.edited(edit.clone(), ask.at) {
            Some(next) => Decided::of(ask, ProductDeed::Changed, next),
            None => Decided::Nothing(present),
        })
    }

    /// Makes sure that memory is not too old, unless somebody is about to.
    async fn look(&self) {
        let Ok(mut turn) = self.0.turn.try_lock() else {
            return;
        };
        if let Err(error) = self.refresh(&mut turn).await {
            // What is known is better than nothing, and may well be true.
            warn!(%error, "products could not be read, memory answers");
        }
    }

    /// Reads the products again if the store has another edition of them.
    async fn refresh(&self, turn: &mut Turn) -> Result<(), StoreError> {
        if turn.0.is_some_and(|asked| asked.elapsed() < AGE_MAX) {
            return Ok(());
        }
        let inner = &*self.0;
        let known = inner.shelf.read().edition;
        if inner.products.edition().await? != known {
            let present = read(&inner.products).await?;
            let edition = present.edition;
            *inner.shelf.write() = present;
            // Whoever is told finds it there.
            inner.edition.send_replace(edition);
        }
        turn.0 = Some(Instant::now());
        Ok(())
    }
}

/// What comes of something asked.
enum Decided {
    Nothing(Arc<Product>),
    Change(Box<ProductChange>, Arc<Product>),
}

impl Decided {
    fn of(ask: &ProductAsk, deed: ProductDeed, product: Product) -> Self {
        let version = match deed {
            ProductDeed::Deleted => product.version + 1,
            ProductDeed::Created | ProductDeed::Changed => product.version,
        };
        let change = ProductChange {
            product: product.id,
            version,
            deed,
            by: ask.by,
            at: ask.at,
            data: serde_json::to_string(&product).expect("a product has text keys only"),
        };
        Self::Change(Box::new(change), Arc::new(product))
    }
}

/// The name of a request, as the change takes it. What is claimed for is named by its id,
/// be it an order or a product.
fn claim(ask: &ProductAsk) -> Option<Claim> {
    let key = ask.key.as_ref()?;
    Some(Claim {
        unique: Unique::Idempotency {
            scope: key.scope.clone(),
            key: key.key.clone(),
        },
        order: OrderId(ask.product.0),
        at: ask.at,
        note: key.digest.clone(),
    })
}

async fn read(products: &Products) -> Result<Shelf, StoreError> {
    let (edition, rows) = products.all().await?;
    let product = |row: &String| {
        serde_json::from_str(row).map_err(|error| StoreError::Unreadable {
            row: format!("product:{}", id_in(row)),
            reason: error.to_string(),
        })
    };
    let all = rows.iter().map(product).collect::<Result<Vec<_>, _>>()?;
    Ok(Shelf::of(edition, all))
}

/// The id in a row that is not a product, for whoever looks for it.
fn id_in(row: &str) -> String {
    let row: Value = serde_json::from_str(row).unwrap_or_default();
    let id = row.get("id").and_then(Value::as_str);
    id.map_or_else(|| Uuid::nil().to_string(), str::to_owned)
}

#[cfg(test)]
mod tests;
