//! `emulator clock`: reads and moves the clock of an emulator that runs elsewhere on this machine.

use bytes::Bytes;
use clap::{Args, Subcommand};
use http::{Method, Request, StatusCode, header};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::handshake;
use hyper_util::rt::TokioIo;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tokio::net::TcpStream;

use super::{CliError, printer};

/// Read or move the clock of a running emulator.
///
/// Visibility timeouts, delays, batch windows and the ages of metrics follow it. It never runs back.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ClockCommand {
    /// The port on 127.0.0.1 that the emulator was started with.
    #[arg(long, default_value_t = 4566, global = true)]
    port: u16,
    #[command(subcommand)]
    action: Action,
}

const EXAMPLES: &str = "\
Examples:
  emulator clock now
  emulator clock advance 5m
  emulator clock set 2026-04-19T13:30:00Z --port 4567";

#[derive(Debug, Subcommand)]
enum Action {
    /// Print what the clock shows.
    Now,
    /// Move the clock forward by this much.
    Advance {
        /// `90s`, `5m`, `1h 30m`, or ISO 8601: `PT5M`.
        by: SignedDuration,
    },
    /// Move the clock forward to this moment.
    Set {
        /// `2026-04-19T13:30:00Z`
        moment: Timestamp,
    },
}

/// Why the clock was neither read nor moved.
#[derive(Debug, thiserror::Error)]
pub(super) enum ClockError {
    #[error("no emulator answers on port {port}")]
    Connect {
        port: u16,
        #[source]
        source: std::io::Error,
    },
    #[error("the connection to the emulator broke")]
    Http(#[from] hyper::Error),
    #[error("what answers on port {port} is no emulator ({status})")]
    Foreign { port: u16, status: StatusCode },
    #[error("{0}")]
    Refused(String),
}

impl ClockCommand {
    pub(super) async fn run(self) -> Result<(), CliError> {
        let (method, body) = match self.action {
            Action::Now => (Method::GET, Bytes::new()),
            Action::Advance { by } => (Method::POST, bytes(&json!({"advance": by}))),
            Action::Set { moment } => (Method::POST, bytes(&json!({"set": moment}))),
        };
        let now = ask(self.port, method, body).await?;
        printer::text(&now).map_err(CliError::Output)?;
        Ok(())
    }
}

fn bytes(body: &Value) -> Bytes {
    Bytes::from(body.to_string())
}

/// One request to the control path; what the clock shows after it.
async fn ask(port: u16, method: Method, body: Bytes) -> Result<String, ClockError> {
    let host = format!("127.0.0.1:{port}");
    let stream = TcpStream::connect(&host)
        .await
        .map_err(|source| ClockError::Connect { port, source })?;
    let (mut sender, connection) = handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let mut request = Request::new(Full::new(body));
    *request.method_mut() = method;
    *request.uri_mut() = http::Uri::from_static("/_emulator/clock");
    let host = host.parse().expect("an address is a header's value");
    request.headers_mut().insert(header::HOST, host);
    let response = sender.send_request(request).await?;
    let status = response.status();
    let body = response.into_body().collect().await?.to_bytes();
    let answer: Value = serde_json::from_slice(&body).unwrap_or_default();
    match (&answer["now"], &answer["message"]) {
        (Value::String(now), _) => Ok(now.clone()),
        (_, Value::String(message)) => Err(ClockError::Refused(message.clone())),
        _ => Err(ClockError::Foreign { port, status }),
    }
}
