//! `SimulateCustomPolicy`.

use serde::{Deserialize, Serialize};

use super::context::ContextEntry;
use super::simulation::{SimulatePolicyResponse, Simulation, owner};
use super::source::{Caller, Source};
use crate::context::View;
use crate::iam::{IamError, Identities, Kind};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SimulateCustomPolicy {
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
    request: SimulateCustomPolicy,
) -> Result<SimulatePolicyResponse, IamError> {
    if request.resource_policy.is_some() && request.caller_arn.is_none() {
        return Err(caller_is_missing());
    }
    let nobody = nobody(view);
    let caller = match request.caller_arn.as_deref() {
        Some(arn) => user(identities, arn)?,
        None => Caller::Nobody { arn: &nobody },
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
    simulation.run(Source::default(), &caller, account)
}

/// A user of the account who is nobody in particular.
pub(super) fn nobody(view: &View<'_>) -> String {
    let home = view.home;
    let (partition, account) = (home.region.partition(), home.account);
    format!("arn:{partition}:iam::{account}:user/simulated")
}

/// Source: API `SimulateCustomPolicy`, `CallerArn`: "required if you include a `ResourcePolicy`"; text unverified.
pub(super) fn caller_is_missing() -> IamError {
    IamError::InvalidInput("CallerArn is required where ResourcePolicy is given.".to_owned())
}

/// The user of this ARN, be it there or not. Source: API `SimulateCustomPolicy`, `CallerArn`: "You can specify only the ARN of an IAM user".
///
/// # Errors
/// It is no user's; text unverified.
pub(super) fn user<'a>(identities: &'a Identities, arn: &'a str) -> Result<Caller<'a>, IamError> {
    let resource = arn.splitn(6, ':').nth(5).unwrap_or_default();
    let path = resource.split_once('/');
    let Some((_, path)) = path.filter(|(kind, _)| *kind == Kind::User.noun()) else {
        return Err(IamError::InvalidInput(format!("Invalid CallerArn: {arn}")));
    };
    let name = path.rsplit('/').next().unwrap_or_default();
    let iam = identities.account(owner(arn)?);
    let there = iam.identifiers(Kind::User, name);
    let there = there.filter(|identifiers| *identifiers.arn == *arn);
    Ok(Caller::User {
        arn,
        id: there.map(|identifiers| &*identifiers.id),
    })
}
