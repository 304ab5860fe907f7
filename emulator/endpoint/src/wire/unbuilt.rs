//! Requests for services that are not played: each answered in its own protocol, with service and operation by name.
//!
//! Always with 4xx: SDKs try again what was answered with 5xx, up to 25 times, and a `404 NoSuchBucket` of S3 would send a
//! user looking in the wrong place.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode, Uri};

use super::exchange::Exchange;
use super::protocol::{Protocol, content_type};
use super::protocols::ABSENT;
use super::refusal::Refusal;
use super::value::Value;
use super::{form, json, scope, xml};

/// A request for a service that is not played.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unbuilt {
    /// What users call the service, as far as the request tells.
    service: String,
    /// AWS's name of the operation, or method and path.
    operation: String,
    spelling: Spelling,
}

/// How the answer is spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spelling {
    /// As the services that are played spell theirs. Query's form is restXml's too.
    Of(Protocol),
    /// EC2's own dialect of Query.
    Ec2,
    RestJson,
}

/// A service that speaks Query: its `Version`, what clients sign for, its name.
struct QueryService {
    version: &'static str,
    signed_for: &'static str,
    name: &'static str,
}

const fn query_service(
    version: &'static str,
    signed_for: &'static str,
    name: &'static str,
) -> QueryService {
    QueryService {
        version,
        signed_for,
        name,
    }
}

/// Source: botocore's models. Of two services with one version the first is named where the request is not signed.
const QUERY_SERVICES: &[QueryService] = &[
    query_service("2010-05-15", "cloudformation", "CloudFormation"),
    query_service(EC2_VERSION, "ec2", "EC2"),
    query_service("2011-01-01", "autoscaling", "EC2 Auto Scaling"),
    query_service(
        "2015-12-01",
        "elasticloadbalancing",
        "Elastic Load Balancing",
    ),
    query_service(
        "2012-06-01",
        "elasticloadbalancing",
        "Elastic Load Balancing",
    ),
    query_service("2014-10-31", "rds", "RDS"),
    query_service("2012-12-01", "redshift", "Redshift"),
    query_service("2015-02-02", "elasticache", "ElastiCache"),
    query_service("2010-12-01", "ses", "SES"),
    query_service("2010-12-01", "elasticbeanstalk", "Elastic Beanstalk"),
    query_service("2013-01-01", "cloudsearch", "CloudSearch"),
    query_service("2009-04-15", "sdb", "SimpleDB"),
];

const EC2_VERSION: &str = "2016-11-15";

/// Services whose `X-Amz-Target` does not tell users which they are. Source: botocore's models.
const TARGETS: &[(&str, &str)] = &[
    ("AWSEvents", "EventBridge"),
    ("TrentService", "KMS"),
    ("AmazonEC2ContainerServiceV20141113", "ECS"),
    ("AmazonEC2ContainerRegistry_V20150921", "ECR"),
    ("AnyScaleFrontendService", "Application Auto Scaling"),
    ("AWSInsightsIndexService", "Cost Explorer"),
    ("StarlingDoveService", "Config"),
    ("SWBExternalService", "IAM Identity Center"),
];

/// What clients sign for where the service speaks restXml. Source: botocore's models.
const REST_XML_SERVICES: [&str; 4] = ["cloudfront", "route53", "s3-object-lambda", "s3express"];

/// The prefix of every path of S3 Control, which is signed for as S3 is.
const S3_CONTROL_PATH: &str = "/v20180820/";

impl Unbuilt {
    /// awsJson or rpc-v2-cbor: `target` is how the protocol names the service.
    pub fn named(
        target: &str,
        operation: &str,
        protocol: Protocol,
        signed_for: Option<&str>,
    ) -> Self {
        let known = TARGETS.iter().find(|(known, _)| *known == target);
        let name = known.map(|(_, name)| *name).or(signed_for);
        Self {
            service: match name {
                Some(name) => format!("{name} ({target})"),
                None => target.to_owned(),
            },
            operation: operation.to_owned(),
            spelling: Spelling::Of(protocol),
        }
    }

