//! What was decided of a call, with everything that it was decided by: so that it can be told later as it was, whatever became of the
//! policies since.

use std::cell::RefCell;
use std::sync::Arc;

use crate::iam::OwnPolicies;
use crate::policy::{
    Decision, Effect, Keys, NamedPolicy, Policies, Policy, PolicyType, Principal, Request,
    ResourcePolicy, Statement, Value, evaluate,
};

/// Where a call that is being carried out leaves what is decided of it.
#[derive(Debug, Default)]
pub(crate) struct Judging(RefCell<Judgements>);

impl Judging {
    pub(super) fn note(&self, unjudged: Unjudged) {
        self.0.borrow_mut().unjudged = Some(unjudged);
    }

    pub(crate) fn add(&self, judged: Judged) {
        self.0.borrow_mut().judged.push(judged);
    }

    pub(crate) fn end(self) -> Judgements {
        self.0.into_inner()
    }
}

/// What was decided of one call. Of a caller whom no policy limits, nothing but why.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Judgements {
    /// In the order in which it was asked: the operation's own action first, then what it asks for besides.
    pub judged: Vec<Judged>,
    /// How many more there were, which are not kept.
    pub left_out: usize,
    pub unjudged: Option<Unjudged>,
}

/// So many decisions of one call are kept, and the first that denied: a call may delete a thousand objects.
const KEPT: usize = 20;

impl Judgements {
    pub(crate) fn shorten(&mut self) {
        let Some(further) = self.judged.len().checked_sub(KEPT) else {
            return;
        };
        let denied = self.judged.iter().position(|judged| !judged.is_allowed);
        if let Some(denied) = denied.filter(|denied| *denied >= KEPT) {
            self.judged.swap(KEPT - 1, denied);
        }
        self.judged.truncate(KEPT);
        self.left_out = further;
    }

    /// The statement that decided, as `policy, statement`: the one that denied, or else the first that allowed. `None` where no statement
    /// did either.
    pub fn decided_by(&self) -> Option<String> {
        let denied = self.judged.iter().find(|judged| !judged.is_allowed);
        denied.or(self.judged.first())?.decided_by()
    }
}

/// Why no policy was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unjudged {
    /// This process asks, or a function that it made without a role.
    Emulator,
    /// Nobody, or no client, is judged here.
    NotEnforced,
    /// Everybody may.
    NeedsNoPermission,
    /// The root user in its own account, and the resource has no policy.
    Root,
    /// A service asks for what is not there, which is no matter of access.
    Absent,
}

impl Unjudged {
    /// Why it is allowed, in a sentence.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Emulator => "The emulator itself asks, which may do anything.",
            Self::NotEnforced => "Policies do not decide here: see `serve --enforcement`.",
            Self::NeedsNoPermission => "Everybody may: no permission is needed.",
            Self::Root => {
                "The account's root user asks in its own account, and the resource has no policy: it may do anything."
            }
            Self::Absent => "What a service asks for is not there: no policy decides.",
        }
    }
}

/// One decision.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// As policies name it.
    pub action: &'static str,
    /// The ARN; `*` for nothing in particular.
    pub resource: String,
    pub is_allowed: bool,
    resource_account: String,
    asker: Asker,
    policies: Vec<Applied>,
    /// The session was made with policies, be they there still or not.
    is_session_limited: bool,
    /// Those that the policies ask for.
    keys: Vec<(Box<str>, Value<'static>)>,
    pub(super) need: Option<Need>,
}

/// A policy that applied.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Applied {
    pub(super) policy_type: PolicyType,
    pub(super) name: Box<str>,
    /// The group through which a user has it.
    pub(super) group: Option<Box<str>>,
    pub(super) policy: Policy,
}

/// That it took a policy of the user or role.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Need {
    /// Of the statement that allowed it, as JSON.
    pub(super) condition: Option<Arc<str>>,
    /// A key that says what no resource can ([`narrowing_key`]), and its value.
    pub(super) narrowed: Option<(&'static str, String)>,
}

