//! `ListEntitiesForPolicy`: who has a policy.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::read::{BOUNDARY, PERMISSIONS, USES};
use crate::context::View;
use crate::iam::constraints::Constraints;
use crate::iam::identifiers::{Identifiers, Kind};
use crate::iam::page::page;
use crate::iam::policies::Policies;
use crate::iam::{Iam, IamError, Identities};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListEntitiesForPolicy {
    pub policy_arn: String,
    #[serde(default)]
    pub entity_filter: Option<String>,
    #[serde(default)]
    pub path_prefix: Option<String>,
    #[serde(default)]
    pub policy_usage_filter: Option<String>,
    #[serde(default)]
    pub marker: Option<String>,
    #[serde(default)]
    pub max_items: Option<i64>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListEntitiesForPolicyResponse {
    pub policy_groups: Vec<PolicyGroup>,
    pub policy_users: Vec<PolicyUser>,
    pub policy_roles: Vec<PolicyRole>,
    pub is_truncated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PolicyGroup {
    pub group_name: String,
    pub group_id: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PolicyUser {
    pub user_name: String,
    pub user_id: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PolicyRole {
    pub role_name: String,
    pub role_id: String,
}

/// One who may have the policy. Groups come first, then users, then roles.
struct Candidate<'a> {
    identifiers: &'a Identifiers,
    policies: &'a Policies,
    boundary: Option<&'a Arc<str>>,
    rank: u8,
}

pub(in crate::iam) fn list(
    identities: &Identities,
    view: &View<'_>,
    request: ListEntitiesForPolicy,
) -> Result<ListEntitiesForPolicyResponse, IamError> {
    let kinds = [
        "User",
        "Role",
        "Group",
        "LocalManagedPolicy",
        "AWSManagedPolicy",
    ];
    Constraints::default()
        .arn("policyArn", &request.policy_arn)
        .one_of("entityFilter", request.entity_filter.as_deref(), &kinds)
        .one_of(
            "policyUsageFilter",
            request.policy_usage_filter.as_deref(),
            &USES,
        )
        .path_prefix(request.path_prefix.as_deref())
        .check()?;
    let iam = identities.iam(view);
    iam.policy(&request.policy_arn)?;
    let asked_for = candidates(iam).filter(|candidate| candidate.is_asked_for(&request));
    let keyed = asked_for.map(|candidate| {
        let name = candidate.identifiers.name.to_ascii_lowercase();
        (format!("{}/{name}", candidate.rank), candidate)
    });
    let page = page(keyed, request.marker.as_deref(), request.max_items)?;
    let mut response = ListEntitiesForPolicyResponse {
        is_truncated: page.marker.is_some(),
        marker: page.marker,
        ..ListEntitiesForPolicyResponse::default()
    };
    for candidate in page.entries {
        response.add(&candidate);
    }
    Ok(response)
}

fn candidates(iam: &Iam) -> impl Iterator<Item = Candidate<'_>> {
    let groups = iam.groups.values().map(|group| Candidate {
        identifiers: &group.identifiers,
        policies: &group.policies,
        boundary: None,
        rank: 1,
    });
    let users = iam.users.values().map(|user| Candidate {
        identifiers: &user.identifiers,
        policies: &user.policies,
        boundary: user.boundary.as_ref(),
        rank: 2,
    });
    let roles = iam.roles.values().map(|role| Candidate {
        identifiers: &role.identifiers,
        policies: &role.policies,
        boundary: role.boundary.as_ref(),
        rank: 3,
    });
    groups.chain(users).chain(roles)
}

impl Candidate<'_> {
    fn is_asked_for(&self, request: &ListEntitiesForPolicy) -> bool {
        let arn = request.policy_arn.as_str();
        let is_attached = self.policies.attached.contains(arn);
        let is_bounded = self.boundary.is_some_and(|boundary| &**boundary == arn);
        let has_it = match request.policy_usage_filter.as_deref() {
            Some(PERMISSIONS) => is_attached,
            Some(BOUNDARY) => is_bounded,
            _ => is_attached || is_bounded,
        };
        let kind = request.entity_filter.as_deref();
        let prefix = request.path_prefix.as_deref();
        has_it
            && kind.is_none_or(|kind| kind == self.identifiers.kind.title())
            && prefix.is_none_or(|prefix| self.identifiers.path.starts_with(prefix))
    }
}

impl ListEntitiesForPolicyResponse {
    fn add(&mut self, candidate: &Candidate<'_>) {
        let name = candidate.identifiers.name.clone();
        let id = candidate.identifiers.id.to_string();
        match candidate.identifiers.kind {
            Kind::Group => self.policy_groups.push(PolicyGroup {
                group_name: name,
                group_id: id,
            }),
            Kind::User => self.policy_users.push(PolicyUser {
                user_name: name,
                user_id: id,
            }),
            Kind::Role | Kind::Policy => self.policy_roles.push(PolicyRole {
                role_name: name,
                role_id: id,
            }),
        }
    }
}
