//! The stock AWS SDK clients, pointed at an endpoint.
//!
//! What a scenario does to a cloud it does through these: the same bytes that an application sends.

use aws_credential_types::Credentials;
use aws_smithy_http_client::Builder;
use aws_smithy_types::retry::RetryConfig;

/// Clients of one Region.
#[derive(Debug, Clone)]
pub struct Clients {
    pub region: String,
    pub s3: aws_sdk_s3::Client,
    pub sqs: aws_sdk_sqs::Client,
    pub sns: aws_sdk_sns::Client,
    pub cloudwatch: aws_sdk_cloudwatch::Client,
}

impl Clients {
    /// Test credentials; an endpoint that is an IP address, so that S3 keys stay in the path.
    pub fn new(endpoint: &str, region: &str) -> Self {
        Self {
            region: region.to_owned(),
            s3: aws_sdk_s3::Client::from_conf(s3(endpoint, region)),
            sqs: aws_sdk_sqs::Client::from_conf(sqs(endpoint, region)),
            sns: aws_sdk_sns::Client::from_conf(sns(endpoint, region)),
            cloudwatch: aws_sdk_cloudwatch::Client::from_conf(cloudwatch(endpoint, region)),
        }
    }
}

fn credentials() -> Credentials {
    Credentials::new("test", "test", None, None, "e2e")
}

/// A refusal is an answer to look at, not one to hide.
fn retries() -> RetryConfig {
    RetryConfig::disabled()
}

fn s3(endpoint: &str, region: &str) -> aws_sdk_s3::Config {
    aws_sdk_s3::Config::builder()
        .behavior_version(aws_sdk_s3::config::BehaviorVersion::v2026_01_12())
        .http_client(Builder::new().build_http())
        .region(aws_sdk_s3::config::Region::new(region.to_owned()))
        .credentials_provider(credentials())
        .retry_config(retries())
        .endpoint_url(endpoint)
        .force_path_style(true)
        .build()
}

fn sqs(endpoint: &str, region: &str) -> aws_sdk_sqs::Config {
    aws_sdk_sqs::Config::builder()
        .behavior_version(aws_sdk_sqs::config::BehaviorVersion::v2026_01_12())
        .http_client(Builder::new().build_http())
        .region(aws_sdk_sqs::config::Region::new(region.to_owned()))
        .credentials_provider(credentials())
        .retry_config(retries())
        .endpoint_url(endpoint)
        .build()
}

fn sns(endpoint: &str, region: &str) -> aws_sdk_sns::Config {
    aws_sdk_sns::Config::builder()
        .behavior_version(aws_sdk_sns::config::BehaviorVersion::v2026_01_12())
        .http_client(Builder::new().build_http())
        .region(aws_sdk_sns::config::Region::new(region.to_owned()))
        .credentials_provider(credentials())
        .retry_config(retries())
        .endpoint_url(endpoint)
        .build()
}

fn cloudwatch(endpoint: &str, region: &str) -> aws_sdk_cloudwatch::Config {
    aws_sdk_cloudwatch::Config::builder()
        .behavior_version(aws_sdk_cloudwatch::config::BehaviorVersion::v2026_01_12())
        .http_client(Builder::new().build_http())
        .region(aws_sdk_cloudwatch::config::Region::new(region.to_owned()))
        .credentials_provider(credentials())
        .retry_config(retries())
        .endpoint_url(endpoint)
        .build()
}
