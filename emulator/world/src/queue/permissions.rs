//! `AddPermission` and `RemovePermission`: statements of the queue's policy, by label.
//!
//! The policy is answered as AWS writes it.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::address::is_name_byte;
use super::error::QueueError;
use super::policy::{self, MAX_ACTIONS};
use super::standard_queue::Queue;
use super::state::Queues;
use crate::context::Context;
use crate::policy::statements::{self, has_sid, one_or_many, principals};

/// What can be permitted. Source: `AddPermission`, `Actions`.
const ACTIONS: [&str; 9] = [
    "*",
    "ChangeMessageVisibility",
    "DeleteMessage",
    "GetQueueAttributes",
    "GetQueueUrl",
    "ListDeadLetterSourceQueues",
    "PurgeQueue",
    "ReceiveMessage",
    "SendMessage",
];

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct AddPermission {
    pub queue_url: String,
    /// Names the statement: 1 to 80 of `[A-Za-z0-9_-]`.
    pub label: String,
    #[serde(default, rename = "AWSAccountIds")]
    pub aws_account_ids: Vec<String>,
    #[serde(default)]
    pub actions: Vec<String>,
}

pub(super) fn add_permission(
    queues: &mut Queues,
    _context: &mut Context<'_>,
    request: AddPermission,
) -> Result<(), QueueError> {
    let queue = queues.at_url(&request.queue_url)?;
    check(&request)?;
    let mut statements = queue.statements();
    if statements
        .iter()
        .any(|statement| has_sid(statement, &request.label))
    {
        return Err(QueueError::invalid_value(
            &request.label,
            "Label",
            "Already exists.",
        ));
    }
    statements.push(statement(&queue.arn, &request));
    queue.set_statements(statements)
}

fn check(request: &AddPermission) -> Result<(), QueueError> {
    let label = &request.label;
    let is_label = (1..=80).contains(&label.len()) && label.bytes().all(is_name_byte);
    if !is_label {
        let reason =
            "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.";
        return Err(QueueError::invalid_value(label, "Label", reason));
    }
    if request.aws_account_ids.is_empty() {
        return Err(QueueError::MissingParameter("AWSAccountIds"));
    }
    if request.actions.is_empty() {
        return Err(QueueError::MissingParameter("Actions"));
    }
    if request.actions.len() > MAX_ACTIONS {
        return Err(QueueError::OverLimit(format!(
            "{} Actions were found, maximum allowed is {MAX_ACTIONS}.",
            request.actions.len()
        )));
    }
    for action in &request.actions {
        if !ACTIONS.contains(&action.as_str()) {
            let reason = "Only the queue owner is allowed to invoke this action.";
            return Err(QueueError::invalid_value(
                format!("SQS:{action}"),
                "ActionName",
                reason,
            ));
        }
    }
    Ok(())
}

fn statement(arn: &str, request: &AddPermission) -> Value {
    let actions = request
        .actions
        .iter()
        .map(|action| json!(format!("SQS:{action}")));
    json!({
        "Sid": request.label,
        "Effect": "Allow",
        "Principal": {"AWS": principals(&request.aws_account_ids)},
        "Action": one_or_many(actions.collect()),
        "Resource": arn,
    })
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RemovePermission {
    pub queue_url: String,
    pub label: String,
}

pub(super) fn remove_permission(
    queues: &mut Queues,
    _context: &mut Context<'_>,
    request: RemovePermission,
) -> Result<(), QueueError> {
    let queue = queues.at_url(&request.queue_url)?;
    let mut statements = queue.statements();
    let before = statements.len();
    statements.retain(|statement| !has_sid(statement, &request.label));
    if statements.len() == before {
        return Err(QueueError::invalid_value(
            &request.label,
            "Label",
            "can't find label.",
        ));
    }
    queue.set_statements(statements)
}

impl Queue {
    fn statements(&self) -> Vec<Value> {
        statements::of_document(&self.policy())
    }

    fn policy(&self) -> Value {
        let policy = self.attributes.policy.as_ref();
        policy
            .and_then(|policy| serde_json::from_str(policy.text()).ok())
            .unwrap_or_else(
                || json!({"Version": "2008-10-17", "Id": format!("{}/SQSDefaultPolicy", self.arn)}),
            )
    }

    /// The last statement takes the policy with it.
    fn set_statements(&mut self, statements: Vec<Value>) -> Result<(), QueueError> {
        if statements.is_empty() {
            self.attributes.policy = None;
            return Ok(());
        }
        let mut document = self.policy();
        document["Statement"] = Value::Array(statements);
        self.attributes.policy = Some(policy::read(&document.to_string())?);
        Ok(())
    }
}
