//! The one port: HTTP requests in, the world's answers out.
//!
//! `listener` accepts connections. Every request takes the same way: refused if a browser's page made it (`guard`), told apart
//! ([`crate::wire::route`]), its body read within a bound (`body`), decoded, carried out by [`Aws`], encoded. What
//! waits (`ReceiveMessage` with a wait time) waits in `long_poll`. The emulator's own paths are `control`. S3 streams, so it
//! gets the whole request and reads the body by itself.
//!
//! Not here: AWS's bytes (`crate::wire`) and AWS's behaviour (`crate::world`).

mod body;
mod code_in_s3;
pub mod control;
mod guard;
mod invoke;
mod json_answer;
mod long_poll;
mod underway;

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::extract::Request;
use axum::http;
use axum::response::{IntoResponse, Response};
use futures::future::{self, BoxFuture, FutureExt as _};
use http::request::Parts;

use crate::aws::Aws;
use crate::connections::{self, Answering};
use crate::runtime::Runtime;
use crate::wire::exchange::Exchange;
use crate::wire::invoke::function_of;
use crate::wire::protocol::Protocol;
use crate::wire::protocols::ABSENT;
use crate::wire::refusal::Refusal;
use crate::wire::route::{Route, SignedFor, route};
use crate::wire::s3::S3Front;
use crate::wire::scope::{self, CredentialScope};
use crate::wire::service::refusal_of;
use crate::wire::unbuilt::Unbuilt;
use crate::wire::unread::Unread;
use crate::wire::{form, rest_json};
use crate::world::id::Ids;
use crate::world::origin::Origin;
use crate::world::topic::CERTIFICATE;

use underway::Underway;

/// What every request needs.
struct Server {
    aws: Arc<Aws>,
    runtime: Runtime,
    s3: S3Front,
    request_ids: Mutex<Ids>,
    /// Names beside the usual ones that a `Host` header may hold.
    hosts: Vec<String>,
    unread: Unread,
}

/// Everything that this port serves.
pub(crate) fn answering(
    aws: Arc<Aws>,
    runtime: Runtime,
    hosts: Vec<String>,
    unread: Unread,
) -> Answering {
    let server = Arc::new(Server {
        s3: S3Front::new(Arc::clone(&aws), unread),
        aws,
        runtime,
        request_ids: Mutex::new(Ids::new(fastrand::u64(..))),
        hosts,
        unread,
    });
    Answering::by(move |request| serve(Arc::clone(&server), request))
}

async fn serve(server: Arc<Server>, request: Request) -> Response {
    let (method, uri, headers) = (request.method(), request.uri(), request.headers());
    let is_let_in = guard::check(method, uri, headers, &server.hosts);
    let scope = scope::credential_scope(headers, uri);
    let signed_for = scope.as_ref().and_then(CredentialScope::signed_for);
    let route = route(method, uri, headers, signed_for);
    if is_let_in.is_ok() && route == Route::Control {
        return Box::pin(control::serve(&server.aws, &server.runtime, request)).await;
    }
    let request_id = match route {
        Route::S3 => server.s3.request_id(),
        _ => server.request_id(),
    };
    let id = Arc::clone(&request_id);
    // From here, where no socket lies between.
    let source_ip = connections::peer().unwrap_or(Ipv4Addr::LOCALHOST.into());
    let origin = scope::origin(scope.as_ref(), headers, uri, source_ip, id);
    let (method, uri) = (method.clone(), uri.clone());
    let underway = Underway::begin(&server.aws, method, uri, Arc::clone(&request_id));
    let response = match is_let_in {
        Ok(()) => server.answer(route, request, origin, &request_id).await,
        Err(forbidden) => forbidden.into_response(),
    };
    underway.answered(response.status());
    response
}

