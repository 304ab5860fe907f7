//! The bytes of an object on their way in and out.
//!
//! In: streamed to [`crate::bodies`] while MD5 and checksum are computed, and held against what the client said of them.
//! Out: streamed piece by piece.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use http::{HeaderMap, StatusCode};
use http_body::Frame;
use http_body_util::StreamBody;
use md5::{Digest as _, Md5};
use s3s::dto::StreamingBlob;
use s3s::{S3Error, S3ErrorCode, S3Result};
use sha2::Sha256;

use super::aws_chunked::ChunkError;
use super::context::RequestContext;
use super::error::not_implemented;
use crate::bodies::{Bodies, Body};
use crate::world::bucket::checksum::Hasher;
use crate::world::bucket::{Checksum, ChecksumAlgorithm, Content, Piece};
use crate::world::hex::hex;

/// The most bytes of one PUT.
/// Source: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/upload-objects.html>
const MAX_PUT_BYTES: u64 = 5 * 1024 * 1024 * 1024;

/// Bytes that were stored, and what they are called by.
#[derive(Debug)]
pub(super) struct Received {
    pub(super) content: Content,
    /// Their MD5 in hexadecimal.
    pub(super) e_tag: String,
    pub(super) checksum: Checksum,
}

/// Leaves the bytes of a request that was refused to the client, where it waits to be told whether to send them. Others hear the answer
/// when they have sent all of it: nothing is kept.
pub(super) async fn pass_over(body: Option<StreamingBlob>, headers: &HeaderMap) {
    let Some(mut body) = body.filter(|_| !waits(headers)) else {
        return;
    };
    while let Some(Ok(_)) = body.next().await {}
}

/// So many bytes are on their way before a decision on them could be told.
const READ_FIRST_BYTES: u64 = 64 * 1024;

/// Whether the bytes are read before it is decided whether the client may put them: few, which it sends whatever it is told. So the call is
/// judged once, as all others are.
pub(super) fn is_read_first(headers: &HeaderMap) -> bool {
    let length = text(headers, "content-length").and_then(|length| length.parse().ok());
    length.is_some_and(|length: u64| length <= READ_FIRST_BYTES) && !waits(headers)
}

/// Whether the client waits to be told to send the bytes.
fn waits(headers: &HeaderMap) -> bool {
    text(headers, "expect").is_some_and(|told| told.eq_ignore_ascii_case("100-continue"))
}

/// What the client says of the bytes before they come.
#[derive(Debug, Default)]
struct Claims {
    md5: Option<Vec<u8>>,
    /// In hexadecimal: `x-amz-content-sha256` of a payload that was signed as a whole.
    sha256: Option<String>,
    /// The algorithm whose checksum is kept.
    algorithm: Option<ChecksumAlgorithm>,
    /// The value that the checksum must have, in base64.
    checksum: Option<String>,
    /// The checksum comes behind the bytes.
    in_trailer: bool,
}

impl Claims {
    fn read(headers: &HeaderMap) -> S3Result<Self> {
        let mut claims = Self {
            md5: content_md5(headers)?,
            sha256: text(headers, "x-amz-content-sha256")
                .filter(|value| value.len() == 64)
                .map(str::to_ascii_lowercase),
            ..Self::default()
        };
        refuse_unknown_checksums(headers)?;
        for algorithm in ChecksumAlgorithm::ALL {
            if let Some(value) = text(headers, header_name(algorithm)) {
                claims.algorithm = Some(algorithm);
                claims.checksum = Some(value.to_owned());
            }
        }
        if claims.checksum.is_none() {
            claims.read_trailer_name(headers);
        }
        Ok(claims)
    }

    fn read_trailer_name(&mut self, headers: &HeaderMap) {
        let trailer = text(headers, "x-amz-trailer").unwrap_or_default();
        let named = trailer.split(',').find_map(|name| {
            let name = name.trim().to_ascii_lowercase();
            ChecksumAlgorithm::from_name(name.strip_prefix("x-amz-checksum-")?)
        });
        self.in_trailer = named.is_some();
        self.algorithm = named.or_else(|| {
            let name = text(headers, "x-amz-sdk-checksum-algorithm");
            name.and_then(ChecksumAlgorithm::from_name)
        });
    }
}

