//! `AddPermission` and `RemovePermission`: statements of a topic's policy, one by one.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::error::TopicError;
use super::model::Topic;
use super::policy::{ACTIONS, OUT_OF_SCOPE, PRINCIPAL_NOT_FOUND};
use super::state::Topics;
use crate::context::Context;
use crate::origin::AccountId;
use crate::policy::statements::{self, has_sid, one_or_many, principals};
use crate::state::{Part as _, State};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct AddPermission {
    pub topic_arn: String,
    pub label: String,
    #[serde(rename = "AWSAccountId")]
    pub aws_account_id: Vec<String>,
    pub action_name: Vec<String>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RemovePermission {
    pub topic_arn: String,
    pub label: String,
}

pub(super) fn add_permission(
    state: &mut State,
    context: &mut Context<'_>,
    request: AddPermission,
) -> Result<(), TopicError> {
    let topics = Topics::of_mut(state, context.home);
    let topic = topics.at_arn_mut(context.home, &request.topic_arn)?;
    let mut actions = request.action_name.iter();
    if !actions.all(|action| action == "*" || ACTIONS.contains(&action.as_str())) {
        return Err(TopicError::invalid(OUT_OF_SCOPE));
    }
    let mut accounts = request.aws_account_id.iter();
    if accounts.any(|account| AccountId::parse(account).is_none()) {
        return Err(TopicError::invalid(PRINCIPAL_NOT_FOUND));
    }
    let mut document = topic.document();
    let mut statements = statements::of_document(&document);
    let is_taken = |statement: &Value| has_sid(statement, &request.label);
    if statements.iter().any(is_taken) {
        return Err(TopicError::invalid("Statement already exists"));
    }
    let actions = request.action_name.iter();
    let actions = actions.map(|action| json!(format!("SNS:{action}")));
    statements.push(json!({
        "Sid": request.label,
        "Effect": "Allow",
        "Principal": {"AWS": principals(&request.aws_account_id)},
        "Action": one_or_many(actions.collect()),
        "Resource": *topic.arn,
    }));
    document["Statement"] = Value::Array(statements);
    topic.set_document(&document)
}

/// A label that is not there is removed already (unverified).
pub(super) fn remove_permission(
    state: &mut State,
    context: &mut Context<'_>,
    request: RemovePermission,
) -> Result<(), TopicError> {
    let topics = Topics::of_mut(state, context.home);
    let topic = topics.at_arn_mut(context.home, &request.topic_arn)?;
    let mut document = topic.document();
    let mut statements = statements::of_document(&document);
    statements.retain(|statement| !has_sid(statement, &request.label));
    document["Statement"] = Value::Array(statements);
    topic.set_document(&document)
}

impl Topic {
    fn document(&self) -> Value {
        serde_json::from_str(self.attributes.policy().text()).unwrap_or_default()
    }

    fn set_document(&mut self, document: &Value) -> Result<(), TopicError> {
        if statements::of_document(document).is_empty() {
            self.attributes.let_nobody();
            return Ok(());
        }
        let text = document.to_string();
        let set = self.attributes.set("Policy", &text);
        set.map_err(TopicError::InvalidParameter)
    }
}
