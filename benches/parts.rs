//! Which parts of a bench are wanted.

/// Those that were named; without a name, all are.
pub(crate) fn named() -> Vec<String> {
    // Cargo adds a flag of its own.
    let words = std::env::args().skip(1);
    words.filter(|word| !word.starts_with("--")).collect()
}
