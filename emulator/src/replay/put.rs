//! Puts the files of a replay as objects, through the front door of the emulator, several at a time.
//!
//! The requests are those of an HTTP client and take the way of every request from the router on; only the socket is left
//! out, since both ends are this process. Files are streamed from disk: a replay's memory does not grow with its objects.
//! Requests are signed with a scope only, which says the Region; the emulator verifies no signature.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use aws_endpoint::clock::Clock;
use aws_endpoint::stack::BUCKET;
use aws_endpoint::{Emulator, Requests, file_stream};
use aws_world::origin::Region;
use axum::body::Body;
use futures::TryStreamExt as _;
use http::{HeaderValue, Method, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use tokio::task::JoinSet;

use super::inputs::{Input, Inputs};
use super::progress::Progress;

/// Objects on their way at once. More do not help: the puts are bound by one core's hashing.
const PUTS_AT_ONCE: usize = 4;

/// What stays as it is in the path of a request, by S3's rule for signatures.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/');

/// Why a file could not be put.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PutError {
    #[error("{} cannot be read", path.display())]
    Read {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("object {key} was refused with {status}: {text}")]
    Refused {
        key: String,
        status: StatusCode,
        text: String,
    },
}

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
    let host = emulator.address().to_string();
    let host = HeaderValue::try_from(host).expect("an address is ASCII");
    let authorization = authorization(region);
    for _ in 0..PUTS_AT_ONCE.min(inputs.len()) {
        let worker = Worker {
            requests: emulator.requests(),
            host: host.clone(),
            authorization: authorization.clone(),
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

/// Says in which Region the bucket is: signatures are not verified.
fn authorization(region: &Region) -> HeaderValue {
    let scope = format!("replay/20260101/{region}/s3/aws4_request");
    let signature = format!("AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0");
    HeaderValue::try_from(signature).expect("a Region is ASCII")
}

/// Puts one file after the other.
struct Worker {
    requests: Requests,
    host: HeaderValue,
    authorization: HeaderValue,
    files: Arc<Mutex<VecDeque<(String, Input)>>>,
    progress: Progress,
    clock: Arc<Clock>,
}

impl Worker {
    async fn run(self) -> Result<(), PutError> {
        while let Some((key, input)) = self.next_file() {
            let began = self.clock.system_now();
            self.put(key, &input).await?;
            let took = self.clock.system_now().duration_since(began);
            self.progress.put(input.bytes, took);
        }
        Ok(())
    }

    fn next_file(&self) -> Option<(String, Input)> {
        let mut files = self.files.lock().expect("taking a file does not panic");
        files.pop_front()
    }

    async fn put(&self, key: String, input: &Input) -> Result<(), PutError> {
        let failure = Arc::new(Mutex::new(None));
        let request = self.request(&key, input, Arc::clone(&failure));
        let answer = self.requests.send(request).await;
        let status = answer.status();
        if status.is_success() {
            return Ok(());
        }
        let failed = failure
            .lock()
            .expect("noting an error does not panic")
            .take();
        if let Some(source) = failed {
            let path = input.path.clone();
            return Err(PutError::Read { path, source });
        }
        let text = answer.into_body().collect().await;
        let text = text
            .map(http_body_util::Collected::to_bytes)
            .unwrap_or_default();
        Err(PutError::Refused {
            key,
            status,
            text: String::from_utf8_lossy(&text).into_owned(),
        })
    }

    /// The request. What the file fails with while it is read goes into `failure`: the server only sees a body that breaks
    /// off.
    fn request(
        &self,
        key: &str,
        input: &Input,
        failure: Arc<Mutex<Option<std::io::Error>>>,
    ) -> Request<Body> {
        let path = format!("/{BUCKET}/{}", utf8_percent_encode(key, PATH));
        let pieces = file_stream::read(input.path.clone(), 0, input.bytes);
        let pieces = pieces.map_err(move |error| {
            let kind = error.kind();
            *failure.lock().expect("noting an error does not panic") = Some(error);
            std::io::Error::from(kind)
        });
        Request::builder()
            .method(Method::PUT)
            .uri(path)
            .header(header::HOST, self.host.clone())
            .header(header::AUTHORIZATION, self.authorization.clone())
            .header(header::CONTENT_LENGTH, input.bytes)
            .body(Body::from_stream(pieces))
            .expect("an encoded path and these headers are sound")
    }
}
