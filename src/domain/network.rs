//! Addresses, as far as they tell one caller from another.

use std::net::IpAddr;
use std::net::Ipv6Addr;

/// A provider hands a household or an office a whole /64: its addresses are one caller.
const IPV6_PREFIX: u32 = 64;

/// What is counted as one caller: an IPv4 address, or the network an IPv6 address lies in.
#[must_use]
pub fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        v4 @ IpAddr::V4(_) => v4,
        IpAddr::V6(v6) => {
            let shared = u128::MAX << (128 - IPV6_PREFIX);
            Ipv6Addr::from_bits(v6.to_bits() & shared).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_behind_one_connection_are_one_caller() {
        let network = |text: &str| network_of(text.parse().unwrap()).to_string();

        assert_eq!(network("203.0.113.7"), "203.0.113.7");
        assert_eq!(network("::ffff:203.0.113.7"), "203.0.113.7");
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(network("2001:db8:1:3::1"), "2001:db8:1:3::");
    }
}
