//! The door of S3: readies a request for `s3s`, and finishes its answer.
//!
//! `s3s` without a key store refuses every signed request, and decodes aws-chunked only while it verifies a signature.
//! Here signatures are read for who and where, and taken off; aws-chunked is undone before `s3s` sees the body. So any
//! credentials are accepted, and presigned URLs whatever their age.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::body::Body;
use bytes::Bytes;
use futures::stream::{self, Stream, StreamExt as _, TryStreamExt as _};
use http::header::{
    AUTHORIZATION, CONTENT_ENCODING, CONTENT_LENGTH, HeaderMap, HeaderName, HeaderValue,
};
use http::{Request, Response, Uri, request};
use http_body::Frame;
use http_body_util::{BodyDataStream, StreamBody};
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s::validation::NameValidation;
use s3s::{S3Error, S3ErrorCode, StdError};

use super::answer::Answers;
use super::aws_chunked::{ChunkError, Decoder};
use super::context::{Decoded, RequestContext, Store};
use super::host::BucketHost;
use super::payload;
use super::range;
use super::unbuilt;
use crate::aws::Aws;
use crate::wire::unread::Unread;
use crate::world::origin::Origin;
use crate::world::provenance::named_by_a_key;

/// Serves S3's requests out of the one world.
#[derive(Debug, Clone)]
pub struct S3Front {
    service: S3Service,
    answers: Arc<Answers>,
}

impl S3Front {
    pub fn new(aws: Arc<Aws>, unread: Unread) -> Self {
        let mut builder = S3ServiceBuilder::new(Store::new(aws, unread));
        builder.set_host(BucketHost);
        builder.set_validation(AnyName);
        Self {
            service: builder.build(),
            answers: Arc::new(Answers::new()),
        }
    }

    /// An id for a request, in S3's form.
    pub fn request_id(&self) -> Arc<str> {
        self.answers.request_id()
    }

    /// Answers one request; what fails inside is a 500 in S3's words.
    pub async fn call(
        &self,
        request: Request<Body>,
        origin: Origin,
        request_id: &Arc<str>,
    ) -> Response<Body> {
        let asked = self.answers.asked(&request, request_id);
        match self.answer(request, origin, request_id).await {
            Ok(response) => Answers::finish(&asked, response),
            Err(error) => Answers::refuse(&asked, error),
        }
    }

    async fn answer(
        &self,
        request: Request<Body>,
        origin: Origin,
        request_id: &Arc<str>,
    ) -> Result<Response<s3s::Body>, S3Error> {
        let request = ready(request, origin, request_id)?;
        let context = request.extensions().get::<RequestContext>();
        let decoded = context.map(|context| Arc::clone(&context.decoded));
        let answered = self.service.call(request).await;
        let response = answered
            .map_err(|error| S3Error::with_source(S3ErrorCode::InternalError, error.into()))?;
        match decoded.filter(|_| response.status().is_server_error()) {
            Some(decoded) => broken_by(&decoded).map_or(Ok(response), Err),
            None => Ok(response),
        }
    }
}

/// What was wrong with a body that was to be undone, where anything was.
fn broken_by(decoded: &Mutex<Decoded>) -> Option<S3Error> {
    let mut decoded = decoded
        .lock()
        .expect("nothing panics while it holds the lock");
    let error = decoded.error.take()?;
    Some(payload::broken_body(error.into()))
}

/// The world tells good names from bad, in S3's words.
struct AnyName;

impl NameValidation for AnyName {
    fn validate_bucket_name(&self, name: &str) -> bool {
        !name.is_empty()
    }
}

/// The request as `s3s` can take it: unsigned, and with the object's own bytes as its body.
fn ready(
    request: Request<Body>,
    origin: Origin,
    request_id: &Arc<str>,
) -> Result<Request<s3s::Body>, S3Error> {
    let (mut parts, body) = request.into_parts();
    take_off_signature(&mut parts);
    let origin = with_headers(origin, &parts.headers);
    let context = RequestContext {
        origin: Origin {
            expected_bucket_owner: expected_owner(&parts.headers, "x-amz-expected-bucket-owner"),
            ..origin
        },
        expected_source_owner: expected_owner(&parts.headers, "x-amz-source-expected-bucket-owner"),
        request_id: Arc::clone(request_id),
        decoded: Arc::default(),
    };
    unbuilt::check(&parts.method, &parts.uri, &parts.headers)?;
    range::settle(&mut parts.headers);
    let body = if is_aws_chunked(&parts.headers) {
        let expected = take_off_coding(&mut parts.headers);
        decode(body, expected, Arc::clone(&context.decoded))
    } else {
        s3s::Body::http_body_unsync(body)
    };
    parts.extensions.insert(context);
    Ok(Request::from_parts(parts, body))
}

