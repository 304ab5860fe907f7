//! What each kind of document must have and may not have, in the order in which AWS says so.
//!
//! Sources: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>; the messages and their order as
//! [`PolicyError`] cites them.

use std::collections::HashSet;

use super::error::PolicyError;
use super::operator::{Kind, Operator};
use super::raw::{RawDocument, RawStatement};
use super::{moment, resource};

/// What a document is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentKind {
    /// A policy of IAM that is attached to users, groups and roles, and may be a permissions boundary.
    Managed,
    /// A policy within a user, group or role, or of a session. It may be of version 2008-10-17 or say none.
    Inline,
    /// Who may assume a role.
    Trust,
    /// A policy on a resource of a service.
    Resource(ResourceRules),
}

/// What a service wants of its resources' policies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResourceRules {
    /// The prefix of its actions: `sqs`. Its case does not matter; `*` alone is allowed as well.
    pub vendor: &'static str,
    /// Whether every statement names resources. One that names none is for the resource that it is attached to.
    pub names_resources: bool,
}

impl ResourceRules {
    pub const S3: Self = Self {
        vendor: "s3",
        names_resources: true,
    };
    pub const SQS: Self = Self {
        vendor: "sqs",
        names_resources: false,
    };
    pub const SNS: Self = Self {
        vendor: "sns",
        names_resources: false,
    };
    pub const LAMBDA: Self = Self {
        vendor: "lambda",
        names_resources: true,
    };
}

/// The newer of the language's two versions, and the one that has variables.
pub(super) const VERSION_WITH_VARIABLES: &str = "2012-10-17";
const VERSIONS: [&str; 2] = ["2008-10-17", VERSION_WITH_VARIABLES];

impl DocumentKind {
    pub(super) fn is_identity(self) -> bool {
        matches!(self, Self::Managed | Self::Inline)
    }

    /// What IAM calls an error of syntax whatever it is.
    pub(super) fn syntax(self, error: PolicyError) -> PolicyError {
        if self.is_identity() {
            PolicyError::SyntaxErrors
        } else {
            error
        }
    }

    pub(super) fn check(self, document: &RawDocument) -> Result<(), PolicyError> {
        match self {
            Self::Managed | Self::Inline => check_identity(self, document),
            Self::Trust => check_with_principals(document, check_trust),
            Self::Resource(rules) => {
                check_with_principals(document, |statement| check_resource(statement, rules))
            }
        }
    }
}

fn check_identity(kind: DocumentKind, document: &RawDocument) -> Result<(), PolicyError> {
    let statements = &document.statements;
    let has_known_version = document.version.as_deref().is_none_or(is_version);
    if !has_known_version || !statements.iter().all(is_identity_syntax) {
        return Err(PolicyError::SyntaxErrors);
    }
    let is_new = document.version.as_deref() == Some(VERSION_WITH_VARIABLES);
    if kind == DocumentKind::Managed && !is_new {
        return Err(PolicyError::TooOld);
    }
    let has_principal = |statement: &RawStatement| {
        statement.principal.is_some() || statement.not_principal.is_some()
    };
    if statements.iter().any(has_principal) {
        return Err(PolicyError::PrincipalInIdentityPolicy);
    }
    if !statements.iter().all(passes_legacy_parsing) {
        return Err(PolicyError::LegacyParsing);
    }
    // What is no ARN is said last; what is less than one, first.
    let form = check_resources(statements)?;
    check_sids(statements, PolicyError::SidTwice)?;
    if !statements
        .iter()
        .filter_map(|it| it.sid.as_deref())
        .all(is_alphanumeric)
    {
        return Err(PolicyError::SidNotAlphanumeric);
    }
    if !statements.iter().all(has_actions) {
        return Err(PolicyError::NoActions);
    }
    form?;
    statements
        .iter()
        .flat_map(actions)
        .try_for_each(|action| check_action(action))?;
    if !statements.iter().all(has_resources) {
        return Err(PolicyError::NoResources);
    }
    Ok(())
}

fn is_version(version: &str) -> bool {
    VERSIONS.contains(&version)
}

fn is_identity_syntax(statement: &RawStatement) -> bool {
    let effect = statement.effect.as_deref();
    let has_effect = effect.is_some_and(|effect| {
        effect.eq_ignore_ascii_case("Allow") || effect.eq_ignore_ascii_case("Deny")
    });
    let has_both = statement.action.is_some() && statement.not_action.is_some()
        || statement.resource.is_some() && statement.not_resource.is_some();
    let knows_operators = statement
        .conditions
        .iter()
        .all(|condition| Operator::read(&condition.operator).is_some());
    has_effect && !has_both && knows_operators
}

fn passes_legacy_parsing(statement: &RawStatement) -> bool {
    let is_effect = matches!(statement.effect.as_deref(), Some("Allow" | "Deny"));
    let mut dates = statement.conditions.iter().filter(|condition| {
        let operator = Operator::read(&condition.operator);
        operator.is_some_and(|operator| matches!(operator.kind, Kind::Date(_)))
    });
    let are_dates = dates.all(|condition| {
        let mut values = condition.values.iter();
        values.all(|value| moment::read(value).is_some())
    });
    is_effect && are_dates
}

/// The error of legacy parsing outside, that of the form inside.
fn check_resources(statements: &[RawStatement]) -> Result<Result<(), PolicyError>, PolicyError> {
    for resource in statements.iter().flat_map(resources) {
        if let Err(error) = resource::check(resource) {
            return Ok(Err(error));
        }
        if !resource::passes_legacy_parsing(resource) {
            return Err(PolicyError::LegacyParsing);
        }
    }
    Ok(Ok(()))
}

