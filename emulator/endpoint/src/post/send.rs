//! One POST, on a connection of its own.

use std::error::Error;
use std::io;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::client::conn::http1::handshake;
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_util::task::AbortOnDropHandle;

use super::trust::Trust;
use crate::world::topic::{Endpoint, Post};

/// Source: <https://docs.aws.amazon.com/sns/latest/dg/SendMessageToHttp.prepare.html>, "The connection will time out in 15 seconds".
pub(super) const TIME_OUT: Duration = Duration::from_secs(15);
/// Bytes of an answer that are read, and thrown away; and for how long. An endpoint that is still writing its answer would take the end of
/// the connection for a failure.
const MAX_ANSWER_BYTES: usize = 64 << 10;
const PATIENCE: Duration = Duration::from_secs(1);

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum SendError {
    #[error("it cannot be reached")]
    Connect(#[source] io::Error),
    #[error("its name is none that a certificate can be for")]
    Name,
    #[error(
        "its certificate is not trusted, neither by this machine nor by the file that --sns-ca-file names"
    )]
    Untrusted(#[source] io::Error),
    #[error("it speaks no TLS that is understood")]
    Tls(#[source] io::Error),
    #[error("it did not answer as HTTP does")]
    Http(#[from] hyper::Error),
    #[error("the request cannot be written")]
    Request(#[from] http::Error),
    #[error("it did not answer within {} s", TIME_OUT.as_secs())]
    TimedOut,
}

impl SendError {
    /// With everything that led to it.
    pub(super) fn text(&self) -> String {
        let mut text = self.to_string();
        let mut source = self.source();
        while let Some(cause) = source {
            text.push_str(": ");
            text.push_str(&cause.to_string());
            source = cause.source();
        }
        text
    }
}

/// The head of an answer, with the connection that the rest comes by.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    headers: HeaderMap,
    body: Incoming,
    _connection: AbortOnDropHandle<Result<(), hyper::Error>>,
}

impl Answer {
    /// Reads what is left, for a moment.
    pub(super) async fn discard(self) {
        let rest = Limited::new(self.body, MAX_ANSWER_BYTES).collect();
        let _ = tokio::time::timeout(PATIENCE, rest).await;
    }

    fn asks_for_basic(&self) -> bool {
        let challenges = self.headers.get_all(header::WWW_AUTHENTICATE).iter();
        let mut schemes = challenges.map(HeaderValue::as_bytes);
        self.status == StatusCode::UNAUTHORIZED
            && schemes.any(|scheme| scheme.len() >= 5 && scheme[..5].eq_ignore_ascii_case(b"basic"))
    }
}

/// As AWS does, who it is is said when it is asked for alone.
pub(super) async fn send(post: &Post, trust: &Trust) -> Result<Answer, SendError> {
    let answer = attempt(post, trust, None).await?;
    match &post.endpoint.authorization {
        Some(authorization) if answer.asks_for_basic() => {
            attempt(post, trust, Some(authorization)).await
        }
        _ => Ok(answer),
    }
}

async fn attempt(
    post: &Post,
    trust: &Trust,
    authorization: Option<&str>,
) -> Result<Answer, SendError> {
    let endpoint = &post.endpoint;
    let request = request(post, authorization)?;
    let address = (&*endpoint.host, endpoint.port);
    let stream = TcpStream::connect(address).await;
    let stream = stream.map_err(SendError::Connect)?;
    if endpoint.is_secure {
        exchange(secured(endpoint, stream, trust).await?, request).await
    } else {
        exchange(stream, request).await
    }
}

fn request(post: &Post, authorization: Option<&str>) -> Result<Request<Full<Bytes>>, http::Error> {
    let endpoint = &post.endpoint;
    let mut request = Request::builder()
        .method(Method::POST)
        .uri(&*endpoint.path)
        .header(header::HOST, &*endpoint.authority);
    for (name, value) in &post.headers {
        let value = HeaderValue::try_from(value)?;
        request = request.header(HeaderName::from_static(name), value);
    }
    if let Some(authorization) = authorization {
        request = request.header(header::AUTHORIZATION, authorization);
    }
    request.body(Full::new(Bytes::copy_from_slice(post.body.as_bytes())))
}

async fn secured(
    endpoint: &Endpoint,
    stream: TcpStream,
    trust: &Trust,
) -> Result<TlsStream<TcpStream>, SendError> {
    let name = ServerName::try_from(endpoint.host.clone()).map_err(|_| SendError::Name)?;
    let connector = TlsConnector::from(trust.config().await);
    let secured = connector.connect(name, stream).await;
    secured.map_err(|error| {
        let cause = error.get_ref();
        let cause = cause.and_then(|cause| cause.downcast_ref::<rustls::Error>());
        if matches!(cause, Some(rustls::Error::InvalidCertificate(_))) {
            SendError::Untrusted(error)
        } else {
            SendError::Tls(error)
        }
    })
}

async fn exchange(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    request: Request<Full<Bytes>>,
) -> Result<Answer, SendError> {
    let (mut sender, connection) = handshake(TokioIo::new(stream)).await?;
    let connection = AbortOnDropHandle::new(tokio::spawn(connection));
    let (head, body) = sender.send_request(request).await?.into_parts();
    Ok(Answer {
        status: head.status,
        headers: head.headers,
        body,
        _connection: connection,
    })
}
