//! Who asks, and whom a statement is for.
//!
//! Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>

use super::error::PolicyError;
use super::json::Json;
use super::value::Value;

/// Who asks. Sessions of federated users are not played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Principal<'a> {
    /// The root user of an account: twelve digits, and `arn:aws:iam::<account>:root`.
    Root { account: &'a str, arn: &'a str },
    /// `arn:aws:iam::<account>:user/<path><name>` and its unique id (`AIDA..`).
    User { arn: &'a str, id: &'a str },
    /// Who has assumed a role: `arn:aws:sts::<account>:assumed-role/<role>/<session>`, the role's own ARN, with its path, and
    /// the role's unique id (`AROA..`).
    RoleSession {
        arn: &'a str,
        role_arn: &'a str,
        role_id: &'a str,
    },
    /// A service by itself: `s3.amazonaws.com`.
    Service {
        name: &'a str,
        /// Another name by which policies may know it: `logs.us-east-1.amazonaws.com`.
        alias: Option<&'a str>,
    },
    /// Whose request is not signed.
    Anonymous,
}

impl<'a> Principal<'a> {
    /// `None` for services and nobody.
    pub fn account(&self) -> Option<&'a str> {
        match *self {
            Self::Root { account, .. } => Some(account),
            Self::User { arn, .. } | Self::RoleSession { arn, .. } => account_of(arn),
            Self::Service { .. } | Self::Anonymous => None,
        }
    }

    /// As a denial names it: an ARN, a service's name, or `anonymous`.
    pub fn arn(&self) -> &'a str {
        match *self {
            Self::Root { arn, .. } | Self::User { arn, .. } | Self::RoleSession { arn, .. } => arn,
            Self::Service { name, .. } => name,
            Self::Anonymous => "anonymous",
        }
    }

    /// The condition keys that say who asks, by their names in lower case.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principal-properties>
    /// and the table of <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable>.
    pub(super) fn key(&self, name: &str) -> Option<Value<'a>> {
        match name {
            "aws:principalarn" => self.principal_arn().map(Value::from),
            "aws:principalaccount" => self.account().map(Value::from),
            "aws:principaltype" => Some(Value::from(self.kind()?)),
            "aws:principalisawsservice" => Some(Value::from(matches!(self, Self::Service { .. }))),
            "aws:principalservicename" => match *self {
                Self::Service { name, .. } => Some(Value::from(name)),
                _ => None,
            },
            "aws:username" => match *self {
                Self::User { arn, .. } => arn.rsplit('/').next().map(Value::from),
                _ => None,
            },
            "aws:userid" => self.user_id(),
            _ => None,
        }
    }

    /// Of a session it is the role's.
    fn principal_arn(&self) -> Option<&'a str> {
        match *self {
            Self::Root { arn, .. } | Self::User { arn, .. } => Some(arn),
            Self::RoleSession { role_arn, .. } => Some(role_arn),
            Self::Service { .. } | Self::Anonymous => None,
        }
    }

    fn kind(&self) -> Option<&'static str> {
        match self {
            Self::Root { .. } => Some("Account"),
            Self::User { .. } => Some("User"),
            Self::RoleSession { .. } => Some("AssumedRole"),
            Self::Anonymous => Some("Anonymous"),
            Self::Service { .. } => None,
        }
    }

    fn user_id(&self) -> Option<Value<'a>> {
        match *self {
            Self::Root { account, .. } => Some(Value::from(account)),
            Self::User { id, .. } => Some(Value::from(id)),
            Self::RoleSession { arn, role_id, .. } => {
                let session = arn.rsplit('/').next().unwrap_or_default();
                Some(Value::from(format!("{role_id}:{session}")))
            }
            Self::Service { .. } => None,
            Self::Anonymous => Some(Value::from("anonymous")),
        }
    }
}

fn account_of(arn: &str) -> Option<&str> {
    // By bytes: this is asked at every decision, and what searches texts is slow to start.
    let mut colons = arn.bytes().enumerate().filter(|(_, byte)| *byte == b':');
    let start = colons.nth(3)?.0 + 1;
    let end = colons.next().map_or(arn.len(), |(at, _)| at);
    arn.get(start..end).filter(|account| !account.is_empty())
}

/// How near a statement comes to who asks; the nearer, the less else has to allow it.
///
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Grant {
    /// To the account, which has to allow it to its own.
    Account,
    /// To the role, which its boundary and the session's policies limit.
    Role,
    /// To the user, session or service itself, or to everybody.
    Direct,
}

/// Whom a statement of a resource policy is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Principals {
    /// `Principal`
    These(Box<[Named]>),
    /// `NotPrincipal`
    AllBut(Box<[Named]>),
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Named {
    Everybody,
    /// Twelve digits; the root's ARN says the same.
    Account(Box<str>),
    /// The ARN of a user or of a role's session.
    Entity(Box<str>),
    Role(Box<str>),
    Service(Box<str>),
    /// Nobody of those that are played: a federated user or identity provider, a canonical user.
    Other(Box<str>),
}

impl Principals {
    pub(super) fn grant(&self, principal: &Principal<'_>) -> Option<Grant> {
        match self {
            Self::These(named) => named.iter().filter_map(|one| one.grant(principal)).max(),
            Self::AllBut(named) => (!is_excepted(named, principal)).then_some(Grant::Direct),
        }
    }

    pub(super) fn named(&self) -> &[Named] {
        let (Self::These(named) | Self::AllBut(named)) = self;
        named
    }
}

