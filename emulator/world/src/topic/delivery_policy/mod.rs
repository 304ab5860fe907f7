//! How messages are posted to endpoints, and tried again: of a topic, of a subscription, and what of the two holds.
//!
//! Sources: <https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html>, "Creating an HTTP/S delivery policy", and
//! "`SetTopicAttributes` delivery policy JSON format" and its neighbour; what is given back, and what holds where both say something, recorded.

mod read;
mod retry;
#[cfg(test)]
mod tests;

use std::time::Duration;

use serde::Serialize;

use read::{Members, document};
use retry::RetryPolicy;

/// Where nobody says otherwise.
pub(super) const CONTENT_TYPE: &str = "text/plain; charset=UTF-8";
/// What a topic's messages may be. Source: the same page, `headerContentType`.
const CONTENT_TYPES: [&str; 2] = ["application/json", "text/plain"];
/// And those of a subscription: by that page of one with raw delivery, which may be set later.
const RAW_CONTENT_TYPES: [&str; 10] = [
    "application/atom+xml",
    "application/octet-stream",
    "application/soap+xml",
    "application/x-www-form-urlencoded",
    "application/xhtml+xml",
    "application/xml",
    "text/css",
    "text/csv",
    "text/html",
    "text/xml",
];

/// Of a topic.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(super) struct TopicPolicy {
    http: Http,
}

/// The members stand in the order in which AWS writes them.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Http {
    #[serde(skip_serializing_if = "Option::is_none")]
    default_healthy_retry_policy: Option<RetryPolicy>,
    /// Kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    default_sickly_retry_policy: Option<RetryPolicy>,
    disable_subscription_overrides: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_throttle_policy: Option<ThrottlePolicy>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_request_policy: Option<RequestPolicy>,
}

/// Of a subscription.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SubscriptionPolicy {
    healthy_retry_policy: Option<RetryPolicy>,
    /// Kept.
    sickly_retry_policy: Option<RetryPolicy>,
    throttle_policy: Option<ThrottlePolicy>,
    request_policy: Option<RequestPolicy>,
    /// Kept.
    guaranteed: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct ThrottlePolicy {
    max_receives_per_second: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct RequestPolicy {
    header_content_type: String,
}

/// What holds for a subscription.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DeliveryRules {
    /// How long after each failure it is tried again.
    delays: Vec<Duration>,
    /// Between two POSTs at least; nothing where nobody bounds them.
    pub(super) gap: Option<Duration>,
    pub(super) content_type: String,
}

impl DeliveryRules {
    /// How long after the failure of this number, from 1, it is tried again; `None` after the last.
    pub(super) fn delay(&self, failure: usize) -> Option<Duration> {
        self.delays.get(failure.checked_sub(1)?).copied()
    }
}

impl TopicPolicy {
    /// # Errors
    /// What is no such policy.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let mut policy = document(text)?;
        let http = policy.object("http")?;
        policy.end()?;
        let Some(mut http) = http else {
            return Ok(Self::default());
        };
        let read = Http {
            default_healthy_retry_policy: retry_policy(&mut http, "defaultHealthyRetryPolicy")?,
            default_sickly_retry_policy: retry_policy(&mut http, "defaultSicklyRetryPolicy")?,
            disable_subscription_overrides: http.boolean("disableSubscriptionOverrides")?,
            default_throttle_policy: throttle_policy(&mut http, "defaultThrottlePolicy")?,
            default_request_policy: request_policy(&mut http, "defaultRequestPolicy", &[])?,
        };
        http.end()?;
        Ok(Self { http: read })
    }

    /// As AWS gives it back.
    pub(super) fn text(&self) -> String {
        to_json(self)
    }

    /// With everything said that holds.
    pub(super) fn effective_text(&self) -> String {
        let http = &self.http;
        let retries = http.default_healthy_retry_policy.clone();
        to_json(&Self {
            http: Http {
                default_healthy_retry_policy: Some(retries.unwrap_or_default().filled()),
                default_request_policy: Some(self.request_policy()),
                ..http.clone()
            },
        })
    }

    fn request_policy(&self) -> RequestPolicy {
        let said = self.http.default_request_policy.clone();
        said.unwrap_or_else(|| RequestPolicy {
            header_content_type: CONTENT_TYPE.to_owned(),
        })
    }
}