/// S3 knows more algorithms by now. A checksum of one of these could not be checked, so it is not accepted either.
fn refuse_unknown_checksums(headers: &HeaderMap) -> S3Result<()> {
    const SETTINGS: [&str; 3] = ["algorithm", "mode", "type"];
    let trailers = text(headers, "x-amz-trailer")
        .unwrap_or_default()
        .split(',')
        .map(str::trim);
    let names = headers.keys().map(http::HeaderName::as_str).chain(trailers);
    for name in names {
        let name = name.to_ascii_lowercase();
        let Some(algorithm) = name.strip_prefix("x-amz-checksum-") else {
            continue;
        };
        if !SETTINGS.contains(&algorithm) && ChecksumAlgorithm::from_name(algorithm).is_none() {
            return Err(not_implemented(&format!("the checksum {algorithm}")));
        }
    }
    Ok(())
}

fn header_name(algorithm: ChecksumAlgorithm) -> &'static str {
    match algorithm {
        ChecksumAlgorithm::Crc32 => "x-amz-checksum-crc32",
        ChecksumAlgorithm::Crc32c => "x-amz-checksum-crc32c",
        ChecksumAlgorithm::Crc64Nvme => "x-amz-checksum-crc64nvme",
        ChecksumAlgorithm::Sha1 => "x-amz-checksum-sha1",
        ChecksumAlgorithm::Sha256 => "x-amz-checksum-sha256",
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn content_md5(headers: &HeaderMap) -> S3Result<Option<Vec<u8>>> {
    let Some(value) = text(headers, "content-md5") else {
        return Ok(None);
    };
    match BASE64.decode(value) {
        Ok(bytes) if bytes.len() == 16 => Ok(Some(bytes)),
        _ => Err(S3Error::with_message(
            S3ErrorCode::InvalidDigest,
            "The Content-MD5 you specified was invalid.",
        )),
    }
}

/// Stores the bytes of a request. On a refusal nothing is kept.
pub(super) async fn receive(
    bodies: &Arc<Bodies>,
    stream: Option<StreamingBlob>,
    headers: &HeaderMap,
    context: &RequestContext,
) -> S3Result<Received> {
    let mut claims = Claims::read(headers)?;
    let algorithm = claims.algorithm.unwrap_or(ChecksumAlgorithm::Crc64Nvme);
    let mut writer = bodies.writer();
    let mut digests = Digests::new(algorithm, claims.sha256.is_some());
    if let Some(mut stream) = stream {
        while let Some(chunk) = stream.next().await {
            let chunk = chunk.map_err(broken_body)?;
            digests.update(&chunk);
            writer
                .write(&chunk)
                .await
                .map_err(S3Error::internal_error)?;
            if writer.length() > MAX_PUT_BYTES {
                return Err(S3ErrorCode::EntityTooLarge.into());
            }
        }
    }
    if claims.in_trailer {
        claims.checksum = Some(
            context
                .trailer(header_name(algorithm))
                .ok_or_else(missing_trailer)?,
        );
    }
    let (e_tag, checksum) = digests.verify(&claims)?;
    let length = writer.length();
    let body = writer.finish().await.map_err(S3Error::internal_error)?;
    Ok(Received {
        content: Content::whole(body, length),
        e_tag,
        checksum,
    })
}

/// Stores bytes that come from another object.
pub(super) async fn copy(
    bodies: &Arc<Bodies>,
    mut stream: StreamingBlob,
    algorithm: ChecksumAlgorithm,
) -> S3Result<Received> {
    let mut writer = bodies.writer();
    let mut digests = Digests::new(algorithm, false);
    while let Some(chunk) = stream.next().await {
        let chunk =
            chunk.map_err(|source| S3Error::with_source(S3ErrorCode::InternalError, source))?;
        digests.update(&chunk);
        writer
            .write(&chunk)
            .await
            .map_err(S3Error::internal_error)?;
    }
    let (e_tag, checksum) = digests.verify(&Claims::default())?;
    let length = writer.length();
    let body = writer.finish().await.map_err(S3Error::internal_error)?;
    Ok(Received {
        content: Content::whole(body, length),
        e_tag,
        checksum,
    })
}

/// Gives up bytes that the world did not take.
pub(super) fn give_up(bodies: &Bodies, content: &Content) {
    for piece in content.pieces() {
        bodies.remove(piece.body);
    }
}

struct Digests {
    md5: Md5,
    sha256: Option<Sha256>,
    checksum: Hasher,
}

impl Digests {
    fn new(algorithm: ChecksumAlgorithm, with_sha256: bool) -> Self {
        Self {
            md5: Md5::new(),
            sha256: with_sha256.then(Sha256::new),
            checksum: Hasher::new(algorithm),
        }
    }

    fn update(&mut self, bytes: &Bytes) {
        self.md5.update(bytes);
        self.checksum.update(bytes);
        if let Some(sha256) = &mut self.sha256 {
            sha256.update(bytes);
        }
    }

    /// The ETag and the checksum, unless one of them is not what the client claims.
    fn verify(self, claims: &Claims) -> S3Result<(String, Checksum)> {
        let md5 = self.md5.finalize();
        if claims
            .md5
            .as_ref()
            .is_some_and(|claimed| claimed[..] != md5[..])
        {
            return Err(bad_digest("Content-MD5", "what we received"));
        }
        let checksum = self.checksum.finish();
        if claims
            .checksum
            .as_ref()
            .is_some_and(|claimed| *claimed != checksum.value)
        {
            return Err(bad_digest(
                checksum.algorithm.name(),
                "the calculated checksum",
            ));
        }
        let sha256 = self.sha256.map(|sha256| hex(&sha256.finalize()));
        if sha256 != claims.sha256 {
            return Err(bad_request(
                "XAmzContentSHA256Mismatch",
                "The provided 'x-amz-content-sha256' header does not match what was computed.",
            ));
        }
        Ok((hex(&md5), checksum))
    }
}

fn bad_digest(claimed: &str, computed: &str) -> S3Error {
    let message = format!("The {claimed} you specified did not match {computed}.");
    S3Error::with_message(S3ErrorCode::BadDigest, message)
}

fn missing_trailer() -> S3Error {
    bad_request(
        "MalformedTrailerError",
        "The request contained trailing data that was not well-formed or did not conform to our published schema.",
    )
}

/// A refusal with a code that `s3s` does not know.
fn bad_request(code: &'static str, message: &'static str) -> S3Error {
    let mut error = S3Error::with_message(S3ErrorCode::Custom(code.into()), message);
    error.set_status_code(StatusCode::BAD_REQUEST);
    error
}

/// A body that broke off, or that is not what its headers say.
pub(super) fn broken_body(source: s3s::StdError) -> S3Error {
    let code = match source.downcast_ref::<ChunkError>() {
        None | Some(ChunkError::Incomplete | ChunkError::Length { .. }) => {
            S3ErrorCode::IncompleteBody
        }
        Some(_) => S3ErrorCode::InvalidRequest,
    };
    let message = match code {
        S3ErrorCode::IncompleteBody => {
            "You did not provide the number of bytes specified by the Content-Length HTTP header"
                .to_owned()
        }
        _ => format!("The body is not aws-chunked: {source}"),
    };
    let mut error = S3Error::with_message(code, message);
    error.set_source(source);
    error
}

/// The bytes of a content; `None` when some of them were dropped since the world named them.
pub(super) fn send(bodies: &Bodies, content: &Content) -> Option<StreamingBlob> {
    let open = |piece: &Piece| bodies.open(piece.body).map(|body| (body, *piece));
    let opened: Option<Vec<(Arc<Body>, Piece)>> = content.pieces().iter().map(open).collect();
    let pieces = stream::iter(opened?);
    let bytes = pieces.flat_map(|(body, piece)| body.read(piece));
    let frames = StreamBody::new(bytes.map_ok(Frame::data));
    Some(s3s::Body::http_body_unsync(frames).into())
}
