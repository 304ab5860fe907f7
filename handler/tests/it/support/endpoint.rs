//! AWS endpoints on loopback: the SDK's clients set up as in production, against a server of the
//! test's.
//!
//! Answers come from wiremock; [`Breaking`] is for what no HTTP server does on purpose: cutting a body
//! off, resetting, swallowing a request.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_credential_types::Credentials;
use handler::adapters::clock::SystemTime;
use handler::adapters::cloudwatch::CloudWatchMetrics;
use handler::adapters::s3::S3Objects;
use handler::adapters::sdk;
use handler::invocation::ports::Time;
use jiff::Timestamp;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use wiremock::ResponseTemplate;

/// Clients' configuration for an endpoint, otherwise as in production.
pub(crate) async fn config(endpoint: &str) -> aws_config::SdkConfig {
    sdk::loader()
        .endpoint_url(endpoint)
        .region("us-east-1")
        .credentials_provider(Credentials::new("AKID", "secret", None, None, "test"))
        .load()
        .await
}

pub(crate) async fn objects(endpoint: &str) -> S3Objects {
    S3Objects::new(aws_sdk_s3::Client::new(&config(endpoint).await))
}

pub(crate) async fn metrics(endpoint: &str) -> CloudWatchMetrics {
    CloudWatchMetrics::new(aws_sdk_cloudwatch::Client::new(&config(endpoint).await))
}

/// The answer by which S3 refuses a request.
pub(crate) fn refusal(status: u16, code: &str) -> ResponseTemplate {
    let body =
        format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>no</Message></Error>");
    ResponseTemplate::new(status).set_body_raw(body, "application/xml")
}

/// The answer by which CloudWatch confirms a publish.
pub(crate) fn confirmed() -> ResponseTemplate {
    ResponseTemplate::new(200)
        .insert_header("smithy-protocol", "rpc-v2-cbor")
        .set_body_raw(vec![0xa0], "application/cbor")
}

/// Waits longer than this are alarms at the invocation's deadline, and really waited.
const LONGEST_WAIT_BETWEEN_ATTEMPTS: Duration = Duration::from_secs(5);

/// The system's clock, without the waits between attempts.
#[derive(Clone, Default)]
pub(crate) struct Hurried {
    waits: Arc<Mutex<Vec<Duration>>>,
}

impl Hurried {
    /// The waits that were asked for, in milliseconds.
    pub(crate) fn waits_ms(&self) -> Vec<u128> {
        let waits = self.waits.lock().expect("not poisoned");
        waits.iter().map(Duration::as_millis).collect()
    }
}

impl Time for Hurried {
    fn now(&self) -> Timestamp {
        SystemTime.now()
    }

    async fn sleep(&self, duration: Duration) {
        if duration > LONGEST_WAIT_BETWEEN_ATTEMPTS {
            SystemTime.sleep(duration).await;
        } else {
            self.waits.lock().expect("not poisoned").push(duration);
        }
    }
}

/// How a connection goes wrong, or right, after the request was read.
#[derive(Clone)]
pub(crate) enum Reply {
    /// These bytes, then an orderly end.
    Bytes(Vec<u8>),
    /// These bytes, then a reset.
    Reset(Vec<u8>),
    /// These bytes, then silence.
    Silence(Vec<u8>),
}

impl Reply {
    /// A sound answer with a body.
    pub(crate) fn ok(body: &[u8]) -> Self {
        Self::Bytes(response(body.len(), body))
    }
}

/// A 200 answer that announces `length` bytes and carries `body`.
pub(crate) fn response(length: usize, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n");
    [head.as_bytes(), body].concat()
}

/// An endpoint that breaks as told: one reply a request, the last one again and again.
pub(crate) struct Breaking {
    pub(crate) uri: String,
    requests: Arc<Mutex<usize>>,
}

impl Breaking {
    pub(crate) async fn start(replies: impl IntoIterator<Item = Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0")
            .await
            .expect("loopback has ports");
        let address = listener.local_addr().expect("it is bound");
        let requests = Arc::new(Mutex::new(0));
        let script = Arc::new(Mutex::new(replies.into_iter().collect::<VecDeque<_>>()));
        let counted = Arc::clone(&requests);
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                tokio::spawn(serve(connection, Arc::clone(&script), Arc::clone(&counted)));
            }
        });
        Self {
            uri: format!("http://{address}"),
            requests,
        }
    }

    /// How many requests were read wholly.
    pub(crate) fn request_count(&self) -> usize {
        *self.requests.lock().expect("not poisoned")
    }
}

async fn serve(
    mut connection: TcpStream,
    script: Arc<Mutex<VecDeque<Reply>>>,
    requests: Arc<Mutex<usize>>,
) {
    if read_request(&mut connection).await.is_none() {
        return;
    }
    *requests.lock().expect("not poisoned") += 1;
    let reply = {
        let mut script = script.lock().expect("not poisoned");
        if script.len() > 1 {
            script.pop_front()
        } else {
            script.front().cloned()
        }
    };
    match reply.expect("a script has replies") {
        Reply::Bytes(bytes) => {
            let _ = connection.write_all(&bytes).await;
            let _ = connection.shutdown().await;
        }
        Reply::Reset(bytes) => {
            let _ = connection.write_all(&bytes).await;
            connection.set_zero_linger().expect("a TCP socket");
        }
        Reply::Silence(bytes) => {
            let _ = connection.write_all(&bytes).await;
            // Until the client hangs up.
            let _ = connection.read(&mut [0; 1]).await;
        }
    }
}

/// Reads head and body; `None` if the client hung up before.
async fn read_request(connection: &mut TcpStream) -> Option<()> {
    let mut request = Vec::new();
    loop {
        let mut chunk = [0; 4_096];
        let length = connection
            .read(&mut chunk)
            .await
            .ok()
            .filter(|length| *length > 0)?;
        request.extend_from_slice(&chunk[..length]);
        if is_whole(&request) {
            return Some(());
        }
    }
}

fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request).to_ascii_lowercase();
    let Some((head, _)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let announced = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length:"));
    let announced: usize = announced.map_or(0, |length| length.trim().parse().expect("a length"));
    let head_end = request
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .expect("found above");
    request.len() >= head_end + 4 + announced
}
