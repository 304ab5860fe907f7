//! A subscription, and its attributes.
//!
//! Sources: botocore's SNS model, `SetSubscriptionAttributes` and `GetSubscriptionAttributes`; answers and refusals recorded where they are
//! not said to be unverified.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::create::FIFO_SUFFIX;
use super::delivery_policy;
use super::filter::{Candidate, FilterPolicy, Scope};
use super::{TopicError, parse_topic_arn};
use crate::arn::Arn;
use crate::origin::{AccountId, Home};
use crate::queue;

/// How somebody is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Protocol {
    Sqs,
    Lambda,
}

/// AWS has them, and this emulator has not.
const UNBUILT: [&str; 7] = [
    "application",
    "email",
    "email-json",
    "firehose",
    "http",
    "https",
    "sms",
];

impl Protocol {
    pub(super) fn read(name: &str) -> Result<Self, TopicError> {
        match name {
            "sqs" => Ok(Self::Sqs),
            "lambda" => Ok(Self::Lambda),
            unbuilt if UNBUILT.contains(&unbuilt) => Err(TopicError::InvalidParameter(format!(
                "Protocol Reason: the protocol {unbuilt} is not emulated. Use sqs or lambda."
            ))),
            other => Err(TopicError::InvalidParameter(format!(
                "Amazon SNS does not support this protocol string: {other}"
            ))),
        }
    }

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Sqs => "sqs",
            Self::Lambda => "lambda",
        }
    }

    /// Whose the endpoint is. That it exists nobody asks.
    pub(super) fn account_of(self, endpoint: &str) -> Result<AccountId, TopicError> {
        let arn = Arn::parse(endpoint).filter(|arn| match self {
            Self::Sqs => arn.service == "sqs" && !arn.resource.contains(':'),
            Self::Lambda => arn.service == "lambda" && arn.resource.starts_with("function:"),
        });
        let is_fifo = |arn: Arn<'_>| arn.resource.strip_suffix(FIFO_SUFFIX).is_some();
        if self == Self::Sqs && arn.is_some_and(is_fifo) {
            return Err(TopicError::invalid(
                "Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics",
            ));
        }
        let home = arn.and_then(|arn| arn.home());
        home.map(|home| home.account).ok_or_else(|| {
            TopicError::invalid(match self {
                Self::Sqs => "SQS endpoint ARN",
                Self::Lambda => "Lambda endpoint ARN",
            })
        })
    }
}

#[derive(Debug, PartialEq)]
pub(super) struct Subscription {
    pub(super) arn: Arc<str>,
    /// Whose it is: who subscribed.
    pub(super) owner: AccountId,
    /// The ARN of who subscribed.
    pub(super) principal: String,
    pub(super) protocol: Protocol,
    pub(super) endpoint: String,
    /// The address at which whoever subscribed reached the emulator, for the URLs in messages.
    pub(super) base: String,
    pub(super) attributes: SubscriptionAttributes,
    /// What it is confirmed with; `None` where that was not asked for.
    pub(super) token: Option<String>,
    pub(super) state: Confirmation,
}

/// Whether the endpoint's owner agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Confirmation {
    Pending,
    Confirmed(Unsubscribing),
}

/// Who may end a subscription.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unsubscribing {
    /// Whoever knows its ARN.
    Anybody,
    /// Its owner and the topic's.
    Owners,
}

impl Subscription {
    pub(super) fn is_pending(&self) -> bool {
        self.state == Confirmation::Pending
    }

    pub(super) fn wants(&self, candidate: &Candidate<'_>) -> bool {
        let filter = self.attributes.filter.as_ref();
        filter.is_none_or(|filter| filter.matches(candidate))
    }

    /// As AWS answers them; a confirmation that nobody had to ask for counts as one that was signed.
    pub(super) fn shown(&self, topic_arn: &str) -> BTreeMap<String, String> {
        let mut shown = self.attributes.shown();
        let was_authenticated = !self.is_pending();
        shown.extend(
            [
                (
                    "ConfirmationWasAuthenticated",
                    was_authenticated.to_string(),
                ),
                ("Endpoint", self.endpoint.clone()),
                ("Owner", self.owner.to_string()),
                ("PendingConfirmation", self.is_pending().to_string()),
                ("Protocol", self.protocol.as_str().to_owned()),
                ("SubscriptionArn", self.arn.to_string()),
                ("SubscriptionPrincipal", self.principal.clone()),
                ("TopicArn", topic_arn.to_owned()),
            ]
            .map(|(name, value)| (name.to_owned(), value)),
        );
        shown
    }
}

#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct SubscriptionAttributes {
    pub(super) is_raw: bool,
    scope: Scope,
    pub(super) filter: Option<FilterPolicy>,
    redrive: Option<RedrivePolicy>,
    delivery_policy: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
