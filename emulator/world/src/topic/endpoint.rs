//! The URL of an endpoint, taken apart.
//!
//! Source: RFC 3986; that a user part answers a challenge, <https://docs.aws.amazon.com/sns/latest/dg/sns-http-https-endpoint-as-subscriber.html>.

use std::borrow::Cow;
use std::net::IpAddr;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use percent_encoding::percent_decode_str;

/// Where a POST goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Over TLS.
    pub is_secure: bool,
    /// A name or an address, without the brackets of an IPv6 address.
    pub host: String,
    pub port: u16,
    /// As the header `Host` says it.
    pub authority: String,
    /// With the query.
    pub path: String,
    /// What answers a challenge for Basic authentication, of the URL's user part: `Basic dTpw`.
    pub authorization: Option<String>,
}

impl Endpoint {
    /// `None` for what is no URL of HTTP or HTTPS.
    pub(super) fn parse(url: &str) -> Option<Self> {
        let (is_secure, rest) = match url.split_once("://")? {
            ("http", rest) => (false, rest),
            ("https", rest) => (true, rest),
            _ => return None,
        };
        if !rest.bytes().all(is_url_byte) {
            return None;
        }
        let rest = rest.split('#').next().unwrap_or_default();
        let (authority, path) = rest.split_at(end_of_authority(rest));
        let (user, authority) = match authority.rsplit_once('@') {
            Some((user, authority)) => (Some(user), authority),
            None => (None, authority),
        };
        let (host, port) = host_and_port(authority)?;
        Some(Self {
            is_secure,
            host: host.to_owned(),
            port: port.unwrap_or(if is_secure { 443 } else { 80 }),
            authority: authority.to_owned(),
            path: if path.starts_with('/') {
                path.to_owned()
            } else {
                format!("/{path}")
            },
            authorization: user.map(basic),
        })
    }
}

/// A URL without its password, and what is no URL as it is: what is told of an endpoint to others than its owner.
pub(super) fn masked(url: &str) -> Cow<'_, str> {
    let masked = url.split_once("://").and_then(|(scheme, rest)| {
        let (user, after) = rest[..end_of_authority(rest)].rsplit_once('@')?;
        let (name, _) = user.split_once(':')?;
        let path = &rest[end_of_authority(rest)..];
        Some(format!("{scheme}://{name}:****@{after}{path}"))
    });
    masked.map_or(Cow::Borrowed(url), Cow::Owned)
}

/// What RFC 3986 has in a URL.
fn is_url_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte)
}

fn end_of_authority(rest: &str) -> usize {
    rest.find(['/', '?', '#']).unwrap_or(rest.len())
}

fn host_and_port(authority: &str) -> Option<(&str, Option<u16>)> {
    let (host, rest) = if let Some(rest) = authority.strip_prefix('[') {
        let (host, rest) = rest.split_once(']')?;
        (host.parse::<IpAddr>().is_ok().then_some(host)?, rest)
    } else {
        let end = authority.find(':').unwrap_or(authority.len());
        let (host, rest) = authority.split_at(end);
        let is_name_byte = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
        let is_name = !host.is_empty() && host.bytes().all(is_name_byte);
        (is_name.then_some(host)?, rest)
    };
    let digits = match rest.strip_prefix(':') {
        Some(digits) => digits,
        None => rest.is_empty().then_some("")?,
    };
    if digits.is_empty() {
        return Some((host, None));
    }
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    let port = is_number.then(|| digits.parse().ok()).flatten();
    Some((host, Some(port.filter(|port| *port > 0)?)))
}

/// A user part without a password has an empty one.
fn basic(user: &str) -> String {
    let (name, password) = user.split_once(':').unwrap_or((user, ""));
    let mut pair: Vec<u8> = percent_decode_str(name).collect();
    pair.push(b':');
    pair.extend(percent_decode_str(password));
    format!("Basic {}", BASE64_STANDARD.encode(pair))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str, host: &str, port: u16, authority: &str, path: &str) {
        let endpoint = Endpoint::parse(url).unwrap_or_else(|| panic!("{url}"));
        assert_eq!(endpoint.is_secure, url.starts_with("https"), "{url}");
        let found = (
            &*endpoint.host,
            endpoint.port,
            &*endpoint.authority,
            &*endpoint.path,
        );
        assert_eq!(found, (host, port, authority, path), "{url}");
    }

    #[test]
    fn a_url_is_taken_apart() {
        check("http://a", "a", 80, "a", "/");
        check("https://a.b/", "a.b", 443, "a.b", "/");
        check("http://a:8080/x?y=z", "a", 8080, "a:8080", "/x?y=z");
        check("http://a?y", "a", 80, "a", "/?y");
        check("https://[::1]:8443/x#y", "::1", 8443, "[::1]:8443", "/x");
        check("http://127.0.0.1:/", "127.0.0.1", 80, "127.0.0.1:", "/");
        check("https://u:p@a/x@y", "a", 443, "a", "/x@y");
    }

    #[test]
    fn what_is_no_url_is_none() {
        for url in [
            "",
            "a",
            "ftp://a",
            "HTTP://a",
            "http://",
            "http:///x",
            "http://a b",
            "http://a/\r\nb",
            "http://ü",
            "http://a:b",
            "http://a:0",
            "http://a:65536",
            "http://a:+1",
            "http://[::1",
            "http://[a]/",
            "http://[::1]x",
            "http://a/\"",
        ] {
            assert_eq!(Endpoint::parse(url), None, "{url}");
        }
    }

    #[test]
    fn a_user_part_answers_challenges_and_its_password_is_told_nobody() {
        let authorization = |url: &str| Endpoint::parse(url).unwrap().authorization;
        assert_eq!(authorization("https://a"), None);
        let basic = authorization("https://me:a%40b@a/x");
        assert_eq!(basic.as_deref(), Some("Basic bWU6YUBi"));
        assert_eq!(masked("https://me:a%40b@a/x?y"), "https://me:****@a/x?y");
        for url in ["https://me@a/x", "https://a/x:y@z", "arn:aws:sqs:r:a:q"] {
            assert_eq!(masked(url), url);
        }
    }
}