impl SubscriptionPolicy {
    /// # Errors
    /// What is no such policy.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let mut policy = document(text)?;
        let read = Self {
            healthy_retry_policy: retry_policy(&mut policy, "healthyRetryPolicy")?,
            sickly_retry_policy: retry_policy(&mut policy, "sicklyRetryPolicy")?,
            throttle_policy: throttle_policy(&mut policy, "throttlePolicy")?,
            request_policy: request_policy(&mut policy, "requestPolicy", &RAW_CONTENT_TYPES)?,
            guaranteed: policy.boolean("guaranteed")?,
        };
        policy.end()?;
        Ok(read)
    }

    /// As AWS gives it back.
    pub(super) fn text(&self) -> String {
        to_json(self)
    }

    /// What holds for a subscription of this topic: what it says itself, unless the topic does not let it, then what the topic says.
    pub(super) fn effective(topic: &TopicPolicy, own: Option<&Self>) -> Self {
        let of_topic = &topic.http;
        let own = own.filter(|_| !of_topic.disable_subscription_overrides);
        let own = own.cloned().unwrap_or_default();
        let retries = own.healthy_retry_policy;
        let retries = retries.or_else(|| of_topic.default_healthy_retry_policy.clone());
        Self {
            healthy_retry_policy: Some(retries.unwrap_or_default().filled()),
            sickly_retry_policy: own
                .sickly_retry_policy
                .or_else(|| of_topic.default_sickly_retry_policy.clone()),
            throttle_policy: own.throttle_policy.or(of_topic.default_throttle_policy),
            request_policy: own.request_policy.or_else(|| Some(topic.request_policy())),
            guaranteed: own.guaranteed,
        }
    }

    /// What follows of it for who POSTs.
    pub(super) fn rules(self) -> DeliveryRules {
        let retries = self.healthy_retry_policy.unwrap_or_default();
        let delays = (1..).map_while(|retry| retries.delay(retry));
        let gap = self
            .throttle_policy
            .map(|throttle| Duration::from_secs(1) / throttle.max_receives_per_second.max(1));
        let request = self.request_policy;
        DeliveryRules {
            delays: delays.collect(),
            gap,
            content_type: request.map_or_else(
                || CONTENT_TYPE.to_owned(),
                |request| request.header_content_type,
            ),
        }
    }
}

fn retry_policy(members: &mut Members, name: &str) -> Result<Option<RetryPolicy>, String> {
    let policy = members.object(name)?;
    policy.map(RetryPolicy::read).transpose()
}

fn throttle_policy(members: &mut Members, name: &str) -> Result<Option<ThrottlePolicy>, String> {
    let Some(mut policy) = members.object(name)? else {
        return Ok(None);
    };
    let rate = policy.number("maxReceivesPerSecond", 0..=u32::MAX)?;
    let path = policy.path().to_owned();
    policy.end()?;
    match rate {
        None => Ok(None),
        Some(0) => Err(format!(
            "DeliveryPolicy: {path}.maxReceivesPerSecond must be >= 1"
        )),
        Some(max_receives_per_second) => Ok(Some(ThrottlePolicy {
            max_receives_per_second,
        })),
    }
}

/// What else than a topic's content types there may be is a parameter. The text is unverified.
fn request_policy(
    members: &mut Members,
    name: &str,
    others: &[&str],
) -> Result<Option<RequestPolicy>, String> {
    let Some(mut policy) = members.object(name)? else {
        return Ok(None);
    };
    let content_type = policy.text("headerContentType")?;
    let path = policy.path().to_owned();
    policy.end()?;
    let Some(header_content_type) = content_type else {
        return Ok(None);
    };
    // What stands behind it, a character set, goes into a header.
    let is_visible = |byte: u8| (b' '..=b'~').contains(&byte);
    let media_type = header_content_type.split(';').next().unwrap_or_default();
    let is_known =
        CONTENT_TYPES.contains(&media_type.trim()) || others.contains(&media_type.trim());
    if is_known && header_content_type.bytes().all(is_visible) {
        return Ok(Some(RequestPolicy {
            header_content_type,
        }));
    }
    Err(format!(
        "DeliveryPolicy: {path}.headerContentType: Invalid value [{header_content_type}]"
    ))
}

fn to_json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("it is made of numbers and strings")
}
