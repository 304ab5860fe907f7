//! Why a call was allowed or denied, policy by policy and statement by statement, for a person to read.

use serde::{Deserialize, Serialize};

use super::judged::{Applied, Judged};
use crate::policy::{Decision, Effect, Matched, PolicyType, Request, Standing, Statement, Unmet};

/// Of one decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    pub principal: String,
    pub action: String,
    pub resource: String,
    pub is_allowed: bool,
    /// What decided, in a sentence.
    pub because: String,
    /// Those that applied: the caller's own, its boundary, the session's, the resource's.
    pub policies: Vec<ExplainedPolicy>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExplainedPolicy {
    /// `identity-based policy` and its kin.
    pub kind: String,
    /// The ARN of a managed policy, an inline policy's name, or the resource that has it.
    pub name: String,
    /// The group through which a user has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    pub statements: Vec<ExplainedStatement>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExplainedStatement {
    /// Its place in the policy, from 1 on.
    pub place: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    /// `Allow` or `Deny`.
    pub effect: String,
    /// It is the one that decided.
    pub decided: bool,
    /// Why it says nothing of this request; absent where it applies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<String>,
}

impl Judged {
    /// Why it came out as it did, by the policies as they were.
    pub fn explain(&self) -> Explanation {
        self.again(|request, decision| {
            let decisive = match decision {
                Decision::Allowed { by } => *by,
                Decision::Denied(denial) => denial.matched,
            };
            let policies = self.policies().iter();
            Explanation {
                principal: request.principal.arn().to_owned(),
                action: self.action.to_owned(),
                resource: self.resource.clone(),
                is_allowed: decision.is_allowed(),
                because: because(request, decision),
                policies: policies
                    .map(|applied| explained(applied, request, decisive.as_ref()))
                    .collect(),
            }
        })
    }
}

fn because(request: &Request<'_>, decision: &Decision<'_>) -> String {
    match decision {
        Decision::Allowed { by: Some(by) } => {
            format!("{} allows it: {by}", kind(by.policy_type))
        }
        Decision::Allowed { by: None } => {
            "the account's root user asks in its own account, and no policy denies it".to_owned()
        }
        Decision::Denied(denial) => {
            let reason = denial.reason(request.action);
            match denial.matched {
                Some(by) => format!("{reason}: {by}"),
                None => reason.to_string(),
            }
        }
    }
}

fn explained(
    applied: &Applied,
    request: &Request<'_>,
    decisive: Option<&Matched<'_>>,
) -> ExplainedPolicy {
    let decisive =
        decisive.filter(|by| by.policy_type == applied.policy_type && *by.policy == *applied.name);
    let statements = applied.policy.explain(request).enumerate();
    let statement =
        |(index, (statement, standing)): (usize, (&Statement, Standing<'_>))| ExplainedStatement {
            place: index + 1,
            sid: statement.sid().map(str::to_owned),
            effect: match statement.effect() {
                Effect::Allow => "Allow".to_owned(),
                Effect::Deny => "Deny".to_owned(),
            },
            decided: decisive.is_some_and(|by| by.statement == index),
            otherwise: otherwise(&standing, request),
        };
    ExplainedPolicy {
        kind: kind(applied.policy_type).to_owned(),
        name: applied.name.to_string(),
        group: applied.group.as_deref().map(str::to_owned),
        statements: statements.map(statement).collect(),
    }
}

/// AWS's own word.
fn kind(policy_type: PolicyType) -> &'static str {
    match policy_type {
        PolicyType::IdentityBased => "identity-based policy",
        PolicyType::PermissionsBoundary => "permissions boundary",
        PolicyType::Session => "session policy",
        PolicyType::ResourceBased => "resource-based policy",
        PolicyType::RoleTrust => "role trust policy",
    }
}

fn otherwise(standing: &Standing<'_>, request: &Request<'_>) -> Option<String> {
    match standing {
        Standing::Matches => None,
        Standing::OtherPrincipal => Some(format!("it is not for {}", request.principal.arn())),
        Standing::OtherAction => Some(format!("its actions leave {} out", request.action)),
        Standing::OtherResource => Some(format!("its resources leave {} out", request.resource)),
        Standing::Unmet(unmet) => Some(unmet_condition(unmet)),
    }
}

fn unmet_condition(unmet: &Unmet<'_>) -> String {
    let Unmet {
        operator,
        key,
        values,
        found,
    } = unmet;
    let wanted = values.join(", ");
    let found = match found {
        Some(found) => format!("it is {}", found.join(", ")),
        None => "the request has none".to_owned(),
    };
    format!("its condition does not hold: {operator} {key} {wanted}; {found}")
}
