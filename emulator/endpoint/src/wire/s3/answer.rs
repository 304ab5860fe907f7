//! What every answer of S3 has: request ids, and in an error a message.
//!
//! `s3s` leaves out the message of the refusals that it makes by itself, and ids altogether.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::Body;
use http::header::{CONTENT_LENGTH, CONTENT_RANGE, HeaderMap, HeaderName, HeaderValue, SERVER};
use http::{Method, Request, Response, StatusCode, Uri};
use s3s::S3Error;

use super::range;
use crate::wire::{refusal, xml};

/// What an error says again of its request.
#[derive(Debug)]
pub(super) struct Asked {
    ids: Ids,
    method: Method,
    uri: Uri,
    range: Option<String>,
}

impl Asked {
    fn of(request: &Request<Body>, ids: Ids) -> Self {
        Self {
            ids,
            method: request.method().clone(),
            uri: request.uri().clone(),
            range: range::asked(request.headers()).map(str::to_owned),
        }
    }
}

/// The two ids of an answer, by which a log line is found.
#[derive(Debug)]
struct Ids {
    request: Arc<str>,
    host: String,
}

/// The status that an operation says its answer has: `s3s` asks only some of them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said(pub(super) StatusCode);

/// Finishes answers.
#[derive(Debug)]
pub(super) struct Answers {
    /// Nothing in the world depends on these ids, so they need no seed.
    random: Mutex<fastrand::Rng>,
}

impl Answers {
    pub(super) fn new() -> Self {
        Self {
            random: Mutex::new(fastrand::Rng::new()),
        }
    }

    /// What an answer will say again of this request.
    pub(super) fn asked(&self, request: &Request<Body>, request_id: &Arc<str>) -> Asked {
        let ids = Ids {
            request: Arc::clone(request_id),
            host: self.host_id(),
        };
        Asked::of(request, ids)
    }

    /// An id in S3's form.
    pub(super) fn request_id(&self) -> Arc<str> {
        format!("{:016X}", self.random().u64(..)).into()
    }

    /// What `s3s` made, with the ids and, in an error, a message.
    ///
    /// # Where this differs from AWS
    /// What is not built is 400, not 501: SDKs try a 5xx again.
    pub(super) fn finish(asked: &Asked, response: Response<s3s::Body>) -> Response<Body> {
        let ids = &asked.ids;
        let (mut parts, mut body) = response.into_parts();
        if let Some(Said(status)) = parts.extensions.remove() {
            parts.status = status;
        }
        if parts.status == StatusCode::NOT_IMPLEMENTED {
            parts.status = StatusCode::BAD_REQUEST;
        }
        if !parts.status.is_success()
            && let Some(bytes) = body.bytes()
            && let Some(error) = std::str::from_utf8(&bytes)
                .ok()
                .and_then(|xml| complete_error(xml, asked, &parts.headers))
        {
            parts.headers.remove(CONTENT_LENGTH);
            body = s3s::Body::from(error);
        }
        let mut set = |name: &'static str, value: &str| {
            if let Ok(value) = HeaderValue::from_str(value) {
                parts.headers.insert(HeaderName::from_static(name), value);
            }
        };
        set("x-amz-request-id", &ids.request);
        set("x-amz-id-2", &ids.host);
        parts
            .headers
            .insert(SERVER, HeaderValue::from_static("AmazonS3"));
        Response::from_parts(parts, Body::new(body))
    }

    /// The answer to a request that never reached an operation.
    pub(super) fn refuse(asked: &Asked, error: S3Error) -> Response<Body> {
        let answered = error.to_http_response();
        Self::finish(
            asked,
            answered.unwrap_or_else(|_| {
                let mut response = Response::new(s3s::Body::empty());
                *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
                response
            }),
        )
    }

    fn host_id(&self) -> String {
        let mut random = self.random();
        format!("{:016x}{:016x}", random.u64(..), random.u64(..))
    }

    fn random(&self) -> MutexGuard<'_, fastrand::Rng> {
        // A generator of ids is sound whatever happened to its last user.
        self.random.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The XML of an error with everything in it that S3 sends; `None` when it is no error.
fn complete_error(xml: &str, asked: &Asked, headers: &HeaderMap) -> Option<String> {
    let start = xml.strip_suffix("</Error>")?;
    let start = start.replace(UNKNOWN_OPERATION, "");
    let (_, after) = start.split_once("<Code>")?;
    let (code, _) = after.split_once("</Code>")?;
    let message = if start.contains("<Message>") {
        String::new()
    } else {
        format!("<Message>{}</Message>", message_of(code, asked))
    };
    let members = if code == "InvalidRange" {
        range_members(asked, headers)
    } else {
        String::new()
    };
    let (request, host) = (&asked.ids.request, &asked.ids.host);
    Some(format!(
        "{start}{message}{members}<RequestId>{request}</RequestId><HostId>{host}</HostId></Error>"
    ))
}

