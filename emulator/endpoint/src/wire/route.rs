//! Telling requests apart: which service and protocol a request is for, from its method, path and headers.

use http::{HeaderMap, HeaderName, Method, Uri};

use super::exchange::Exchange;
use super::form;
use super::protocol::{Protocol, content_type};
use super::service;
use super::unbuilt::Unbuilt;
use crate::world::topic::CERTIFICATE_PATH;

static SMITHY_PROTOCOL: HeaderName = HeaderName::from_static("smithy-protocol");
static X_AMZ_TARGET: HeaderName = HeaderName::from_static("x-amz-target");

/// Where a request goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// The emulator's own `/_emulator/...`.
    Control,
    /// Lambda's dated paths.
    Lambda,
    /// An operation that headers or path name.
    Call(Exchange),
    /// Query by `POST`: the operation stands in the body.
    FormBody(SignedFor),
    /// Query with the operation in the query string: by `GET`, or by a `POST` that is no form.
    QueryString(SignedFor),
    /// A service that is not played.
    Unbuilt(Unbuilt),
    /// What the signatures of SNS's messages are checked with.
    SigningCertificate,
    /// Everything else.
    S3,
}

/// The service that a client signed for, where it signed.
pub type SignedFor = Option<Box<str>>;

/// The first rule that fits; the paths of the others are no legal bucket names, or are asked for in a way in which no S3
/// client asks. `signed_for` is the service that the client signed for.
pub fn route(method: &Method, uri: &Uri, headers: &HeaderMap, signed_for: Option<&str>) -> Route {
    let path = uri.path();
    let is_control = path == "/_emulator" || path.starts_with("/_emulator/");
    if is_control || path == "/_localstack/health" {
        return Route::Control;
    }
    if method == Method::GET && path == CERTIFICATE_PATH {
        return Route::SigningCertificate;
    }
    if signed_for == Some("lambda") || (is_lambda(path) && signed_for != Some("s3")) {
        return Route::Lambda;
    }
    if let Some(route) =
        rpc_v2_cbor(uri, headers, signed_for).or_else(|| aws_json(headers, signed_for))
    {
        return route;
    }
    if method == Method::POST && is_form(headers) && !has_s3_subresource(uri) {
        return Route::FormBody(signed_for.map(Box::from));
    }
    let may_be_query = method == Method::GET || method == Method::POST;
    if may_be_query && names_an_action(uri, signed_for) {
        return Route::QueryString(signed_for.map(Box::from));
    }
    Unbuilt::not_for_s3(method, uri, headers, signed_for).map_or(Route::S3, Route::Unbuilt)
}

