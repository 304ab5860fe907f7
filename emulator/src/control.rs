//! The way of a command to an emulator that runs elsewhere on this machine: its control paths.

use bytes::Bytes;
use clap::Args;
use http::{HeaderValue, Method, Request, StatusCode, header};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::handshake;
use hyper_util::rt::TokioIo;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::net::TcpStream;

/// Which emulator.
#[derive(Debug, Args)]
pub(super) struct ControlArgs {
    /// The port on 127.0.0.1 that the emulator was started with [default: that of `AWS_ENDPOINT_URL`, else 4566].
    #[arg(long, global = true)]
    port: Option<u16>,
    /// Where the emulator is, as the SDKs and the CLI of AWS are told.
    #[arg(long, global = true, env = "AWS_ENDPOINT_URL", value_name = "URL")]
    endpoint_url: Option<String>,
}

/// Why a running emulator did not do what it was asked for.
#[derive(Debug, thiserror::Error)]
pub(super) enum ControlError {
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
    /// What was asked for is not there.
    #[error("{0}")]
    NotThere(String),
    #[error("{0}")]
    Refused(String),
}

impl ControlError {
    /// What the user can do about it.
    pub(super) fn hint(&self) -> Option<String> {
        match self {
            Self::Connect { .. } | Self::Foreign { .. } => Some(
                "is it running? --port names the port it was started with, --endpoint-url or AWS_ENDPOINT_URL its address"
                    .to_owned(),
            ),
            Self::Http(_)
            | Self::Url { .. }
            | Self::Unknown
            | Self::NotThere(_)
            | Self::Refused(_) => None,
        }
    }
}

impl ControlArgs {
    pub(super) fn endpoint(&self) -> Result<Endpoint, ControlError> {
        let address = match (self.port, &self.endpoint_url) {
            (Some(port), _) => format!("127.0.0.1:{port}"),
            (None, Some(url)) => {
                host_of(url).ok_or_else(|| ControlError::Url { url: url.clone() })?
            }
            (None, None) => "127.0.0.1:4566".to_owned(),
        };
        Ok(Endpoint { address })
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

/// A running emulator: its host and port.
#[derive(Debug)]
pub(super) struct Endpoint {
    address: String,
}

impl Endpoint {
    /// One request to a control path, and what it answers.
    pub(super) async fn ask(
        &self,
        method: Method,
        path: &str,
        body: Bytes,
    ) -> Result<Value, ControlError> {
        let address = &self.address;
        let stream = TcpStream::connect(address)
            .await
            .map_err(|source| ControlError::Connect {
                address: address.clone(),
                source,
            })?;
        let (mut sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        let unaddressable = || ControlError::Url {
            url: format!("http://{address}{path}"),
        };
        let mut request = Request::new(Full::new(body));
        *request.method_mut() = method;
        *request.uri_mut() = path.parse().map_err(|_| unaddressable())?;
        let host = HeaderValue::from_str(address).map_err(|_| unaddressable())?;
        request.headers_mut().insert(header::HOST, host);
        let response = sender.send_request(request).await?;
        let status = response.status();
        let body = response.into_body().collect().await?.to_bytes();
        let answer: Value = serde_json::from_slice(&body).unwrap_or_default();
        match &answer["message"] {
            Value::String(message) if status == StatusCode::NOT_FOUND => {
                Err(ControlError::NotThere(message.clone()))
            }
            Value::String(message) => Err(ControlError::Refused(message.clone())),
            _ if status.is_success() && answer.is_object() => Ok(answer),
            _ => Err(ControlError::Foreign {
                address: address.clone(),
                status,
            }),
        }
    }
}

pub(super) fn read<T: DeserializeOwned>(answer: Value) -> Result<T, ControlError> {
    serde_json::from_value(answer).map_err(|_| ControlError::Unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
