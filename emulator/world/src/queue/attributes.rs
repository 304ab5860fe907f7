//! A queue's attributes: names, bounds, defaults.
//!
//! Source: the `Attributes` tables of `CreateQueue`, `SetQueueAttributes` and `GetQueueAttributes`. What needs other queues
//! (does the dead-letter queue exist?) is checked by `super::settings`.
//!
//! # Departures from AWS
//! Attributes hold at once; AWS takes up to 60 seconds, for the retention period 15 minutes. Nothing is encrypted: the attributes on encryption are kept and answered only.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::error::QueueError;
use super::policy;
use super::redrive::{RedriveAllowPolicy, RedrivePolicy};
use crate::policy::Policy;

/// What can be set on a standard queue. AWS names them so.
#[derive(Debug, Clone, PartialEq)]
pub struct QueueAttributes {
    pub delay: Duration,
    pub maximum_message_bytes: usize,
    pub message_retention: Duration,
    pub receive_message_wait_time: Duration,
    pub visibility_timeout: Duration,
    /// The JSON text as it was given.
    pub policy: Option<Arc<Policy>>,
    pub redrive_policy: Option<RedrivePolicy>,
    pub redrive_allow_policy: Option<RedriveAllowPolicy>,
    pub kms_master_key_id: Option<String>,
    pub kms_data_key_reuse_period: Duration,
    pub sqs_managed_sse_enabled: bool,
}

impl Default for QueueAttributes {
    fn default() -> Self {
        Self {
            delay: Duration::ZERO,
            maximum_message_bytes: super::message::MAX_MESSAGE_BYTES,
            message_retention: Duration::from_secs(345_600),
            receive_message_wait_time: Duration::ZERO,
            visibility_timeout: Duration::from_secs(30),
            policy: None,
            redrive_policy: None,
            redrive_allow_policy: None,
            kms_master_key_id: None,
            kms_data_key_reuse_period: Duration::from_secs(300),
            sqs_managed_sse_enabled: true,
        }
    }
}

/// The attributes that a caller may set, in AWS's spelling.
pub(super) const SETTABLE: [&str; 11] = [
    "DelaySeconds",
    "KmsDataKeyReusePeriodSeconds",
    "KmsMasterKeyId",
    "MaximumMessageSize",
    "MessageRetentionPeriod",
    "Policy",
    "ReceiveMessageWaitTimeSeconds",
    "RedriveAllowPolicy",
    "RedrivePolicy",
    "SqsManagedSseEnabled",
    "VisibilityTimeout",
];

/// The refusal of a name that no attribute of a standard queue has.
pub(super) fn unknown_attribute(name: &str) -> QueueError {
    QueueError::InvalidAttributeName(format!("Unknown Attribute {name}."))
}

/// The settable attribute of this name.
///
/// # Errors
/// Names of no attribute, of one that only AWS sets, or of one of FIFO queues.
pub(super) fn settable(name: &str) -> Result<&'static str, QueueError> {
    SETTABLE
        .into_iter()
        .find(|known| *known == name)
        .ok_or_else(|| unknown_attribute(name))
}

impl QueueAttributes {
    /// These attributes with the given ones set; an empty text takes an optional attribute away.
    ///
    /// # Errors
    /// The first name or value, by name, that AWS would not take.
    pub(super) fn with(&self, changes: &BTreeMap<String, String>) -> Result<Self, QueueError> {
        let mut attributes = self.clone();
        for (name, value) in changes {
            attributes.set(settable(name)?, value)?;
        }
        attributes.choose_encryption(changes)?;
        Ok(attributes)
    }

    fn set(&mut self, name: &'static str, value: &str) -> Result<(), QueueError> {
        let seconds = |least, most| number(name, value, least, most).map(Duration::from_secs);
        match name {
            "DelaySeconds" => self.delay = seconds(0, 900)?,
            "KmsDataKeyReusePeriodSeconds" => {
                self.kms_data_key_reuse_period = seconds(60, 86_400)?;
            }
            "MessageRetentionPeriod" => self.message_retention = seconds(60, 1_209_600)?,
            "ReceiveMessageWaitTimeSeconds" => self.receive_message_wait_time = seconds(0, 20)?,
            "VisibilityTimeout" => self.visibility_timeout = seconds(0, 43_200)?,
            "MaximumMessageSize" => {
                let bytes = number(name, value, 1024, 1_048_576)?;
                self.maximum_message_bytes =
                    usize::try_from(bytes).expect("a MiB fits every address space");
            }
            "KmsMasterKeyId" => self.kms_master_key_id = optional(value).map(str::to_owned),
            "Policy" => self.policy = optional(value).map(policy::read).transpose()?,
            "RedrivePolicy" => {
                self.redrive_policy = optional(value).map(RedrivePolicy::parse).transpose()?;
            }
            "RedriveAllowPolicy" => {
                self.redrive_allow_policy =
                    optional(value).map(RedriveAllowPolicy::parse).transpose()?;
            }
            "SqsManagedSseEnabled" => self.sqs_managed_sse_enabled = boolean(name, value)?,
            _ => return Err(unknown_attribute(name)),
        }
        Ok(())
    }

