//! One action on one resource.

use std::collections::BTreeMap;

use super::context::Context;
use super::result::{
    EvaluationResult, Outcome, PermissionsBoundaryDecisionDetail, Position, ResourceSpecificResult,
    Statement,
};
use super::source::{Caller, Named, Source};
use crate::origin::AccountId;
use crate::policy::{self, Decision, DenialKind, Effect, NamedPolicy, Policies, Policy, Request};

/// Everything, where no resource is named.
pub(super) const ANYTHING: &str = "*";

const IAM_POLICY: &str = "IAM Policy";
const RESOURCE_POLICY: &str = "Resource Policy";

/// Everything that is the same for each action and resource.
pub(super) struct Subject<'a> {
    pub(super) source: Source<'a>,
    pub(super) caller: &'a Caller<'a>,
    /// The caller's.
    pub(super) account: AccountId,
    /// Whose the resources are that do not say it.
    pub(super) owner: Option<AccountId>,
    pub(super) resource_policy: Option<&'a Policy>,
    pub(super) context: &'a Context<'a>,
}

impl Subject<'_> {
    pub(super) fn result(&self, action: &str, resources: &[String]) -> EvaluationResult {
        let mut results: Vec<ResourceSpecificResult> = resources
            .iter()
            .map(|resource| self.on_resource(action, resource))
            .collect();
        let decisions = results.iter().map(|result| result.eval_resource_decision);
        let eval_decision = decisions.max().unwrap_or(Outcome::ImplicitDeny);
        let mut whole = EvaluationResult {
            eval_action_name: action.to_owned(),
            eval_resource_name: ANYTHING.to_owned(),
            eval_decision,
            matched_statements: Vec::new(),
            missing_context_values: Vec::new(),
            permissions_boundary_decision_detail: None,
            eval_decision_details: None,
            resource_specific_results: Vec::new(),
        };
        if let [one] = results.as_slice() {
            let one = one.clone();
            let is_anything = one.eval_resource_name == ANYTHING;
            whole.matched_statements = one.matched_statements;
            whole.permissions_boundary_decision_detail = one.permissions_boundary_decision_detail;
            whole.eval_decision_details = one.eval_decision_details;
            if is_anything {
                whole.missing_context_values = one.missing_context_values;
                results.clear();
            } else {
                whole.eval_resource_name = one.eval_resource_name;
                whole.eval_decision_details.get_or_insert_default();
            }
        }
        whole.resource_specific_results = results;
        whole
    }

    fn on_resource(&self, action: &str, resource: &str) -> ResourceSpecificResult {
        let account = self.account.to_string();
        let owner = self.owner_of(resource).to_string();
        let request = Request {
            principal: self.caller.principal(),
            action,
            resource,
            resource_account: &owner,
            keys: self.context,
        };
        self.context.take_missing();
        let identity: Vec<NamedPolicy<'_>> = self.source.identity.iter().map(as_named).collect();
        let boundary = self.source.boundary.as_ref().map(as_named);
        let policies = Policies {
            identity: &identity,
            boundary,
            resource: self.resource_policy.map(as_resource),
            ..Policies::default()
        };
        let eval_resource_decision = outcome(&policy::evaluate(&request, &policies));
        let matched_statements = self.matched(&request, eval_resource_decision);
        let is_foreign = account != owner;
        ResourceSpecificResult {
            eval_resource_name: resource.to_owned(),
            eval_resource_decision,
            matched_statements,
            missing_context_values: self.missing(),
            eval_decision_details: is_foreign.then(|| details(&request, &account, &policies)),
            permissions_boundary_decision_detail: boundary.map(|boundary| {
                let alone = Policies {
                    identity: std::slice::from_ref(&boundary),
                    ..Policies::default()
                };
                PermissionsBoundaryDecisionDetail {
                    allowed_by_permissions_boundary: policy::evaluate(
                        &at_home(&request, &account),
                        &alone,
                    )
                    .is_allowed(),
                }
            }),
        }
    }

    /// What the ARN says, or else the request, or else it is the caller's.
    fn owner_of(&self, resource: &str) -> AccountId {
        let said = resource.split(':').nth(4).and_then(AccountId::parse);
        said.or(self.owner).unwrap_or(self.account)
    }

    /// The statements that deny where one does, and else all that allow.
    fn matched(&self, request: &Request<'_>, outcome: Outcome) -> Vec<Statement> {
        let wanted = match outcome {
            Outcome::ExplicitDeny => Effect::Deny,
            Outcome::Allowed => Effect::Allow,
            Outcome::ImplicitDeny => return Vec::new(),
        };
        let boundary = self.source.boundary.iter();
        let boundary = boundary.filter(|_| wanted == Effect::Deny);
        let identity = self.source.identity.iter().chain(boundary);
        let mut matched: Vec<Statement> = identity
            .flat_map(|named| statements(&named.id, IAM_POLICY, named.policy, request, wanted))
            .collect();
        if let Some(policy) = self.resource_policy {
            let id = "ResourcePolicy";
            matched.extend(statements(id, RESOURCE_POLICY, policy, request, wanted));
        }
        matched
    }

    /// The condition keys that were asked for and are not said, as a policy spells them.
    fn missing(&self) -> Vec<String> {
        let identity = self.source.identity.iter().chain(&self.source.boundary);
        let policies = identity
            .map(|named| named.policy)
            .chain(self.resource_policy);
        let missing = self.context.take_missing();
        let spelled: BTreeMap<String, &str> = policies
            .flat_map(Policy::condition_keys)
            .map(|key| (key.to_ascii_lowercase(), key))
            .collect();
        missing
            .into_iter()
            .map(|key| {
                spelled
                    .get(&key)
                    .map_or(key.clone(), |key| (*key).to_owned())
            })
            .collect()
    }
}

