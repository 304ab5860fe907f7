//! `GetPolicy` and `ListPolicies`.

use serde::{Deserialize, Serialize};

use super::ManagedPolicy;
use super::detail::PolicyDetail;
use crate::context::View;
use crate::iam::constraints::Constraints;
use crate::iam::page::page;
use crate::iam::{Iam, IamError, Identities, managed};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetPolicy {
    pub policy_arn: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetPolicyResponse {
    pub policy: PolicyDetail,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListPolicies {
    pub scope: Option<String>,
    pub only_attached: bool,
    pub path_prefix: Option<String>,
    pub policy_usage_filter: Option<String>,
    pub marker: Option<String>,
    pub max_items: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListPoliciesResponse {
    pub policies: Vec<PolicyDetail>,
    pub is_truncated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
}

/// What a policy is used as: to give permissions, or to bound them. Source: API `ListPolicies`, `PolicyUsageFilter`.
pub(super) const USES: [&str; 2] = [PERMISSIONS, BOUNDARY];
pub(super) const PERMISSIONS: &str = "PermissionsPolicy";
pub(super) const BOUNDARY: &str = "PermissionsBoundary";

pub(in crate::iam) fn get(
    identities: &Identities,
    view: &View<'_>,
    request: GetPolicy,
) -> Result<GetPolicyResponse, IamError> {
    Constraints::default()
        .arn("policyArn", &request.policy_arn)
        .check()?;
    let iam = identities.iam(view);
    let policy = iam.policy(&request.policy_arn)?;
    Ok(GetPolicyResponse {
        policy: PolicyDetail {
            description: policy.description.clone(),
            tags: Some(policy.tags.to_list()),
            ..policy.listed(iam)
        },
    })
}

pub(in crate::iam) fn list(
    identities: &Identities,
    view: &View<'_>,
    request: ListPolicies,
) -> Result<ListPoliciesResponse, IamError> {
    Constraints::default()
        .one_of("scope", request.scope.as_deref(), &["All", "AWS", "Local"])
        .one_of(
            "policyUsageFilter",
            request.policy_usage_filter.as_deref(),
            &USES,
        )
        .path_prefix(request.path_prefix.as_deref())
        .check()?;
    let iam = identities.iam(view);
    let scope = request.scope.as_deref().unwrap_or("All");
    let partition = view.home.region.partition();
    let mut policies: Vec<&ManagedPolicy> = Vec::new();
    if scope != "AWS" {
        policies.extend(iam.policies.values());
    }
    if scope != "Local" {
        policies.extend(managed::all(partition));
    }
    policies.retain(|policy| is_asked_for(iam, policy, &request));
    policies.sort_by(|one, other| one.identifiers.arn.cmp(&other.identifiers.arn));
    let keyed = policies
        .iter()
        .map(|policy| (&policy.identifiers.arn, *policy));
    let page = page(keyed, request.marker.as_deref(), request.max_items)?;
    Ok(ListPoliciesResponse {
        policies: page
            .entries
            .iter()
            .map(|policy| policy.listed(iam))
            .collect(),
        is_truncated: page.marker.is_some(),
        marker: page.marker,
    })
}

fn is_asked_for(iam: &Iam, policy: &ManagedPolicy, request: &ListPolicies) -> bool {
    let identifiers = &policy.identifiers;
    let prefix = request.path_prefix.as_deref();
    if !prefix.is_none_or(|prefix| identifiers.path.starts_with(prefix)) {
        return false;
    }
    match request.policy_usage_filter.as_deref() {
        Some(BOUNDARY) => iam.boundaries(&identifiers.arn) > 0,
        _ => !request.only_attached || iam.attachments(&identifiers.arn) > 0,
    }
}
