//! `/_emulator/...`: the emulator's own paths, which AWS has not.
//!
//! | request | answer |
//! |---|---|
//! | `GET /_emulator/health` | `{"status":"ok","version":"0.1.0"}` once the port serves |
//! | `GET /_localstack/health` | the same in LocalStack's form, for tools that wait for that |
//! | `GET /_emulator/clock` | `{"now":"2026-04-19T13:28:51Z"}` |
//! | `GET /_emulator/clock/next` | `{"now":..., "next":{"at":...,"what":"a message becomes visible","whom":"arn:..."}}`, or `null` for next |
//! | `GET /_emulator/requests` | `{"requests":[...],"inner":[...]}`: the last thousand of clients, and of services among themselves; `?service=sqs&operation=SendMessage&caller=..&outcome=..` select |
//! | `GET /_emulator/iam/explain?call=ID` | why a call of the log was allowed or denied: [`iam::Explained`] |
//! | `GET /_emulator/iam/least-privilege?role=NAME`, or `user=NAME`, or neither where one alone asked | what it needed: [`crate::world::access::LeastPrivilege`] |
//! | `POST /_emulator/attach` with `{"function":...,"region":...,"port":9001}`, each of which may be left out | the environment in which a process is attached to the function: [`attach::Environment`] |
//! | `POST /_emulator/clock/run-until-idle` | `{"from":...,"to":...,"steps":[{"at":...}],"untold":0,"long_polls":0}`: see [`Aws::run_until_idle`] |
//! | `POST /_emulator/clock` with `{"advance":"5m"}` (`1d` is 24 hours) or `{"set":"2026-04-19T13:28:51Z"}` | the same, after the clock was moved forward |

pub mod attach;
pub mod iam;

use std::collections::BTreeMap;
use std::time::Duration;

use axum::extract::Request;
use axum::response::Response;
use http::{Method, StatusCode};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

use crate::aws::Aws;
use crate::aws::request_log::Logged;
use crate::duration;
use crate::runtime::Runtime;
use crate::wire::form;
use crate::wire::service::SERVICES;

use super::body;
use super::json_answer::{plain, refuse};

pub(super) async fn serve(aws: &Aws, runtime: &Runtime, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    match (request.method(), path.as_str()) {
        (&Method::GET, "/_emulator/health") => plain(
            StatusCode::OK,
            &json!({"status": "ok", "version": env!("CARGO_PKG_VERSION")}),
        ),
        (&Method::GET, "/_localstack/health") => plain(StatusCode::OK, &localstack_health()),
        (&Method::GET, "/_emulator/clock") => clock(aws),
        (&Method::POST, "/_emulator/clock") => move_clock(aws, request).await,
        (&Method::GET, "/_emulator/clock/next") => plain(
            StatusCode::OK,
            &json!({"now": aws.clock().now(), "next": aws.next_due()}),
        ),
        (&Method::GET, "/_emulator/requests") => requests(aws, request.uri().query()),
        (&Method::GET, iam::EXPLAIN) => iam::explain(aws, request.uri().query()),
        (&Method::GET, iam::LEAST_PRIVILEGE) => iam::least_privilege(aws, request.uri().query()),
        (&Method::POST, attach::ATTACH) => attach::attach(runtime, request).await,
        (&Method::POST, "/_emulator/clock/run-until-idle") => run_until_idle(aws).await,
        (method, path) => {
            let message = format!("there is no {method} {path}");
            plain(StatusCode::NOT_FOUND, &json!({"message": message}))
        }
    }
}

/// `{"services": {"sqs": "running", ...}, "edition": "community", "version": ...}`, by what clients sign for.
/// <https://docs.localstack.cloud/references/internal-endpoints/>
fn localstack_health() -> serde_json::Value {
    let ours = SERVICES.iter().map(|service| service.model.prefix);
    let services: BTreeMap<&str, &str> = ours
        .chain(["s3"])
        .map(|service| (service, "running"))
        .collect();
    json!({"services": services, "edition": "community", "version": env!("CARGO_PKG_VERSION")})
}

fn requests(aws: &Aws, query: Option<&str>) -> Response {
    let wanted = form::pairs(query.unwrap_or_default().as_bytes());
    let unknown = wanted
        .iter()
        .find(|(name, _)| !FILTERS.contains(&name.as_str()));
    if let Some((name, _)) = unknown {
        return refuse(&format!(
            "{name} selects nothing; these do: {}",
            FILTERS.join(", ")
        ));
    }
    let is_wanted = |line: &Logged| {
        wanted.iter().all(|(name, value)| match name.as_str() {
            "service" => line.service == *value,
            "operation" => line.operation == *value,
            // With or without the resource that a service calls for.
            "caller" => line.caller.split(' ').next() == Some(value) || line.caller == *value,
            _ => line.outcome == *value,
        })
    };
    let log = aws.request_log();
    plain(
        StatusCode::OK,
        &json!({"requests": log.lines(false, is_wanted), "inner": log.lines(true, is_wanted)}),
    )
}

/// What requests are selected by.
const FILTERS: [&str; 4] = ["service", "operation", "caller", "outcome"];

fn clock(aws: &Aws) -> Response {
    let now = aws.clock().now().to_string();
    plain(StatusCode::OK, &json!({"now": now}))
}

/// One of the two. A friendly duration (`5m`, `1h 30m`, `1d`) or an ISO 8601 one (`PT5M`).
#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Move {
    Advance(String),
    Set(Timestamp),
}

async fn move_clock(aws: &Aws, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = match body::read(&parts.headers, body, body::MAX_API_BYTES).await {
        Ok(body) => body,
        Err(refusal) => return refuse(&refusal.message),
    };
    match serde_json::from_slice(&body) {
        Ok(Move::Advance(by)) => match duration::parse(&by).map(Duration::try_from) {
            Ok(Ok(by)) => aws.clock().advance(by),
            Ok(Err(_)) => return refuse("time never runs back"),
            Err(error) => return refuse(&format!("{by:?} cannot be advanced by: {error}")),
        },
        Ok(Move::Set(moment)) if moment < aws.clock().now() => {
            return refuse("time never runs back");
        }
        Ok(Move::Set(moment)) => aws.clock().advance_to(moment),
        Err(error) => return refuse(&error.to_string()),
    }
    clock(aws)
}

async fn run_until_idle(aws: &Aws) -> Response {
    match aws.run_until_idle().await {
        Ok(travelled) => plain(StatusCode::OK, &json!(travelled)),
        Err(error) => plain(StatusCode::CONFLICT, &json!({"message": error.to_string()})),
    }
}
