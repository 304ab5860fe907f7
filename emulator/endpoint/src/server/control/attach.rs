//! Lets a process of the user's own be attached to a function.

use std::collections::BTreeMap;

use axum::extract::Request;
use axum::response::Response;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::super::json_answer::{not_there, plain, refuse};
use crate::runtime::Runtime;
use crate::runtime::attach::AttachError;
use crate::server::body;
use crate::world::World;
use crate::world::function::FunctionName;
use crate::world::origin::Home;

pub const ATTACH: &str = "/_emulator/attach";

/// To which function, and at which port.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Wanted {
    /// The name; where there is one function only it may be left out.
    pub function: Option<String>,
    /// Of the function, where several have its name.
    pub region: Option<String>,
    /// Where a process asks for invocations: what is open already, else [`crate::runtime::attach::DEFAULT_PORT`]; 0 is a free one.
    pub port: Option<u16>,
}

/// What a process has to be started with.
#[derive(Debug, Serialize, Deserialize)]
pub struct Environment {
    pub function: String,
    pub variables: BTreeMap<String, String>,
}

pub(super) async fn attach(runtime: &Runtime, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = match body::read(&parts.headers, body, body::MAX_API_BYTES).await {
        Ok(body) => body,
        Err(refusal) => return refuse(&refusal.message),
    };
    let wanted: Wanted = match serde_json::from_slice(&body) {
        Ok(wanted) => wanted,
        Err(error) => return refuse(&error.to_string()),
    };
    let (home, name) = match runtime.aws().inspect(|world| find(world, &wanted)) {
        Ok(found) => found,
        Err(message) => return not_there(&message),
    };
    match runtime.attach(&home, &name, wanted.port).await {
        Ok(variables) => {
            let function = name.to_string();
            let environment = Environment {
                function,
                variables,
            };
            plain(StatusCode::OK, &json!(environment))
        }
        Err(error @ AttachError::NoFunction { .. }) => not_there(&error.to_string()),
        Err(error) => plain(StatusCode::CONFLICT, &json!({"message": error.to_string()})),
    }
}

/// The one function that is meant.
fn find(world: &World, wanted: &Wanted) -> Result<(Home, FunctionName), String> {
    let functions = world
        .locals()
        .flat_map(|(_, local)| local.functions.iter())
        .map(|function| (&function.home, &function.name));
    let is_meant = |home: &Home, name: &FunctionName| {
        let is_named = wanted.function.as_deref();
        let is_there = wanted.region.as_deref();
        is_named.is_none_or(|wanted| wanted == name.as_str())
            && is_there.is_none_or(|wanted| wanted == home.region.as_str())
    };
    let (meant, others): (Vec<_>, Vec<_>) =
        functions.partition(|(home, name)| is_meant(home, name));
    match meant.as_slice() {
        [(home, name)] => Ok(((*home).clone(), (*name).clone())),
        [] if others.is_empty() => Err("there is no function yet".to_owned()),
        [] => Err(format!(
            "there is no function {}; there are: {}",
            wanted.function.as_deref().unwrap_or_default(),
            list(&others)
        )),
        several => Err(format!("several functions may be meant: {}", list(several))),
    }
}

fn list(functions: &[(&Home, &FunctionName)]) -> String {
    let names = functions
        .iter()
        .map(|(home, name)| format!("{name} in {}", home.region));
    names.collect::<Vec<_>>().join(", ")
}
