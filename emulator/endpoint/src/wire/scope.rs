//! Who makes a request and for which Region, from its signature.
//!
//! Signatures are read, not verified: any access key and any secret are accepted, as users of a local AWS expect.

use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::Arc;

use http::header::{AUTHORIZATION, HOST, REFERER, USER_AGENT};
use http::{HeaderMap, HeaderValue, Uri};

use crate::world::origin::{AccountId, Caller, Origin, Region};
use crate::world::provenance::{Provenance, Signature, SignatureVersion};

use super::form;

/// `AKID/20260419/us-east-1/sqs/aws4_request`, taken apart; of a signature of version 2 the key alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialScope<'a> {
    pub access_key: Cow<'a, str>,
    /// Empty where the signature does not say it.
    pub region: Cow<'a, str>,
    /// What the client signed for, or empty. A hint only: CloudWatch signs as `monitoring`.
    pub service: Cow<'a, str>,
    pub signature: Signature,
}

impl CredentialScope<'_> {
    /// The service that the client signed for, where the signature says it.
    pub fn signed_for(&self) -> Option<&str> {
        Some(&*self.service).filter(|service| !service.is_empty())
    }
}

/// The scope of the `Authorization` header or, for a presigned URL, of `X-Amz-Credential` (version 4) or `AWSAccessKeyId` (version 2, as
/// boto3 presigns by default).
pub fn credential_scope<'a>(headers: &'a HeaderMap, uri: &Uri) -> Option<CredentialScope<'a>> {
    if let Some(authorization) = headers.get(AUTHORIZATION) {
        let authorization = authorization.to_str().ok()?;
        if let Some(old) = authorization.strip_prefix("AWS ") {
            let (access_key, _) = old.split_once(':')?;
            return Some(of_version_2(access_key.into(), "s3", false));
        }
        let [access_key, region, service] = parse(credential(authorization)?)?;
        return Some(CredentialScope {
            access_key: access_key.into(),
            region: region.into(),
            service: service.into(),
            signature: Signature {
                version: SignatureVersion::V4,
                is_presigned: false,
            },
        });
    }
    let pairs = form::pairs(uri.query()?.as_bytes());
    let Some(scope) = form::parameter(&pairs, "X-Amz-Credential") else {
        let access_key = form::parameter(&pairs, "AWSAccessKeyId")?.to_owned();
        // Queries of other services were signed so too.
        let service = match form::parameter(&pairs, "Action") {
            Some(_) => "",
            None => "s3",
        };
        return Some(of_version_2(access_key.into(), service, true));
    };
    let [access_key, region, service] = parse(scope)?.map(|part| Cow::Owned(part.to_owned()));
    Some(CredentialScope {
        access_key,
        region,
        service,
        signature: Signature {
            version: SignatureVersion::V4,
            is_presigned: true,
        },
    })
}

fn of_version_2<'a>(
    access_key: Cow<'a, str>,
    service: &'static str,
    is_presigned: bool,
) -> CredentialScope<'a> {
    CredentialScope {
        access_key,
        region: "".into(),
        service: service.into(),
        signature: Signature {
            version: SignatureVersion::V2,
            is_presigned,
        },
    }
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

/// Who calls, from where, and where. A request without a signature comes from nobody, in the default Region.
pub fn origin(
    scope: Option<&CredentialScope<'_>>,
    headers: &HeaderMap,
    uri: &Uri,
    source_ip: IpAddr,
    request_id: Arc<str>,
) -> Origin {
    let text = |name| {
        let value: &HeaderValue = headers.get(name)?;
        str::from_utf8(value.as_bytes()).ok().map(str::to_owned)
    };
    let provenance = Provenance {
        source_ip,
        user_agent: text(USER_AGENT),
        referer: text(REFERER),
        signature: scope.map(|scope| scope.signature),
        headers: Vec::new(),
    };
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
        provenance: Some(Arc::new(provenance)),
    }
}

/// `http://host:port` as the caller addressed it.
pub fn endpoint(headers: &HeaderMap, uri: &Uri) -> String {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let authority = uri.authority().map(http::uri::Authority::as_str);
    ["http://", host.or(authority).unwrap_or("localhost")].concat()
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

    fn origin_of(authorization: Option<&str>, uri: &str) -> Origin {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, "127.0.0.1:4566".parse().unwrap());
        if let Some(authorization) = authorization {
            headers.insert(AUTHORIZATION, authorization.parse().unwrap());
        }
        let uri = uri.parse().unwrap();
        let scope = credential_scope(&headers, &uri);
        origin(scope.as_ref(), &headers, &uri, HERE, "id".into())
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
    fn a_signature_of_version_2_says_the_key_and_nothing_else() {
        for (authorization, uri, signed_for) in [
            (Some("AWS AKIA:abc="), "/b/k", Some("s3")),
            (
                None,
                "/b/k?AWSAccessKeyId=AKIA&Signature=a&Expires=1",
                Some("s3"),
            ),
            (
                None,
                "/?Action=ListQueues&AWSAccessKeyId=AKIA&Signature=a",
                None,
            ),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(authorization) = authorization {
                headers.insert(AUTHORIZATION, authorization.parse().unwrap());
            }
            let uri = uri.parse().unwrap();
            let scope = credential_scope(&headers, &uri).unwrap();
            assert_eq!((&*scope.access_key, &*scope.region), ("AKIA", ""), "{uri}");
            assert_eq!(scope.signed_for(), signed_for, "{uri}");
            assert_eq!(scope.signature.version, SignatureVersion::V2);
            assert_eq!(scope.signature.is_presigned, authorization.is_none());
        }
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
