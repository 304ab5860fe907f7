//! A small reverse proxy between the function and a cloud, for what goes wrong on the way.
//!
//! The function's S3 and CloudWatch endpoints point here; everything is passed on unchanged but for the requests that a
//! scenario has a [`Fault`] for. So the same unchanged handler meets the same throttle, the same
//! lost answer on every arm. Not a man in the middle for TLS, and not for the scenario's own clients.

use std::convert::Infallible;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::clock;

type Body = BoxBody<Bytes, io::Error>;

/// Requests of the function that a scenario cares for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    GetObject,
    PutMetricData,
}

/// What becomes of a request instead of being passed on and answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Not passed on: answered with this status and error code in the request's own protocol.
    Refuse { status: u16, code: &'static str },
    /// Passed on, answered in full, but the answer's body ends after so many bytes.
    Cut { after: usize },
    /// Passed on and carried out, but the connection ends before the answer.
    LoseAnswer,
    /// Passed on only after this.
    Delay(Duration),
    /// Passed on only when the scenario says so ([`Proxy::release`]).
    Hold,
}

/// The proxy; it stops when dropped.
#[derive(Debug)]
pub struct Proxy {
    endpoint: String,
    shared: Arc<Shared>,
    accepting: tokio::task::JoinHandle<()>,
}

#[derive(Debug)]
struct Shared {
    upstream: String,
    state: Mutex<State>,
    released: watch::Sender<bool>,
}

#[derive(Debug, Default)]
struct State {
    rules: Vec<Rule>,
    seen: Vec<Which>,
    holding: usize,
}

#[derive(Debug)]
struct Rule {
    which: Which,
    fault: Fault,
    times: usize,
}