/// The caller, with the headers that policies may ask for.
fn with_headers(mut origin: Origin, headers: &HeaderMap) -> Origin {
    if let Some(provenance) = &mut origin.provenance {
        let asked = headers.iter().filter_map(|(name, value)| {
            let name = named_by_a_key(name.as_str())?;
            let value = str::from_utf8(value.as_bytes()).ok()?;
            Some((name, value.to_owned()))
        });
        Arc::make_mut(provenance).headers.extend(asked);
    }
    origin
}

/// Whose the caller takes a bucket to be.
fn expected_owner(headers: &HeaderMap, name: &str) -> Option<Arc<str>> {
    let owner = headers.get(name)?;
    Some(String::from_utf8_lossy(owner.as_bytes()).into())
}

/// Query parameters that make up a signature, versions 4 and 2.
const SIGNATURE_PARAMETERS: [&str; 10] = [
    "x-amz-algorithm",
    "x-amz-credential",
    "x-amz-date",
    "x-amz-expires",
    "x-amz-signedheaders",
    "x-amz-signature",
    "x-amz-security-token",
    "awsaccesskeyid",
    "signature",
    "expires",
];

/// Takes off the signature. What a presigned URL carries in place of `x-amz-` headers becomes headers again.
fn take_off_signature(parts: &mut request::Parts) {
    parts.headers.remove(AUTHORIZATION);
    let is_kept = |(name, _): (&str, &str)| !is_signature(name) && !is_header(name);
    let query = parts.uri.query();
    let Some(query) = query.filter(|query| !parameters(query).all(is_kept)) else {
        return;
    };
    let mut kept = String::new();
    for (name, value) in parameters(query).filter(|(name, _)| !is_signature(name)) {
        if is_header(name) {
            keep_as_header(&mut parts.headers, name, value);
            continue;
        }
        let separator = if kept.is_empty() { "?" } else { "&" };
        let _ = write!(kept, "{separator}{name}{value}");
    }
    let path_and_query = format!("{}{kept}", parts.uri.path());
    let mut uri = parts.uri.clone().into_parts();
    uri.path_and_query = path_and_query.parse().ok();
    if let Ok(uri) = Uri::from_parts(uri) {
        parts.uri = uri;
    }
}

/// The names of a query, and what follows each: its value behind `=`, or nothing.
fn parameters(query: &str) -> impl Iterator<Item = (&str, &str)> {
    let parameters = query.split('&');
    parameters.map(|parameter| parameter.split_at(parameter.find('=').unwrap_or(parameter.len())))
}

fn is_signature(name: &str) -> bool {
    let mut known = SIGNATURE_PARAMETERS.iter();
    known.any(|known| name.eq_ignore_ascii_case(known))
}

fn is_header(name: &str) -> bool {
    const PREFIX: &str = "x-amz-";
    let start = name.get(..PREFIX.len());
    start.is_some_and(|start| start.eq_ignore_ascii_case(PREFIX))
}

fn keep_as_header(headers: &mut HeaderMap, name: &str, value: &str) {
    let value = value.strip_prefix('=').unwrap_or(value);
    let value: String = percent_encoding::percent_decode_str(value)
        .decode_utf8_lossy()
        .into();
    let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) else {
        return;
    };
    headers.entry(name).or_insert(value);
}

fn is_aws_chunked(headers: &HeaderMap) -> bool {
    let payload = headers
        .get("x-amz-content-sha256")
        .map(HeaderValue::as_bytes);
    payload.is_some_and(|value| value.starts_with(b"STREAMING-"))
        || codings(headers).any(|coding| coding == "aws-chunked")
}

fn codings(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    let values = headers.get_all(CONTENT_ENCODING).iter();
    values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
}

/// Makes the headers tell of the decoded body; how many bytes it should have.
fn take_off_coding(headers: &mut HeaderMap) -> Option<u64> {
    let others: Vec<_> = codings(headers)
        .filter(|coding| *coding != "aws-chunked")
        .collect();
    let others = others.join(",");
    headers.remove(CONTENT_ENCODING);
    if let Ok(value) = HeaderValue::try_from(others)
        && !value.is_empty()
    {
        headers.insert(CONTENT_ENCODING, value);
    }
    headers.remove("x-amz-content-sha256");
    let decoded = headers.get("x-amz-decoded-content-length").cloned();
    headers.remove(CONTENT_LENGTH);
    let decoded = decoded?;
    let length = decoded.to_str().ok()?.parse().ok();
    headers.insert(CONTENT_LENGTH, decoded);
    length
}

