//! What every answer of S3 has: request ids, and in an error a message.
//!
//! `s3s` leaves out the message of the refusals that it makes by itself, and ids altogether.

use std::sync::{Mutex, PoisonError};

use axum::body::Body;
use http::header::{CONTENT_LENGTH, HeaderName, HeaderValue, SERVER};
use http::{Response, StatusCode};
use s3s::S3Error;

/// The two ids of an answer, by which a log line is found.
#[derive(Debug)]
struct Ids {
    request: String,
    host: String,
}

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

    /// What `s3s` made, with the ids and, in an error, a message.
    pub(super) fn finish(&self, response: Response<s3s::Body>) -> Response<Body> {
        let ids = self.ids();
        let (mut parts, mut body) = response.into_parts();
        if !parts.status.is_success()
            && let Some(bytes) = body.bytes()
            && let Some(error) = std::str::from_utf8(&bytes)
                .ok()
                .and_then(|xml| complete_error(xml, &ids))
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
    pub(super) fn refuse(&self, error: S3Error) -> Response<Body> {
        let answered = error.to_http_response();
        self.finish(answered.unwrap_or_else(|_| {
            let mut response = Response::new(s3s::Body::empty());
            *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
            response
        }))
    }

    fn ids(&self) -> Ids {
        // A generator of ids is sound whatever happened to its last user.
        let mut random = self.random.lock().unwrap_or_else(PoisonError::into_inner);
        Ids {
            request: format!("{:016X}", random.u64(..)),
            host: format!("{:032x}", random.u128(..)),
        }
    }
}

/// The XML of an error with everything in it that S3 sends; `None` when it is no error.
fn complete_error(xml: &str, ids: &Ids) -> Option<String> {
    let start = xml.strip_suffix("</Error>")?;
    let (_, after) = start.split_once("<Code>")?;
    let (code, _) = after.split_once("</Code>")?;
    let message = if start.contains("<Message>") {
        String::new()
    } else {
        format!("<Message>{}</Message>", message_of(code))
    };
    let (request, host) = (&ids.request, &ids.host);
    Some(format!(
        "{start}{message}<RequestId>{request}</RequestId><HostId>{host}</HostId></Error>"
    ))
}

/// The messages of the codes that `s3s` refuses with by itself.
/// Source: <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>
fn message_of(code: &str) -> &'static str {
    match code {
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
        "NotImplemented" => "A header you provided implies functionality that is not implemented",
        _ => "The request was refused.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn completed(xml: &str) -> Option<String> {
        let ids = Ids {
            request: "R".to_owned(),
            host: "H".to_owned(),
        };
        complete_error(xml, &ids)
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
}
