//! `Invoke`, which is no operation of restJson's usual kind: the body is the event, the answer's body what the function
//! answered, and everything else stands in headers.
//!
//! <https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html>

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode, Uri};
use percent_encoding::percent_decode_str;
use serde::de::IgnoredAny;

use super::form;
use super::refusal::Refusal;
use super::service::refusal_of;
use crate::world::Error;
use crate::world::function::{
    FunctionError, InvocationType, MAX_PAYLOAD_BYTES, Outcome, QualifiedName, Version,
    function_target,
};
use crate::world::origin::Home;

/// Bytes of a log that an answer shows at most.
pub const MAX_TAIL_BYTES: usize = 4096;

/// What a request to invoke asks for, besides the event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invoke {
    /// As the path spells it.
    pub name: String,
    /// A version or an alias.
    pub qualifier: Option<String>,
    /// Where the function is.
    pub home: Home,
    /// `X-Amz-Invocation-Type`.
    pub kind: InvocationType,
    /// Whether the answer shows the end of the log (`X-Amz-Log-Type: Tail`).
    pub wants_log: bool,
}

/// The name in `/2015-03-31/functions/<name>/invocations`; `None` for any other request.
pub fn function_of<'a>(method: &Method, uri: &'a Uri) -> Option<&'a str> {
    let name = uri.path().strip_prefix("/2015-03-31/functions/")?;
    let name = name.strip_suffix("/invocations")?;
    (method == Method::POST && !name.contains('/')).then_some(name)
}

impl Invoke {
    /// # Errors
    /// What is no function's name, or an invocation type that there is not.
    pub fn read(
        home: &Home,
        name: &str,
        query: Option<&str>,
        headers: &HeaderMap,
    ) -> Result<Self, Refusal> {
        let name = percent_decode_str(name).decode_utf8_lossy();
        let query = form::pairs(query.unwrap_or_default().as_bytes());
        let qualifier = form::parameter(&query, "Qualifier").map(str::to_owned);
        QualifiedName::parse_in(home, &name, qualifier.as_deref())
            .map_err(|error| refusal_of(&Error::Lambda(error)))?;
        let home = Home {
            account: function_target(home, &name).account,
            region: home.region.clone(),
        };
        let kind = match header(headers, "x-amz-invocation-type") {
            None | Some("RequestResponse") => InvocationType::RequestResponse,
            Some("Event") => InvocationType::Event,
            Some("DryRun") => InvocationType::DryRun,
            Some(other) => {
                let message = format!("Unknown invocation type: {other}");
                return Err(Refusal::sender("InvalidParameterValueException", message));
            }
        };
        Ok(Self {
            name: name.into_owned(),
            qualifier,
            home,
            kind,
            wants_log: header(headers, "x-amz-log-type") == Some("Tail"),
        })
    }
}

/// The event in a body. No body is an empty object, as the CLI sends none without `--payload`.
///
/// # Errors
/// A body that is no JSON, or too large.
pub fn event(body: Bytes) -> Result<Bytes, Refusal> {
    if body.len() > MAX_PAYLOAD_BYTES {
        return Err(refusal_of(&Error::Lambda(FunctionError::RequestTooLarge)));
    }
    if body.is_empty() {
        return Ok(Bytes::from_static(b"{}"));
    }
    match serde_json::from_slice::<IgnoredAny>(&body) {
        Ok(IgnoredAny) => Ok(body),
        Err(error) => {
            let message = format!("Could not parse request body into json: {error}");
            Err(Refusal::sender("InvalidRequestContentException", message))
        }
    }
}

/// The answer to `RequestResponse`: 200, whether the function failed or not.
pub fn answer(
    outcome: &Outcome,
    request_id: &str,
    version: Version,
    log: Option<&str>,
) -> Response<Bytes> {
    let (payload, failed) = match outcome {
        Outcome::Response(payload) => (payload.clone(), false),
        Outcome::Failure(failure) => (failure.payload.clone(), true),
        // Neither has an answer, and no caller gets so far.
        Outcome::Throttled | Outcome::Lost(_) => (Bytes::new(), true),
    };
    let mut response = Response::new(payload);
    let headers = response.headers_mut();
    headers.insert("content-type", HeaderValue::from_static("application/json"));
    insert(headers, "x-amz-executed-version", &version.to_string());
    if failed {
        headers.insert(
            "x-amz-function-error",
            HeaderValue::from_static("Unhandled"),
        );
    }
    if let Some(log) = log {
        let tail = &log.as_bytes()[log.len().saturating_sub(MAX_TAIL_BYTES)..];
        insert(headers, "x-amz-log-result", &BASE64_STANDARD.encode(tail));
    }
    insert(headers, "x-amzn-requestid", request_id);
    response
}

/// The answer to `Event` (202) and `DryRun` (204): nothing more is known.
pub fn accepted(status: StatusCode, request_id: &str) -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = status;
    insert(response.headers_mut(), "x-amzn-requestid", request_id);
    response
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn insert(headers: &mut HeaderMap, name: &'static str, text: &str) {
    if let Ok(value) = HeaderValue::try_from(text) {
        headers.insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_post_to_a_functions_invocations_invokes() {
        for (method, path, name) in [
            (
                Method::POST,
                "/2015-03-31/functions/f/invocations",
                Some("f"),
            ),
            (
                Method::POST,
                "/2015-03-31/functions/f/invocations?Qualifier=$LATEST",
                Some("f"),
            ),
            (Method::GET, "/2015-03-31/functions/f/invocations", None),
            (Method::POST, "/2015-03-31/functions/f", None),
            (Method::POST, "/2015-03-31/functions/a/b/invocations", None),
        ] {
            let uri: Uri = path.parse().unwrap();
            assert_eq!(function_of(&method, &uri), name, "{method} {path}");
        }
    }

    #[test]
    fn a_function_is_named_by_its_arn_too() {
        let arn = "arn%3Aaws%3Alambda%3Aus-east-1%3A000000000000%3Afunction%3Af";
        let query = Some("Qualifier=live");
        let invoke = Invoke::read(&Home::default(), arn, query, &HeaderMap::new()).unwrap();
        assert_eq!(
            invoke.name,
            "arn:aws:lambda:us-east-1:000000000000:function:f"
        );
        assert_eq!(invoke.qualifier.as_deref(), Some("live"));
        assert_eq!(invoke.kind, InvocationType::RequestResponse);
    }

    #[test]
    fn an_event_is_json_or_nothing() {
        assert_eq!(event(Bytes::new()).unwrap(), "{}");
        assert_eq!(event("[1]".into()).unwrap(), "[1]");
        let refused = event("[1".into()).unwrap_err();
        assert_eq!(refused.shape, "InvalidRequestContentException");
    }
}
