//! How the AWS clients are set up, and what their failures have in common.
//!
//! Endpoints, credentials and Region come from the environment the way every SDK reads it
//! (`AWS_ENDPOINT_URL`, `AWS_ENDPOINT_URL_S3`, ...), so that the same binary runs on Lambda and in an
//! emulator. The SDK's own retries are off: attempts are counted, logged and bounded by the
//! invocation, and a publish must not be repeated blindly. TLS is rustls with ring, which needs no C
//! compiler.

use std::error::Error;
use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, ConfigLoader, SdkConfig};
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

/// How long a connection may take. SDKs take 3.1 s; a Lambda function is in the service's own Region.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);

/// How long the first byte of an answer may take. S3 and CloudWatch answer within a second when they
/// are well; beyond this, another attempt is the better bet.
const READ_TIMEOUT: Duration = Duration::from_secs(20);

/// Error codes by which AWS services say "slow down"; the HTTP status does not tell (CloudWatch
/// throttles with 400). Source: the SDKs' standard retry mode, "Retry behavior" (AWS SDKs and Tools
/// Reference Guide).
const THROTTLING_CODES: [&str; 15] = [
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestThrottledException",
    "RequestThrottled",
    "TooManyRequestsException",
    "ProvisionedThroughputExceededException",
    "TransactionInProgressException",
    "RequestLimitExceeded",
    "BandwidthLimitExceeded",
    "LimitExceededException",
    "SlowDown",
    "PriorRequestNotComplete",
    "EC2ThrottledException",
    "TooManyRequests",
];

/// Clients' configuration from the environment.
pub async fn load_config() -> SdkConfig {
    loader().load().await
}

/// What clients have in common, before the environment is looked at.
pub fn loader() -> ConfigLoader {
    let http_client = aws_smithy_http_client::Builder::new()
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .build_https();
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .read_timeout(READ_TIMEOUT)
        .build();
    aws_config::defaults(BehaviorVersion::v2026_01_12())
        .http_client(http_client)
        .retry_config(RetryConfig::disabled())
        .timeout_config(timeouts)
        // PutMetricData would be packed above 10 KB: a quarter of the function's processor time on logs whose counts never
        // repeat, to save a few MB a GB of logs within the Region.
        .disable_request_compression(true)
}

/// The same for calls that may be repeated without harm.
#[cfg(feature = "idempotency-table")]
pub fn with_retries(config: &SdkConfig) -> SdkConfig {
    config
        .to_builder()
        .retry_config(RetryConfig::standard())
        .build()
}

/// A failed call, reduced to what classification needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CallFailure {
    /// The service answered with an error.
    Answered { status: u16, code: Option<String> },
    /// Nothing was sent: the request could not be built or signed.
    NotBuilt,
    /// Nothing was sent: no connection came about.
    NotConnected,
    /// Something may have been sent and no usable answer came back.
    Lost,
}

impl CallFailure {
    pub(super) fn of<E>(error: &SdkError<E, HttpResponse>) -> Self
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        match error {
            SdkError::ServiceError(context) => Self::Answered {
                status: context.raw().status().as_u16(),
                code: context.err().code().map(ToOwned::to_owned),
            },
            SdkError::ConstructionFailure(_) => Self::NotBuilt,
            SdkError::DispatchFailure(failure) => match connector_error(error) {
                Some(error) if error.is_connect() => Self::NotConnected,
                // Before the HTTP client had it: credentials, signing, the endpoint.
                None if failure.is_user() || failure.is_other() => Self::NotBuilt,
                _ => Self::Lost,
            },
            _ => Self::Lost,
        }
    }

    pub(super) fn is_throttling(&self) -> bool {
        match self {
            Self::Answered { status, code } => {
                let by_code = code
                    .as_deref()
                    .is_some_and(|code| THROTTLING_CODES.contains(&code));
                by_code || *status == 429
            }
            _ => false,
        }
    }

    /// What an operator reads.
    pub(super) fn describe(&self) -> String {
        match self {
            Self::Answered {
                status,
                code: Some(code),
            } => format!("{code} (HTTP {status})"),
            Self::Answered { status, code: None } => format!("HTTP {status}"),
            Self::NotBuilt => "request could not be built".into(),
            Self::NotConnected => "no connection".into(),
            Self::Lost => "connection broke or timed out".into(),
        }
    }
}

/// The HTTP client's own error, if the call came as far as it.
fn connector_error<'a>(
    error: &'a (dyn Error + 'static),
) -> Option<&'a hyper_util::client::legacy::Error> {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        cause = error.source();
    }
    None
}
