//! What every operation of S3 is given: the world, and who asks.

use std::sync::{Arc, Mutex};

use s3s::{S3Error, S3ErrorCode, S3Request, S3Result};

use super::aws_chunked::ChunkError;
use crate::aws::Aws;
use crate::wire::unread::Unread;
use crate::world::origin::Origin;

/// The world, seen from S3's wire.
#[derive(Debug)]
pub(super) struct Store {
    pub(super) aws: Arc<Aws>,
    pub(super) unread: Unread,
}

impl Store {
    pub(super) fn new(aws: Arc<Aws>, unread: Unread) -> Self {
        Self { aws, unread }
    }
}

/// Who asks, and what came behind the body.
pub(super) fn context_of<T>(request: &S3Request<T>) -> S3Result<RequestContext> {
    known(request).cloned()
}

/// The id of the request, and nothing else of who asks.
pub(super) fn request_id_of<T>(request: &S3Request<T>) -> S3Result<Arc<str>> {
    known(request).map(|context| Arc::clone(&context.request_id))
}

fn known<T>(request: &S3Request<T>) -> S3Result<&RequestContext> {
    request.extensions.get().ok_or_else(|| {
        S3Error::with_message(
            S3ErrorCode::InternalError,
            "the request came past the front",
        )
    })
}

/// What is known of a request besides what `s3s` decodes.
#[derive(Debug, Clone)]
pub(super) struct RequestContext {
    pub(super) origin: Origin,
    pub(super) request_id: Arc<str>,
    pub(super) expected_source_owner: Option<Arc<str>>,
    /// Known once the body was read to its end.
    pub(super) decoded: Arc<Mutex<Decoded>>,
}

/// What undoing aws-chunked came to.
#[derive(Debug, Default)]
pub(super) struct Decoded {
    /// What came behind the bytes.
    pub(super) trailers: Vec<(String, String)>,
    /// Why it was none. `s3s` does not say what broke a body that it reads by itself.
    pub(super) error: Option<ChunkError>,
}

impl RequestContext {
    /// The caller, as a reader of the object that is copied.
    pub(super) fn source_origin(&self) -> Origin {
        Origin {
            expected_bucket_owner: self.expected_source_owner.clone(),
            ..self.origin.clone()
        }
    }

    /// The value of a trailer, given in lower case.
    pub(super) fn trailer(&self, name: &str) -> Option<String> {
        let decoded = self
            .decoded
            .lock()
            .expect("nothing panics while it holds the lock");
        let mut trailers = decoded.trailers.iter();
        let found = trailers.find(|(trailer, _)| trailer == name);
        found.map(|(_, value)| value.clone())
    }
}
