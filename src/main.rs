//! rajut, the server.

fn main() {}
