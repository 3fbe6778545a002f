//! The host of a registry.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use super::NameError;

/// A registry's host name or address with an optional port, in lower case: `registry.example.com:5000`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Host {
    text: String,
    name_length: usize,
}

impl Host {
    /// Checks and takes `HOST` or `HOST:PORT`; an IPv6 address stands in brackets.
    pub fn new(text: impl Into<String>) -> Result<Self, NameError> {
        let text = text.into();
        let (name, port) = split_port(&text);
        let is_port =
            |port: &str| port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse().is_ok_and(|port: u16| port > 0);
        if !(is_name(name) || is_bracketed(name)) || !port.is_none_or(is_port) {
            return Err(NameError::Host { text });
        }
        Ok(Self { name_length: name.len(), text })
    }

    /// Returns the text as it was given.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the host without the port.
    pub(super) fn name(&self) -> &str {
        &self.text[..self.name_length]
    }

    /// Tells whether the host can only be this machine, so that plain HTTP shows nothing to anyone else.
    pub fn is_loopback(&self) -> bool {
        let name = self.name();
        let bare = name.trim_start_matches('[').trim_end_matches(']');
        name == "localhost"
            || name.parse().is_ok_and(|address: Ipv4Addr| address.is_loopback())
            || bare.parse().is_ok_and(|address: Ipv6Addr| address.is_loopback())
    }
}

fn split_port(text: &str) -> (&str, Option<&str>) {
    match text.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, Some(port)),
        _ => (text, None),
    }
}

/// Matches a DNS name or an IPv4 address, in lower case.
fn is_name(name: &str) -> bool {
    let is_label = |label: &str| {
        let is_inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        !label.is_empty() && label.bytes().all(is_inner) && !label.starts_with('-') && !label.ends_with('-')
    };
    name.len() <= 253 && name.split('.').all(is_label)
}

fn is_bracketed(name: &str) -> bool {
    let address = name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    address.is_some_and(|address| address.parse::<Ipv6Addr>().is_ok())
}

impl fmt::Display for Host {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl FromStr for Host {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        Self::new(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_addresses_and_ports() {
        for good in ["registry", "registry.example.com:5000", "127.0.0.1", "[::1]:5000", "[fe80::1]"] {
            assert_eq!(Host::new(good).unwrap().as_str(), good);
        }
        for bad in [
            "", ":5000", "a:", "a:0", "a:65536", "a:+1", "a:x", "A", "a..b", "-a", "a_b", "::1", "[x]", "u@a", "a/b",
            "a b",
        ] {
            assert!(Host::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn loopback_is_recognised_by_name_and_address() {
        let is_loopback = |text: &str| Host::new(text).unwrap().is_loopback();
        assert!(["localhost", "localhost:1", "127.0.0.1:1", "127.9.9.9", "[::1]:1"].into_iter().all(is_loopback));
        assert!(!["localhost.example.com", "10.0.0.1", "127.0.0.1.example.com", "[::2]"].into_iter().any(is_loopback));
    }
}
