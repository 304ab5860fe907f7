//! Keeps web pages out. The port is on loopback, but a page in the user's browser reaches loopback too, and
//! `CreateFunction` runs code.
//!
//! Two doors are shut: a name of the attacker's own that resolves to 127.0.0.1 (DNS rebinding) is no accepted `Host`, and
//! a request that a browser says comes from another site changes nothing. Stock AWS clients meet neither.

use axum::response::{IntoResponse, Response};
use http::header::{HOST, ORIGIN};
use http::uri::Authority;
use http::{HeaderMap, Method, StatusCode, Uri};
use serde_json::json;

use super::json_answer::plain;

/// Why a request is refused before anyone looks at it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Forbidden {
    #[error(
        "the host {0:?} is not one that this emulator answers to; use an address, localhost or a name below it, or start it with --accept-host {0:?}"
    )]
    ForeignHost(String),
    #[error("a page of another site ({0}) may not call this emulator")]
    CrossOrigin(String),
}

impl IntoResponse for Forbidden {
    fn into_response(self) -> Response {
        let body = json!({"__type": "AccessDeniedException", "message": self.to_string()});
        plain(StatusCode::FORBIDDEN, &body)
    }
}

/// `hosts` are names beside the usual ones.
pub(super) fn check(
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
    hosts: &[String],
) -> Result<(), Forbidden> {
    check_host(uri, headers, hosts)?;
    check_site(method, headers)
}

fn check_host(uri: &Uri, headers: &HeaderMap, hosts: &[String]) -> Result<(), Forbidden> {
    let host = match (headers.get(HOST), uri.authority()) {
        (Some(host), _) => String::from_utf8_lossy(host.as_bytes()),
        (None, Some(authority)) => authority.as_str().into(),
        // Every browser names the host.
        (None, None) => return Ok(()),
    };
    let is_ours = is_plainly_ours(&host)
        || host.parse::<Authority>().is_ok_and(|authority| {
            let name = authority.host();
            answers_to(name) || hosts.iter().any(|host| host.eq_ignore_ascii_case(name))
        });
    if is_ours {
        Ok(())
    } else {
        Err(Forbidden::ForeignHost(host.into_owned()))
    }
}

/// What nearly every client says, told without taking it apart.
fn is_plainly_ours(host: &str) -> bool {
    ["127.0.0.1", "localhost"].iter().any(|name| {
        host.strip_prefix(name).is_some_and(|port| {
            let digits = port.strip_prefix(':').unwrap_or(port);
            port.len() != digits.len() && digits.bytes().all(|byte| byte.is_ascii_digit())
        })
    })
}

/// Addresses (no name, so nothing to rebind), `localhost` and the names below it (which resolve to loopback by RFC 6761),
/// those of `LocalStack`, which its users have in their settings and which all resolve to 127.0.0.1, and AWS's own names,
/// for clients whose resolver points them here: no attacker has a name there.
fn answers_to(host: &str) -> bool {
    const NAMES: [&str; 2] = ["localhost", "localhost.localstack.cloud"];
    const SUFFIXES: [&str; 4] = [
        ".localhost",
        ".localhost.localstack.cloud",
        ".amazonaws.com",
        ".amazonaws.com.cn",
    ];
    let host = host.to_ascii_lowercase();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    NAMES.contains(&host.as_str())
        || address.parse::<std::net::IpAddr>().is_ok()
        || SUFFIXES.iter().any(|suffix| host.ends_with(suffix))
}

/// Reading is left to the browser's own rules: without CORS headers in the answer no foreign page sees it.
fn check_site(method: &Method, headers: &HeaderMap) -> Result<(), Forbidden> {
    if method == Method::GET || method == Method::HEAD {
        return Ok(());
    }
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(origin) = text(ORIGIN.as_str()) {
        let site = origin.split_once("://").map_or(origin, |(_, site)| site);
        if Some(site) != text(HOST.as_str()) {
            return Err(Forbidden::CrossOrigin(origin.to_owned()));
        }
    }
    match text("sec-fetch-site") {
        None | Some("same-origin" | "none") => Ok(()),
        Some(site) => Err(Forbidden::CrossOrigin(site.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_with(method: Method, headers: &[(&str, &str)]) -> Result<(), Forbidden> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            let name: http::HeaderName = name.parse().unwrap();
            map.insert(name, value.parse().unwrap());
        }
        check(
            &method,
            &Uri::from_static("/"),
            &map,
            &["emulator".to_owned()],
        )
    }

    #[test]
    fn the_hosts_of_stock_clients_are_answered() {
        for host in [
            "127.0.0.1:4566",
            "localhost:4566",
            "[::1]:4566",
            "bucket.localhost:4566",
            "bucket.s3.us-east-1.localhost",
            "sqs.us-east-1.amazonaws.com",
            "localhost.localstack.cloud:4566",
            "bucket.s3.localhost.localstack.cloud:4566",
            "sqs.us-east-1.localhost.localstack.cloud",
            "SQS.US-EAST-1.LOCALHOST.LOCALSTACK.CLOUD",
            "192.168.1.4",
            "Emulator:4566",
        ] {
            assert_eq!(
                check_with(Method::POST, &[("host", host)]),
                Ok(()),
                "{host}"
            );
        }
        assert_eq!(check_with(Method::POST, &[]), Ok(()));
    }

    #[test]
    fn a_name_that_was_rebound_is_refused() {
        for host in [
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example:4566",
            "evil-amazonaws.com",
            "localstack.cloud",
            "app.localstack.cloud",
            "evil-localhost.localstack.cloud",
            "localhost.localstack.cloud.evil.example",
            "",
        ] {
            assert!(
                check_with(Method::GET, &[("host", host)]).is_err(),
                "{host}"
            );
        }
    }

    #[test]
    fn a_page_of_another_site_changes_nothing() {
        const HOST: (&str, &str) = ("host", "localhost:4566");
        let foreign = ("origin", "https://evil.example");
        assert!(check_with(Method::POST, &[HOST, foreign]).is_err());
        assert!(check_with(Method::OPTIONS, &[HOST, foreign]).is_err());
        assert!(check_with(Method::POST, &[HOST, ("origin", "null")]).is_err());
        assert!(check_with(Method::PUT, &[HOST, ("sec-fetch-site", "cross-site")]).is_err());
        let own = ("origin", "http://localhost:4566");
        assert!(
            check_with(
                Method::POST,
                &[HOST, own, ("sec-fetch-site", "same-origin")]
            )
            .is_ok()
        );
        assert!(check_with(Method::GET, &[HOST, foreign]).is_ok());
    }
}
