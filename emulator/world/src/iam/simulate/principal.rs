//! `SimulatePrincipalPolicy`.

use serde::{Deserialize, Serialize};

use super::context::ContextEntry;
use super::custom::{caller_is_missing, nobody, user};
use super::simulation::{SimulatePolicyResponse, Simulation, owner};
use super::source::{Caller, Source};
use crate::arn::Arn;
use crate::context::View;
use crate::iam::constraints::Constraints;
use crate::iam::granted::Granted;
use crate::iam::{Iam, IamError, Identities, Kind};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SimulatePrincipalPolicy {
    pub policy_source_arn: String,
    #[serde(default)]
    pub policy_input_list: Vec<String>,
    #[serde(default)]
    pub permissions_boundary_policy_input_list: Vec<String>,
    pub action_names: Vec<String>,
    #[serde(default)]
    pub resource_arns: Vec<String>,
    #[serde(default)]
    pub resource_policy: Option<String>,
    #[serde(default)]
    pub resource_owner: Option<String>,
    #[serde(default)]
    pub caller_arn: Option<String>,
    #[serde(default)]
    pub context_entries: Vec<ContextEntry>,
    #[serde(default)]
    pub marker: Option<String>,
    #[serde(default)]
    pub max_items: Option<i64>,
}

pub(in crate::iam) fn simulate(
    identities: &Identities,
    view: &View<'_>,
    request: SimulatePrincipalPolicy,
) -> Result<SimulatePolicyResponse, IamError> {
    let source_arn = request.policy_source_arn.as_str();
    let iam = identities.iam(view);
    let granted = granted(iam, source_arn)?;
    let is_user = granted.kind() == Kind::User;
    if request.resource_policy.is_some() && request.caller_arn.is_none() && !is_user {
        return Err(caller_is_missing());
    }
    let nobody = nobody(view);
    let caller = match request.caller_arn.as_deref() {
        Some(arn) => user(identities, arn)?,
        None => caller(&granted, &nobody),
    };
    let simulation = Simulation {
        actions: &request.action_names,
        resources: &request.resource_arns,
        policies: &request.policy_input_list,
        boundaries: &request.permissions_boundary_policy_input_list,
        resource_policy: request.resource_policy.as_deref(),
        resource_owner: request.resource_owner.as_deref(),
        entries: &request.context_entries,
        marker: request.marker.as_deref(),
        max_items: request.max_items,
    };
    let account = match request.caller_arn.as_deref() {
        Some(arn) => owner(arn)?,
        None => view.home.account,
    };
    simulation.run(Source::of(&granted), &caller, account)
}

/// The policies of the role, user or group of this ARN.
///
/// # Errors
/// What is no ARN of one, or of none that is there. Text of the first unverified.
pub(super) fn granted<'a>(iam: &'a Iam, arn: &str) -> Result<Granted<'a>, IamError> {
    Constraints::default().arn("policySourceArn", arn).check()?;
    let invalid = || IamError::InvalidInput(format!("Invalid Entity Arn: {arn}"));
    let parsed = Arn::parse(arn).ok_or_else(invalid)?;
    let (kind, path) = parsed.resource.split_once('/').ok_or_else(invalid)?;
    let name = path.rsplit('/').next().unwrap_or_default();
    let granted = match kind {
        "role" => iam.policies_of_role(name),
        "user" => iam.policies_of_user(name),
        "group" => iam.policies_of_group(name),
        _ => return Err(invalid()),
    };
    let granted = granted.filter(|granted| *granted.identifiers().arn == *arn);
    granted.ok_or_else(|| {
        IamError::NoSuchEntity(format!("The {kind} with name {name} cannot be found."))
    })
}

fn caller<'a>(granted: &Granted<'a>, nobody: &'a str) -> Caller<'a> {
    let identifiers = granted.identifiers();
    match granted.kind() {
        Kind::Role => {
            let mut parts = identifiers.arn.split(':');
            let partition = parts.nth(1).unwrap_or_default();
            let account = parts.nth(2).unwrap_or_default();
            let name = &identifiers.name;
            Caller::Role {
                session_arn: format!(
                    "arn:{partition}:sts::{account}:assumed-role/{name}/simulated"
                ),
                arn: &identifiers.arn,
                id: &identifiers.id,
            }
        }
        Kind::User => Caller::User {
            arn: &identifiers.arn,
            id: Some(&identifiers.id),
        },
        Kind::Group | Kind::Policy => Caller::Nobody { arn: nobody },
    }
}
