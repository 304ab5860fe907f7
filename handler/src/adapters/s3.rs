//! The object source: S3's `GetObject`.

use aws_sdk_s3::Client;
use aws_sdk_s3::primitives::ByteStream;
use bytes::Bytes;

use super::sdk::CallFailure;
use crate::core::object_ref::ObjectRef;
use crate::invocation::ports::{FetchClass, FetchError, ObjectBody, ObjectSource};

/// Objects in S3.
#[derive(Debug, Clone)]
pub struct S3Objects {
    client: Client,
}

/// A `GetObject` answer being read.
#[derive(Debug)]
pub struct S3Body {
    length: Option<u64>,
    stream: ByteStream,
}

impl S3Objects {
    /// Objects as the client sees them.
    pub fn new(client: Client) -> Self {
        Self { client }
    }
}

impl ObjectSource for S3Objects {
    type Body = S3Body;

    async fn open(&self, object: &ObjectRef) -> Result<S3Body, FetchError> {
        let request = self
            .client
            .get_object()
            .bucket(&object.bucket)
            .key(&object.key)
            .set_version_id(object.version_id.clone())
            .set_if_match(object.if_match());
        match request.send().await {
            Ok(output) => Ok(S3Body {
                length: output
                    .content_length
                    .and_then(|bytes| u64::try_from(bytes).ok()),
                stream: output.body,
            }),
            Err(error) => {
                let failure = CallFailure::of(&error);
                Err(FetchError {
                    class: classify(&failure),
                    message: format!("GetObject failed: {}", failure.describe()),
                    source: Some(Box::new(error)),
                })
            }
        }
    }
}

impl ObjectBody for S3Body {
    fn length(&self) -> Option<u64> {
        self.length
    }

    /// A body that is cut off, stalls or does not match its checksum is an error that may pass.
    async fn next(&mut self) -> Result<Option<Bytes>, FetchError> {
        self.stream.try_next().await.map_err(|error| FetchError {
            class: FetchClass::Transient,
            message: "object broke off while it was read".into(),
            source: Some(Box::new(error)),
        })
    }
}

/// What a failed `GetObject` means. Source: "Error responses" (S3 API reference).
fn classify(failure: &CallFailure) -> FetchClass {
    let CallFailure::Answered { status, code } = failure else {
        return match failure {
            // Without credentials or a Region, or with a bucket name that no request can carry.
            CallFailure::NotBuilt => FetchClass::Blocked,
            _ => FetchClass::Transient,
        };
    };
    if failure.is_throttling() || *status >= 500 {
        return FetchClass::Transient;
    }
    match code.as_deref() {
        Some("RequestTimeout") => FetchClass::Transient,
        // Deleted, a delete marker's version, or archived: no repetition brings it back.
        Some(
            "NoSuchKey" | "NoSuchVersion" | "NoSuchBucket" | "MethodNotAllowed"
            | "InvalidObjectState",
        ) => FetchClass::Gone,
        // `PreconditionFailed`, of the entity tag.
        _ if *status == 412 => FetchClass::Replaced,
        _ if *status == 404 => FetchClass::Gone,
        _ => FetchClass::Blocked,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_answer_has_one_meaning() {
        use FetchClass::{Blocked, Gone, Replaced, Transient};
        let cases = [
            (503, "SlowDown", Transient),
            (500, "InternalError", Transient),
            (400, "RequestTimeout", Transient),
            (429, "", Transient),
            (404, "NoSuchKey", Gone),
            (404, "NoSuchBucket", Gone),
            (404, "", Gone),
            (405, "MethodNotAllowed", Gone),
            (403, "InvalidObjectState", Gone),
            (412, "PreconditionFailed", Replaced),
            (412, "", Replaced),
            (403, "AccessDenied", Blocked),
            (400, "KMS.DisabledException", Blocked),
            (400, "ExpiredToken", Blocked),
            (301, "PermanentRedirect", Blocked),
        ];
        for (status, code, expected) in cases {
            let code = (!code.is_empty()).then(|| code.to_owned());
            let failure = CallFailure::Answered { status, code };
            assert_eq!(classify(&failure), expected, "{failure:?}");
        }
        assert_eq!(classify(&CallFailure::Lost), Transient);
        assert_eq!(classify(&CallFailure::NotConnected), Transient);
        assert_eq!(classify(&CallFailure::NotBuilt), Blocked);
    }
}