impl Server {
    /// Each route's future in a box of its own: that of a request would be as large as the largest of them, and is copied on its way.
    fn answer<'a>(
        &'a self,
        route: Route,
        request: Request,
        origin: Origin,
        request_id: &'a Arc<str>,
    ) -> BoxFuture<'a, Response> {
        match route {
            Route::Control => control::serve(&self.aws, &self.runtime, request).boxed(),
            Route::Lambda => self.lambda(request, origin, request_id).boxed(),
            Route::Call(exchange) => self.call(exchange, request, origin, request_id).boxed(),
            Route::FormBody(signed_for) => self
                .form_body(signed_for, request, origin, request_id)
                .boxed(),
            Route::QueryString(signed_for) => self
                .query_string(signed_for, request, origin, request_id)
                .boxed(),
            Route::Unbuilt(unbuilt) => self.unbuilt(unbuilt, request, request_id).boxed(),
            Route::SigningCertificate => future::ready(signing_certificate()).boxed(),
            Route::S3 => self.s3.call(request, origin, request_id).boxed(),
        }
    }

    /// An operation that the headers or the path name.
    async fn call(
        &self,
        exchange: Exchange,
        request: Request,
        origin: Origin,
        request_id: &Arc<str>,
    ) -> Response {
        let (parts, body) = request.into_parts();
        let result = match body::read(&parts.headers, body, body::MAX_API_BYTES).await {
            Ok(body) => {
                self.carry_out(origin, exchange.read(&body, self.unread))
                    .await
            }
            Err(refusal) => Err(refusal),
        };
        exchange.answer(request_id, result).map(Body::from)
    }

    /// A Query request by `POST`.
    async fn form_body(
        &self,
        signed_for: SignedFor,
        request: Request,
        origin: Origin,
        request_id: &Arc<str>,
    ) -> Response {
        let signed_for = signed_for.as_deref();
        let (parts, body) = request.into_parts();
        match body::read(&parts.headers, body, body::MAX_API_BYTES).await {
            Ok(body) => {
                self.query(signed_for, &parts, &body, origin, request_id)
                    .await
            }
            Err(refusal) => {
                let nameless = Exchange {
                    service: &ABSENT,
                    protocol: Protocol::Query,
                    operation: String::new(),
                };
                let answer = nameless.answer(request_id, Err(refusal));
                answer.map(Body::from)
            }
        }
    }

    /// A Query request by `GET`.
    async fn query_string(
        &self,
        signed_for: SignedFor,
        request: Request,
        origin: Origin,
        request_id: &Arc<str>,
    ) -> Response {
        let (parts, _) = request.into_parts();
        let text = parts.uri.query().unwrap_or_default().as_bytes();
        self.query(signed_for.as_deref(), &parts, text, origin, request_id)
            .await
    }

    /// A Query request, whose pairs are `text`.
    async fn query(
        &self,
        signed_for: Option<&str>,
        parts: &Parts,
        text: &[u8],
        origin: Origin,
        request_id: &Arc<str>,
    ) -> Response {
        let pairs = form::pairs(text);
        let exchange = Exchange::of_form(&pairs, signed_for);
        if exchange.service.is_absent()
            && let Some(unbuilt) = unbuilt(&exchange, &pairs, signed_for, parts)
        {
            return unbuilt.answer(request_id).map(Body::from);
        }
        let operation =
            exchange.read_form(pairs, text.len(), queue_url(parts, &origin), self.unread);
        let result = self.carry_out(origin, operation).await;
        exchange.answer(request_id, result).map(Body::from)
    }

    /// The body is read all the same, so that the client gets to reading the answer.
    async fn unbuilt(&self, unbuilt: Unbuilt, request: Request, request_id: &Arc<str>) -> Response {
        let (parts, body) = request.into_parts();
        let _unread = body::read(&parts.headers, body, body::MAX_LAMBDA_BYTES).await;
        unbuilt.answer(request_id).map(Body::from)
    }

    async fn lambda(&self, request: Request, origin: Origin, request_id: &Arc<str>) -> Response {
        let uri = request.uri().clone();
        if let Some(name) = function_of(request.method(), &uri) {
            return self.invoke(name, request, origin, request_id).await;
        }
        let (parts, body) = request.into_parts();
        let result = match body::read(&parts.headers, body, body::MAX_LAMBDA_BYTES).await {
            Ok(body) => {
                let operation = rest_json::read(&parts.method, &parts.uri, &body, self.unread);
                let operation = match operation {
                    Ok(operation) => code_in_s3::fetched(&self.aws, &origin, operation).await,
                    Err(refusal) => Err(refusal),
                };
                self.carry_out(origin, operation).await
            }
            Err(refusal) => Err(refusal),
        };
        rest_json::answer(&parts.method, &parts.uri, request_id, result).map(Body::from)
    }

    async fn carry_out(
        &self,
        origin: Origin,
        operation: Result<crate::world::Operation, Refusal>,
    ) -> Result<crate::world::Reply, Refusal> {
        long_poll::apply(&self.aws, origin, operation?)
            .await
            .map_err(|error| refusal_of(&error))
    }

    fn request_id(&self) -> Arc<str> {
        let mut ids = self.request_ids.lock().expect("making an id cannot panic");
        ids.uuid().into()
    }
}

/// What a form is for that is for no service that is played; `None` where nothing tells. A form without an action may be
/// of a service that does not speak Query.
fn unbuilt(
    exchange: &Exchange,
    pairs: &[(String, String)],
    signed_for: Option<&str>,
    parts: &Parts,
) -> Option<Unbuilt> {
    if exchange.operation.is_empty() {
        Unbuilt::not_for_s3(&parts.method, &parts.uri, &parts.headers, signed_for)
    } else {
        Some(Unbuilt::of_form(pairs, signed_for))
    }
}

/// The URL that a request was sent to, where its path names a queue: `/<account>/<name>`, or
/// `/queue/<region>/<account>/<name>`, which is one of `LocalStack`'s forms.
fn queue_url(parts: &Parts, origin: &Origin) -> Option<String> {
    let path = parts.uri.path();
    let segments: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
    let is_queue = match segments.as_slice() {
        [account, name] | ["queue", _, account, name] => !account.is_empty() && !name.is_empty(),
        _ => false,
    };
    is_queue.then(|| format!("{}{path}", origin.endpoint))
}

fn signing_certificate() -> Response {
    let headers = [(http::header::CONTENT_TYPE, "application/x-pem-file")];
    (headers, CERTIFICATE).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The future of a request is moved more than once on its way, whatever it is for.
    #[test]
    fn a_request_is_light_to_carry() {
        fn bytes_of<F>(_: impl Fn(Arc<Server>, Request) -> F) -> usize {
            size_of::<F>()
        }
        let bytes = bytes_of(serve);
        assert!(bytes <= 1024, "{bytes} bytes");
    }
}
