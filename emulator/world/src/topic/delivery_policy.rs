//! How deliveries over HTTP(S) are tried again: read, kept and given back. Nothing is delivered over HTTP(S) yet.
//!
//! Source: <https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html>, "Creating an HTTP/S delivery policy"; the
//! defaults are those of a topic without a policy, recorded.

use serde::{Deserialize, Serialize};

/// The members stand in the order in which AWS writes them.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
struct OfTopic {
    http: Http,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
struct Http {
    default_healthy_retry_policy: RetryPolicy,
    disable_subscription_overrides: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_throttle_policy: Option<ThrottlePolicy>,
    default_request_policy: RequestPolicy,
}

/// Of a subscription.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
struct OfSubscription {
    healthy_retry_policy: RetryPolicy,
    sick_retry_policy: Option<RetryPolicy>,
    throttle_policy: Option<ThrottlePolicy>,
    request_policy: RequestPolicy,
    guaranteed: bool,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
struct RetryPolicy {
    /// In seconds.
    min_delay_target: u32,
    max_delay_target: u32,
    num_retries: u32,
    num_max_delay_retries: u32,
    num_no_delay_retries: u32,
    num_min_delay_retries: u32,
    backoff_function: Backoff,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            min_delay_target: 20,
            max_delay_target: 20,
            num_retries: 3,
            num_max_delay_retries: 0,
            num_no_delay_retries: 0,
            num_min_delay_retries: 0,
            backoff_function: Backoff::Linear,
        }
    }
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Backoff {
    Arithmetic,
    Exponential,
    Geometric,
    Linear,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ThrottlePolicy {
    max_receives_per_second: u32,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
struct RequestPolicy {
    header_content_type: String,
}

impl Default for RequestPolicy {
    fn default() -> Self {
        Self {
            header_content_type: "text/plain; charset=UTF-8".to_owned(),
        }
    }
}

/// What holds for a topic whose policy says this, where it says anything.
///
/// # Errors
/// What is no such policy.
pub(super) fn effective(text: Option<&str>) -> Result<String, String> {
    let policy = match text {
        Some(text) => serde_json::from_str(text).map_err(|error| fault(&error))?,
        None => OfTopic::default(),
    };
    serde_json::to_string(&policy).map_err(|error| fault(&error))
}

/// # Errors
/// What is no delivery policy of a subscription.
pub(super) fn check_of_subscription(text: &str) -> Result<(), String> {
    let read = serde_json::from_str::<OfSubscription>(text);
    read.map(drop).map_err(|error| fault(&error))
}

fn fault(error: &serde_json::Error) -> String {
    format!("DeliveryPolicy: failed to parse JSON. {error}")
}