fn as_named<'a>(named: &'a Named<'_>) -> NamedPolicy<'a> {
    NamedPolicy {
        name: &named.id,
        policy: named.policy,
    }
}

fn as_resource(policy: &Policy) -> NamedPolicy<'_> {
    NamedPolicy {
        name: "ResourcePolicy",
        policy,
    }
}

fn outcome(decision: &Decision<'_>) -> Outcome {
    match decision {
        Decision::Allowed { .. } => Outcome::Allowed,
        Decision::Denied(denial) => match denial.kind {
            DenialKind::Explicit => Outcome::ExplicitDeny,
            DenialKind::Implicit => Outcome::ImplicitDeny,
        },
    }
}

/// The same request, as if the resource were the caller's own.
fn at_home<'a>(request: &Request<'a>, account: &'a str) -> Request<'a> {
    Request {
        resource_account: account,
        ..*request
    }
}

/// What each kind of policy comes to alone, across accounts.
fn details(
    request: &Request<'_>,
    account: &str,
    policies: &Policies<'_>,
) -> BTreeMap<String, Outcome> {
    let own = Policies {
        resource: None,
        ..*policies
    };
    let own = policy::evaluate(&at_home(request, account), &own);
    let anybody = Policies {
        identity: &[],
        boundary: None,
        ..*policies
    };
    let granted = policies.resource.map_or(Outcome::ImplicitDeny, |_| {
        outcome(&policy::evaluate(&at_home(request, account), &anybody))
    });
    BTreeMap::from([
        (IAM_POLICY.to_owned(), outcome(&own)),
        (RESOURCE_POLICY.to_owned(), granted),
    ])
}

fn statements<'a>(
    id: &'a str,
    kind: &'static str,
    policy: &'a Policy,
    request: &'a Request<'_>,
    wanted: Effect,
) -> impl Iterator<Item = Statement> {
    let matching = policy.matching(request);
    let wanted = matching.filter(move |(_, statement)| statement.effect() == wanted);
    wanted.map(move |(_, statement)| {
        let span = statement.span();
        Statement {
            source_policy_id: id.to_owned(),
            source_policy_type: kind,
            start_position: position(policy.text(), span.start),
            end_position: position(policy.text(), span.end),
        }
    })
}

fn position(text: &str, offset: usize) -> Position {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.rsplit('\n').next().unwrap_or_default();
    Position {
        line: before.matches('\n').count() + 1,
        column: line.chars().count() + 1,
    }
}
