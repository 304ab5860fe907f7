//! Functions that a client invokes by itself (`aws lambda invoke`).
//!
//! # Departure from AWS
//! An invocation of the type `Event` is run once: a failed one is not tried again, and goes to no dead-letter queue.

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use bytes::Bytes;
use http::StatusCode;

use super::{Server, body};
use crate::runtime::InvokeError;
use crate::wire::invoke::{InvocationType, Invoke, accepted, answer, event};
use crate::wire::refusal::Refusal;
use crate::wire::service::ABSENT;
use crate::wire::{rest_json, scope};
use crate::world::Error;
use crate::world::function::{FunctionError, GetFunctionConfiguration};
use crate::world::origin::Origin;

impl Server {
    /// Runs the function that the path names.
    pub(super) async fn invoke(&self, name: &str, request: Request) -> Response {
        let (parts, body) = request.into_parts();
        let read = match body::read(&parts.headers, body, body::MAX_API_BYTES).await {
            Ok(body) => event(body),
            Err(refusal) => Err(refusal),
        };
        let invoke = Invoke::read(name, &parts.headers);
        let origin = scope::origin(&parts.headers, &parts.uri);
        let result = match (invoke, read) {
            (Ok(invoke), Ok(event)) => self.carry_out_invoke(origin, invoke, event).await,
            (Err(refusal), _) | (_, Err(refusal)) => Err(refusal),
        };
        let response = result.unwrap_or_else(|refusal| {
            rest_json::answer(&parts.method, &parts.uri, &self.request_id(), Err(refusal))
        });
        response.map(Body::from)
    }

    async fn carry_out_invoke(
        &self,
        origin: Origin,
        invoke: Invoke,
        event: Bytes,
    ) -> Result<http::Response<Bytes>, Refusal> {
        let lookup = GetFunctionConfiguration {
            function_name: invoke.function.to_string(),
        };
        let found = self.aws.call(&origin, lookup);
        found.map_err(|error| Refusal::of(&Error::Lambda(error)))?;
        match invoke.kind {
            InvocationType::DryRun => Ok(accepted(StatusCode::NO_CONTENT, &self.request_id())),
            InvocationType::Event => {
                self.invoke_later(origin, invoke, event);
                Ok(accepted(StatusCode::ACCEPTED, &self.request_id()))
            }
            InvocationType::RequestResponse => {
                let invocation = self
                    .runtime
                    .invoke(&origin.region, &invoke.function, event)
                    .await;
                let invocation = invocation.map_err(refusal)?;
                let log = invoke.wants_log.then(|| {
                    let id = &invocation.request_id;
                    self.runtime.log_of(&origin.region, &invoke.function, id)
                });
                Ok(answer(&invocation, log.as_deref()))
            }
        }
    }

    fn invoke_later(&self, origin: Origin, invoke: Invoke, event: Bytes) {
        let runtime = self.runtime.clone();
        tokio::spawn(async move {
            let (region, name) = (&origin.region, &invoke.function);
            if let Err(error) = runtime.invoke(region, name, event).await {
                tracing::error!(function = %name, %error, "an event was not delivered");
            }
        });
    }
}

fn refusal(error: InvokeError) -> Refusal {
    match error {
        InvokeError::NoFunction { .. } => Refusal::of(&Error::Lambda(
            FunctionError::ResourceNotFound(error.to_string()),
        )),
        error => Refusal::internal(&ABSENT, error),
    }
}