/// `/2015-03-31/functions/...`: a bucket may be named like a date, but Lambda's second segment is one of a few.
fn is_lambda(path: &str) -> bool {
    const RESOURCES: [&str; 10] = [
        "capacity-providers",
        "code-signing-configs",
        "durable-execution-callbacks",
        "durable-executions",
        "functions",
        "event-source-mappings",
        "layers",
        "layers-by-arn",
        "tags",
        "account-settings",
    ];
    let mut segments = path.split('/').skip(1);
    let (Some(date), Some(resource)) = (segments.next(), segments.next()) else {
        return false;
    };
    let is_date = date.len() == 10
        && date.bytes().enumerate().all(|(index, byte)| match index {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    is_date && RESOURCES.contains(&resource)
}

/// `/service/<Name>/operation/<Op>`, with the header that tells it from an object of a bucket called `service`.
fn rpc_v2_cbor(uri: &Uri, headers: &HeaderMap, signed_for: Option<&str>) -> Option<Route> {
    if headers.get(&SMITHY_PROTOCOL)? != "rpc-v2-cbor" {
        return None;
    }
    let (_, call) = uri.path().split_once("/service/")?;
    let (service, operation) = call.split_once("/operation/")?;
    Some(named(service, operation, Protocol::Cbor, signed_for))
}

/// `X-Amz-Target: AmazonSQS.SendMessage`.
fn aws_json(headers: &HeaderMap, signed_for: Option<&str>) -> Option<Route> {
    let target = headers.get(&X_AMZ_TARGET)?.to_str().ok()?;
    let (prefix, operation) = target.rsplit_once('.').unwrap_or((target, ""));
    let protocol = match content_type(headers) {
        "application/x-amz-json-1.1" => Protocol::Json11,
        _ => Protocol::Json10,
    };
    Some(named(prefix, operation, protocol, signed_for))
}

/// A call whose service and operation are named outside of the body.
fn named(target: &str, operation: &str, protocol: Protocol, signed_for: Option<&str>) -> Route {
    match service::by_target(target) {
        None => Route::Unbuilt(Unbuilt::named(target, operation, protocol, signed_for)),
        Some(service) => Route::Call(Exchange {
            service,
            protocol,
            operation: operation.to_owned(),
        }),
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    content_type(headers).eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

/// Whether a `POST` is one of S3's, which all name what they are for; careless clients send them as forms.
fn has_s3_subresource(uri: &Uri) -> bool {
    const SUBRESOURCES: [&str; 5] = ["delete", "restore", "select", "uploadId", "uploads"];
    let pairs = form::pairs(uri.query().unwrap_or_default().as_bytes());
    pairs
        .iter()
        .any(|(name, _)| SUBRESOURCES.contains(&name.as_str()))
}

/// `Action` alone may be a parameter of somebody's own on a request to S3.
fn names_an_action(uri: &Uri, signed_for: Option<&str>) -> bool {
    let pairs = form::pairs(uri.query().unwrap_or_default().as_bytes());
    let Some(action) = form::parameter(&pairs, "Action") else {
        return false;
    };
    let is_not_s3 = signed_for.is_some_and(|service| service != "s3");
    let is_link = uri.path() == "/" && service::by_link(action).is_some();
    is_not_s3 || is_link || form::parameter(&pairs, "Version").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::protocols::Protocols;
    use crate::wire::scope::credential_scope;
    use crate::wire::service::{CLOUDWATCH, LOGS, SQS};

    fn check(method: &str, uri: &str, headers: &[(&str, &str)], expected: &Route) {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            let name: HeaderName = name.parse().unwrap();
            map.insert(name, value.parse().unwrap());
        }
        let method: Method = method.parse().unwrap();
        let uri = uri.parse().unwrap();
        let scope = credential_scope(&map, &uri);
        let signed_for = scope.as_ref().map(|scope| &*scope.service);
        let found = route(&method, &uri, &map, signed_for);
        assert_eq!(&found, expected, "{method} {uri} {headers:?}");
    }

    fn call(service: &'static Protocols, protocol: Protocol, operation: &str) -> Route {
        Route::Call(Exchange {
            service,
            protocol,
            operation: operation.to_owned(),
        })
    }

    #[test]
    fn requests_are_told_apart_as_the_stock_clients_send_them() {
        const FORM: (&str, &str) = (
            "content-type",
            "application/x-www-form-urlencoded; charset=utf-8",
        );
        const JSON: (&str, &str) = ("content-type", "application/x-amz-json-1.0");
        let put = call(&CLOUDWATCH, Protocol::Cbor, "PutMetricData");
        check(
            "POST",
            "/service/GraniteServiceVersion20100801/operation/PutMetricData",
            &[("smithy-protocol", "rpc-v2-cbor")],
            &put,
        );
        let send = call(&SQS, Protocol::Json10, "SendMessage");
        check(
            "POST",
            "/",
            &[JSON, ("x-amz-target", "AmazonSQS.SendMessage")],
            &send,
        );
        let describe = call(&LOGS, Protocol::Json11, "DescribeLogGroups");
        check(
            "POST",
            "/",
            &[
                ("content-type", "application/x-amz-json-1.1"),
                ("x-amz-target", "Logs_20140328.DescribeLogGroups"),
            ],
            &describe,
        );
        let absent = Route::Unbuilt(Unbuilt::named(
            "DynamoDB_20120810",
            "PutItem",
            Protocol::Json10,
            None,
        ));
        check(
            "POST",
            "/",
            &[JSON, ("x-amz-target", "DynamoDB_20120810.PutItem")],
            &absent,
        );
        check("POST", "/", &[FORM], &Route::FormBody(None));
        check("POST", "/000000000000/q", &[FORM], &Route::FormBody(None));
        check(
            "GET",
            "/?Action=ListQueues&Version=2012-11-05",
            &[],
            &Route::QueryString(None),
        );
        check("GET", "/2015-03-31/functions/", &[], &Route::Lambda);
        check(
            "POST",
            "/2015-03-31/event-source-mappings/",
            &[],
            &Route::Lambda,
        );
        check("GET", "/_emulator/health", &[], &Route::Control);
    }

    #[test]
    fn everything_else_is_s3() {
        const S3: (&str, &str) = (
            "authorization",
            "AWS4-HMAC-SHA256 Credential=A/20260419/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=ab",
        );
        for uri in [
            "/",
            "/bucket/key",
            "/service/GraniteServiceVersion20100801/operation/PutMetricData",
            "/2015-03-31/other",
            "/bucket?Action=x",
        ] {
            check("GET", uri, &[], &Route::S3);
        }
        check("GET", "/2015-03-31/functions/x", &[S3], &Route::S3);
        check(
            "POST",
            "/bucket/key?uploads",
            &[("content-type", "application/x-www-form-urlencoded")],
            &Route::S3,
        );
        check(
            "POST",
            "/bucket",
            &[("content-type", "multipart/form-data; boundary=x")],
            &Route::S3,
        );
    }
}
