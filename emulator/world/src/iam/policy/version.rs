//! Versions of managed policies.

use serde::{Deserialize, Serialize};

use super::{ManagedPolicy, Version, check_size, version_id};
use crate::context::{Context, View};
use crate::iam::constraints::Constraints;
use crate::iam::identifiers::whole_second;
use crate::iam::page::page;
use crate::iam::{IamError, Identities, document};
use crate::policy::DocumentKind;
use crate::value::Epoch;

/// Versions of a policy. Source: quotas, "Versions of a managed policy that can be stored".
const MOST: usize = 5;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreatePolicyVersion {
    pub policy_arn: String,
    pub policy_document: String,
    #[serde(default)]
    pub set_as_default: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreatePolicyVersionResponse {
    pub policy_version: PolicyVersion,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PolicyVersion {
    /// URL-encoded; `GetPolicyVersion`'s alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    pub version_id: String,
    pub is_default_version: bool,
    pub create_date: Epoch,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetPolicyVersion {
    pub policy_arn: String,
    pub version_id: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetPolicyVersionResponse {
    pub policy_version: PolicyVersion,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListPolicyVersions {
    pub policy_arn: String,
    #[serde(default)]
    pub marker: Option<String>,
    #[serde(default)]
    pub max_items: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListPolicyVersionsResponse {
    pub versions: Vec<PolicyVersion>,
    pub is_truncated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SetDefaultPolicyVersion {
    pub policy_arn: String,
    pub version_id: String,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeletePolicyVersion {
    pub policy_arn: String,
    pub version_id: String,
}

pub(in crate::iam) fn create(
    identities: &mut Identities,
    context: &mut Context<'_>,
    request: CreatePolicyVersion,
) -> Result<CreatePolicyVersionResponse, IamError> {
    Constraints::default()
        .arn("policyArn", &request.policy_arn)
        .document("policyDocument", &request.policy_document)
        .check()?;
    let policy = identities
        .iam_mut(context)
        .policy_mut(&request.policy_arn)?;
    let document = document::parse(&request.policy_document, DocumentKind::Managed)?;
    check_size(&document)?;
    if policy.versions.len() >= MOST {
        return Err(IamError::LimitExceeded(format!(
            "A managed policy can have up to {MOST} versions. Before you create a new version, you must delete an existing version."
        )));
    }
    let created = whole_second(context.now);
    policy.latest += 1;
    let version = Version { document, created };
    policy.versions.insert(policy.latest, version);
    policy.updated = created;
    if request.set_as_default {
        policy.default = policy.latest;
    }
    let policy_version = policy.version(policy.latest, created);
    Ok(CreatePolicyVersionResponse { policy_version })
}

pub(in crate::iam) fn get(
    identities: &Identities,
    view: &View<'_>,
    request: GetPolicyVersion,
) -> Result<GetPolicyVersionResponse, IamError> {
    let (arn, id) = (&request.policy_arn, &request.version_id);
    check(arn, id)?;
    let policy = identities.iam(view).policy(arn);
    let policy = policy.map_err(|error| no_version_of(error, arn, id))?;
    let number = policy.numbered(id)?;
    let version = &policy.versions[&number];
    Ok(GetPolicyVersionResponse {
        policy_version: PolicyVersion {
            document: Some(document::encoded(&version.document)),
            ..policy.version(number, version.created)
        },
    })
}

/// The newest first, as recorded.
pub(in crate::iam) fn list(
    identities: &Identities,
    view: &View<'_>,
    request: ListPolicyVersions,
) -> Result<ListPolicyVersionsResponse, IamError> {
    Constraints::default()
        .arn("policyArn", &request.policy_arn)
        .check()?;
    let policy = identities.iam(view).policy(&request.policy_arn)?;
    let versions = policy.versions.iter().rev().map(|(number, version)| {
        let key = format!("{:010}", u32::MAX - number);
        (key, policy.version(*number, version.created))
    });
    let page = page(versions, request.marker.as_deref(), request.max_items)?;
    Ok(ListPolicyVersionsResponse {
        versions: page.entries,
        is_truncated: page.marker.is_some(),
        marker: page.marker,
    })
}

pub(in crate::iam) fn set_default(
    identities: &mut Identities,
    context: &mut Context<'_>,
    request: SetDefaultPolicyVersion,
) -> Result<(), IamError> {
    let (arn, id) = (&request.policy_arn, &request.version_id);
    check(arn, id)?;
    let policy = identities.iam_mut(context).policy_mut(arn);
    let policy = policy.map_err(|error| no_version_of(error, arn, id))?;
    policy.default = policy.numbered(id)?;
    policy.updated = whole_second(context.now);
    Ok(())
}

pub(in crate::iam) fn delete(
    identities: &mut Identities,
    context: &mut Context<'_>,
    request: DeletePolicyVersion,
) -> Result<(), IamError> {
    let (arn, id) = (&request.policy_arn, &request.version_id);
    check(arn, id)?;
    let policy = identities.iam_mut(context).policy_mut(arn);
    let policy = policy.map_err(|error| no_version_of(error, arn, id))?;
    let number = policy.numbered(id)?;
    if number == policy.default {
        return Err(IamError::DeleteConflict(
            "Cannot delete the default version of a policy.".to_owned(),
        ));
    }
    policy.versions.remove(&number);
    policy.updated = whole_second(context.now);
    Ok(())
}

fn check(arn: &str, version_id: &str) -> Result<(), IamError> {
    Constraints::default()
        .arn("policyArn", arn)
        .version_id(version_id)
        .check()
}

impl ManagedPolicy {
    fn version(&self, number: u32, created: jiff::Timestamp) -> PolicyVersion {
        PolicyVersion {
            document: None,
            version_id: version_id(number),
            is_default_version: number == self.default,
            create_date: created.into(),
        }
    }

    fn numbered(&self, id: &str) -> Result<u32, IamError> {
        let number = id.strip_prefix('v').and_then(|number| number.parse().ok());
        let number = number.filter(|number| self.versions.contains_key(number));
        number.ok_or_else(|| no_version(&self.identifiers.arn, id))
    }
}

/// A policy that is not there has no such version either, which is what AWS says of it. Text recorded.
fn no_version_of(error: IamError, arn: &str, id: &str) -> IamError {
    match error {
        IamError::NoSuchEntity(_) => no_version(arn, id),
        other => other,
    }
}

fn no_version(arn: &str, id: &str) -> IamError {
    IamError::NoSuchEntity(format!(
        "Policy {arn} version {id} does not exist or is not attachable."
    ))
}