struct RedrivePolicy {
    text: String,
    dead_letter_target_arn: String,
}

impl SubscriptionAttributes {
    /// The ARN of the queue for what cannot be delivered.
    pub(super) fn dead_letter_target(&self) -> Option<&str> {
        let redrive = self.redrive.as_ref()?;
        Some(&redrive.dead_letter_target_arn)
    }

    /// # Errors
    /// Why a subscription of this protocol, which is there, cannot have it so.
    pub(super) fn set(
        &mut self,
        name: &str,
        value: &str,
        protocol: Protocol,
        home: &Home,
    ) -> Result<(), String> {
        let given = (!value.is_empty()).then_some(value);
        match name {
            "RawMessageDelivery" => self.is_raw = raw_message_delivery(value, protocol)?,
            "FilterPolicyScope" => {
                let scope = Scope::read(value).ok_or_else(|| {
                    format!(
                        "FilterPolicyScope: Invalid value [{value}]. Please use either MessageBody or MessageAttributes"
                    )
                })?;
                let text = self.filter.as_ref().map(FilterPolicy::text);
                self.filter = text
                    .map(|text| FilterPolicy::parse(text, scope))
                    .transpose()?;
                self.scope = scope;
            }
            "FilterPolicy" => {
                self.filter = given
                    .map(|text| FilterPolicy::parse(text, self.scope))
                    .transpose()?;
            }
            "RedrivePolicy" => {
                self.redrive = given
                    .map(|text| RedrivePolicy::parse(text, home))
                    .transpose()?;
            }
            "DeliveryPolicy" => {
                given.map_or(Ok(()), delivery_policy::check_of_subscription)?;
                self.delivery_policy = given.map(str::to_owned);
            }
            "SubscriptionRoleArn" => {
                return Err(
                    "SubscriptionRoleArn: only subscriptions of the protocol firehose have a role"
                        .to_owned(),
                );
            }
            _ => return Err("AttributeName".to_owned()),
        }
        Ok(())
    }

    /// As they were set; `None` where nobody did, and for the two that stand and fall together.
    fn shown(&self) -> BTreeMap<String, String> {
        let filter = self.filter.as_ref();
        let shown = [
            ("RawMessageDelivery", Some(self.is_raw.to_string())),
            (
                "FilterPolicy",
                filter.map(|filter| filter.text().to_owned()),
            ),
            (
                "FilterPolicyScope",
                filter.map(|_| self.scope.as_str().to_owned()),
            ),
            (
                "RedrivePolicy",
                self.redrive.as_ref().map(|redrive| redrive.text.clone()),
            ),
            ("DeliveryPolicy", self.delivery_policy.clone()),
        ];
        let shown = shown.into_iter();
        shown
            .filter_map(|(name, value)| Some((name.to_owned(), value?)))
            .collect()
    }
}

/// The text about Lambda is unverified.
fn raw_message_delivery(value: &str, protocol: Protocol) -> Result<bool, String> {
    let is_raw = value.to_ascii_lowercase().parse().map_err(|_| {
        format!("RawMessageDelivery: Invalid value [{value}]. Must be true or false.")
    })?;
    if is_raw && protocol == Protocol::Lambda {
        return Err(
            "RawMessageDelivery: Delivery protocol [lambda] does not support raw message delivery."
                .to_owned(),
        );
    }
    Ok(is_raw)
}

impl RedrivePolicy {
    /// The text about other Regions and accounts is unverified; that it has to be the same is
    /// <https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html>.
    fn parse(text: &str, home: &Home) -> Result<Self, String> {
        let read = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(text);
        let policy =
            read.map_err(|error| format!("RedrivePolicy: failed to parse JSON. {error}"))?;
        let target = policy
            .get("deadLetterTargetArn")
            .and_then(|arn| arn.as_str());
        let parsed = target.and_then(|arn| Some((arn, queue::parse_queue_arn(arn)?.0)));
        let Some((arn, of)) = parsed else {
            return Err("RedrivePolicy: deadLetterTargetArn is an invalid arn".to_owned());
        };
        if of != *home {
            return Err(
                "RedrivePolicy: deadLetterTargetArn must be in the account and the Region of the subscription"
                    .to_owned(),
            );
        }
        Ok(Self {
            text: text.to_owned(),
            dead_letter_target_arn: arn.to_owned(),
        })
    }
}

/// Where the topic of a subscription is, and its name.
pub(super) fn topic_of(subscription_arn: &str) -> Option<(Home, &str)> {
    let (topic_arn, _) = subscription_arn.rsplit_once(':')?;
    parse_topic_arn(topic_arn)
}
