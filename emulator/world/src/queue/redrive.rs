//! The policies that tie a queue to its dead-letter queue.
//!
//! [`RedrivePolicy`] stands on the source and names the dead-letter queue; [`RedriveAllowPolicy`] stands on the
//! dead-letter queue and says which sources may.

use std::fmt;

use serde::Deserialize;
use serde_json::{Value, json};

use super::address::parse_queue_arn;
use super::error::QueueError;

/// How often a message is received before it becomes a dead letter, and where it goes then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedrivePolicy {
    pub dead_letter_target_arn: String,
    /// 1 to 1,000.
    pub max_receive_count: u32,
}

impl RedrivePolicy {
    /// # Errors
    /// `InvalidParameterValue`, with the text in it, for what AWS does not take.
    pub(super) fn parse(text: &str) -> Result<Self, QueueError> {
        let invalid = |reason: &str| QueueError::invalid_value(text, "RedrivePolicy", reason);
        let Ok(Value::Object(policy)) = serde_json::from_str(text) else {
            return Err(invalid("Redrive policy is not a valid JSON map."));
        };
        let mandatory = |name: &str| {
            policy.get(name).ok_or_else(|| {
                invalid(&format!(
                    "Redrive policy does not contain mandatory attribute: {name}."
                ))
            })
        };
        let target = mandatory("deadLetterTargetArn")?;
        let count = mandatory("maxReceiveCount")?;
        let dead_letter_target_arn = target
            .as_str()
            .filter(|arn| parse_queue_arn(arn).is_some())
            .ok_or_else(|| invalid("Invalid value for deadLetterTargetArn."))?
            .to_owned();
        let max_receive_count = integer(count)
            .filter(|count| (1..=1000).contains(count))
            .ok_or_else(|| {
                invalid(&format!(
                    "Invalid value for maxReceiveCount: {count}, valid values are from 1 to 1000 both inclusive."
                ))
            })?;
        Ok(Self {
            dead_letter_target_arn,
            max_receive_count,
        })
    }

    /// The name of the dead-letter queue, where the queue is that has this policy.
    pub fn dead_letter_queue_name(&self) -> &str {
        parse_queue_arn(&self.dead_letter_target_arn).map_or("", |(_home, name)| name)
    }
}

/// A number, or a text that says one: clients send both.
fn integer(value: &Value) -> Option<u32> {
    match value {
        Value::Number(number) => number.as_u64().and_then(|number| number.try_into().ok()),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

impl fmt::Display for RedrivePolicy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let policy = json!({
            "deadLetterTargetArn": self.dead_letter_target_arn,
            "maxReceiveCount": self.max_receive_count,
        });
        write!(formatter, "{policy}")
    }
}

/// Which queues may name the queue that has this policy as their dead-letter queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RedriveAllowPolicy {
    AllowAll,
    DenyAll,
    ByQueue { source_queue_arns: Vec<String> },
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AllowPolicyDocument {
    redrive_permission: String,
    source_queue_arns: Option<Vec<String>>,
}

impl RedriveAllowPolicy {
    /// At most so many queues are named one by one.
    const MAX_SOURCES: usize = 10;

    /// # Errors
    /// `InvalidParameterValue`, with the text in it, for what AWS does not take.
    pub(super) fn parse(text: &str) -> Result<Self, QueueError> {
        let invalid = |reason: &str| QueueError::invalid_value(text, "RedriveAllowPolicy", reason);
        let document: AllowPolicyDocument = serde_json::from_str(text)
            .map_err(|_| invalid("Amazon SQS can't create the redrive allow policy, as it's in an unsupported format."))?;
        match (
            document.redrive_permission.as_str(),
            document.source_queue_arns,
        ) {
            ("allowAll", None) => Ok(Self::AllowAll),
            ("denyAll", None) => Ok(Self::DenyAll),
            ("allowAll" | "denyAll", Some(_)) => Err(invalid(
                "sourceQueueArns can only be specified when redrivePermission is byQueue.",
            )),
            ("byQueue", Some(arns)) if (1..=Self::MAX_SOURCES).contains(&arns.len()) => {
                Ok(Self::ByQueue {
                    source_queue_arns: arns,
                })
            }
            ("byQueue", _) => Err(invalid("sourceQueueArns must name 1 to 10 queues.")),
            _ => Err(invalid(
                "redrivePermission must be allowAll, denyAll or byQueue.",
            )),
        }
    }

