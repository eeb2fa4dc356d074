//! Truths about the code itself.