    /// Query: the pairs name a `Version`, and an `Action`.
    pub fn of_form(pairs: &[(String, String)], signed_for: Option<&str>) -> Self {
        let version = form::parameter(pairs, "Version");
        let by_signature = QUERY_SERVICES
            .iter()
            .find(|service| Some(service.signed_for) == signed_for);
        let by_version = || {
            QUERY_SERVICES
                .iter()
                .find(|service| Some(service.version) == version)
        };
        let service = match (by_signature.or_else(by_version), signed_for, version) {
            (Some(service), _, _) => service.name.to_owned(),
            (None, Some(signed_for), _) => signed_for.to_owned(),
            (None, None, Some(version)) => format!("the service of version {version}"),
            (None, None, None) => "an unnamed service".to_owned(),
        };
        let is_ec2 = signed_for.map_or(version == Some(EC2_VERSION), |name| name == "ec2");
        Self {
            service,
            operation: form::parameter(pairs, "Action")
                .unwrap_or_default()
                .to_owned(),
            spelling: if is_ec2 {
                Spelling::Ec2
            } else {
                Spelling::Of(Protocol::Query)
            },
        }
    }

    /// A request that nothing but its signature, or what stands in place of one, tells from one of S3's; `None` for S3's
    /// own.
    pub fn not_for_s3(
        method: &Method,
        uri: &Uri,
        headers: &HeaderMap,
        signed_for: Option<&str>,
    ) -> Option<Self> {
        let is_s3_control =
            uri.path().starts_with(S3_CONTROL_PATH) && headers.contains_key("x-amz-account-id");
        let (service, spelling) = match signed_for {
            None | Some("s3") if is_s3_control => {
                ("S3 Control".to_owned(), Spelling::Of(Protocol::Query))
            }
            None => (
                unsigned_service(method, headers)?.to_owned(),
                spelling_of(headers),
            ),
            Some("s3") => return None,
            Some(name) if REST_XML_SERVICES.contains(&name) => {
                (name.to_owned(), Spelling::Of(Protocol::Query))
            }
            Some(name) => (name.to_owned(), spelling_of(headers)),
        };
        Some(Self {
            service,
            operation: format!("{method} {}", uri.path()),
            spelling,
        })
    }

    /// The refusal.
    pub fn answer(&self, request_id: &str) -> Response<Bytes> {
        let refusal = Refusal::unknown_operation(&self.service, &self.operation);
        match self.spelling {
            Spelling::Of(protocol) => {
                let exchange = Exchange {
                    service: &ABSENT,
                    protocol,
                    operation: self.operation.clone(),
                };
                exchange.answer(request_id, Err(refusal))
            }
            Spelling::Ec2 => {
                let body = xml::encode_ec2_error(refusal.code, &refusal.message, request_id);
                response(&refusal, "text/xml", request_id, body)
            }
            Spelling::RestJson => {
                let message = ("message".to_owned(), Value::Text(refusal.message.clone()));
                let body = json::encode(&Value::Map(vec![message]));
                let mut response = response(&refusal, "application/json", request_id, body);
                let shape = HeaderValue::from_static(refusal.shape);
                response.headers_mut().insert("x-amzn-errortype", shape);
                response
            }
        }
    }
}

/// Services whose requests are not signed: with a token instead, or with nothing but a body that no `POST` of S3 has.
fn unsigned_service(method: &Method, headers: &HeaderMap) -> Option<&'static str> {
    if headers.contains_key("x-amz-sso_bearer_token") {
        return Some("IAM Identity Center");
    }
    if scope::has_bearer_token(headers) {
        return Some("Bedrock");
    }
    let is_json = content_type(headers) == "application/json";
    (method == Method::POST && is_json).then_some("an unnamed service")
}

/// By the request's own encoding.
fn spelling_of(headers: &HeaderMap) -> Spelling {
    match content_type(headers) {
        "application/x-amz-json-1.0" => Spelling::Of(Protocol::Json10),
        "application/x-amz-json-1.1" => Spelling::Of(Protocol::Json11),
        "application/cbor" => Spelling::Of(Protocol::Cbor),
        _ => Spelling::RestJson,
    }
}

fn response(
    refusal: &Refusal,
    content_type: &'static str,
    request_id: &str,
    body: Vec<u8>,
) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() =
        StatusCode::from_u16(refusal.status).unwrap_or(StatusCode::BAD_REQUEST);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    if let Ok(id) = HeaderValue::try_from(request_id) {
        headers.insert("x-amzn-requestid", id);
    }
    response
}
