//! What decided a call, and what was needed of a role.

use axum::response::Response;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::super::json_answer::{not_there, plain, refuse};
use crate::aws::Aws;
use crate::aws::request_log::Logged;
use crate::wire::form;
use crate::world::access::{Explanation, Judged};

pub const EXPLAIN: &str = "/_emulator/iam/explain";
pub const LEAST_PRIVILEGE: &str = "/_emulator/iam/least-privilege";

/// A call, and why it was allowed or denied.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Explained {
    pub call: Logged,
    /// Why no policy was asked, where none was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unjudged: Option<String>,
    /// In the order in which it was asked.
    pub decisions: Vec<Explanation>,
    /// How many more there were, which are not kept.
    #[serde(default)]
    pub left_out: usize,
}

pub(super) fn explain(aws: &Aws, query: Option<&str>) -> Response {
    let pairs = form::pairs(query.unwrap_or_default().as_bytes());
    let [(name, id)] = pairs.as_slice() else {
        return refuse("call=ID says which");
    };
    if name != "call" {
        return refuse(&format!("{name} says nothing; call=ID says which"));
    }
    let Some((call, judgements)) = aws.request_log().find(id) else {
        return not_there(&format!(
            "no call {id} is in the log of requests, which keeps the last thousand of clients and of services"
        ));
    };
    let unjudged = judgements
        .unjudged
        .map(|unjudged| unjudged.reason().to_owned());
    let explained = Explained {
        call,
        unjudged,
        decisions: judgements.judged.iter().map(Judged::explain).collect(),
        left_out: judgements.left_out,
    };
    plain(StatusCode::OK, &json!(explained))
}

pub(super) fn least_privilege(aws: &Aws, query: Option<&str>) -> Response {
    let pairs = form::pairs(query.unwrap_or_default().as_bytes());
    let (kind, name) = match pairs.as_slice() {
        [] => ("role", None),
        [(name, value)] if name == "role" || name == "user" => (name.as_str(), Some(value)),
        _ => return refuse("role=NAME or user=NAME says whose"),
    };
    let is_meant = |arn: &&str| {
        let is_kind = arn.contains(&format!(":{kind}/"));
        let is_named = |name: &String| *arn == name || arn.rsplit('/').next() == Some(name);
        is_kind && name.is_none_or(is_named)
    };
    aws.inspect(|world| {
        let meant: Vec<&str> = world.askers().filter(is_meant).collect();
        match meant.as_slice() {
            [arn] => plain(StatusCode::OK, &json!(world.least_privilege(arn))),
            [] => not_there(&match name {
                Some(name) => {
                    format!("the {kind} {name} asked for nothing yet that a policy decides")
                }
                None => format!("no {kind} asked for anything yet that a policy decides"),
            }),
            several => not_there(&format!("several {kind}s asked: {}", several.join(", "))),
        }
    })
}
