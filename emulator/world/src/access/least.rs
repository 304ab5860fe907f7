//! The least policy for what a role or user needed, and what it may do beyond.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::usage::{Needed, Refused, Usage, Use};
use crate::arn::Arn;
use crate::iam::{Granted, Identities};
use crate::origin::AccountId;
use crate::policy::{Effect, Matched, PolicyType, Statement};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LeastPrivilege {
    /// Of the role or user.
    pub arn: String,
    /// Absent where nothing was needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<PolicyDocument>,
    /// What was asked for and denied, which the policy leaves denied.
    pub refused: Vec<Refused>,
    /// Actions that are granted by their names and were never needed.
    pub unused: Vec<Unused>,
    /// Grants of more than one action by a wildcard.
    pub wide: Vec<WidelyGranted>,
    /// Calls, of everybody, that are not in here as they were for too many different resources.
    pub overflow: u64,
}

/// A policy in IAM's language.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PolicyDocument {
    pub version: String,
    pub statement: Vec<PolicyStatement>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PolicyStatement {
    pub effect: String,
    pub action: BTreeSet<String>,
    pub resource: BTreeSet<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Value>,
}

/// An action that a policy grants, and nothing needed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Unused {
    /// As it is written.
    pub action: String,
    /// As `policy, statement`.
    pub granted_by: String,
}

/// A grant of actions by a wildcard, or of all but some.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WidelyGranted {
    /// As it is written; `NotAction` where the statement names what it leaves out.
    pub action: String,
    /// As `policy, statement`.
    pub granted_by: String,
    /// What was needed of it.
    pub needed: Vec<String>,
}

impl LeastPrivilege {
    /// `None` of who never asked for anything that a policy decides.
    pub(crate) fn new(usage: &Usage, identities: &Identities, arn: &str) -> Option<Self> {
        let needed = usage.of(arn)?;
        let mut least = Self {
            arn: arn.to_owned(),
            policy: policy(needed),
            refused: needed.refused().collect(),
            unused: Vec::new(),
            wide: Vec::new(),
            overflow: usage.overflow(),
        };
        if let Some(granted) = granted(identities, arn) {
            least.compare(needed, &granted);
        }
        Some(least)
    }

    fn compare(&mut self, needed: &Needed, granted: &Granted<'_>) {
        let mut unused = BTreeSet::new();
        let mut wide = BTreeSet::new();
        for grant in granted.policies() {
            let name = grant.arn.unwrap_or(grant.name);
            for (index, statement) in grant.document.statements().iter().enumerate() {
                if statement.effect() == Effect::Deny {
                    continue;
                }
                let granted_by = Matched {
                    policy_type: PolicyType::IdentityBased,
                    policy: name,
                    statement: index,
                    sid: statement.sid(),
                };
                for action in actions(statement) {
                    let granted_by = granted_by.to_string();
                    let action = action.to_owned();
                    if action == NOT_ACTION || action.contains(['*', '?']) {
                        let actions = needed.actions();
                        let needed = actions.filter(|one| statement.names_action(one, &action));
                        wide.insert(WidelyGranted {
                            needed: needed.map(str::to_owned).collect(),
                            action,
                            granted_by,
                        });
                    } else if !needed.has_used(&action) {
                        unused.insert(Unused { action, granted_by });
                    }
                }
            }
        }
        self.unused = unused.into_iter().collect();
        self.wide = wide.into_iter().collect();
    }
}

const NOT_ACTION: &str = "NotAction";

/// As they are written.
fn actions(statement: &Statement) -> Vec<&str> {
    match statement.actions() {
        [] => vec![NOT_ACTION],
        actions => actions.iter().map(String::as_str).collect(),
    }
}

/// `None` of who is gone.
fn granted<'a>(identities: &'a Identities, arn: &str) -> Option<Granted<'a>> {
    let parsed = Arn::parse(arn)?;
    let iam = identities.account(AccountId::parse(parsed.account)?);
    let (_, name) = parsed.resource.rsplit_once('/')?;
    match parsed.resource.split('/').next()? {
        "role" => iam.policies_of_role(name),
        "user" => iam.policies_of_user(name),
        _ => None,
    }
}

/// A statement for each set of actions that were needed on the same resources under the same condition.
fn policy(needed: &Needed) -> Option<PolicyDocument> {
    let mut resources: BTreeMap<(&str, String), BTreeSet<String>> = BTreeMap::new();
    for (action, resource, one) in needed.uses() {
        let condition = condition(one).map(|condition| condition.to_string());
        let key = (action, condition.unwrap_or_default());
        resources.entry(key).or_default().insert(resource);
    }
    let mut statements: BTreeMap<(BTreeSet<String>, String), BTreeSet<String>> = BTreeMap::new();
    for ((action, condition), resources) in resources {
        let actions = statements.entry((resources, condition)).or_default();
        actions.insert(action.to_owned());
    }
    let statements = statements.into_iter();
    let statements = statements.map(|((resource, condition), action)| PolicyStatement {
        effect: "Allow".to_owned(),
        action,
        resource,
        condition: serde_json::from_str(&condition).ok(),
    });
    let statement: Vec<_> = statements.collect();
    (!statement.is_empty()).then(|| PolicyDocument {
        version: "2012-10-17".to_owned(),
        statement,
    })
}

/// The condition under which it was allowed, or else one that says what it was for.
fn condition(one: &Use) -> Option<Value> {
    if let Some(condition) = &one.condition {
        return serde_json::from_str(condition).ok();
    }
    let (key, values) = one.narrowed.as_ref()?;
    let operator = if key.ends_with("Arn") {
        "ArnEquals"
    } else {
        "StringEquals"
    };
    Some(json!({operator: {*key: values}}))
}