/// A denial of all but these spares whom it names with everything it belongs to: a user with its account, a session with its
/// role and account.
///
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html> ("you must also
/// specify the account ARN of the not-denied principal").
fn is_excepted(named: &[Named], principal: &Principal<'_>) -> bool {
    if named.contains(&Named::Everybody) {
        return true;
    }
    let has_grant = |grant| named.iter().any(|one| one.grant(principal) == Some(grant));
    match principal {
        Principal::Root { .. } | Principal::Service { .. } | Principal::Anonymous => {
            has_grant(Grant::Direct)
        }
        Principal::User { .. } => has_grant(Grant::Account) && has_grant(Grant::Direct),
        Principal::RoleSession { .. } => {
            has_grant(Grant::Account) && has_grant(Grant::Role) && has_grant(Grant::Direct)
        }
    }
}

impl Named {
    fn grant(&self, principal: &Principal<'_>) -> Option<Grant> {
        let direct = match (self, *principal) {
            (Self::Everybody, _) => true,
            (Self::Account(number), Principal::Root { account, .. }) => **number == *account,
            (Self::Account(number), _) => {
                return (principal.account() == Some(number)).then_some(Grant::Account);
            }
            (Self::Role(role), Principal::RoleSession { role_arn, .. }) => {
                return (**role == *role_arn).then_some(Grant::Role);
            }
            (
                Self::Entity(entity),
                Principal::User { arn, .. } | Principal::RoleSession { arn, .. },
            ) => **entity == *arn,
            (Self::Service(service), Principal::Service { name, alias }) => {
                **service == *name || alias.is_some_and(|alias| **service == *alias)
            }
            _ => false,
        };
        direct.then_some(Grant::Direct)
    }

    /// The ARN of a user, a role or a role's session.
    pub(super) fn identity(&self) -> Option<&str> {
        match self {
            Self::Entity(arn) | Self::Role(arn) => Some(arn),
            _ => None,
        }
    }

    /// As it is written but for an account, which is its number.
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Everybody => "*",
            Self::Account(text)
            | Self::Entity(text)
            | Self::Role(text)
            | Self::Service(text)
            | Self::Other(text) => text,
        }
    }
}

/// `"*"`, or lists by kind.
pub(super) fn read(json: Json) -> Result<Box<[Named]>, PolicyError> {
    let kinds = match json {
        Json::Text(text) if text == "*" => return Ok([Named::Everybody].into()),
        Json::Text(text) => return Err(PolicyError::Principal(text)),
        json => json.object().ok_or(PolicyError::Syntax)?,
    };
    let mut named = Vec::new();
    for (kind, members) in kinds {
        for text in members.texts().ok_or(PolicyError::Syntax)? {
            let Some(one) = read_one(&kind, &text) else {
                return Err(PolicyError::principal(&kind, &text));
            };
            named.push(one);
        }
    }
    if named.is_empty() {
        return Err(PolicyError::Empty("Principal"));
    }
    Ok(named.into())
}

fn read_one(kind: &str, text: &str) -> Option<Named> {
    if kind == "AWS" {
        return read_aws(text);
    }
    // A wildcard stands for everybody or for nothing: never for a part of a name.
    if text.is_empty() || text.contains(['*', '?']) {
        return None;
    }
    match kind {
        "Service" => text.contains('.').then(|| Named::Service(text.into())),
        "Federated" | "CanonicalUser" => Some(Named::Other(text.into())),
        _ => None,
    }
}

fn read_aws(text: &str) -> Option<Named> {
    if text == "*" {
        return Some(Named::Everybody);
    }
    if is_account(text) {
        return Some(Named::Account(text.into()));
    }
    let mut components = text.splitn(6, ':');
    let mut next = || components.next();
    let (arn, partition, service) = (next()?, next()?, next()?);
    let (region, account, resource) = (next()?, next()?, next()?);
    let is_arn = arn == "arn" && super::resource::PARTITIONS.contains(&partition);
    // CloudFront's own, which reads a bucket for whoever it serves: `user/CloudFront Origin Access Identity E..`. Source: guide CloudFront, Restrict
    // access to an Amazon S3 origin.
    if is_arn && (service, region, account) == ("iam", "", "cloudfront") {
        return resource
            .starts_with("user/")
            .then(|| Named::Other(text.into()));
    }
    if !is_arn || !region.is_empty() || !is_account(account) || resource.contains(['*', '?']) {
        return None;
    }
    let is_named = |rest: &str| !rest.is_empty() && !rest.ends_with('/');
    match (service, resource.split_once('/')) {
        ("iam", None) if resource == "root" => Some(Named::Account(account.into())),
        ("iam", Some(("user", rest))) if is_named(rest) => Some(Named::Entity(text.into())),
        ("iam", Some(("role", rest))) if is_named(rest) => Some(Named::Role(text.into())),
        ("sts", Some(("assumed-role", rest))) if is_session(rest) => {
            Some(Named::Entity(text.into()))
        }
        ("sts", Some(("federated-user", rest))) if is_named(rest) => {
            Some(Named::Other(text.into()))
        }
        _ => None,
    }
}

/// A role's name and a session's.
fn is_session(text: &str) -> bool {
    let names = text.split_once('/');
    names.is_some_and(|(role, session)| {
        !role.is_empty() && !session.is_empty() && !session.contains('/')
    })
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}
