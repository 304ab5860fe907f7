//! What a simulation asks for, and what it answers.

use serde::Serialize;

use super::context::{Context, ContextEntry};
use super::documents::{parse, policies};
use super::result::EvaluationResult;
use super::run::{ANYTHING, Subject};
use super::source::{Caller, Source};
use crate::iam::constraints::Constraints;
use crate::iam::error::IamError;
use crate::iam::page::page;
use crate::origin::AccountId;
use crate::policy::{DocumentKind, Policy, ResourceRules};

/// What both operations ask for.
pub(super) struct Simulation<'a> {
    pub(super) actions: &'a [String],
    pub(super) resources: &'a [String],
    /// Further policies, as text.
    pub(super) policies: &'a [String],
    pub(super) boundaries: &'a [String],
    pub(super) resource_policy: Option<&'a str>,
    pub(super) resource_owner: Option<&'a str>,
    pub(super) entries: &'a [ContextEntry],
    pub(super) marker: Option<&'a str>,
    pub(super) max_items: Option<i64>,
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

/// Characters of an action. Source: API `SimulateCustomPolicy`, `ActionNames`.
const ACTION: (usize, usize) = (3, 128);

impl Simulation<'_> {
    /// What policies of somebody (`source`) and those of the request come to for `caller`.
    pub(super) fn run(
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
        let context = Context::read(caller, self.entries)?;
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
pub(super) fn owner(text: &str) -> Result<AccountId, IamError> {
    let number = text.split(':').nth(4).unwrap_or(text);
    let account = AccountId::parse(number);
    account.ok_or_else(|| IamError::InvalidInput(format!("Invalid ResourceOwner: {text}")))
}
