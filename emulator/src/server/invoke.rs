//! Functions that a client invokes by itself (`aws lambda invoke`).
//!
//! # Departure from AWS
//! An invocation of the type `Event` is run once: a failed one is not tried again, and goes to no dead-letter queue.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use bytes::Bytes;
use http::StatusCode;

use super::{AnsweredAs, Server, body};
use crate::aws::request_log::Logged;
use crate::runtime::InvokeError;
use crate::wire::invoke::{InvocationType, Invoke, accepted, answer, event};
use crate::wire::refusal::Refusal;
use crate::wire::service::{ABSENT, LAMBDA};
use crate::wire::{rest_json, scope};
use crate::world::Error;
use crate::world::arn::{Resource, Target};
use crate::world::function::{FunctionError, GetFunctionConfiguration, function_target};
use crate::world::origin::Origin;

impl Server {
    /// Runs the function that the path names.
    pub(super) async fn invoke(
        &self,
        name: &str,
        request: Request,
        request_id: &Arc<str>,
    ) -> Response {
        let (parts, body) = request.into_parts();
        let read = match body::read(&parts.headers, body, body::MAX_API_BYTES).await {
            Ok(body) => event(body),
            Err(refusal) => Err(refusal),
        };
        let origin = scope::origin(&parts.headers, &parts.uri, request_id);
        let home = origin.home();
        let invoke = Invoke::read(&home, name, &parts.headers);
        let target = function_target(&home, name);
        let line = self.line(&origin, target);
        let result = match (invoke, read) {
            (Ok(invoke), Ok(event)) => self.carry_out_invoke(origin, invoke, event).await,
            (Err(refusal), _) | (_, Err(refusal)) => Err(refusal),
        };
        let outcome = match &result {
            Ok(_) => "ok",
            Err(refusal) => refusal.code,
        };
        let outcome = outcome.to_owned();
        let response = result.unwrap_or_else(|refusal| {
            rest_json::answer(&parts.method, &parts.uri, request_id, Err(refusal))
        });
        let mut response = response.map(Body::from);
        let id = response.headers().get("x-amzn-requestid");
        let id = id.and_then(|id| id.to_str().ok()).unwrap_or_default();
        let id = id.to_owned();
        self.aws.request_log().add_client(Logged {
            outcome,
            request_id: Some(id.clone()),
            ..line
        });
        response.extensions_mut().insert(AnsweredAs(id));
        response
    }

    /// The line of an invocation, before it is known what comes of it.
    fn line(&self, origin: &Origin, resource: Target<'_>) -> Logged {
        Logged {
            time: self.aws.clock().now(),
            caller: origin
                .access_key
                .as_deref()
                .unwrap_or("anonymous")
                .to_owned(),
            account: resource.account,
            region: origin.region.to_string(),
            service: LAMBDA.model.prefix.to_owned(),
            operation: "Invoke".to_owned(),
            resource: resource.to_string(),
            outcome: String::new(),
            duration_us: None,
            request_id: None,
        }
    }

    async fn carry_out_invoke(
        &self,
        origin: Origin,
        invoke: Invoke,
        event: Bytes,
    ) -> Result<http::Response<Bytes>, Refusal> {
        let lookup = GetFunctionConfiguration {
            function_name: Resource::Function(invoke.function.as_str())
                .of(&invoke.home)
                .to_string(),
        };
        let found = self.aws.look(&origin, lookup);
        found.map_err(|error| Refusal::of(&Error::Lambda(error)))?;
        match invoke.kind {
            InvocationType::DryRun => Ok(accepted(StatusCode::NO_CONTENT, &self.request_id())),
            InvocationType::Event => {
                self.invoke_later(invoke, event);
                Ok(accepted(StatusCode::ACCEPTED, &self.request_id()))
            }
            InvocationType::RequestResponse => {
                let invocation = self
                    .runtime
                    .invoke(&invoke.home, &invoke.function, event)
                    .await;
                let invocation = invocation.map_err(refusal)?;
                let log = invoke.wants_log.then(|| {
                    let id = &invocation.request_id;
                    self.runtime.log_of(&invoke.home, &invoke.function, id)
                });
                Ok(answer(&invocation, log.as_deref()))
            }
        }
    }

    fn invoke_later(&self, invoke: Invoke, event: Bytes) {
        let runtime = self.runtime.clone();
        tokio::spawn(async move {
            let (home, name) = (&invoke.home, &invoke.function);
            if let Err(error) = runtime.invoke(home, name, event).await {
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
