//! The whole server, driven from outside.
