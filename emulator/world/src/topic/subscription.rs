//! A subscription, and its attributes.
//!
//! Sources: botocore's SNS model, `SetSubscriptionAttributes` and `GetSubscriptionAttributes`; answers and refusals recorded where they are
//! not said to be unverified.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::address::parse_topic_arn;
use super::delivery_policy::{DeliveryRules, SubscriptionPolicy, TopicPolicy};
use super::filter::{Candidate, FilterPolicy, Scope};
use super::protocol::Protocol;
use crate::origin::{AccountId, Home};
use crate::queue::parse_queue_arn;

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
    pub(super) token: Option<Token>,
    pub(super) state: Confirmation,
    /// Whoever confirmed signed.
    pub(super) was_authenticated: bool,
    /// Where POSTs are not to come too fast: before this moment, none.
    pub(super) next_post: Option<Timestamp>,
}

/// What a subscription is confirmed with, and until when.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub(super) text: String,
    pub(super) expires_at: Timestamp,
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

    pub(super) fn is_confirmed_by(&self, token: &str) -> bool {
        self.token.as_ref().is_some_and(|own| own.text == token)
    }

    /// Whether nobody used its token in time.
    pub(super) fn has_expired(&self, now: Timestamp) -> bool {
        let token = self.token.as_ref();
        self.is_pending() && token.is_none_or(|token| token.expires_at <= now)
    }

    /// How messages are posted to it.
    pub(super) fn delivery_rules(&self, topic: &TopicPolicy) -> DeliveryRules {
        self.effective_delivery_policy(topic).rules()
    }

    fn effective_delivery_policy(&self, topic: &TopicPolicy) -> SubscriptionPolicy {
        SubscriptionPolicy::effective(topic, self.attributes.delivery_policy.as_ref())
    }

    /// As AWS answers them. That every subscription of a URL has an effective delivery policy is unverified.
    pub(super) fn shown(&self, topic_arn: &str, topic: &TopicPolicy) -> BTreeMap<String, String> {
        let mut shown = self.attributes.shown();
        if self.protocol.is_http() {
            shown.insert(
                "EffectiveDeliveryPolicy".to_owned(),
                self.effective_delivery_policy(topic).text(),
            );
        }
        shown.extend(
            [
                (
                    "ConfirmationWasAuthenticated",
                    self.was_authenticated.to_string(),
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
    delivery_policy: Option<SubscriptionPolicy>,
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
                self.delivery_policy = given.map(SubscriptionPolicy::read).transpose()?;
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

    /// As AWS gives them back; `None` where nobody set any, and for the two that stand and fall together.
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
            (
                "DeliveryPolicy",
                self.delivery_policy.as_ref().map(SubscriptionPolicy::text),
            ),
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
        let parsed = target.and_then(|arn| Some((arn, parse_queue_arn(arn)?.0)));
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
