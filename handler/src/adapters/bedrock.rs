//! What Bedrock itself says of application inference profiles: `GetInferenceProfile`.
//!
//! One signed GET, put together from the parts that the SDK's clients consist of and that are in the
//! binary anyway: Bedrock's whole SDK would be a great deal of code for one call.
//!
//! Source: `GetInferenceProfile` (Amazon Bedrock API reference), "Amazon Bedrock endpoints and quotas".

use aws_config::SdkConfig;
use aws_credential_types::provider::ProvideCredentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use aws_smithy_runtime::client::orchestrator::operation::Operation;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse, OrchestratorError};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::error::ErrorMetadata;
use futures::future::BoxFuture;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use super::sdk::CallFailure;
use crate::core::datapoint::is_dimension_value;
use crate::core::profile::{ProfileEntry, arn_region, class_of_models};
use crate::invocation::ports::{BoxError, ProfileDirectory};

/// The service's name in endpoints and signatures.
const SERVICE: &str = "bedrock";

/// What a path's segment does not carry as it is.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Inference profiles as Bedrock knows them.
#[derive(Debug, Clone)]
pub struct BedrockProfiles {
    config: SdkConfig,
}

/// Why a profile could not be looked up.
#[derive(Debug, thiserror::Error)]
pub enum LookupError {
    #[error("no endpoint of Bedrock is known for this ARN")]
    NoEndpoint,
    #[error("request could not be signed")]
    NotSigned(#[source] BoxError),
    #[error("GetInferenceProfile failed: {0}")]
    Failed(String),
    #[error("answer of GetInferenceProfile is not understood")]
    Unreadable(#[source] serde_json::Error),
}

/// The answer, as far as it counts.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Profile {
    inference_profile_name: Option<String>,
    models: Vec<Model>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Model {
    model_arn: String,
}

/// A request that is ready to be sent.
#[derive(Debug)]
struct SignedGet {
    path: String,
    headers: Vec<(String, String)>,
}

impl BedrockProfiles {
    /// Profiles by calls under that configuration.
    pub fn new(config: &SdkConfig) -> Self {
        Self {
            config: config.clone(),
        }
    }

    async fn get(&self, arn: &str) -> Result<ProfileEntry, LookupError> {
        let region = region_of(arn).ok_or(LookupError::NoEndpoint)?;
        let endpoint = match self.config.endpoint_url() {
            Some(endpoint) => endpoint.trim_end_matches('/').to_owned(),
            None => endpoint(arn, region).ok_or(LookupError::NoEndpoint)?,
        };
        let identifier = utf8_percent_encode(arn, ENCODED);
        let path = format!("/inference-profiles/{identifier}");
        let request = self.signed(&endpoint, path, region).await;
        let answer = self
            .operation(&endpoint)
            .invoke(request.map_err(LookupError::NotSigned)?)
            .await
            .map_err(|error| LookupError::Failed(CallFailure::of(&error).describe()))?;
        entry_of(arn, &answer).map_err(LookupError::Unreadable)
    }

    async fn signed(
        &self,
        endpoint: &str,
        path: String,
        region: &str,
    ) -> Result<SignedGet, BoxError> {
        let provider = self.config.credentials_provider().ok_or("no credentials")?;
        let identity = provider.provide_credentials().await?.into();
        let clock = self.config.time_source().ok_or("no clock")?;
        let parameters = v4::SigningParams::builder()
            .identity(&identity)
            .region(region)
            .name(SERVICE)
            .time(clock.now())
            .settings(SigningSettings::default())
            .build()?
            .into();
        let uri = format!("{endpoint}{path}");
        let body = SignableBody::Bytes(&[]);
        let request = SignableRequest::new("GET", uri, std::iter::empty(), body)?;
        let (instructions, _) = sign(request, &parameters)?.into_parts();
        let headers = instructions
            .headers()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        Ok(SignedGet { path, headers })
    }

    fn operation(&self, endpoint: &str) -> Operation<SignedGet, Vec<u8>, ErrorMetadata> {
        let mut operation = Operation::builder()
            .service_name(SERVICE)
            .operation_name("GetInferenceProfile")
            .endpoint_url(endpoint)
            .no_auth()
            .no_retry();
        if let Some(client) = self.config.http_client() {
            operation = operation.http_client(client);
        }
        if let Some(timeouts) = self.config.timeout_config() {
            operation = operation.timeout_config(timeouts.clone());
        }
        if let Some(sleep) = self.config.sleep_impl() {
            operation = operation.sleep_impl(sleep);
        }
        operation
            .serializer(|get: SignedGet| {
                let mut request = HttpRequest::new(SdkBody::empty());
                request.set_uri(get.path)?;
                for (name, value) in get.headers {
                    request.headers_mut().try_insert(name, value)?;
                }
                Ok(request)
            })
            .deserializer(answer_of)
            .build()
    }
}

impl ProfileDirectory for BedrockProfiles {
    fn look_up<'a>(&'a self, arn: &'a str) -> BoxFuture<'a, Result<ProfileEntry, BoxError>> {
        Box::pin(async move { Ok(self.get(arn).await?) })
    }
}

/// The ARN's Region, if it can be part of a host's name. ARNs come from records: one could name anything.
fn region_of(arn: &str) -> Option<&str> {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    arn_region(arn).filter(|region| !region.is_empty() && region.bytes().all(allowed))
}

/// The service's endpoint in the partitions whose names are public.
fn endpoint(arn: &str, region: &str) -> Option<String> {
    let suffix = match arn.split(':').nth(1)? {
        "aws" | "aws-us-gov" => "amazonaws.com",
        "aws-cn" => "amazonaws.com.cn",
        _ => return None,
    };
    Some(format!("https://{SERVICE}.{region}.{suffix}"))
}

fn answer_of(response: &HttpResponse) -> Result<Vec<u8>, OrchestratorError<ErrorMetadata>> {
    let status = response.status();
    if status.is_success() {
        return Ok(response.body().bytes().unwrap_or_default().to_vec());
    }
    let code = response.headers().get("x-amzn-errortype");
    let code = code.and_then(|code| code.split(':').next());
    let mut error = ErrorMetadata::builder();
    if let Some(code) = code {
        error = error.code(code);
    }
    Err(OrchestratorError::operation(error.build()))
}

fn entry_of(arn: &str, answer: &[u8]) -> Result<ProfileEntry, serde_json::Error> {
    let profile: Profile = serde_json::from_slice(answer)?;
    let models = profile.models.iter().map(|model| model.model_arn.as_str());
    Ok(ProfileEntry {
        class: class_of_models(arn, models),
        name: profile
            .inference_profile_name
            .filter(|name| is_dimension_value(name)),
    })
}
