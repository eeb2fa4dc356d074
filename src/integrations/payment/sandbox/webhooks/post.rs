//! One POST on a connection of its own, written by hand: so it is known when its last byte
//! left, and any `Host` can be named.

use std::io;

use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

/// The most of an answer that is read; its first line is all that counts.
const ANSWER_BYTES_MAX: usize = 64 << 10;

/// What is sent.
#[derive(Debug)]
pub(super) struct Letter<'a> {
    pub(super) url: &'a str,
    pub(super) host: Option<&'a str>,
    pub(super) token: &'a str,
    pub(super) id: &'a str,
    pub(super) body: &'a str,
}

/// Sends it, says when it has left, and answers the status it was answered with. How long
/// that may take is the caller's business.
pub(super) async fn post(letter: Letter<'_>, sent: impl FnOnce()) -> io::Result<u16> {
    let invalid = |why: &str| io::Error::new(io::ErrorKind::InvalidInput, why);
    let rest = letter.url.strip_prefix("http://");
    let rest = rest.ok_or_else(|| invalid("the webhook url is not http://"))?;
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = letter.host.unwrap_or(authority);
    let words = [host, path, letter.token, letter.id];
    if words.iter().any(|word| word.contains(char::is_control)) {
        return Err(invalid("a header would be broken"));
    }
    let head = format!(
        "POST /{path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\nx-callback-token: {}\r\nwebhook-id: {}\r\n\
         user-agent: rajut-sandbox\r\nconnection: close\r\n\r\n",
        letter.body.len(),
        letter.token,
        letter.id,
    );
    let address =
        if authority.ends_with(|letter: char| letter.is_ascii_digit()) && authority.contains(':') {
            authority.to_owned()
        } else {
            format!("{authority}:80")
        };

    let mut stream = TcpStream::connect(address).await?;
    let bytes = [head.as_bytes(), letter.body.as_bytes()].concat();
    stream.write_all(&bytes).await?;
    stream.flush().await?;
    sent();

    let mut answer = Vec::new();
    let mut part = [0; 4096];
    while answer.len() < ANSWER_BYTES_MAX {
        match stream.read(&mut part).await {
            Ok(0) => break,
            Ok(read) => answer.extend_from_slice(&part[..read]),
            // A server that hangs up hard after its answer has answered.
            Err(_) if status(&answer).is_some() => break,
            Err(error) => return Err(error),
        }
    }
    status(&answer).ok_or_else(|| {
        let kind = io::ErrorKind::UnexpectedEof;
        io::Error::new(kind, "the connection ended before an answer")
    })
}

fn status(answer: &[u8]) -> Option<u16> {
    let line = answer.split(|byte| *byte == b'\r').next()?;
    let mut words = str::from_utf8(line).ok()?.split(' ');
    let is_http = words.next()?.starts_with("HTTP/1.");
    let status = words.next()?.parse().ok()?;
    is_http.then_some(status)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_is_the_second_word_of_the_first_line() {
        assert_eq!(status(b"HTTP/1.1 204 No Content\r\n\r\n"), Some(204));
        assert_eq!(status(b"HTTP/1.1 200"), Some(200));
        for none in [
            &b""[..],
            b"HTTP/1.1",
            b"SSH-2.0 200",
            b"HTTP/1.1 x",
            b"\xff",
        ] {
            assert_eq!(status(none), None);
        }
    }
}
