//! The access policy of a topic: the one that it is made with, and how one is read.

use std::sync::Arc;

use crate::iam::Iam;
use crate::origin::AccountId;
use crate::policy::{DocumentKind, Policy, PolicyError, ResourceRules, Statement};

pub(super) const OUT_OF_SCOPE: &str = "Policy statement action out of service scope!";
pub(super) const PRINCIPAL_NOT_FOUND: &str = "Policy Error: PrincipalNotFound";

/// What the policy of a topic may allow or deny. Source: guide, "Valid Amazon SNS policy actions"
/// (<https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html>); `Receive`, which is older than that
/// list and no operation, as users report it to be taken (aws-cli 3143).
pub(super) const ACTIONS: [&str; 12] = [
    "AddPermission",
    "DeleteTopic",
    "GetDataProtectionPolicy",
    "GetTopicAttributes",
    "ListSubscriptionsByTopic",
    "ListTagsForResource",
    "Publish",
    "PutDataProtectionPolicy",
    "Receive",
    "RemovePermission",
    "SetTopicAttributes",
    "Subscribe",
];

/// The policy of a topic of which nobody said anything: its owner's services may. Recorded.
pub(super) fn default_text(arn: &str, owner: AccountId) -> String {
    format!(
        r#"{{"Version":"2008-10-17","Id":"__default_policy_ID","Statement":[{{"Sid":"__default_statement_ID","Effect":"Allow","Principal":{{"AWS":"*"}},"Action":["SNS:GetTopicAttributes","SNS:SetTopicAttributes","SNS:AddPermission","SNS:RemovePermission","SNS:DeleteTopic","SNS:Subscribe","SNS:ListSubscriptionsByTopic","SNS:Publish"],"Resource":"{arn}","Condition":{{"StringEquals":{{"AWS:SourceOwner":"{owner}"}}}}}}]}}"#
    )
}

/// # Errors
/// It names a user or role of its owner's account, which has these entities, that is not there.
pub(super) fn check_principals(policy: &Policy, iam: &Iam, owner: AccountId) -> Result<(), String> {
    match iam.missing_principal(owner, policy) {
        Some(_) => Err(PRINCIPAL_NOT_FOUND.to_owned()),
        None => Ok(()),
    }
}

/// # Errors
/// Why it is no policy of a topic. What is wrong with it otherwise SNS does not say.
pub(super) fn read(text: &str) -> Result<Arc<Policy>, String> {
    let policy = Policy::parse(text, DocumentKind::Resource(ResourceRules::SNS));
    let policy = policy.map_err(|error| match error {
        PolicyError::ServiceAction => OUT_OF_SCOPE.to_owned(),
        _ => "Policy Error: null".to_owned(),
    })?;
    if !policy.statements().iter().all(is_in_scope) {
        return Err(OUT_OF_SCOPE.to_owned());
    }
    Ok(Arc::new(policy))
}

/// Whether each of its actions is, or matches, one that a topic's policy may have.
fn is_in_scope(statement: &Statement) -> bool {
    let known = ACTIONS.map(|action| format!("sns:{}", action.to_ascii_lowercase()));
    let mut named = statement.named_actions();
    named.all(|action| known.iter().any(|known| action.names(known)))
}