impl Proxy {
    /// Listens on a free loopback port before `upstream`, an `http://` endpoint.
    ///
    /// # Errors
    /// When no loopback port can be had.
    pub async fn start(upstream: &str) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let endpoint = format!("http://{}", listener.local_addr()?);
        let shared = Arc::new(Shared {
            upstream: upstream
                .trim_start_matches("http://")
                .trim_end_matches('/')
                .to_owned(),
            state: Mutex::default(),
            released: watch::Sender::new(false),
        });
        let accepting = tokio::spawn(accept(listener, Arc::clone(&shared)));
        Ok(Self {
            endpoint,
            shared,
            accepting,
        })
    }

    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The next `times` such requests meet this fault. Rules are used up in the order they were made.
    pub fn fault(&self, which: Which, fault: Fault, times: usize) {
        self.shared.state().rules.push(Rule {
            which,
            fault,
            times,
        });
    }

    /// How many such requests have arrived, faulted ones too.
    pub fn seen(&self, which: Which) -> usize {
        self.shared
            .state()
            .seen
            .iter()
            .filter(|seen| **seen == which)
            .count()
    }

    /// How many requests are being held.
    pub fn holding(&self) -> usize {
        self.shared.state().holding
    }

    /// Lets every held request go, now and from now on.
    pub fn release(&self) {
        self.shared.released.send_replace(true);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes the request and uses up a rule for it.
    fn fault_of(&self, which: Which) -> Option<Fault> {
        let mut state = self.state();
        state.seen.push(which);
        let rule = state
            .rules
            .iter_mut()
            .find(|rule| rule.which == which && rule.times > 0)?;
        rule.times -= 1;
        Some(rule.fault)
    }

    async fn hold(&self) {
        self.state().holding += 1;
        let mut released = self.released.subscribe();
        // The sender lives in `self`: waiting cannot fail.
        let _ = released.wait_for(|released| *released).await;
        self.state().holding -= 1;
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((stream, _)) = listener.accept().await {
        let shared = Arc::clone(&shared);
        let service = service_fn(move |request| serve(request, Arc::clone(&shared)));
        let connection = hyper::server::conn::http1::Builder::new()
            .serve_connection(TokioIo::new(stream), service);
        tokio::spawn(async move {
            // A connection that breaks is what the faults are for.
            let _ = connection.await;
        });
    }
}

async fn serve(request: Request<Incoming>, shared: Arc<Shared>) -> io::Result<Response<Body>> {
    let Some(which) = which(&request) else {
        return pass_on(request, &shared.upstream).await;
    };
    match shared.fault_of(which) {
        None => pass_on(request, &shared.upstream).await,
        Some(Fault::Refuse { status, code }) => refuse(request, status, code).await,
        Some(Fault::Cut { after }) => cut(pass_on(request, &shared.upstream).await?, after).await,
        Some(Fault::LoseAnswer) => {
            let answer = pass_on(request, &shared.upstream).await?;
            answer.into_body().collect().await?;
            Err(io::Error::other("the answer is lost"))
        }
        Some(Fault::Delay(duration)) => {
            clock::wait(duration).await;
            pass_on(request, &shared.upstream).await
        }
        Some(Fault::Hold) => {
            shared.hold().await;
            pass_on(request, &shared.upstream).await
        }
    }
}

fn which(request: &Request<Incoming>) -> Option<Which> {
    let target = request
        .headers()
        .get("x-amz-target")
        .and_then(|value| value.to_str().ok());
    let path = request.uri().path();
    if path.ends_with("/PutMetricData")
        || target.is_some_and(|target| target.ends_with(".PutMetricData"))
    {
        return Some(Which::PutMetricData);
    }
    let is_get = request.method() == hyper::Method::GET && path.matches('/').count() > 1;
    is_get.then_some(Which::GetObject)
}

async fn pass_on(request: Request<Incoming>, upstream: &str) -> io::Result<Response<Body>> {
    let stream = TcpStream::connect(upstream).await?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
        .await
        .map_err(io::Error::other)?;
    tokio::spawn(async move {
        // What breaks here is seen by whoever reads the answer.
        let _ = connection.await;
    });
    let answer = sender
        .send_request(request)
        .await
        .map_err(io::Error::other)?;
    Ok(answer.map(|body| body.map_err(io::Error::other).boxed()))
}

/// Takes the request in before refusing it, as a service does: its sender may still be writing.
async fn refuse(request: Request<Incoming>, status: u16, code: &str) -> io::Result<Response<Body>> {
    let cbor = request
        .headers()
        .get("smithy-protocol")
        .is_some_and(|value| value == "rpc-v2-cbor");
    let is_s3 = which(&request) == Some(Which::GetObject);
    request
        .into_body()
        .collect()
        .await
        .map_err(io::Error::other)?;
    let answer =
        Response::builder().status(StatusCode::from_u16(status).map_err(io::Error::other)?);
    let message = "refused by the scenario";
    let answer = if is_s3 {
        let body = format!(
            "<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>{message}</Message></Error>"
        );
        answer
            .header("content-type", "application/xml")
            .body(whole(body))
    } else if cbor {
        let body = [
            vec![0xa2],
            cbor_text("__type"),
            cbor_text(code),
            cbor_text("message"),
            cbor_text(message),
        ];
        answer
            .header("content-type", "application/cbor")
            .header("smithy-protocol", "rpc-v2-cbor")
            .header("x-amzn-query-error", format!("{code};Sender"))
            .body(whole(body.concat()))
    } else {
        let body = format!(r#"{{"__type":"{code}","message":"{message}"}}"#);
        answer
            .header("content-type", "application/x-amz-json-1.0")
            .body(whole(body))
    };
    answer.map_err(io::Error::other)
}

/// A text in CBOR (RFC 8949, major type 3), shorter than 256 bytes.
fn cbor_text(text: &str) -> Vec<u8> {
    let length = u8::try_from(text.len()).expect("codes and messages here are short");
    [&[0x78, length], text.as_bytes()].concat()
}

/// The headers promise the whole body, the connection ends within it.
async fn cut(answer: Response<Body>, after: usize) -> io::Result<Response<Body>> {
    let (parts, body) = answer.into_parts();
    let mut bytes = body.collect().await?.to_bytes();
    bytes.truncate(after);
    let frames = [
        Ok(Frame::data(bytes)),
        Err(io::Error::other("cut off by the scenario")),
    ];
    Ok(Response::from_parts(
        parts,
        StreamBody::new(futures::stream::iter(frames)).boxed(),
    ))
}

fn whole(body: impl Into<Bytes>) -> Body {
    Full::new(body.into())
        .map_err(|never: Infallible| match never {})
        .boxed()
}
