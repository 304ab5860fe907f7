//! The attributes of a topic: which there are, what they may be, and as AWS answers them.
//!
//! Sources: botocore's SNS model, `SetTopicAttributes` and `GetTopicAttributes`; answers and refusals recorded where they are not
//! said to be unverified.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::delivery_policy::TopicPolicy;
use super::policy;
use crate::arn::Arn;
use crate::iam::Iam;
use crate::origin::AccountId;
use crate::policy::Policy;

/// Bytes of a message, its attributes included, where the topic does not say. Source: `MaximumMessageSize`.
const DEFAULT_MESSAGE_BYTES: usize = 262_144;
/// Source: the same, "1024 to 1048576".
const LEAST_MESSAGE_BYTES: usize = 1024;
const MOST_MESSAGE_BYTES: usize = 1_048_576;
/// In characters. Source: <https://docs.aws.amazon.com/sns/latest/dg/sns-create-topic.html>
const MAX_DISPLAY_NAME_LENGTH: usize = 100;

/// What can be set of a standard topic.
const SETTABLE: [&str; 7] = [
    "DeliveryPolicy",
    "DisplayName",
    "KmsMasterKeyId",
    "MaximumMessageSize",
    "Policy",
    "SignatureVersion",
    "TracingConfig",
];
/// Delivery feedback, which every kind of endpoint has: `SQSSuccessFeedbackRoleArn`.
const ENDPOINTS: [&str; 5] = ["Application", "Firehose", "HTTP", "Lambda", "SQS"];
const SAMPLE_RATE: &str = "SuccessFeedbackSampleRate";
const ROLES: [&str; 2] = ["SuccessFeedbackRoleArn", "FailureFeedbackRoleArn"];
/// Of FIFO topics alone.
const OF_FIFO_TOPICS: [&str; 4] = [
    "ArchivePolicy",
    "ContentBasedDeduplication",
    "FifoThroughputScope",
    "FifoTopic",
];

/// The attributes that somebody set, and what of them is looked at often.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct TopicAttributes {
    set: BTreeMap<String, String>,
    policy: Arc<Policy>,
    delivery_policy: TopicPolicy,
}

impl TopicAttributes {
    /// Those of a topic of which nobody said anything.
    pub(super) fn new(arn: &str, owner: AccountId) -> Self {
        Self {
            set: BTreeMap::new(),
            policy: policy::read(&policy::default_text(arn, owner)).expect("the default is one"),
            delivery_policy: TopicPolicy::default(),
        }
    }

    /// # Errors
    /// Why it cannot be set so.
    pub(super) fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        check(name, value)?;
        match name {
            // The one that it was made with stands under this name as well.
            "Policy" => {
                self.policy = policy::read(value)?;
                return Ok(());
            }
            "DeliveryPolicy" if value.is_empty() => {
                self.delivery_policy = TopicPolicy::default();
            }
            "DeliveryPolicy" => {
                self.delivery_policy = TopicPolicy::read(value)?;
                self.set
                    .insert(name.to_owned(), self.delivery_policy.text());
                return Ok(());
            }
            _ => {}
        }
        if value.is_empty() {
            self.set.remove(name);
        } else {
            self.set.insert(name.to_owned(), value.to_owned());
        }
        Ok(())
    }

    /// [`TopicAttributes::set`] for somebody: the owner, who has these entities, has to have whom a policy names.
    pub(super) fn set_as_asked(
        &mut self,
        name: &str,
        value: &str,
        iam: &Iam,
        owner: AccountId,
    ) -> Result<(), String> {
        self.set(name, value)?;
        match name {
            "Policy" => policy::check_principals(&self.policy, iam, owner),
            _ => Ok(()),
        }
    }

    /// As AWS gives it back; `None` where nobody set it.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        match name {
            "Policy" => Some(self.policy.text()),
            _ => self.set.get(name).map(String::as_str),
        }
    }

    /// The last statement of the policy was taken away: it lets nobody (what AWS shows then is unverified).
    pub(super) fn let_nobody(&mut self) {
        self.policy = Arc::new(Policy::without_statements());
    }

    pub(super) fn policy(&self) -> &Policy {
        &self.policy
    }

    pub(super) fn delivery_policy(&self) -> &TopicPolicy {
        &self.delivery_policy
    }

    /// In bytes.
    pub(super) fn maximum_message_bytes(&self) -> usize {
        let set = self.get("MaximumMessageSize");
        let bytes = set.and_then(|bytes| bytes.parse().ok());
        bytes.unwrap_or(DEFAULT_MESSAGE_BYTES)
    }

    /// As AWS answers them; what is no setting is the topic's to add.
    pub(super) fn shown(&self) -> BTreeMap<String, String> {
        let mut shown = self.set.clone();
        shown.entry("DisplayName".to_owned()).or_default();
        shown.insert("Policy".to_owned(), self.policy.text().to_owned());
        shown.insert(
            "EffectiveDeliveryPolicy".to_owned(),
            self.delivery_policy.effective_text(),
        );
        shown
    }
}

/// The texts are unverified but for those of unknown names and of policies.
fn check(name: &str, value: &str) -> Result<(), String> {
    if OF_FIFO_TOPICS.contains(&name) {
        return Err(of_fifo_topics(name));
    }
    if let Some(kind) = feedback(name) {
        return check_feedback(name, kind, value);
    }
    let is_right = match name {
        "DisplayName" => value.chars().count() <= MAX_DISPLAY_NAME_LENGTH,
        "SignatureVersion" => ["", "1", "2"].contains(&value),
        "TracingConfig" => ["", "Active", "PassThrough"].contains(&value),
        "MaximumMessageSize" => {
            let bounds = LEAST_MESSAGE_BYTES..=MOST_MESSAGE_BYTES;
            value.parse().is_ok_and(|bytes| bounds.contains(&bytes))
        }
        _ => SETTABLE.contains(&name),
    };
    match is_right {
        true => Ok(()),
        false if SETTABLE.contains(&name) => Err(format!("{name} Reason: Invalid value [{value}]")),
        false => Err("AttributeName".to_owned()),
    }
}

fn of_fifo_topics(name: &str) -> String {
    match name {
        "ContentBasedDeduplication" => {
            "Content-based deduplication can only be set for FIFO topics".to_owned()
        }
        "FifoTopic" => "AttributeName".to_owned(),
        _ => format!("{name} can only be set for FIFO topics"),
    }
}

/// What follows the kind of endpoint in the name of a feedback attribute.
fn feedback(name: &str) -> Option<&str> {
    let mut endpoints = ENDPOINTS.iter();
    let kind = endpoints.find_map(|endpoint| name.strip_prefix(endpoint))?;
    (kind == SAMPLE_RATE || ROLES.contains(&kind)).then_some(kind)
}

fn check_feedback(name: &str, kind: &str, value: &str) -> Result<(), String> {
    let is_right = if kind == SAMPLE_RATE {
        value.parse::<u8>().is_ok_and(|rate| rate <= 100)
    } else {
        let is_role = |arn: Arn<'_>| arn.service == "iam" && arn.resource.starts_with("role/");
        value.is_empty() || Arn::parse(value).is_some_and(is_role)
    };
    if is_right {
        return Ok(());
    }
    Err(format!("{name} Reason: Invalid value [{value}]"))
}
