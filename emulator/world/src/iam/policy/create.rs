//! `CreatePolicy`.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::detail::PolicyDetail;
use super::{ManagedPolicy, Version, check_size};
use crate::context::Context;
use crate::iam::constraints::{Constraints, NAME};
use crate::iam::identifiers::{Identifiers, Kind};
use crate::iam::tag::Tag;
use crate::iam::tags::{Case, Tags};
use crate::iam::{Iam, IamError, Identities, document};
use crate::policy::DocumentKind;

/// Managed policies of an account. Source: quotas, "Customer managed policies in an AWS account".
const QUOTA: usize = 1500;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreatePolicy {
    pub policy_name: String,
    #[serde(default)]
    pub path: Option<String>,
    pub policy_document: String,
    #[serde(default)]
    pub description: Option<String>,
    #[serde(default)]
    pub tags: Vec<Tag>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreatePolicyResponse {
    pub policy: PolicyDetail,
}

pub(in crate::iam) fn create(
    identities: &mut Identities,
    context: &mut Context<'_>,
    request: CreatePolicy,
) -> Result<CreatePolicyResponse, IamError> {
    Constraints::default()
        .name("policyName", &request.policy_name, NAME)
        .path("path", request.path.as_deref())
        .document("policyDocument", &request.policy_document)
        .policy_description(request.description.as_deref())
        .tags(&request.tags)
        .check()?;
    let iam = identities.iam_mut(context);
    check_free(iam, &request.policy_name)?;
    let document = document::parse(&request.policy_document, DocumentKind::Managed)?;
    check_size(&document)?;
    let (name, path) = (request.policy_name, request.path);
    let identifiers = Identifiers::new(
        Kind::Policy,
        name,
        path,
        context.home,
        context.now,
        context.ids,
    );
    let policy = ManagedPolicy {
        description: request.description.filter(|text| !text.is_empty()),
        updated: identifiers.created,
        tags: Tags::new(Case::Kept, &request.tags)?,
        versions: BTreeMap::from([(
            1,
            Version {
                document,
                created: identifiers.created,
            },
        )]),
        default: 1,
        latest: 1,
        identifiers,
    };
    let mut reply = policy.listed(iam);
    reply.tags = (!request.tags.is_empty()).then_some(request.tags);
    iam.policies
        .insert(Arc::clone(&policy.identifiers.arn), policy);
    Ok(CreatePolicyResponse { policy: reply })
}

/// Names are taken whatever the path. Text recorded.
fn check_free(iam: &Iam, name: &str) -> Result<(), IamError> {
    if iam.policies.len() >= QUOTA {
        return Err(IamError::quota("PoliciesPerAccount", QUOTA));
    }
    let mut policies = iam.policies.values();
    if policies.any(|policy| policy.identifiers.name.eq_ignore_ascii_case(name)) {
        return Err(IamError::EntityAlreadyExists(format!(
            "A policy called {name} already exists. Duplicate names are not allowed."
        )));
    }
    Ok(())
}
