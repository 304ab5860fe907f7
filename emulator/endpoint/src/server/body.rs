//! Request bodies, whole, within a bound, unpacked.

use std::io::Read;

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use flate2::read::MultiGzDecoder;
use http::HeaderMap;
use http::header::CONTENT_ENCODING;
use http_body_util::BodyExt;

use crate::wire::refusal::Refusal;

/// The largest body of an operation of SQS, CloudWatch or Logs, packed and unpacked. A batch of 1 MiB of messages is at most
/// 6 MiB in JSON, when every character has to be escaped.
pub(super) const MAX_API_BYTES: usize = 16 << 20;

/// The largest body of an operation of Lambda: a 50 MB zip file in base64 is 67 MB.
pub(super) const MAX_LAMBDA_BYTES: usize = 72 << 20;

/// The body, unpacked where it says that it is gzip.
pub(super) async fn read(headers: &HeaderMap, body: Body, limit: usize) -> Result<Bytes, Refusal> {
    let packed = collect(body, limit).await?;
    match headers.get(CONTENT_ENCODING) {
        Some(encoding) if encoding == "gzip" => gunzip(&packed, limit),
        _ => Ok(packed),
    }
}

async fn collect(mut body: Body, limit: usize) -> Result<Bytes, Refusal> {
    let mut collected = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let frame =
            frame.map_err(|error| Refusal::bad_encoding(format!("the body broke off: {error}")))?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        let size = collected.len() + data.len();
        if size > limit {
            return Err(Refusal::too_large(size, limit));
        }
        collected.extend_from_slice(&data);
    }
    Ok(collected.freeze())
}

fn gunzip(packed: &[u8], limit: usize) -> Result<Bytes, Refusal> {
    let mut unpacked = Vec::new();
    // One byte above the limit is enough to know that there is too much.
    MultiGzDecoder::new(packed)
        .take(limit as u64 + 1)
        .read_to_end(&mut unpacked)
        .map_err(|error| Refusal::bad_encoding(format!("the body is no gzip: {error}")))?;
    if unpacked.len() > limit {
        return Err(Refusal::too_large(unpacked.len(), limit));
    }
    Ok(Bytes::from(unpacked))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[tokio::test]
    async fn a_packed_body_is_unpacked() {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_ENCODING, "gzip".parse().unwrap());
        let body = Body::from(gzip(b"abc"));
        assert_eq!(read(&headers, body, 100).await.unwrap(), "abc");
        let body = Body::from("abc");
        assert_eq!(read(&headers, body, 100).await.unwrap_err().status, 400);
        let bomb = Body::from(gzip(&vec![0; 1 << 20]));
        assert_eq!(read(&headers, bomb, 1 << 16).await.unwrap_err().status, 413);
    }

    #[tokio::test]
    async fn a_body_above_the_bound_is_refused() {
        let headers = HeaderMap::new();
        assert!(read(&headers, Body::from("abc"), 3).await.is_ok());
        assert_eq!(
            read(&headers, Body::from("abcd"), 3)
                .await
                .unwrap_err()
                .status,
            413
        );
    }
}