    /// One kind of encryption at a time: naming the one takes the other away, naming both is refused.
    fn choose_encryption(&mut self, changes: &BTreeMap<String, String>) -> Result<(), QueueError> {
        let by_kms = changes
            .get("KmsMasterKeyId")
            .is_some_and(|key| !key.is_empty());
        let by_sqs = changes
            .get("SqsManagedSseEnabled")
            .is_some_and(|enabled| enabled == "true");
        match (by_kms, by_sqs) {
            (true, true) => Err(QueueError::InvalidAttributeName(
                "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or \
                 SQS SSE."
                    .to_owned(),
            )),
            (true, false) => {
                self.sqs_managed_sse_enabled = false;
                Ok(())
            }
            (false, true) => {
                self.kms_master_key_id = None;
                Ok(())
            }
            (false, false) => Ok(()),
        }
    }

    /// The value as AWS answers it; `None` where it answers none.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        let seconds = |span: Duration| Some(span.as_secs().to_string());
        match name {
            "DelaySeconds" => seconds(self.delay),
            "KmsDataKeyReusePeriodSeconds" => self
                .kms_master_key_id
                .as_ref()
                .and_then(|_| seconds(self.kms_data_key_reuse_period)),
            "KmsMasterKeyId" => self.kms_master_key_id.clone(),
            "MaximumMessageSize" => Some(self.maximum_message_bytes.to_string()),
            "MessageRetentionPeriod" => seconds(self.message_retention),
            "Policy" => self.policy.as_ref().map(|policy| policy.text().to_owned()),
            "ReceiveMessageWaitTimeSeconds" => seconds(self.receive_message_wait_time),
            "RedriveAllowPolicy" => self.redrive_allow_policy.as_ref().map(ToString::to_string),
            "RedrivePolicy" => self.redrive_policy.as_ref().map(ToString::to_string),
            "SqsManagedSseEnabled" => Some(self.sqs_managed_sse_enabled.to_string()),
            "VisibilityTimeout" => seconds(self.visibility_timeout),
            _ => None,
        }
    }
}

fn optional(value: &str) -> Option<&str> {
    (!value.is_empty()).then_some(value)
}

fn number(attribute: &'static str, value: &str, least: u64, most: u64) -> Result<u64, QueueError> {
    match value.parse() {
        Ok(number) if (least..=most).contains(&number) => Ok(number),
        _ => Err(QueueError::InvalidAttributeValue { attribute }),
    }
}

fn boolean(attribute: &'static str, value: &str) -> Result<bool, QueueError> {
    value
        .to_ascii_lowercase()
        .parse()
        .map_err(|_| QueueError::InvalidAttributeValue { attribute })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    fn set(pairs: &[(&str, &str)]) -> Result<QueueAttributes, QueueError> {
        QueueAttributes::default().with(&changes(pairs))
    }

    #[test]
    fn numbers_are_taken_within_their_bounds_only() {
        let bounds = [
            ("DelaySeconds", 0, 900),
            ("KmsDataKeyReusePeriodSeconds", 60, 86_400),
            ("MaximumMessageSize", 1_024, 1_048_576),
            ("MessageRetentionPeriod", 60, 1_209_600),
            ("ReceiveMessageWaitTimeSeconds", 0, 20),
            ("VisibilityTimeout", 0, 43_200),
        ];
        for (name, least, most) in bounds {
            for value in [least, most] {
                assert!(set(&[(name, &value.to_string())]).is_ok(), "{name} {value}");
            }
            for value in [least - 1, most + 1] {
                let refused = set(&[(name, &value.to_string())]);
                assert_eq!(
                    refused,
                    Err(QueueError::InvalidAttributeValue { attribute: name }),
                    "{name} {value}"
                );
            }
            for value in ["", "abc", "1.5"] {
                assert!(set(&[(name, value)]).is_err(), "{name} {value:?}");
            }
        }
    }

    #[test]
    fn attributes_that_aws_sets_and_those_of_fifo_queues_cannot_be_set() {
        for name in [
            "QueueArn",
            "CreatedTimestamp",
            "ApproximateNumberOfMessages",
            "FifoQueue",
            "All",
            "foo",
        ] {
            let refused = set(&[(name, "true")]);
            let expected = QueueError::InvalidAttributeName(format!("Unknown Attribute {name}."));
            assert_eq!(refused, Err(expected));
        }
    }

    #[test]
    fn a_queue_has_one_kind_of_encryption() {
        let by_kms = set(&[("KmsMasterKeyId", "alias/k")]).unwrap();
        assert!(!by_kms.sqs_managed_sse_enabled);
        assert_eq!(
            by_kms.get("KmsDataKeyReusePeriodSeconds").as_deref(),
            Some("300")
        );
        let by_sqs = by_kms
            .with(&changes(&[("SqsManagedSseEnabled", "true")]))
            .unwrap();
        assert_eq!(by_sqs.kms_master_key_id, None);
        let both = set(&[("KmsMasterKeyId", "k"), ("SqsManagedSseEnabled", "true")]);
        assert!(matches!(both, Err(QueueError::InvalidAttributeName(_))));
    }

    #[test]
    fn an_empty_text_takes_a_policy_away() {
        let policy = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"sqs:*"}]}"#;
        let with = set(&[("Policy", policy)]).unwrap();
        assert_eq!(with.get("Policy").as_deref(), Some(policy));
        let without = with.with(&changes(&[("Policy", "")])).unwrap();
        assert_eq!(without.get("Policy"), None);
        for text in ["{", "[]", "{}"] {
            assert!(set(&[("Policy", text)]).is_err(), "{text}");
        }
    }
}
