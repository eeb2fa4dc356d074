//! What the documents of the interface show people to type, in the order they show it: the
//! same requests, but for host, codes and credentials, are answered as they say.

mod pages;
mod shell;
