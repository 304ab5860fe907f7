//! The policy simulator: what policies would come to, without anybody asking for anything.
//!
//! `SimulateCustomPolicy` takes policies as text, `SimulatePrincipalPolicy` those of a role, user or group besides. Nothing of a
//! request is known but what `ContextEntries` say.

pub(super) mod context;
pub(super) mod custom;
pub(super) mod keys;
pub(super) mod principal;
mod run;
mod source;

use std::collections::BTreeMap;

use serde::Serialize;

use super::IamError;
use super::constraints::Constraints;
use super::page::page;
use crate::origin::AccountId;
use crate::policy::{DocumentKind, Policy, ResourceRules};

use context::{Context, ContextEntry};
use run::Subject;
use source::{Caller, Source};

/// What both operations ask for.
struct Simulation<'a> {
    actions: &'a [String],
    resources: &'a [String],
    /// Further policies, as text.
    policies: &'a [String],
    boundaries: &'a [String],
    resource_policy: Option<&'a str>,
    resource_owner: Option<&'a str>,
    entries: &'a [ContextEntry],
    marker: Option<&'a str>,
    max_items: Option<u32>,
}

/// What both answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct SimulatePolicyResponse {
    pub evaluation_results: Vec<EvaluationResult>,
    pub is_truncated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
}

/// What an action comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct EvaluationResult {
    pub eval_action_name: String,
    /// `*` where there are several.
    pub eval_resource_name: String,
    /// Of several resources the strictest.
    pub eval_decision: Outcome,
    pub matched_statements: Vec<Statement>,
    pub missing_context_values: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions_boundary_decision_detail: Option<PermissionsBoundaryDecisionDetail>,
    /// Missing for `*`, empty within an account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eval_decision_details: Option<BTreeMap<String, Outcome>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub resource_specific_results: Vec<ResourceSpecificResult>,
}

/// The same for one resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ResourceSpecificResult {
    pub eval_resource_name: String,
    pub eval_resource_decision: Outcome,
    pub matched_statements: Vec<Statement>,
    pub missing_context_values: Vec<String>,
    /// Across accounts alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eval_decision_details: Option<BTreeMap<String, Outcome>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions_boundary_decision_detail: Option<PermissionsBoundaryDecisionDetail>,
}

/// From the mildest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    Allowed,
    ImplicitDeny,
    ExplicitDeny,
}

/// A statement that decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Statement {
    /// `PolicyInputList.1`, a managed policy's name, or `role_NAME_POLICY` for an inline one (unverified).
    pub source_policy_id: String,
    /// As the examples of the CLI's reference have it, unlike the model.
    pub source_policy_type: &'static str,
    pub start_position: Position,
    pub end_position: Position,
}

/// Both from 1 on. A statement ends before its end position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Position {
    pub line: usize,
    pub column: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PermissionsBoundaryDecisionDetail {
    pub allowed_by_permissions_boundary: bool,
}

/// Characters of an action. Source: API `SimulateCustomPolicy`, `ActionNames`.
const ACTION: (usize, usize) = (3, 128);
/// Everything, where no resource is named.
const ANYTHING: &str = "*";

impl Simulation<'_> {
    /// What policies of somebody (`source`) and those of the request come to for `caller`.
    fn run(
        &self,
        source: Source<'_>,
        caller: &Caller<'_>,
        account: AccountId,
    ) -> Result<SimulatePolicyResponse, IamError> {
        self.check()?;
        let own = policies(self.policies)?;
        let boundaries = policies(self.boundaries)?;
        let resource_policy = self.resource_policy();
        let resource_policy = resource_policy.transpose()?;
        let context = Context::read(self.entries)?;
        let owner = self.resource_owner.map(owner).transpose()?;
        let subject = Subject {
            source: source.with(&own, &boundaries),
            caller,
            account,
            owner,
            resource_policy: resource_policy.as_ref(),
            context: &context,
        };
        let anything = [ANYTHING.to_owned()];
        let resources = if self.resources.is_empty() {
            &anything
        } else {
            self.resources
        };
        let numbered = self.actions.iter().enumerate();
        let keyed = numbered.map(|(number, action)| (format!("{number:06}"), action));
        let page = page(keyed, self.marker, self.max_items)?;
        let results = page.entries.iter();
        Ok(SimulatePolicyResponse {
            evaluation_results: results
                .map(|action| subject.result(action, resources))
                .collect(),
            is_truncated: page.marker.is_some(),
            marker: page.marker,
        })
    }

    fn check(&self) -> Result<(), IamError> {
        let (shortest, longest) = ACTION;
        let mut constraints = Constraints::default();
        for action in self.actions {
            constraints = constraints.length("actionNames", action, shortest, longest);
        }
        for resource in self.resources {
            constraints = constraints.length("resourceArns", resource, 1, 2048);
        }
        for document in self.policies.iter().chain(self.boundaries) {
            constraints = constraints.document("policyInputList", document);
        }
        constraints.check()?;
        // Source: API SimulateCustomPolicy, ActionNames; text unverified.
        let is_action = |action: &&String| action.contains(':') && !action.contains(['*', '?']);
        if let Some(action) = self.actions.iter().find(|action| !is_action(action)) {
            return Err(IamError::InvalidInput(format!(
                "Invalid Action Name: {action}"
            )));
        }
        if self.boundaries.len() > 1 {
            return Err(IamError::InvalidInput(
                "You can input only one permissions boundary.".to_owned(),
            ));
        }
        Ok(())
    }

    /// Read as the service of the first action has it.
    fn resource_policy(&self) -> Option<Result<Policy, IamError>> {
        let text = self.resource_policy?;
        let service = self
            .actions
            .first()
            .and_then(|action| action.split_once(':'));
        let service = service.map_or("", |(service, _)| service);
        let rules = match service.to_ascii_lowercase().as_str() {
            "s3" => ResourceRules::S3,
            "sqs" => ResourceRules::SQS,
            "sns" => ResourceRules::SNS,
            "lambda" => ResourceRules::LAMBDA,
            _ => {
                return Some(Err(IamError::InvalidInput(format!(
                    "The emulator simulates no resource policies of {service}."
                ))));
            }
        };
        Some(parse(text, DocumentKind::Resource(rules)))
    }
}

/// The account that an ARN of its root, or its number, names.
fn owner(text: &str) -> Result<AccountId, IamError> {
    let number = text.split(':').nth(4).unwrap_or(text);
    let account = AccountId::parse(number);
    account.ok_or_else(|| IamError::InvalidInput(format!("Invalid ResourceOwner: {text}")))
}

fn policies(texts: &[String]) -> Result<Vec<Policy>, IamError> {
    let texts = texts.iter();
    texts
        .map(|text| parse(text, DocumentKind::Inline))
        .collect()
}

/// Simulations know no `MalformedPolicyDocument`. Source: API `SimulateCustomPolicy`, Errors.
fn parse(text: &str, kind: DocumentKind) -> Result<Policy, IamError> {
    Policy::parse(text, kind).map_err(|error| IamError::InvalidInput(error.to_string()))
}
