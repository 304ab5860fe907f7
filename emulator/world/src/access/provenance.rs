//! The condition keys of how a client's request came.

use crate::policy::Value;
use crate::provenance::{Provenance, SignatureVersion};

/// A condition key of every service, by its name in lower case.
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>
pub(super) fn global_key<'a>(provenance: &'a Provenance, name: &str) -> Option<Value<'a>> {
    match name {
        "aws:sourceip" => Some(Value::from(provenance.source_ip.to_string())),
        "aws:useragent" => provenance.user_agent.as_deref().map(Value::from),
        "aws:referer" => provenance.referer.as_deref().map(Value::from),
        _ => None,
    }
}

/// A condition key of S3, by its name in lower case.
/// Source: <https://docs.aws.amazon.com/AmazonS3/latest/API/bucket-policy-s3-sigv4-conditions.html> and
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html>
pub(super) fn s3_key<'a>(
    provenance: &'a Provenance,
    action: &str,
    name: &str,
) -> Option<Value<'a>> {
    let signature = provenance.signature;
    // What a request says of what it writes is nothing of what it reads on the way: the source of a copy.
    let is_reading = action.starts_with("s3:Get") || action.starts_with("s3:List");
    match name {
        "s3:authtype" => Some(Value::from(if signature?.is_presigned {
            "REST-QUERY-STRING"
        } else {
            "REST-HEADER"
        })),
        "s3:signatureversion" => Some(Value::from(match signature?.version {
            SignatureVersion::V2 => "AWS",
            SignatureVersion::V4 => "AWS4-HMAC-SHA256",
        })),
        _ => {
            let header = name.strip_prefix("s3:")?;
            if is_reading && header != "x-amz-content-sha256" {
                return None;
            }
            let mut headers = provenance.headers.iter();
            let (_, value) = headers.find(|(known, _)| *known == header)?;
            Some(Value::from(value.as_str()))
        }
    }
}