    pub fn allows(&self, source_arn: &str) -> bool {
        match self {
            Self::AllowAll => true,
            Self::DenyAll => false,
            Self::ByQueue { source_queue_arns } => {
                source_queue_arns.iter().any(|arn| arn == source_arn)
            }
        }
    }
}

impl fmt::Display for RedriveAllowPolicy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let policy = match self {
            Self::AllowAll => json!({"redrivePermission": "allowAll"}),
            Self::DenyAll => json!({"redrivePermission": "denyAll"}),
            Self::ByQueue { source_queue_arns } => {
                json!({"redrivePermission": "byQueue", "sourceQueueArns": source_queue_arns})
            }
        };
        write!(formatter, "{policy}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DLQ: &str = "arn:aws:sqs:us-east-1:000000000000:dead";

    #[test]
    fn the_count_may_be_a_number_or_a_text() {
        let expected = RedrivePolicy {
            dead_letter_target_arn: DLQ.to_owned(),
            max_receive_count: 5,
        };
        for count in ["5", "\"5\""] {
            let text = format!(r#"{{"deadLetterTargetArn":"{DLQ}","maxReceiveCount":{count}}}"#);
            assert_eq!(RedrivePolicy::parse(&text), Ok(expected.clone()), "{text}");
        }
        let answered = format!(r#"{{"deadLetterTargetArn":"{DLQ}","maxReceiveCount":5}}"#);
        assert_eq!(expected.to_string(), answered);
        assert_eq!(expected.dead_letter_queue_name(), "dead");
    }

    /// The first text is the one that AWS was seen to answer.
    #[test]
    fn a_redrive_policy_that_aws_does_not_take_is_refused_with_its_reason() {
        let refused = [
            (
                r#"{"deadLetterTargetArn": "dummy", "maxReceiveCount": 42}"#.to_owned(),
                "Invalid value for deadLetterTargetArn.",
            ),
            (
                r#"{"maxReceiveCount": 42}"#.to_owned(),
                "Redrive policy does not contain mandatory attribute: deadLetterTargetArn.",
            ),
            (
                format!(r#"{{"deadLetterTargetArn":"{DLQ}"}}"#),
                "Redrive policy does not contain mandatory attribute: maxReceiveCount.",
            ),
            (
                format!(r#"{{"deadLetterTargetArn":"{DLQ}","maxReceiveCount":0}}"#),
                "Invalid value for maxReceiveCount: 0, valid values are from 1 to 1000 both inclusive.",
            ),
            (
                "nonsense".to_owned(),
                "Redrive policy is not a valid JSON map.",
            ),
        ];
        for (text, reason) in refused {
            let message = RedrivePolicy::parse(&text).unwrap_err().to_string();
            assert_eq!(
                message,
                format!("Value {text} for parameter RedrivePolicy is invalid. Reason: {reason}")
            );
        }
    }

    #[test]
    fn an_allow_policy_names_its_sources_only_by_queue() {
        let by_queue = r#"{"redrivePermission":"byQueue","sourceQueueArns":["a"]}"#;
        let policy = RedriveAllowPolicy::parse(by_queue).unwrap();
        assert!(policy.allows("a"));
        assert!(!policy.allows("b"));
        assert_eq!(policy.to_string(), by_queue);
        for text in [
            r#"{"redrivePermission":"byQueue"}"#,
            r#"{"redrivePermission":"denyAll","sourceQueueArns":["a"]}"#,
            r#"{"redrivePermission":"some"}"#,
            "nonsense",
        ] {
            assert!(RedriveAllowPolicy::parse(text).is_err(), "{text}");
        }
    }
}
