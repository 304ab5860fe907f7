//! `AssumeRole`.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::credentials::{Credentials, open};
use super::error::StsError;
use super::role_session::RoleSession;
use super::session::{Session, Subject};
use super::trust::{Assumption, may_assume};
use crate::constraints::Constraints;
use crate::context::Context;
use crate::iam::{Iam, Identities, Role, Tag, Tags, check_reserved, tag_parts};
use crate::policy::{DocumentKind, Policy};

/// Seconds of a session. Source: API `AssumeRole`, `DurationSeconds`.
const SHORTEST: i64 = 900;
const LONGEST: i64 = 43_200;
const DEFAULT: i64 = 3600;
/// Of a session that a session asks for. Source: API `AssumeRole`, "role chaining".
const LONGEST_CHAINED: i64 = 3600;
/// Source: API `AssumeRole`, `PolicyArns`: "You can provide up to 10 managed policy ARNs".
const POLICY_ARNS: usize = 10;
/// Source: API `AssumeRole`, `Tags`.
const TAGS: usize = 50;
/// Characters of the session's own policy and the ARNs beside it. Source: API `AssumeRole`, `Policy`: "can't exceed 2,048 characters".
/// AWS packs them, in a form that it does not tell: here nothing is packed (unverified).
const PACKED: usize = 2048;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct AssumeRole {
    pub role_arn: String,
    pub role_session_name: String,
    #[serde(default)]
    pub policy_arns: Vec<PolicyDescriptor>,
    #[serde(default)]
    pub policy: Option<String>,
    #[serde(default)]
    pub duration_seconds: Option<i64>,
    #[serde(default)]
    pub tags: Vec<Tag>,
    #[serde(default)]
    pub transitive_tag_keys: Vec<String>,
    #[serde(default)]
    pub external_id: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyDescriptor {
    pub arn: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct AssumeRoleResponse {
    pub credentials: Credentials,
    pub assumed_role_user: AssumedRoleUser,
    /// In per cent; where there is something to pack, as recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub packed_policy_size: Option<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct AssumedRoleUser {
    pub assumed_role_id: String,
    pub arn: String,
}

pub(super) fn assume_role(
    identities: &mut Identities,
    context: &mut Context<'_>,
    request: AssumeRole,
) -> Result<AssumeRoleResponse, StsError> {
    check(&request)?;
    let credential = identities
        .identity(context.origin, context.now)
        .credential();
    let caller = credential.session();
    let (tags, transitive) = session_tags(&request, caller)?;
    let Some((account, role)) = identities.role_at(&request.role_arn) else {
        let caller = identities.caller_arn(&context.view());
        return Err(StsError::NotAuthorized(format!(
            "User: {caller} is not authorized to perform: sts:AssumeRole on resource: {}",
            request.role_arn
        )));
    };
    let assumption = Assumption {
        now: context.now,
        origin: context.origin,
        settings: context.settings,
        judging: context.judging,
        account,
        role,
        session_name: &request.role_session_name,
        external_id: request.external_id.as_deref(),
        tags: &tags,
        transitive: &transitive,
    };
    may_assume(identities, &assumption)?;
    let seconds = duration(&request, role, caller)?;
    let policy = session_policy(request.policy.as_deref())?;
    let packed_policy_size = packed(policy.as_ref(), &request)?;
    let policy_arns = managed_policies(identities.account(account), &request.policy_arns)?;
    let session = RoleSession {
        account,
        role,
        name: &request.role_session_name,
        seconds,
        policy,
        policy_arns,
        tags,
        transitive,
    };
    let session = session.begin(context.now);
    let assumed_role_user = AssumedRoleUser {
        assumed_role_id: session.user_id.to_string(),
        arn: session.arn.to_string(),
    };
    Ok(AssumeRoleResponse {
        credentials: open(identities, context.ids, session),
        assumed_role_user,
        packed_policy_size,
    })
}

fn check(request: &AssumeRole) -> Result<(), StsError> {
    let name = request.role_session_name.as_str();
    let mut constraints = Constraints::default()
        .length("roleArn", &request.role_arn, 20, 2048)
        .length("roleSessionName", name, 2, 64)
        .word("roleSessionName", name, "+=,.@-", r"[\w+=,.@-]*")
        .optional("policy", request.policy.as_deref(), 1, usize::MAX)
        .between(
            "durationSeconds",
            request.duration_seconds,
            SHORTEST,
            LONGEST,
        )
        .at_most_unsaid("policyArns", request.policy_arns.len(), POLICY_ARNS)
        .at_most_unsaid("tags", request.tags.len(), TAGS)
        .at_most_unsaid("transitiveTagKeys", request.transitive_tag_keys.len(), TAGS);
    if let Some(id) = &request.external_id {
        constraints = constraints.length("externalId", id, 2, 1224).word(
            "externalId",
            id,
            "+=,.@:/-",
            r"[\w+=,.@:\/-]*",
        );
    }
    for part in tag_parts(&request.tags) {
        constraints = constraints
            .length(&part.member, part.text, part.shortest, part.longest)
            .matching(&part.member, part.text, part.fits(), part.pattern);
    }
    for policy in &request.policy_arns {
        constraints = constraints.length("policyArns.member.arn", &policy.arn, 20, 2048);
    }
    constraints.check()?;
    check_reserved(&request.tags).map_err(StsError::ValidationError)?;
    check_arn(&request.role_arn)
}

/// Which texts are no ARN is recorded.
fn check_arn(arn: &str) -> Result<(), StsError> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    match parts.as_slice() {
        ["arn", partition, service, _, _, resource]
            if !partition.is_empty() && !service.is_empty() && !resource.is_empty() =>
        {
            Ok(())
        }
        _ => Err(StsError::ValidationError(format!("{arn} is invalid"))),
    }
}

/// The tags of the new session: those of the request, and those that go on from the session that asks. Texts recorded.
fn session_tags(
    request: &AssumeRole,
    caller: Option<&Session>,
) -> Result<(Tags, BTreeSet<String>), StsError> {
    let refuse = |text: &str| Err(StsError::InvalidParameterValue(text.to_owned()));
    let Some(mut tags) = Tags::of_session(&request.tags) else {
        return refuse("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
    };
    let wanted = request.transitive_tag_keys.iter();
    let mut transitive: BTreeSet<String> = wanted.map(|key| key.to_ascii_lowercase()).collect();
    if transitive.iter().any(|key| tags.get(key).is_none()) {
        return refuse("The specified transitive tag key must be included in the requested tags.");
    }
    let inherited = caller.into_iter().flat_map(|caller| &caller.transitive);
    for key in inherited {
        if tags.get(key).is_some() {
            return refuse(
                "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
            );
        }
        if let Some((key, value)) = caller.and_then(|caller| caller.tags.entry(key)) {
            tags.inherit(key, value);
        }
        transitive.insert(key.clone());
    }
    Ok((tags, transitive))
}

fn duration(request: &AssumeRole, role: &Role, caller: Option<&Session>) -> Result<i64, StsError> {
    let seconds = request.duration_seconds.unwrap_or(DEFAULT);
    let is_chained = caller.is_some_and(|session| matches!(session.of, Subject::Role { .. }));
    let too_long = if is_chained && seconds > LONGEST_CHAINED {
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."
    } else if seconds > role.max_session() {
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
    } else {
        return Ok(seconds);
    };
    Err(StsError::ValidationError(too_long.to_owned()))
}

fn session_policy(text: Option<&str>) -> Result<Option<Policy>, StsError> {
    let policy = text.map(|text| Policy::parse(text, DocumentKind::Inline));
    let policy = policy.transpose();
    policy.map_err(|error| StsError::MalformedPolicyDocument(error.to_string()))
}

/// The managed policies that limit the session, of the role's account or of AWS. Where one is not there nothing would limit as it was meant,
/// so that no session is made. Code and texts unverified: the texts are IAM's of the same failures.
fn managed_policies(iam: &Iam, wanted: &[PolicyDescriptor]) -> Result<Vec<Arc<str>>, StsError> {
    let found = wanted.iter().map(|policy| {
        let found = iam.attachable("Policy", &policy.arn);
        let arn = found.map(|policy| Arc::clone(&policy.identifiers().arn));
        arn.map_err(|error| StsError::ValidationError(error.to_string()))
    });
    found.collect()
}

/// How much of what a session may carry it does.
fn packed(policy: Option<&Policy>, request: &AssumeRole) -> Result<Option<usize>, StsError> {
    let policies = policy.map_or(0, Policy::size);
    let arns: usize = request.policy_arns.iter().map(|arn| arn.arn.len()).sum();
    let tags = request.tags.iter();
    let tags: usize = tags.map(|tag| tag.key.len() + tag.value.len()).sum();
    if policies + arns + tags == 0 {
        return Ok(None);
    }
    let size = (policies + arns).max(tags);
    let percent = (size * 100).div_ceil(PACKED);
    if policies + arns > PACKED {
        return Err(StsError::PackedPolicyTooLarge(format!(
            "Packed policy consumes {percent}% of allotted space, please use smaller policy."
        )));
    }
    Ok(Some(percent.min(100)))
}
