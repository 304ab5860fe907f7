//! What a function's answer means for the messages of its batch: pure.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html>

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::outcome::Outcome;

/// What happens to the messages of a batch. Every message is either deleted or kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// All of them are deleted.
    Success,
    /// All are deleted but those with these message ids.
    PartialFailure { failed: BTreeSet<String> },
    /// None is deleted.
    TotalFailure(Failure),
}

/// Why a whole batch failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    #[error("the function failed: {0}")]
    Function(String),
    #[error("too many invocations run already")]
    Throttled,
    #[error("it was not invoked: {0}")]
    Lost(String),
    #[error("the answer is not JSON")]
    NotJson,
    #[error("the answer is not an object")]
    NotAnObject,
    #[error("batchItemFailures is not a list")]
    NotAList,
    #[error("an entry of batchItemFailures has no itemIdentifier")]
    NoIdentifier,
    #[error("an itemIdentifier is empty, null or no text")]
    BadIdentifier,
    #[error("an itemIdentifier names no message of the batch")]
    UnknownMessage,
}

impl Verdict {
    /// Whether the message with this id is deleted.
    pub fn deletes(&self, message_id: &str) -> bool {
        match self {
            Self::Success => true,
            Self::PartialFailure { failed } => !failed.contains(message_id),
            Self::TotalFailure(_) => false,
        }
    }
}

/// Judges a batch of these messages by what came of its invocation. Without `report_batch_item_failures` any answer that
/// is not an error is a success.
pub fn judge<'a>(
    outcome: &Outcome,
    report_batch_item_failures: bool,
    message_ids: impl IntoIterator<Item = &'a str>,
) -> Verdict {
    match outcome {
        Outcome::Failure(failure) => {
            let message = failure.message();
            let message = message.unwrap_or_else(|| "without a message".to_owned());
            Verdict::TotalFailure(Failure::Function(message))
        }
        Outcome::Throttled => Verdict::TotalFailure(Failure::Throttled),
        Outcome::Lost(reason) => Verdict::TotalFailure(Failure::Lost(reason.clone())),
        Outcome::Response(_) if !report_batch_item_failures => Verdict::Success,
        Outcome::Response(body) => match failed_ids(body, &message_ids.into_iter().collect()) {
            Ok(failed) if failed.is_empty() => Verdict::Success,
            Ok(failed) => Verdict::PartialFailure { failed },
            Err(failure) => Verdict::TotalFailure(failure),
        },
    }
}

/// The ids in an answer; none in an empty or null answer, or one without a list.
fn failed_ids(body: &[u8], message_ids: &BTreeSet<&str>) -> Result<BTreeSet<String>, Failure> {
    if body.trim_ascii().is_empty() {
        return Ok(BTreeSet::new());
    }
    let answer: Value = serde_json::from_slice(body).map_err(|_| Failure::NotJson)?;
    let fields = match answer {
        Value::Null => return Ok(BTreeSet::new()),
        // What a function in a dynamic language returns for nothing.
        Value::String(text) if text.is_empty() => return Ok(BTreeSet::new()),
        Value::Object(fields) => fields,
        _ => return Err(Failure::NotAnObject),
    };
    let entries = match fields.get("batchItemFailures") {
        None | Some(Value::Null) => return Ok(BTreeSet::new()),
        Some(Value::Array(entries)) => entries,
        Some(_) => return Err(Failure::NotAList),
    };
    entries
        .iter()
        .map(|entry| failed_id(entry, message_ids))
        .collect()
}

fn failed_id(entry: &Value, message_ids: &BTreeSet<&str>) -> Result<String, Failure> {
    match entry.get("itemIdentifier") {
        None => Err(Failure::NoIdentifier),
        Some(Value::String(id)) if id.is_empty() => Err(Failure::BadIdentifier),
        Some(Value::String(id)) if message_ids.contains(id.as_str()) => Ok(id.clone()),
        Some(Value::String(_)) => Err(Failure::UnknownMessage),
        Some(_) => Err(Failure::BadIdentifier),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::function::FunctionFailure;

    /// The verdict on a batch of messages `a`, `b` and `c`, in which failures are reported.
    fn verdict(answer: &str) -> Verdict {
        let outcome = Outcome::Response(answer.to_owned().into());
        judge(&outcome, true, ["a", "b", "c"])
    }

    fn failed(ids: &[&str]) -> Verdict {
        Verdict::PartialFailure {
            failed: ids.iter().map(|id| (*id).to_owned()).collect(),
        }
    }

    #[test]
    fn answers_that_settle_the_whole_batch() {
        for answer in [
            "",
            " \n",
            "null",
            "\"\"",
            "{}",
            r#"{"batchItemFailures":[]}"#,
            r#"{"batchItemFailures":null}"#,
            r#"{"statusCode":200}"#,
        ] {
            assert_eq!(verdict(answer), Verdict::Success, "{answer}");
        }
    }

    #[test]
    fn answers_that_settle_a_part_of_the_batch() {
        for (answer, ids) in [
            (
                r#"{"batchItemFailures":[{"itemIdentifier":"b"}]}"#,
                &["b"][..],
            ),
            (
                r#"{"batchItemFailures":[{"itemIdentifier":"c"},{"itemIdentifier":"a"}]}"#,
                &["a", "c"],
            ),
            (
                r#"{"batchItemFailures":[{"itemIdentifier":"b"},{"itemIdentifier":"b"}]}"#,
                &["b"],
            ),
        ] {
            assert_eq!(verdict(answer), failed(ids), "{answer}");
        }
    }

    #[test]
    fn answers_that_settle_nothing() {
        for (answer, failure) in [
            ("{", Failure::NotJson),
            ("ok", Failure::NotJson),
            ("\"ok\"", Failure::NotAnObject),
            ("[]", Failure::NotAnObject),
            (r#"{"batchItemFailures":"b"}"#, Failure::NotAList),
            (r#"{"batchItemFailures":["b"]}"#, Failure::NoIdentifier),
            (
                r#"{"batchItemFailures":[{"messageId":"b"}]}"#,
                Failure::NoIdentifier,
            ),
            (
                r#"{"batchItemFailures":[{"itemIdentifier":""}]}"#,
                Failure::BadIdentifier,
            ),
            (
                r#"{"batchItemFailures":[{"itemIdentifier":null}]}"#,
                Failure::BadIdentifier,
            ),
            (
                r#"{"batchItemFailures":[{"itemIdentifier":7}]}"#,
                Failure::BadIdentifier,
            ),
            (
                r#"{"batchItemFailures":[{"itemIdentifier":"b"},{"itemIdentifier":"z"}]}"#,
                Failure::UnknownMessage,
            ),
        ] {
            assert_eq!(verdict(answer), Verdict::TotalFailure(failure), "{answer}");
        }
    }

    #[test]
    fn without_failure_reports_any_answer_settles_the_batch() {
        let outcome = Outcome::Response(r#"{"batchItemFailures":[{"itemIdentifier":"b"}]}"#.into());
        assert_eq!(judge(&outcome, false, ["b"]), Verdict::Success);
    }

    #[test]
    fn an_error_settles_nothing_with_and_without_failure_reports() {
        let payload = r#"{"errorType":"Oops","errorMessage":"out of luck"}"#.into();
        let outcome = Outcome::Failure(FunctionFailure { payload });
        let verdict = Verdict::TotalFailure(Failure::Function("out of luck".to_owned()));
        for reports in [true, false] {
            assert_eq!(judge(&outcome, reports, ["a"]), verdict);
        }
        assert!(!verdict.deletes("a"));
    }
}
