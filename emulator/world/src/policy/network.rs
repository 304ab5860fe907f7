//! Ranges of addresses: `203.0.113.0/24`, `2001:DB8:1234:5678::/64`.
//!
//! Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IPAddress>

use std::net::IpAddr;

/// Addresses that begin alike. One without a length is alone (`/32` in the documentation, and `/128` in IPv6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Network {
    is_v6: bool,
    /// The address, from the highest bit on.
    bits: u128,
    /// Set where members have the network's own bit.
    mask: u128,
}

impl Network {
    pub(crate) fn read(text: &str) -> Option<Self> {
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let longest = if address.is_ipv6() { 128 } else { 32 };
        let length: u32 = match length {
            Some(length) if length.starts_with('+') => return None,
            Some(length) => length.parse().ok()?,
            None => longest,
        };
        let mask = u128::MAX.checked_shl(128 - length.min(128)).unwrap_or(0);
        (length <= longest).then(|| Self {
            is_v6: address.is_ipv6(),
            bits: bits(address) & mask,
            mask,
        })
    }

    pub(crate) fn contains(&self, address: IpAddr) -> bool {
        address.is_ipv6() == self.is_v6 && bits(address) & self.mask == self.bits
    }
}

fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(address.to_bits()) << 96,
        IpAddr::V6(address) => address.to_bits(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contains(network: &str, address: &str) -> bool {
        Network::read(network)
            .unwrap()
            .contains(address.parse().unwrap())
    }

    #[test]
    fn a_range_has_its_first_and_its_last_address_and_no_neighbour() {
        assert!(contains("203.0.113.0/24", "203.0.113.0"));
        assert!(contains("203.0.113.0/24", "203.0.113.255"));
        assert!(!contains("203.0.113.0/24", "203.0.114.0"));
        assert!(!contains("203.0.113.0/24", "203.0.112.255"));
        assert!(contains("203.0.113.7/24", "203.0.113.1"));
        assert!(contains("203.0.113.7", "203.0.113.7"));
        assert!(!contains("203.0.113.7", "203.0.113.6"));
        assert!(contains("0.0.0.0/0", "255.255.255.255"));
        assert!(!contains("0.0.0.0/0", "::1"));
        assert!(contains(
            "2001:DB8:1234:5678::/64",
            "2001:db8:1234:5678:ffff::1"
        ));
        assert!(!contains(
            "2001:DB8:1234:5678::/64",
            "2001:db8:1234:5679::1"
        ));
        assert!(contains("::/0", "2001:db8::"));
    }

    #[test]
    fn what_is_no_range_is_refused() {
        for text in [
            "",
            "203.0.113",
            "203.0.113.0/33",
            "::/129",
            "1.2.3.4/",
            "1.2.3.4/+8",
            "1.2.3.4/-1",
            "*",
        ] {
            assert_eq!(Network::read(text), None, "{text}");
        }
    }
}