fn decode(body: Body, expected: Option<u64>, decoded: Arc<Mutex<Decoded>>) -> s3s::Body {
    let wire = BodyDataStream::new(body).map_err(StdError::from);
    let decoding = Decoding {
        wire: Box::pin(wire),
        decoder: Some(Decoder::default()),
        expected,
        decoded,
    };
    let chunks = stream::try_unfold(decoding, |mut decoding| async move {
        let chunks = decoding.next().await;
        let chunks = chunks.inspect_err(|error| decoding.note(error))?;
        Ok::<_, StdError>(chunks.map(|chunks| (chunks, decoding)))
    });
    let bytes = chunks
        .map_ok(|chunks| stream::iter(chunks.into_iter().map(Ok::<_, StdError>)))
        .try_flatten();
    s3s::Body::http_body_unsync(StreamBody::new(bytes.map_ok(Frame::data).boxed()))
}

/// A body that is being decoded.
struct Decoding<S> {
    wire: S,
    decoder: Option<Decoder>,
    expected: Option<u64>,
    decoded: Arc<Mutex<Decoded>>,
}

impl<S> Decoding<S> {
    fn decoded(&self) -> MutexGuard<'_, Decoded> {
        let decoded = self.decoded.lock();
        decoded.expect("nothing panics while it holds the lock")
    }

    fn note(&self, error: &StdError) {
        self.decoded().error = error.downcast_ref().cloned();
    }
}

impl<S: Stream<Item = Result<Bytes, StdError>> + Unpin> Decoding<S> {
    /// The bytes of the object in the next bytes off the wire; `None` at the end.
    async fn next(&mut self) -> Result<Option<Vec<Bytes>>, StdError> {
        let Some(mut decoder) = self.decoder.take() else {
            return Ok(None);
        };
        let Some(wire) = self.wire.next().await else {
            let trailers = decoder.finish(self.expected)?;
            self.decoded().trailers = trailers;
            return Ok(None);
        };
        let mut data = Vec::new();
        decoder
            .feed(wire?, &mut data)
            .map_err(|error: ChunkError| StdError::from(error))?;
        decoder.check(self.expected)?;
        self.decoder = Some(decoder);
        Ok(Some(data))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::scope;

    fn readied(uri: &str, headers: &[(&str, &str)]) -> Request<s3s::Body> {
        let mut request = Request::builder().uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::empty()).unwrap();
        let (headers, uri, id) = (request.headers(), request.uri(), Arc::from("id"));
        let scope = scope::credential_scope(headers, uri);
        let origin = scope::origin(
            scope.as_ref(),
            headers,
            uri,
            std::net::Ipv4Addr::LOCALHOST.into(),
            Arc::clone(&id),
        );
        ready(request, origin, &id).unwrap()
    }

    #[test]
    fn a_presigned_url_becomes_an_unsigned_request() {
        let request = readied(
            "/b/a%20b?versionId=1&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AK%2F20260419%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=20260419T000000Z&X-Amz-Expires=1&X-Amz-SignedHeaders=host&X-Amz-Signature=ab&x-amz-meta-who=a%20b&tagging",
            &[],
        );
        assert_eq!(request.uri(), "/b/a%20b?versionId=1&tagging");
        assert_eq!(request.headers()["x-amz-meta-who"], "a b");
        let context = request.extensions().get::<RequestContext>().unwrap();
        assert_eq!(context.origin.region.as_str(), "eu-west-1");
        assert_eq!(context.origin.access_key.as_deref(), Some("AK"));
    }

    #[test]
    fn the_headers_tell_of_the_decoded_body() {
        let request = readied(
            "/b/k",
            &[
                (
                    "authorization",
                    "AWS4-HMAC-SHA256 Credential=AK/20260419/us-east-1/s3/aws4_request",
                ),
                ("content-encoding", "gzip, aws-chunked"),
                ("content-length", "99"),
                ("x-amz-decoded-content-length", "5"),
                ("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"),
            ],
        );
        let headers = request.headers();
        assert_eq!(headers[CONTENT_ENCODING], "gzip");
        assert_eq!(headers[CONTENT_LENGTH], "5");
        assert!(!headers.contains_key(AUTHORIZATION));
        assert!(!headers.contains_key("x-amz-content-sha256"));
    }
}
