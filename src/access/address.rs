//! Where a request comes from: the peer, or whom a proxy we trust names.

use std::net::IpAddr;
use std::net::Ipv4Addr;
use std::net::SocketAddr;

use axum::extract::ConnectInfo;
use axum::http::Extensions;
use axum::http::HeaderMap;

const FORWARDED_FOR: &str = "x-forwarded-for";

/// Any of these shows that somebody stands between us and the client.
const FORWARDING: [&str; 4] = [FORWARDED_FOR, "forwarded", "x-real-ip", "x-forwarded-host"];

/// The other end of the connection; the unspecified address when there is no connection.
pub(crate) fn peer(extensions: &Extensions) -> IpAddr {
    let connection = extensions.get::<ConnectInfo<SocketAddr>>();
    connection.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(peer)| {
        peer.ip().to_canonical()
    })
}

/// The client: the last address on the way here that is no proxy of ours. What stands to the
/// left of it was written by strangers.
pub(crate) fn client(
    headers: &HeaderMap,
    peer: IpAddr,
    is_trusted: impl Fn(IpAddr) -> bool,
) -> IpAddr {
    let mut client = peer;
    if !is_trusted(client) {
        return client;
    }
    let lines = headers.get_all(FORWARDED_FOR).into_iter().rev();
    let hops = lines.flat_map(|line| line.to_str().unwrap_or_default().rsplit(','));
    for hop in hops {
        let Some(address) = read(hop.trim()) else {
            break;
        };
        client = address;
        if !is_trusted(client) {
            break;
        }
    }
    client
}

/// Whether the request was made on this very machine, by nobody else's order.
pub(crate) fn is_local(headers: &HeaderMap, extensions: &Extensions) -> bool {
    let forwarded = FORWARDING.iter().any(|name| headers.contains_key(*name));
    peer(extensions).is_loopback() && !forwarded
}

/// An address, perhaps with a port, as proxies write it.
fn read(hop: &str) -> Option<IpAddr> {
    let address = hop
        .parse::<IpAddr>()
        .or_else(|_| hop.parse::<SocketAddr>().map(|socket| socket.ip()));
    let bare = || hop.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    address.ok().or_else(bare).map(|found| found.to_canonical())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn found(peer: &str, lines: &[&'static str]) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(FORWARDED_FOR, HeaderValue::from_static(line));
        }
        let ours = |address: IpAddr| matches!(address, IpAddr::V4(v4) if v4.octets()[0] == 10);
        client(&headers, peer.parse().unwrap(), ours).to_string()
    }

    #[test]
    fn the_client_is_the_last_stranger_on_the_way() {
        assert_eq!(found("10.0.0.1", &["1.1.1.1, 2.2.2.2"]), "2.2.2.2");
        assert_eq!(
            found("10.0.0.1", &["1.1.1.1, 2.2.2.2, 10.0.0.2"]),
            "2.2.2.2"
        );
        assert_eq!(
            found("10.0.0.1", &["1.1.1.1", "2.2.2.2,10.0.0.2"]),
            "2.2.2.2"
        );
        assert_eq!(found("10.0.0.1", &["10.0.0.3, 10.0.0.2"]), "10.0.0.3");
        assert_eq!(found("10.0.0.1", &["2.2.2.2:4711"]), "2.2.2.2");
        assert_eq!(found("10.0.0.1", &["[2001:db8::1]:80"]), "2001:db8::1");
        assert_eq!(found("10.0.0.1", &["[2001:db8::1]"]), "2001:db8::1");
        assert_eq!(found("10.0.0.1", &["::ffff:2.2.2.2"]), "2.2.2.2");
    }

    #[test]
    fn a_stranger_may_write_what_they_like() {
        assert_eq!(found("3.3.3.3", &["1.1.1.1"]), "3.3.3.3");
        assert_eq!(found("10.0.0.1", &[]), "10.0.0.1");
        assert_eq!(found("10.0.0.1", &["1.1.1.1, unknown"]), "10.0.0.1");
        assert_eq!(found("10.0.0.1", &["unknown, 10.0.0.2"]), "10.0.0.2");
    }

    #[test]
    fn only_an_unforwarded_loopback_peer_is_local() {
        let mut extensions = Extensions::new();
        let mut headers = HeaderMap::new();
        assert!(!is_local(&headers, &extensions));

        let peer: SocketAddr = "[::ffff:127.0.0.1]:4711".parse().unwrap();
        extensions.insert(ConnectInfo(peer));
        assert!(is_local(&headers, &extensions));

        headers.insert("x-real-ip", HeaderValue::from_static("127.0.0.1"));
        assert!(!is_local(&headers, &extensions));
    }
}
