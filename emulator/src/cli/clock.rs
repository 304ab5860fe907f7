//! `emulator clock`: reads and moves the clock of an emulator that runs elsewhere on this machine.

use std::fmt::Write as _;

use bytes::Bytes;
use clap::{Args, Subcommand};
use http::{HeaderValue, Method, Request, StatusCode, header};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::handshake;
use hyper_util::rt::TokioIo;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::net::TcpStream;

use super::{CliError, printer};
use crate::aws::travel::{Step, Travelled};

/// Read or move the clock of a running emulator.
///
/// Visibility timeouts, delays, batch windows, redrives and the ages of metrics follow it. It never runs back.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ClockCommand {
    /// The port on 127.0.0.1 that the emulator was started with [default: that of `AWS_ENDPOINT_URL`, else 4566].
    #[arg(long, global = true)]
    port: Option<u16>,
    /// Where the emulator is, as the SDKs and the CLI of AWS are told.
    #[arg(long, global = true, env = "AWS_ENDPOINT_URL", value_name = "URL")]
    endpoint_url: Option<String>,
    #[command(subcommand)]
    action: Action,
}

const EXAMPLES: &str = "\
Examples:
  emulator clock now
  emulator clock advance 5m
  emulator clock set 2026-04-19T13:30:00Z --port 4567
  emulator clock next               what is due next, when, and for whom
  emulator clock run-until-idle     goes there, and on, until nothing waits to be done";

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
    /// Print what is due next, when, and for whom.
    Next,
    /// Go from due moment to due moment until nothing waits to be done, and print them.
    ///
    /// A message that fails reaches its dead-letter queue that way, however long its visibility timeouts are. Never past a
    /// function that is still running. What only tidies up, such as a retention, is not waited for.
    RunUntilIdle,
}

/// Why the clock was neither read nor moved.
#[derive(Debug, thiserror::Error)]
pub(super) enum ClockError {
    #[error("no emulator answers at {address}")]
    Connect {
        address: String,
        #[source]
        source: std::io::Error,
    },
    #[error("the connection to the emulator broke")]
    Http(#[from] hyper::Error),
    #[error("what answers at {address} is no emulator ({status})")]
    Foreign { address: String, status: StatusCode },
    #[error("{url} is no http://host:port")]
    Url { url: String },
    #[error("the emulator's answer is not understood: is it of this version?")]
    Unknown,
    #[error("{0}")]
    Refused(String),
}

impl ClockCommand {
    pub(super) async fn run(self) -> Result<(), CliError> {
        let address = self.address()?;
        let text = match self.action {
            Action::Now => now(&ask(&address, Method::GET, CLOCK, Bytes::new()).await?)?,
            Action::Advance { by } => {
                let body = bytes(&json!({"advance": by}));
                now(&ask(&address, Method::POST, CLOCK, body).await?)?
            }
            Action::Set { moment } => {
                let body = bytes(&json!({"set": moment}));
                now(&ask(&address, Method::POST, CLOCK, body).await?)?
            }
            Action::Next => {
                let answer = ask(&address, Method::GET, NEXT, Bytes::new()).await?;
                next(&read(answer)?)
            }
            Action::RunUntilIdle => {
                let answer = ask(&address, Method::POST, RUN_UNTIL_IDLE, Bytes::new()).await?;
                travelled(&read(answer)?)
            }
        };
        printer::text(&text).map_err(CliError::Output)?;
        Ok(())
    }