/// [`Principal`], kept.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Asker {
    Root {
        account: Box<str>,
        arn: Box<str>,
    },
    User {
        arn: Box<str>,
        id: Box<str>,
    },
    RoleSession {
        arn: Box<str>,
        role_arn: Box<str>,
        role_id: Box<str>,
    },
    Service {
        name: Box<str>,
        alias: Option<Box<str>>,
    },
    Anonymous,
}

impl From<Principal<'_>> for Asker {
    fn from(principal: Principal<'_>) -> Self {
        match principal {
            Principal::Root { account, arn } => Self::Root {
                account: account.into(),
                arn: arn.into(),
            },
            Principal::User { arn, id } => Self::User {
                arn: arn.into(),
                id: id.into(),
            },
            Principal::RoleSession {
                arn,
                role_arn,
                role_id,
            } => Self::RoleSession {
                arn: arn.into(),
                role_arn: role_arn.into(),
                role_id: role_id.into(),
            },
            Principal::Service { name, alias } => Self::Service {
                name: name.into(),
                alias: alias.map(Into::into),
            },
            Principal::Anonymous => Self::Anonymous,
        }
    }
}

impl Asker {
    fn principal(&self) -> Principal<'_> {
        match self {
            Self::Root { account, arn } => Principal::Root { account, arn },
            Self::User { arn, id } => Principal::User { arn, id },
            Self::RoleSession {
                arn,
                role_arn,
                role_id,
            } => Principal::RoleSession {
                arn,
                role_arn,
                role_id,
            },
            Self::Service { name, alias } => Principal::Service {
                name,
                alias: alias.as_deref(),
            },
            Self::Anonymous => Principal::Anonymous,
        }
    }
}

/// The key that says what an action is for where its resource does not. Source: service authorization reference, "Condition keys" of each.
fn narrowing_key(action: &str) -> Option<&'static str> {
    match action {
        "cloudwatch:PutMetricData" => Some("cloudwatch:namespace"),
        "iam:PassRole" => Some("iam:PassedToService"),
        "lambda:CreateEventSourceMapping" => Some("lambda:FunctionArn"),
        _ => None,
    }
}

impl Judged {
    /// What `decision` came to, by these policies; `own` are those among them that are the caller's.
    pub(crate) fn new(
        action: &'static str,
        request: &Request<'_>,
        policies: &Policies<'_>,
        own: &OwnPolicies<'_>,
        decision: &Decision<'_>,
    ) -> Self {
        let applied = applied(policies, own);
        Self {
            action,
            resource: request.resource.to_owned(),
            is_allowed: decision.is_allowed(),
            resource_account: request.resource_account.to_owned(),
            asker: request.principal.into(),
            keys: asked_keys(&applied, request.keys),
            policies: applied,
            is_session_limited: policies.session.is_some(),
            need: need(action, request, policies, decision),
        }
    }

    /// The ARN of the user or role whose policies decided; `None` of everybody else.
    pub(super) fn entity(&self) -> Option<&str> {
        match &self.asker {
            Asker::User { arn, .. } => Some(arn),
            Asker::RoleSession { role_arn, .. } => Some(role_arn),
            Asker::Root { .. } | Asker::Service { .. } | Asker::Anonymous => None,
        }
    }

    pub(super) fn policies(&self) -> &[Applied] {
        &self.policies
    }

    /// Decides it again, and looks at request and decision.
    pub(super) fn again<T>(&self, look: impl FnOnce(&Request<'_>, &Decision<'_>) -> T) -> T {
        let of = |policy_type| {
            let policies = self.policies.iter();
            policies
                .filter(move |applied| applied.policy_type == policy_type)
                .map(|applied| NamedPolicy {
                    name: &applied.name,
                    policy: &applied.policy,
                })
        };
        let identity: Vec<_> = of(PolicyType::IdentityBased).collect();
        let session: Vec<_> = of(PolicyType::Session).collect();
        let trust = of(PolicyType::RoleTrust).next();
        let policies = Policies {
            identity: &identity,
            boundary: of(PolicyType::PermissionsBoundary).next(),
            session: self.is_session_limited.then_some(session.as_slice()),
            resource: of(PolicyType::ResourceBased).next().or(trust),
            resource_policy: match trust {
                Some(_) => ResourcePolicy::Trust,
                None => ResourcePolicy::Sufficient,
            },
        };
        let keys = KeptKeys(&self.keys);
        let request = Request {
            principal: self.asker.principal(),
            action: self.action,
            resource: &self.resource,
            resource_account: &self.resource_account,
            keys: &keys,
        };
        look(&request, &evaluate(&request, &policies))
    }