/// What `s3s` says of a request that it takes for no operation at all, without saying which.
const UNKNOWN_OPERATION: &str = "<Message>Unknown operation</Message>";

/// Which range was asked for, and of how many bytes. `Content-Range` has the latter: `bytes */10`.
fn range_members(asked: &Asked, headers: &HeaderMap) -> String {
    let asked = asked
        .range
        .as_ref()
        .map(|range| format!("<RangeRequested>{range}</RangeRequested>"));
    let content_range = headers
        .get(CONTENT_RANGE)
        .and_then(|range| range.to_str().ok());
    let size = content_range
        .and_then(|range| range.strip_prefix("bytes */"))
        .map(|size| format!("<ActualObjectSize>{size}</ActualObjectSize>"));
    [asked, size].into_iter().flatten().collect()
}

/// The messages of the codes that `s3s` refuses with by itself.
/// Source: <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>
fn message_of(code: &str, asked: &Asked) -> String {
    let message = match code {
        "EntityTooLarge" => "Your proposed upload exceeds the maximum allowed size",
        "IncompleteBody" => {
            "You did not provide the number of bytes specified by the Content-Length HTTP header"
        }
        "InternalError" => "We encountered an internal error. Please try again.",
        "InvalidBucketName" => "The specified bucket is not valid.",
        "InvalidRange" => "The requested range is not satisfiable",
        "InvalidURI" => "Couldn't parse the specified URI.",
        "KeyTooLongError" => "Your key is too long",
        "MalformedPOSTRequest" => {
            "The body of your POST request is not well-formed multipart/form-data."
        }
        "MalformedXML" => {
            "The XML you provided was not well-formed or did not validate against our published schema"
        }
        "MaxMessageLengthExceeded" => "Your request was too big.",
        "MethodNotAllowed" => "The specified method is not allowed against this resource.",
        "MissingContentLength" => "You must provide the Content-Length HTTP header.",
        "NotImplemented" => {
            let operation = format!("{} {}", asked.method, asked.uri.path());
            return xml::escaped(&refusal::not_built("Amazon S3", &operation));
        }
        _ => "The request was refused.",
    };
    message.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn completed(xml: &str) -> Option<String> {
        let asked = Asked {
            ids: Ids {
                request: "R".into(),
                host: "H".to_owned(),
            },
            method: Method::GET,
            uri: Uri::from_static("/a&b"),
            range: Some("bytes=10-".to_owned()),
        };
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_RANGE, HeaderValue::from_static("bytes */10"));
        complete_error(xml, &asked, &headers)
    }

    #[test]
    fn an_error_without_a_message_gets_its_codes_own() {
        assert_eq!(
            completed("<?xml version=\"1.0\"?><Error><Code>MethodNotAllowed</Code></Error>")
                .unwrap(),
            "<?xml version=\"1.0\"?><Error><Code>MethodNotAllowed</Code><Message>The specified method is not allowed against this resource.</Message><RequestId>R</RequestId><HostId>H</HostId></Error>"
        );
    }

    #[test]
    fn an_error_with_a_message_keeps_it() {
        assert_eq!(
            completed("<Error><Code>X</Code><Message>why</Message></Error>").unwrap(),
            "<Error><Code>X</Code><Message>why</Message><RequestId>R</RequestId><HostId>H</HostId></Error>"
        );
        assert_eq!(completed("<ListBucketResult/>"), None);
    }

    #[test]
    fn a_range_that_cannot_be_had_is_told_again_with_the_size() {
        assert_eq!(
            completed("<Error><Code>InvalidRange</Code><Message>why</Message></Error>").unwrap(),
            "<Error><Code>InvalidRange</Code><Message>why</Message><RangeRequested>bytes=10-</RangeRequested><ActualObjectSize>10</ActualObjectSize><RequestId>R</RequestId><HostId>H</HostId></Error>"
        );
    }

    #[test]
    fn a_request_that_is_no_operation_is_named() {
        let unknown =
            "<Error><Code>NotImplemented</Code><Message>Unknown operation</Message></Error>";
        let completed = completed(unknown).unwrap();
        assert!(
            completed.contains("The operation GET /a&amp;b of Amazon S3"),
            "{completed}"
        );
    }
}
