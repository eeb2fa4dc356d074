//! Words of products.

use crate::wire::konveksi::words::Word;

/// What a list of products may be ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProductOrdering {
    /// The oldest first.
    Oldest,
    /// The newest first.
    Newest,
    /// The cheapest first.
    Cheapest,
    /// The dearest first.
    Dearest,
    /// By name.
    Name,
    /// By name, from the end of the alphabet.
    NameBackwards,
}

impl Word for ProductOrdering {
    const ALL: &'static [Self] = &[
        Self::Oldest,
        Self::Newest,
        Self::Cheapest,
        Self::Dearest,
        Self::Name,
        Self::NameBackwards,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::Oldest => "created_at",
            Self::Newest => "-created_at",
            Self::Cheapest => "harga",
            Self::Dearest => "-harga",
            Self::Name => "nama",
            Self::NameBackwards => "-nama",
        }
    }
}
