//! Who makes a request and for which Region, from its signature.
//!
//! Signatures are read, not verified: any access key and any secret are accepted, as users of a local AWS expect.

use std::borrow::Cow;
use std::sync::Arc;

use http::header::{AUTHORIZATION, HOST};
use http::{HeaderMap, Uri};

use crate::world::origin::{AccountId, Caller, Origin, Region};

use super::form;

/// `AKID/20260419/us-east-1/sqs/aws4_request`, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialScope<'a> {
    pub access_key: Cow<'a, str>,
    pub region: Cow<'a, str>,
    /// What the client signed for. A hint only: CloudWatch signs as `monitoring`.
    pub service: Cow<'a, str>,
}

/// The scope of the `Authorization` header or, for a presigned URL, of `X-Amz-Credential`.
pub fn credential_scope<'a>(headers: &'a HeaderMap, uri: &Uri) -> Option<CredentialScope<'a>> {
    if let Some(authorization) = headers.get(AUTHORIZATION) {
        let [access_key, region, service] = parse(credential(authorization.to_str().ok()?)?)?;
        return Some(CredentialScope {
            access_key: access_key.into(),
            region: region.into(),
            service: service.into(),
        });
    }
    let pairs = form::pairs(uri.query()?.as_bytes());
    let scope = parse(form::parameter(&pairs, "X-Amz-Credential")?)?;
    let [access_key, region, service] = scope.map(|part| Cow::Owned(part.to_owned()));
    Some(CredentialScope {
        access_key,
        region,
        service,
    })
}

/// The value of `Credential`, which nearly always follows the algorithm.
fn credential(authorization: &str) -> Option<&str> {
    const NAME: &str = "Credential=";
    let first = authorization
        .split_once(' ')
        .and_then(|(_, parameters)| parameters.strip_prefix(NAME));
    let value = first.or_else(|| Some(authorization.split_once(NAME)?.1))?;
    let mut bytes = value.bytes();
    let end = bytes.position(|byte| byte == b',' || byte == b' ');
    Some(&value[..end.unwrap_or(value.len())])
}

/// Whether the caller shows a token in place of a signature, as clients of Bedrock may and S3's never do.
pub fn has_bearer_token(headers: &HeaderMap) -> bool {
    let authorization = headers.get(AUTHORIZATION);
    authorization.is_some_and(|value| value.as_bytes().starts_with(b"Bearer "))
}

/// Access key, Region and service. From the right: an access key may hold anything, the rest may not.
fn parse(credential: &str) -> Option<[&str; 3]> {
    let (rest, _terminator) = last_part(credential)?;
    let (rest, service) = last_part(rest)?;
    let (rest, region) = last_part(rest)?;
    let (access_key, _date) = last_part(rest)?;
    Some([access_key, region, service])
}

/// What stands before the last slash, and what follows it.
fn last_part(text: &str) -> Option<(&str, &str)> {
    // The parts are short: looking at each byte is quicker than a search that is set up first.
    let slash = text.bytes().rposition(|byte| byte == b'/')?;
    Some((&text[..slash], &text[slash + 1..]))
}

/// Who calls, and where. A request without a signature comes from nobody, in the default Region.
pub fn origin(
    scope: Option<&CredentialScope<'_>>,
    headers: &HeaderMap,
    uri: &Uri,
    request_id: Arc<str>,
) -> Origin {
    let region = scope
        .filter(|scope| !scope.region.is_empty())
        .map_or_else(Region::default, |scope| Region::new(&*scope.region));
    let account = scope.and_then(|scope| AccountId::parse(&scope.access_key));
    Origin {
        caller: Caller::Client,
        account: account.unwrap_or_default(),
        expected_bucket_owner: None,
        request_id: Some(request_id),
        region,
        access_key: scope.map(|scope| Arc::from(&*scope.access_key)),
        endpoint: endpoint(headers, uri).into(),
    }
}

/// `http://host:port` as the caller addressed it.
pub fn endpoint(headers: &HeaderMap, uri: &Uri) -> String {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let authority = uri.authority().map(http::uri::Authority::as_str);
    format!("http://{}", host.or(authority).unwrap_or("localhost"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin_of(authorization: Option<&str>, uri: &str) -> Origin {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, "127.0.0.1:4566".parse().unwrap());
        if let Some(authorization) = authorization {
            headers.insert(AUTHORIZATION, authorization.parse().unwrap());
        }
        let uri = uri.parse().unwrap();
        let scope = credential_scope(&headers, &uri);
        origin(scope.as_ref(), &headers, &uri, "id".into())
    }

    #[test]
    fn the_region_is_the_signatures() {
        let header = "AWS4-HMAC-SHA256 Credential=AKIA/20260419/eu-west-1/monitoring/aws4_request, SignedHeaders=host, Signature=ab";
        let origin = origin_of(Some(header), "/");
        assert_eq!(origin.region.as_str(), "eu-west-1");
        assert_eq!(origin.access_key.as_deref(), Some("AKIA"));
        assert_eq!(&*origin.endpoint, "http://127.0.0.1:4566");
    }

    #[test]
    fn a_presigned_url_carries_its_scope() {
        let origin = origin_of(
            None,
            "/b/k?X-Amz-Credential=A%2FB%2F20260419%2Fap-south-1%2Fs3%2Faws4_request",
        );
        assert_eq!(origin.region.as_str(), "ap-south-1");
        assert_eq!(origin.access_key.as_deref(), Some("A/B"));
    }

    #[test]
    fn the_credential_is_found_wherever_it_stands() {
        for header in [
            "AWS4-HMAC-SHA256 Credential=AK/IA/20260419/eu-west-1/sqs/aws4_request,SignedHeaders=host",
            "AWS4-HMAC-SHA256 SignedHeaders=host, Credential=AK/IA/20260419/eu-west-1/sqs/aws4_request",
            "AWS4-HMAC-SHA256 Credential=AK/IA/20260419/eu-west-1/sqs/aws4_request",
            "Credential=AK/IA/20260419/eu-west-1/sqs/aws4_request Signature=ab",
        ] {
            let origin = origin_of(Some(header), "/");
            assert_eq!(origin.region.as_str(), "eu-west-1", "{header}");
            assert_eq!(origin.access_key.as_deref(), Some("AK/IA"), "{header}");
        }
        for header in ["AWS4-HMAC-SHA256 Credential=a/b/c/d", "Credential=", ""] {
            assert_eq!(origin_of(Some(header), "/").access_key, None, "{header}");
        }
    }

    #[test]
    fn without_a_signature_it_is_nobody_in_the_default_region() {
        for authorization in [None, Some("Bearer x"), Some("AWS4 Credential=broken")] {
            let origin = origin_of(authorization, "/?x=y");
            assert_eq!(origin.region, Region::default());
            assert_eq!(origin.access_key, None);
        }
    }
}
