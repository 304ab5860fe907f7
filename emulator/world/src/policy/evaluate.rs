//! The decision: which policies apply to who asks, and what they come to together.
//!
//! Sources: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html>,
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html> and
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html>.
//! Organizations' policies and those of VPC endpoints are not played.

use std::cell::OnceCell;
use std::fmt;

use super::document::Policy;
use super::principal::{Grant, Principal};
use super::request::{LowerCase, Request};
use super::statement::{Effect, Statement};

/// A policy as a decision names it: an ARN, the name of an inline policy, a resource's ARN.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NamedPolicy<'a> {
    pub name: &'a str,
    pub policy: &'a Policy,
}

/// The policies that apply to a request.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Policies<'a> {
    /// Of the user and its groups, or of the role that is assumed.
    pub identity: &'a [NamedPolicy<'a>],
    /// The permissions boundary of the user or role.
    pub boundary: Option<NamedPolicy<'a>>,
    /// What limits the session: several allow what one of them allows, and an empty list allows nothing. `None` where nothing limits it.
    pub session: Option<&'a [NamedPolicy<'a>]>,
    /// The policy on the resource.
    pub resource: Option<NamedPolicy<'a>>,
    /// What the resource's policy is to who asks in its own account.
    pub resource_policy: ResourcePolicy,
}

/// What a resource's policy is to who asks in its own account.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ResourcePolicy {
    /// One way of two: identity policies are enough without it.
    #[default]
    Sufficient,
    /// A role's trust policy: nobody gets past it, the account's administrator neither.
    Trust,
}

/// The kinds of policies, as denials name them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PolicyType {
    IdentityBased,
    PermissionsBoundary,
    Session,
    ResourceBased,
    RoleTrust,
}

/// The statement that decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Matched<'a> {
    pub policy_type: PolicyType,
    /// The policy's name.
    pub policy: &'a str,
    /// The statement's place in its policy, from 0 on.
    pub statement: usize,
    pub sid: Option<&'a str>,
}

impl fmt::Display for Matched<'_> {
    /// `policy, statement`
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            policy, statement, ..
        } = self;
        match self.sid {
            Some(sid) => write!(formatter, "{policy}, {sid}"),
            None => write!(formatter, "{policy}, statement {}", statement + 1),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision<'a> {
    /// By this statement; by none where an account's root user asks in its own account.
    Allowed {
        by: Option<Matched<'a>>,
    },
    Denied(Denial<'a>),
}

/// Why a request is denied. AWS names one kind of policy, also where several deny.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Denial<'a> {
    pub kind: DenialKind,
    pub policy_type: PolicyType,
    /// The statement that denies, where one does.
    pub matched: Option<Matched<'a>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DenialKind {
    /// A statement denies.
    Explicit,
    /// No statement allows.
    Implicit,
}

impl<'a> Policies<'a> {
    /// The policies of one kind.
    pub fn of(&self, policy_type: PolicyType) -> &[NamedPolicy<'a>] {
        match policy_type {
            PolicyType::IdentityBased => self.identity,
            PolicyType::PermissionsBoundary => self.boundary.as_slice(),
            PolicyType::Session => self.session.unwrap_or_default(),
            PolicyType::ResourceBased | PolicyType::RoleTrust => self.resource.as_slice(),
        }
    }

    /// The statement that a decision by these policies names.
    pub fn statement(&self, matched: &Matched<'a>) -> Option<&'a Statement> {
        // A user's policy may be called as its group's is: a decision holds the very text.
        let mut policies = self.of(matched.policy_type).iter();
        let named = policies.find(|named| std::ptr::eq(named.name, matched.policy))?;
        named.policy.statements().get(matched.statement)
    }
}

impl Decision<'_> {
    pub fn is_allowed(&self) -> bool {
        matches!(self, Self::Allowed { .. })
    }
}

impl Denial<'_> {
    /// The end of AWS's sentence, after "User: .. is not authorized to perform: .. on resource: ..".
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html>
    pub fn reason(&self, action: &str) -> impl fmt::Display {
        let (one, none) = match self.policy_type {
            PolicyType::IdentityBased => ("an identity-based policy", "identity-based policy"),
            PolicyType::PermissionsBoundary => ("a permissions boundary", "permissions boundary"),
            PolicyType::Session => ("a session policy", "session policy"),
            PolicyType::ResourceBased => ("a resource-based policy", "resource-based policy"),
            PolicyType::RoleTrust => ("the role trust policy", "role trust policy"),
        };
        let kind = self.kind;
        fmt::from_fn(move |formatter| match kind {
            DenialKind::Explicit => write!(formatter, "with an explicit deny in {one}"),
            DenialKind::Implicit => {
                write!(formatter, "because no {none} allows the {action} action")
            }
        })
    }
}

/// Decides a request.
pub fn evaluate<'a>(request: &Request<'_>, policies: &Policies<'a>) -> Decision<'a> {
    let asked = Asked {
        request,
        action: OnceCell::new(),
    };
    let opinions = match Opinions::of(&asked, policies) {
        Ok(opinions) => opinions,
        Err(denying) => {
            return Decision::Denied(Denial {
                kind: DenialKind::Explicit,
                policy_type: denying.policy_type,
                matched: Some(denying),
            });
        }
    };
    match opinions.decide(request) {
        Ok(by) => Decision::Allowed { by },
        Err(policy_type) => Decision::Denied(Denial {
            kind: DenialKind::Implicit,
            policy_type,
            matched: None,
        }),
    }
}

/// A request, and its action in lower case once a statement wants to know.
struct Asked<'r> {
    request: &'r Request<'r>,
    action: OnceCell<LowerCase>,
}

