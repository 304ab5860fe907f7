//! Puts the files of a replay as objects, over HTTP and through the front door, several at a time.
//!
//! Files are streamed from disk: a replay's memory does not grow with its objects. Requests are signed with a scope only,
//! which says the Region; the emulator verifies no signature.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures::TryStreamExt;
use http::{Method, Request, StatusCode, header};
use http_body_util::{BodyExt, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use tokio::fs::File;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_util::io::ReaderStream;

use super::inputs::{Input, Inputs};
use super::progress::Progress;
use crate::Emulator;
use crate::clock::Clock;
use crate::stack::BUCKET;
use crate::world::origin::Region;

/// Objects on their way at once. More do not help: the puts are bound by one core's hashing.
const PUTS_AT_ONCE: usize = 4;

/// Bytes that are read from a file at once.
const READ_BYTES: usize = 256 << 10;

/// What stays as it is in the path of a request, by S3's rule for signatures.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/');

/// Why a file could not be put.
#[derive(Debug, thiserror::Error)]
pub(in crate::cli) enum PutError {
    #[error("{} cannot be read", path.display())]
    Read {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("the emulator's own port could not be reached")]
    Connect(#[source] std::io::Error),
    #[error("object {key} could not be put")]
    Http {
        key: String,
        #[source]
        source: hyper::Error,
    },
    #[error("object {key} was refused with {status}: {text}")]
    Refused {
        key: String,
        status: StatusCode,
        text: String,
    },
}

type Body = http_body_util::combinators::UnsyncBoxBody<Bytes, std::io::Error>;

/// Puts every file. Ends with the first that fails.
pub(super) async fn all(
    emulator: &Emulator,
    region: &Region,
    inputs: &Inputs,
    progress: &Progress,
) -> Result<(), PutError> {
    let files = inputs.iter();
    let files: VecDeque<_> = files
        .map(|(key, input)| (key.to_owned(), input.clone()))
        .collect();
    let files = Arc::new(Mutex::new(files));
    let mut workers = JoinSet::new();
    for _ in 0..PUTS_AT_ONCE.min(inputs.len()) {
        let worker = Worker {
            address: emulator.address(),
            region: region.clone(),
            files: Arc::clone(&files),
            progress: progress.clone(),
            clock: Arc::clone(emulator.aws().clock()),
        };
        workers.spawn(worker.run());
    }
    while let Some(ended) = workers.join_next().await {
        ended.expect("putting a file does not panic")?;
    }
    Ok(())
}

/// Puts one file after the other over one connection.
struct Worker {
    address: SocketAddr,
    region: Region,
    files: Arc<Mutex<VecDeque<(String, Input)>>>,
    progress: Progress,
    clock: Arc<Clock>,
}

impl Worker {
    async fn run(self) -> Result<(), PutError> {
        let mut connection = connect(self.address).await?;
        while let Some((key, input)) = self.next_file() {
            if connection.is_closed() || connection.ready().await.is_err() {
                connection = connect(self.address).await?;
            }
            let began = self.clock.system_now();
            let request = self.request(&key, &input).await?;
            let answer = connection.send_request(request).await;
            check(&key, answer).await?;
            let took = self.clock.system_now().duration_since(began);
            self.progress.put(input.bytes, took);
        }
        Ok(())
    }

    fn next_file(&self) -> Option<(String, Input)> {
        let mut files = self.files.lock().expect("taking a file does not panic");
        files.pop_front()
    }

    async fn request(&self, key: &str, input: &Input) -> Result<Request<Body>, PutError> {
        let path = format!("/{BUCKET}/{}", utf8_percent_encode(key, PATH));
        let scope = format!(
            "AWS4-HMAC-SHA256 Credential=replay/20260101/{}/s3/aws4_request, SignedHeaders=host, Signature=0",
            self.region
        );
        let request = Request::builder()
            .method(Method::PUT)
            .uri(path)
            .header(header::HOST, self.address.to_string())
            .header(header::AUTHORIZATION, scope)
            .header(header::CONTENT_LENGTH, input.bytes)
            .body(body(&input.path).await?);
        Ok(request.expect("an encoded path and these headers are sound"))
    }
}

async fn body(path: &Path) -> Result<Body, PutError> {
    let file = File::open(path).await.map_err(|source| PutError::Read {
        path: path.to_owned(),
        source,
    })?;
    let chunks = ReaderStream::with_capacity(file, READ_BYTES);
    Ok(BodyExt::boxed_unsync(StreamBody::new(
        chunks.map_ok(Frame::data),
    )))
}

async fn connect(address: SocketAddr) -> Result<SendRequest<Body>, PutError> {
    let stream = TcpStream::connect(address)
        .await
        .map_err(PutError::Connect)?;
    // Head and body are two writes: without this the second waits 40 ms for the first one's acknowledgement.
    stream.set_nodelay(true).map_err(PutError::Connect)?;
    let (connection, driver) = handshake(TokioIo::new(stream))
        .await
        .map_err(|error| PutError::Connect(std::io::Error::other(error)))?;
    tokio::spawn(async move {
        // What goes wrong here the request under way is told.
        let _ = driver.await;
    });
    Ok(connection)
}

async fn check(
    key: &str,
    answer: Result<hyper::Response<Incoming>, hyper::Error>,
) -> Result<(), PutError> {
    let failed = |source| PutError::Http {
        key: key.to_owned(),
        source,
    };
    let answer = answer.map_err(failed)?;
    let status = answer.status();
    let text = answer.into_body().collect().await.map_err(failed)?;
    if status.is_success() {
        return Ok(());
    }
    Err(PutError::Refused {
        key: key.to_owned(),
        status,
        text: String::from_utf8_lossy(&text.to_bytes()).into_owned(),
    })
}