fn check_sids(statements: &[RawStatement], error: PolicyError) -> Result<(), PolicyError> {
    let sids = statements
        .iter()
        .filter_map(|statement| statement.sid.as_deref());
    let mut known = HashSet::new();
    let are_unique = sids
        .filter(|sid| !sid.is_empty())
        .all(|sid| known.insert(sid));
    if are_unique { Ok(()) } else { Err(error) }
}

fn is_alphanumeric(sid: &str) -> bool {
    sid.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn check_action(action: &str) -> Result<(), PolicyError> {
    if action == "*" {
        return Ok(());
    }
    let (vendor, name) = action
        .split_once(':')
        .ok_or(PolicyError::ActionWithoutVendor)?;
    if name.contains(':') {
        return Err(PolicyError::ActionWithColons);
    }
    let is_vendor = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
    if vendor != "*" && !vendor.bytes().all(is_vendor) {
        return Err(PolicyError::Vendor(vendor.to_owned()));
    }
    Ok(())
}

/// Trust policies and those of resources.
fn check_with_principals(
    document: &RawDocument,
    check: impl Fn(&RawStatement) -> Result<(), PolicyError>,
) -> Result<(), PolicyError> {
    if !document.version.as_deref().is_none_or(is_version) {
        return Err(PolicyError::Version);
    }
    for statement in &document.statements {
        check_effect(statement)?;
        check_principal(statement)?;
        check_operators(statement)?;
        if statement.action.is_some() && statement.not_action.is_some() {
            return Err(PolicyError::Syntax);
        }
        if !has_actions(statement) {
            return Err(PolicyError::Missing("Action"));
        }
        check(statement)?;
    }
    check_sids(&document.statements, PolicyError::StatementIdTwice)
}

fn check_effect(statement: &RawStatement) -> Result<(), PolicyError> {
    match statement.effect.as_deref() {
        Some("Allow" | "Deny") => Ok(()),
        Some(other) => Err(PolicyError::Effect(other.to_owned())),
        None => Err(PolicyError::Missing("Effect")),
    }
}

fn check_principal(statement: &RawStatement) -> Result<(), PolicyError> {
    match (&statement.principal, &statement.not_principal) {
        (None, None) => Err(PolicyError::Missing("Principal")),
        (Some(_), Some(_)) => Err(PolicyError::Syntax),
        (None, Some(_)) if statement.effect.as_deref() == Some("Allow") => {
            Err(PolicyError::AllowWithNotPrincipal)
        }
        (Some(_), None) | (None, Some(_)) => Ok(()),
    }
}

fn check_operators(statement: &RawStatement) -> Result<(), PolicyError> {
    let mut operators = statement
        .conditions
        .iter()
        .map(|condition| &condition.operator);
    match operators.find(|operator| Operator::read(operator).is_none()) {
        Some(unknown) => Err(PolicyError::ConditionOperator(unknown.clone())),
        None => Ok(()),
    }
}

/// What a trust policy's actions may be; no wildcards.
///
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html> lists what applies to
/// a role; that `sts:*` is refused is recorded by LocalStack and checkers of templates.
const TRUST_ACTIONS: [&str; 6] = [
    "sts:AssumeRole",
    "sts:AssumeRoleWithSAML",
    "sts:AssumeRoleWithWebIdentity",
    "sts:TagSession",
    "sts:SetSourceIdentity",
    "sts:SetContext",
];

fn check_trust(statement: &RawStatement) -> Result<(), PolicyError> {
    if statement.not_principal.is_some() {
        return Err(PolicyError::TrustWithNotPrincipal);
    }
    let is_known = |action: &String| {
        let mut known = TRUST_ACTIONS.iter();
        known.any(|known| known.eq_ignore_ascii_case(action))
    };
    if !actions(statement).all(is_known) {
        return Err(PolicyError::TrustAction);
    }
    if statement.resource.is_some() {
        return Err(PolicyError::TrustWithResource);
    }
    if statement.not_resource.is_some() {
        return Err(PolicyError::TrustWithNotResource);
    }
    Ok(())
}

fn check_resource(statement: &RawStatement, rules: ResourceRules) -> Result<(), PolicyError> {
    let is_of_service = |action: &String| {
        let vendor = action.split_once(':').map(|(vendor, _)| vendor);
        action == "*" || vendor.is_some_and(|vendor| vendor.eq_ignore_ascii_case(rules.vendor))
    };
    let is_action = |action: &String| check_action(action).is_ok() && is_of_service(action);
    if !actions(statement).all(is_action) {
        return Err(PolicyError::ServiceAction);
    }
    if statement.resource.is_some() && statement.not_resource.is_some() {
        return Err(PolicyError::Syntax);
    }
    let names_some = has_resources(statement);
    let is_silent = statement.resource.is_none() && statement.not_resource.is_none();
    if !names_some && (rules.names_resources || !is_silent) {
        return Err(PolicyError::Missing("Resource"));
    }
    let is_arn = |resource: &String| {
        resource::check(resource).is_ok() && resource::passes_legacy_parsing(resource)
    };
    if !resources(statement).all(is_arn) {
        return Err(PolicyError::ServiceResource);
    }
    Ok(())
}

fn has_actions(statement: &RawStatement) -> bool {
    actions(statement).next().is_some()
}

fn has_resources(statement: &RawStatement) -> bool {
    resources(statement).next().is_some()
}

fn actions(statement: &RawStatement) -> impl Iterator<Item = &String> {
    let lists = [&statement.action, &statement.not_action];
    lists.into_iter().flatten().flatten()
}

fn resources(statement: &RawStatement) -> impl Iterator<Item = &String> {
    let lists = [&statement.resource, &statement.not_resource];
    lists.into_iter().flatten().flatten()
}