    /// Host and port.
    fn address(&self) -> Result<String, ClockError> {
        match (self.port, &self.endpoint_url) {
            (Some(port), _) => Ok(format!("127.0.0.1:{port}")),
            (None, Some(url)) => host_of(url).ok_or_else(|| ClockError::Url { url: url.clone() }),
            (None, None) => Ok("127.0.0.1:4566".to_owned()),
        }
    }
}

/// Host and port of `http://host:port`.
fn host_of(url: &str) -> Option<String> {
    let uri: http::Uri = url.parse().ok()?;
    let authority = uri.authority()?;
    let is_plain = uri.scheme_str() == Some("http");
    is_plain.then(|| {
        format!(
            "{}:{}",
            authority.host(),
            authority.port_u16().unwrap_or(80)
        )
    })
}

const CLOCK: &str = "/_emulator/clock";
const NEXT: &str = "/_emulator/clock/next";
const RUN_UNTIL_IDLE: &str = "/_emulator/clock/run-until-idle";

#[derive(Debug, Deserialize)]
struct Next {
    now: Timestamp,
    next: Option<Step>,
}

fn read<T: DeserializeOwned>(answer: Value) -> Result<T, ClockError> {
    serde_json::from_value(answer).map_err(|_| ClockError::Unknown)
}

fn now(answer: &Value) -> Result<String, ClockError> {
    let now = answer["now"].as_str().ok_or(ClockError::Unknown)?;
    Ok(now.to_owned())
}

fn next(answer: &Next) -> String {
    match &answer.next {
        None => "nothing is due".to_owned(),
        Some(step) => {
            let left = rounded(step.at.duration_since(answer.now));
            format!("{}  in {left:#}: {} ({})", step.at, step.what, step.whom)
        }
    }
}

/// To the millisecond, and never negative.
fn rounded(duration: SignedDuration) -> SignedDuration {
    let milliseconds = duration.as_millis().max(0);
    SignedDuration::from_millis(i64::try_from(milliseconds).unwrap_or(i64::MAX))
}

/// A line a moment, then what it came to.
fn travelled(travelled: &Travelled) -> String {
    let mut text = String::new();
    for Step { at, what, whom } in &travelled.steps {
        let _ = writeln!(text, "{at}  {what} ({whom})");
    }
    if travelled.untold > 0 {
        let _ = writeln!(text, "and {} more", travelled.untold);
    }
    let passed = rounded(travelled.to.duration_since(travelled.from));
    let _ = write!(text, "idle at {}, {passed:#} later", travelled.to);
    text
}

fn bytes(body: &Value) -> Bytes {
    Bytes::from(body.to_string())
}

/// One request to a control path, and what it answers.
async fn ask(
    address: &str,
    method: Method,
    path: &'static str,
    body: Bytes,
) -> Result<Value, ClockError> {
    let stream = TcpStream::connect(address)
        .await
        .map_err(|source| ClockError::Connect {
            address: address.to_owned(),
            source,
        })?;
    let (mut sender, connection) = handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let mut request = Request::new(Full::new(body));
    *request.method_mut() = method;
    *request.uri_mut() = http::Uri::from_static(path);
    let host = HeaderValue::from_str(address).map_err(|_| ClockError::Url {
        url: address.to_owned(),
    })?;
    request.headers_mut().insert(header::HOST, host);
    let response = sender.send_request(request).await?;
    let status = response.status();
    let body = response.into_body().collect().await?.to_bytes();
    let answer: Value = serde_json::from_slice(&body).unwrap_or_default();
    match &answer["message"] {
        Value::String(message) => Err(ClockError::Refused(message.clone())),
        _ if status.is_success() && answer.is_object() => Ok(answer),
        _ => Err(ClockError::Foreign {
            address: address.to_owned(),
            status,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn step(second: i64) -> Step {
        Step {
            at: at(second),
            what: "a message becomes visible".to_owned(),
            whom: "arn:aws:sqs:us-east-1:000000000000:orders".to_owned(),
        }
    }

    #[test]
    fn the_endpoint_is_where_the_sdks_are_told_it_is() {
        for (url, address) in [
            ("http://127.0.0.1:4566", Some("127.0.0.1:4566")),
            ("http://localhost:4567/", Some("localhost:4567")),
            ("http://localhost", Some("localhost:80")),
            ("https://localhost:4566", None),
            ("localhost:4566", None),
            ("", None),
        ] {
            assert_eq!(host_of(url).as_deref(), address, "{url}");
        }
    }

    #[test]
    fn what_is_due_next_says_when_what_and_for_whom() {
        let due = Next {
            now: at(0),
            next: Some(step(90)),
        };
        assert_eq!(
            next(&due),
            "1970-01-01T00:01:30Z  in 1m 30s: a message becomes visible (arn:aws:sqs:us-east-1:000000000000:orders)"
        );
        let idle = Next {
            now: at(0),
            next: None,
        };
        assert_eq!(next(&idle), "nothing is due");
    }

    #[test]
    fn where_the_clock_went_is_a_line_a_moment() {
        let went = Travelled {
            from: at(0),
            to: at(120),
            steps: vec![step(60), step(120)],
            untold: 3,
        };
        assert_eq!(
            travelled(&went),
            "1970-01-01T00:01:00Z  a message becomes visible (arn:aws:sqs:us-east-1:000000000000:orders)\n\
             1970-01-01T00:02:00Z  a message becomes visible (arn:aws:sqs:us-east-1:000000000000:orders)\n\
             and 3 more\n\
             idle at 1970-01-01T00:02:00Z, 2m later"
        );
    }
}
