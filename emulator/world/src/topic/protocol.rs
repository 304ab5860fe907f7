//! How subscribers are told, and what their endpoints may be.

use super::endpoint::Endpoint;
use super::error::TopicError;
use super::name::FIFO_SUFFIX;
use crate::arn::Arn;
use crate::origin::AccountId;

/// How somebody is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Protocol {
    Http,
    Https,
    Lambda,
    Sqs,
}

/// AWS has them, and this emulator has not.
const UNBUILT: [&str; 5] = ["application", "email", "email-json", "firehose", "sms"];

impl Protocol {
    pub(super) const ALL: [Self; 4] = [Self::Http, Self::Https, Self::Lambda, Self::Sqs];

    pub(super) fn read(name: &str) -> Result<Self, TopicError> {
        let mut all = Self::ALL.into_iter();
        if let Some(protocol) = all.find(|protocol| protocol.as_str() == name) {
            return Ok(protocol);
        }
        Err(TopicError::InvalidParameter(if UNBUILT.contains(&name) {
            format!(
                "Protocol Reason: the protocol {name} is not emulated. Use sqs, lambda, http or https."
            )
        } else {
            format!("Amazon SNS does not support this protocol string: {name}")
        }))
    }

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
            Self::Lambda => "lambda",
            Self::Sqs => "sqs",
        }
    }

    /// Whether messages are posted to a URL.
    pub(super) fn is_http(self) -> bool {
        matches!(self, Self::Http | Self::Https)
    }

    /// Whose the endpoint is; a URL is no account's. That it exists nobody asks.
    ///
    /// # Errors
    /// What is no endpoint of this protocol.
    pub(super) fn owner_of(self, endpoint: &str) -> Result<Option<AccountId>, TopicError> {
        if self.is_http() {
            return self.check_url(endpoint).map(|()| None);
        }
        let arn = Arn::parse(endpoint).filter(|arn| match self {
            Self::Sqs => arn.service == "sqs" && !arn.resource.contains(':'),
            _ => arn.is_function(),
        });
        let is_fifo = |arn: Arn<'_>| arn.resource.strip_suffix(FIFO_SUFFIX).is_some();
        if self == Self::Sqs && arn.is_some_and(is_fifo) {
            return Err(TopicError::invalid(
                "Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics",
            ));
        }
        let home = arn.and_then(|arn| arn.home());
        home.map(|home| Some(home.account)).ok_or_else(|| {
            TopicError::invalid(match self {
                Self::Sqs => "SQS endpoint ARN",
                _ => "Lambda endpoint ARN",
            })
        })
    }

    /// The text about what is no URL otherwise is unverified.
    fn check_url(self, endpoint: &str) -> Result<(), TopicError> {
        let scheme = endpoint.split_once("://").map(|(scheme, _)| scheme);
        if scheme != Some(self.as_str()) {
            return Err(TopicError::invalid(
                "Endpoint must match the specified protocol",
            ));
        }
        let parsed = Endpoint::parse(endpoint);
        parsed
            .map(drop)
            .ok_or_else(|| TopicError::invalid("Endpoint Reason: it is not a URL"))
    }
}
