//! Which bucket the `Host` header names: virtual-host style addressing.

use http::header::HOST;
use http::{HeaderMap, Uri};
use s3s::S3Result;
use s3s::host::{S3Host, VirtualHost};

/// Reads `<bucket>.s3.<region>.amazonaws.com`, `<bucket>.s3.localhost`, `<bucket>.localhost` and the like. A host without a
/// bucket, or one that is none of these, means that the path names it.
#[derive(Debug, Clone, Copy)]
pub struct BucketHost;

impl S3Host for BucketHost {
    fn parse_host_header<'a>(&'a self, host: &'a str) -> S3Result<VirtualHost<'a>> {
        let virtual_host = VirtualHost::new(host);
        Ok(match bucket_of(host) {
            Some(bucket) => virtual_host.with_bucket(bucket),
            None => virtual_host,
        })
    }
}

/// Whether a request's host names the bucket, so that the whole path is the key.
pub(super) fn names_a_bucket(uri: &Uri, headers: &HeaderMap) -> bool {
    let named = headers.get(HOST).and_then(|host| host.to_str().ok());
    let host = named.or_else(|| uri.authority().map(http::uri::Authority::as_str));
    host.is_some_and(|host| bucket_of(host).is_some())
}

fn bucket_of(host: &str) -> Option<&str> {
    let name = host.rsplit_once(':').map_or(host, |(name, _port)| name);
    let before_service = before_last_s3_label(name);
    let bucket = before_service.or_else(|| name.strip_suffix(".localhost"))?;
    Some(bucket).filter(|bucket| !bucket.is_empty())
}

/// What stands before the label `s3` (or `s3-<region>`, as old endpoints have it). Empty when that comes first.
fn before_last_s3_label(name: &str) -> Option<&str> {
    let mut end = name.len();
    for label in name.rsplit('.') {
        let start = end - label.len();
        if label == "s3" || label.starts_with("s3-") {
            return Some(name[..start].trim_end_matches('.'));
        }
        end = start.saturating_sub(1);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bucket_stands_before_the_services_name() {
        let check =
            |host: &str, expected: Option<&str>| assert_eq!(bucket_of(host), expected, "{host}");
        check("localhost:4566", None);
        check("example.com", None);
        check("logs.localhost:4566", Some("logs"));
        check("logs.s3.localhost:4566", Some("logs"));
        check("logs.s3.eu-west-1.localhost", Some("logs"));
        check("s3.localhost:4566", None);
        check("s3.us-east-1.amazonaws.com", None);
        check("logs.s3.us-east-1.amazonaws.com", Some("logs"));
        check("my.logs.s3.amazonaws.com", Some("my.logs"));
        check("a.s3.b.s3.us-east-1.amazonaws.com", Some("a.s3.b"));
        check("logs.s3-eu-west-1.amazonaws.com", Some("logs"));
        check("localhost.localstack.cloud:4566", None);
        check("s3.localhost.localstack.cloud:4566", None);
        check("s3.us-east-1.localhost.localstack.cloud", None);
        check("sqs.us-east-1.localhost.localstack.cloud", None);
        check("logs.s3.localhost.localstack.cloud:4566", Some("logs"));
        check("my.logs.s3.localhost.localstack.cloud", Some("my.logs"));
        check("logs.s3.eu-west-1.localhost.localstack.cloud", Some("logs"));
    }
}
