//! Functions that a client invokes by itself (`aws lambda invoke`).

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use bytes::Bytes;
use http::StatusCode;

use super::{Server, body};
use crate::wire::invoke::{Invoke, accepted, answer, event};
use crate::wire::protocols::ABSENT;
use crate::wire::refusal::Refusal;
use crate::wire::rest_json;
use crate::wire::service::refusal_of;
use crate::world::Error;
use crate::world::function::{self, InvocationType, Outcome};
use crate::world::origin::Origin;

impl Server {
    /// Has the function run that the path names.
    pub(super) async fn invoke(
        &self,
        name: &str,
        request: Request,
        origin: Origin,
        request_id: &Arc<str>,
    ) -> Response {
        let (parts, body) = request.into_parts();
        let read = match body::read(&parts.headers, body, body::MAX_API_BYTES).await {
            Ok(body) => event(body),
            Err(refusal) => Err(refusal),
        };
        let query = parts.uri.query();
        let invoke = Invoke::read(&origin.home(), name, query, &parts.headers);
        let result = match (invoke, read) {
            (Ok(invoke), Ok(event)) => self.carry_out_invoke(&origin, invoke, event).await,
            (Err(refusal), _) | (_, Err(refusal)) => Err(refusal),
        };
        let response = result.unwrap_or_else(|refusal| {
            rest_json::answer(&parts.method, &parts.uri, request_id, Err(refusal))
        });
        response.map(Body::from)
    }

    async fn carry_out_invoke(
        &self,
        origin: &Origin,
        invoke: Invoke,
        event: Bytes,
    ) -> Result<http::Response<Bytes>, Refusal> {
        let request = function::Invoke {
            function_name: invoke.name,
            qualifier: invoke.qualifier,
            invocation_type: invoke.kind,
            payload: event,
        };
        let refused = |error| refusal_of(&Error::Lambda(error));
        let pending = self.aws.invoke(origin, request).map_err(refused)?;
        let request_id = origin.request_id.as_deref().unwrap_or_default();
        let Some(pending) = pending else {
            let status = match invoke.kind {
                InvocationType::DryRun => StatusCode::NO_CONTENT,
                InvocationType::Event | InvocationType::RequestResponse => StatusCode::ACCEPTED,
            };
            return Ok(accepted(status, request_id));
        };
        let executed = pending.executed.clone();
        let request_id = executed.invocation.to_string();
        let outcome = pending.outcome().await;
        if let Outcome::Lost(reason) = outcome {
            return Err(ABSENT.internal(reason));
        }
        let log = invoke.wants_log.then(|| {
            let (home, group) = (&invoke.home, &executed.log_group_name);
            self.runtime.log_of(home, group, &request_id)
        });
        let version = executed.version;
        Ok(answer(&outcome, &request_id, version, log.as_deref()))
    }
}
