//! Who may assume a role: its trust policy decides, with the policies of who asks.

use std::borrow::Cow;
use std::collections::BTreeSet;

use jiff::Timestamp;

use super::error::StsError;
use super::session::Session;
use crate::access::{CallKeys, Denial, Judged, Judging, Reason};
use crate::arn::Resource;
use crate::iam::{Identities, Role, Tags};
use crate::origin::{AccountId, Caller, Origin};
use crate::policy::{
    Decision, Keys, NamedPolicy, NoKeys, Policies, Principal, Request, ResourcePolicy, Value,
    evaluate,
};
use crate::settings::Settings;

const ASSUME: &str = "sts:AssumeRole";
/// Asked for besides where a session has tags.
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_permissions-required>
const TAG: &str = "sts:TagSession";

/// Somebody asks to be a role.
#[derive(Debug, Clone, Copy)]
pub(super) struct Assumption<'a> {
    pub(super) now: Timestamp,
    pub(super) origin: &'a Origin,
    pub(super) settings: &'a Settings,
    pub(super) judging: &'a Judging,
    /// The role's.
    pub(super) account: AccountId,
    pub(super) role: &'a Role,
    pub(super) session_name: &'a str,
    pub(super) external_id: Option<&'a str>,
    pub(super) tags: &'a Tags,
    pub(super) transitive: &'a BTreeSet<String>,
}

/// Whether they may. A departure: AWS lets no account's root assume a role; here everybody without keys of IAM's is root, and may be a
/// role that trusts the account.
///
/// # Errors
/// They may not, or not with tags.
pub(super) fn may_assume(
    identities: &Identities,
    assumption: &Assumption<'_>,
) -> Result<(), StsError> {
    if assumption.origin.caller == Caller::Emulator {
        return Ok(());
    }
    let has_tags = assumption.tags.iter().next().is_some();
    let actions = [Some(ASSUME), has_tags.then_some(TAG)];
    for action in actions.into_iter().flatten() {
        decide(identities, assumption, action)?;
    }
    Ok(())
}

fn decide(
    identities: &Identities,
    assumption: &Assumption<'_>,
    action: &'static str,
) -> Result<(), StsError> {
    let origin = assumption.origin;
    let identity = identities.identity(origin, assumption.now);
    let account = origin.account.to_string();
    let root = Resource::Root.of(&origin.home()).to_string();
    let role = &assumption.role.identifiers().arn;
    let principal = match origin.caller {
        Caller::Service { principal, .. } => Principal::Service {
            name: principal.as_str(),
            alias: None,
        },
        Caller::Client | Caller::Role { .. } | Caller::Emulator => {
            identity.principal(&account, &root)
        }
    };
    let own = identity.own_policies();
    let keys = AssumptionKeys {
        assumption,
        principal_tag: &|key| identity.tag(key),
        session: identity.credential().session(),
        call: CallKeys {
            now: assumption.now,
            origin,
            source_account: &account,
            settings: assumption.settings,
        },
    };
    let role_account = assumption.account.to_string();
    let request = Request {
        principal,
        action,
        resource: role,
        resource_account: &role_account,
        keys: &keys,
    };
    let policies = trusting(assumption.role, own.policies());
    let decision = evaluate(&request, &policies);
    assumption
        .judging
        .add(Judged::new(action, &request, &policies, &own, &decision));
    let Decision::Denied(denial) = decision else {
        return Ok(());
    };
    Err(StsError::AccessDenied(Box::new(Denial {
        principal: principal.arn().to_owned(),
        action: action.to_owned(),
        resource: role.to_string(),
        reason: Reason::of(&denial, action),
        is_foreign: account != role_account,
    })))
}

/// Whether a service may assume a role for somebody: `lambda.amazonaws.com` that of a function.
pub fn may_service_assume(role: &Role, account: AccountId, service: &str) -> bool {
    let account = account.to_string();
    let request = Request {
        principal: Principal::Service {
            name: service,
            alias: None,
        },
        action: ASSUME,
        resource: &role.identifiers().arn,
        resource_account: &account,
        keys: &NoKeys,
    };
    evaluate(&request, &trusting(role, Policies::default())).is_allowed()
}

fn trusting<'a>(role: &'a Role, own: Policies<'a>) -> Policies<'a> {
    Policies {
        resource: Some(NamedPolicy {
            name: &role.identifiers().arn,
            policy: role.trust(),
        }),
        resource_policy: ResourcePolicy::Trust,
        ..own
    }
}

/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-sts>
struct AssumptionKeys<'a> {
    assumption: &'a Assumption<'a>,
    principal_tag: &'a dyn Fn(&str) -> Option<&'a str>,
    /// Whose credentials are temporary.
    session: Option<&'a Session>,
    call: CallKeys<'a>,
}

impl Keys for AssumptionKeys<'_> {
    fn get(&self, key: &str) -> Option<Value<'_>> {
        let Assumption {
            session_name,
            external_id,
            tags,
            transitive,
            ..
        } = self.assumption;
        if let Some(tag) = key.strip_prefix("aws:requesttag/") {
            return tags.get(tag).map(Value::from);
        }
        if let Some(tag) = key.strip_prefix("aws:principaltag/") {
            return (self.principal_tag)(tag).map(Value::from);
        }
        let of_role = key.strip_prefix("aws:resourcetag/");
        if let Some(tag) = of_role.or_else(|| key.strip_prefix("iam:resourcetag/")) {
            return self.assumption.role.tags().get(tag).map(Value::from);
        }
        match key {
            "sts:externalid" => external_id.map(Value::from),
            "sts:rolesessionname" => Some(Value::from(*session_name)),
            "aws:tagkeys" => Some(Value::List(
                tags.iter().map(|(key, _)| Cow::Borrowed(key)).collect(),
            )),
            "sts:transitivetagkeys" => Some(Value::List(
                transitive
                    .iter()
                    .map(|key| Cow::Borrowed(key.as_str()))
                    .collect(),
            )),
            _ => {
                let of_session = || self.session?.key(key);
                self.call.get(key).or_else(of_session)
            }
        }
    }
}