impl Asked<'_> {
    fn action(&self) -> &str {
        let action = self
            .action
            .get_or_init(|| LowerCase::of(self.request.action));
        action.as_str()
    }
}

/// What each kind of policy says for itself, once none denies.
struct Opinions<'a> {
    identity: Option<Matched<'a>>,
    boundary: Limit,
    session: Limit,
    resource: Option<(Grant, Matched<'a>)>,
    resource_policy: ResourcePolicy,
}

/// What a kind of policy that only limits says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Limit {
    /// Nothing of this kind limits, or it allows.
    Open,
    Closed,
}

impl<'a> Opinions<'a> {
    /// The statement that denies, where one does.
    fn of(asked: &Asked<'_>, policies: &Policies<'a>) -> Result<Self, Matched<'a>> {
        let mut identity = None;
        let mut boundary = Limit::Open;
        let mut session = Limit::Open;
        // Nobody else has policies of its own.
        if let Principal::User { .. } | Principal::RoleSession { .. } = asked.request.principal {
            identity = allowing(asked, PolicyType::IdentityBased, policies.identity)?;
            boundary = limit(
                asked,
                PolicyType::PermissionsBoundary,
                policies.boundary.as_ref().map(std::slice::from_ref),
            )?;
            session = limit(asked, PolicyType::Session, policies.session)?;
        }
        let resource_type = policies.resource_policy.policy_type();
        let resource = match &policies.resource {
            Some(named) => strongest(asked, resource_type, named)?,
            None => None,
        };
        Ok(Self {
            identity,
            boundary,
            session,
            resource,
            resource_policy: policies.resource_policy,
        })
    }

    /// The statement that allows, or the kind of policy of which none does.
    fn decide(&self, request: &Request<'_>) -> Result<Option<Matched<'a>>, PolicyType> {
        let resource_type = self.resource_policy.policy_type();
        let granted = self.resource.ok_or(resource_type);
        let is_own = request.principal.account() == Some(request.resource_account);
        match request.principal {
            Principal::Root { .. } if is_own && resource_type == PolicyType::ResourceBased => {
                Ok(None)
            }
            Principal::Root { .. } | Principal::Service { .. } | Principal::Anonymous => {
                granted.map(|(_, by)| Some(by))
            }
            Principal::User { .. } | Principal::RoleSession { .. } if is_own => {
                self.decide_within_account().map(Some)
            }
            Principal::User { .. } | Principal::RoleSession { .. } => {
                self.own_policies()?;
                granted.map(|(_, by)| Some(by))
            }
        }
    }

    /// A user's or session's request in its own account.
    fn decide_within_account(&self) -> Result<Matched<'a>, PolicyType> {
        let resource_type = self.resource_policy.policy_type();
        match self.resource {
            Some((Grant::Direct, by)) => Ok(by),
            Some((Grant::Role, by)) => self.limits().map(|()| by),
            None if resource_type == PolicyType::RoleTrust => Err(resource_type),
            // An account leaves it to its own policies.
            Some((Grant::Account, _)) | None => self.own_policies(),
        }
    }

    fn own_policies(&self) -> Result<Matched<'a>, PolicyType> {
        let by = self.identity.ok_or(PolicyType::IdentityBased)?;
        self.limits()?;
        Ok(by)
    }

    fn limits(&self) -> Result<(), PolicyType> {
        if self.boundary == Limit::Closed {
            return Err(PolicyType::PermissionsBoundary);
        }
        if self.session == Limit::Closed {
            return Err(PolicyType::Session);
        }
        Ok(())
    }
}

impl ResourcePolicy {
    pub(crate) fn policy_type(self) -> PolicyType {
        match self {
            Self::Sufficient => PolicyType::ResourceBased,
            Self::Trust => PolicyType::RoleTrust,
        }
    }
}

fn limit<'a>(
    asked: &Asked<'_>,
    policy_type: PolicyType,
    policies: Option<&[NamedPolicy<'a>]>,
) -> Result<Limit, Matched<'a>> {
    let Some(policies) = policies else {
        return Ok(Limit::Open);
    };
    let allowed = allowing(asked, policy_type, policies)?;
    Ok(match allowed {
        Some(_) => Limit::Open,
        None => Limit::Closed,
    })
}

/// The first statement that allows, unless one denies.
fn allowing<'a>(
    asked: &Asked<'_>,
    policy_type: PolicyType,
    policies: &[NamedPolicy<'a>],
) -> Result<Option<Matched<'a>>, Matched<'a>> {
    let mut found = None;
    for named in policies {
        let allowed = strongest(asked, policy_type, named)?;
        found = found.or(allowed.map(|(_, matched)| matched));
    }
    Ok(found)
}

/// The first of the statements that allow most, unless one denies.
fn strongest<'a>(
    asked: &Asked<'_>,
    policy_type: PolicyType,
    named: &NamedPolicy<'a>,
) -> Result<Option<(Grant, Matched<'a>)>, Matched<'a>> {
    let mut found: Option<(Grant, Matched<'a>)> = None;
    let action = asked.action();
    for (index, statement) in named.policy.statements().iter().enumerate() {
        // What cannot change the outcome is not looked at.
        let best = found.map(|(grant, _)| grant);
        let is_enough = best == Some(Grant::Direct);
        if statement.effect() == Effect::Allow && is_enough {
            continue;
        }
        let Some(grant) = statement.grant(&asked.request.principal) else {
            continue;
        };
        if !statement.applies(action, asked.request) {
            continue;
        }
        let matched = Matched {
            policy_type,
            policy: named.name,
            statement: index,
            sid: statement.sid(),
        };
        match statement.effect() {
            Effect::Deny => return Err(matched),
            Effect::Allow if best < Some(grant) => found = Some((grant, matched)),
            Effect::Allow => {}
        }
    }
    Ok(found)
}