    /// The statement that decided, as `policy, statement`; `None` where none allowed.
    fn decided_by(&self) -> Option<String> {
        self.again(|_, decision| {
            let matched = match decision {
                Decision::Allowed { by } => *by,
                Decision::Denied(denial) => denial.matched,
            };
            matched.map(|matched| matched.to_string())
        })
    }
}

/// The keys as they were.
struct KeptKeys<'a>(&'a [(Box<str>, Value<'static>)]);

impl Keys for KeptKeys<'_> {
    fn get(&self, key: &str) -> Option<Value<'_>> {
        let mut keys = self.0.iter();
        let (_, value) = keys.find(|(name, _)| **name == *key)?;
        Some(value.clone())
    }
}

fn applied(policies: &Policies<'_>, own: &OwnPolicies<'_>) -> Vec<Applied> {
    let one = |policy_type, named: &NamedPolicy<'_>, group: Option<&str>| Applied {
        policy_type,
        name: named.name.into(),
        group: group.map(Into::into),
        policy: named.policy.clone(),
    };
    let identity = policies.identity.iter().enumerate();
    let identity =
        identity.map(|(place, named)| one(PolicyType::IdentityBased, named, own.group(place)));
    let resource_type = policies.resource_policy.policy_type();
    let others = [
        PolicyType::PermissionsBoundary,
        PolicyType::Session,
        resource_type,
    ];
    let others = others.into_iter().flat_map(|policy_type| {
        let named = policies.of(policy_type).iter();
        named.map(move |named| one(policy_type, named, None))
    });
    identity.chain(others).collect()
}

fn asked_keys(policies: &[Applied], keys: &dyn Keys) -> Vec<(Box<str>, Value<'static>)> {
    let mut kept: Vec<(Box<str>, Value<'static>)> = Vec::new();
    for key in policies
        .iter()
        .flat_map(|applied| applied.policy.folded_keys())
    {
        let is_new = kept.iter().all(|(known, _)| known != key);
        if let Some(value) = keys.get(key).filter(|_| is_new) {
            kept.push((key.clone(), value.into_owned()));
        }
    }
    kept
}

/// `None` where the caller has no policies, or could do without them: the resource's policy names it in its own account.
fn need(
    action: &'static str,
    request: &Request<'_>,
    policies: &Policies<'_>,
    decision: &Decision<'_>,
) -> Option<Need> {
    let is_entity = matches!(
        request.principal,
        Principal::User { .. } | Principal::RoleSession { .. }
    );
    let Decision::Allowed { by: Some(by) } = decision else {
        return None;
    };
    let is_foreign = request.principal.account() != Some(request.resource_account);
    if !is_entity || !(by.policy_type == PolicyType::IdentityBased || is_foreign) {
        return None;
    }
    let allowing = match by.policy_type {
        PolicyType::IdentityBased => policies.statement(by),
        _ => first_to_allow(request, policies.identity),
    };
    let condition = allowing.and_then(Statement::condition_json);
    let narrowed = narrowing_key(action).and_then(|key| {
        match request.keys.get(&key.to_ascii_lowercase())? {
            Value::Text(text) => Some((key, text.into_owned())),
            _ => None,
        }
    });
    Some(Need {
        condition: condition.cloned(),
        narrowed,
    })
}

/// Where the resource's policy decided, and the caller's own had to allow it too.
fn first_to_allow<'a>(
    request: &Request<'_>,
    policies: &[NamedPolicy<'a>],
) -> Option<&'a Statement> {
    policies.iter().find_map(|named| {
        let mut matching = named.policy.matching(request);
        matching
            .find_map(|(_, statement)| (statement.effect() == Effect::Allow).then_some(statement))
    })
}
