//! Who may do what: asked once of every call, a client's or a service's.
//!
//! `identity` says who asks, with which policies; `resource` has the policies of resources, `owner` what no policy gives away, `keys`
//! the condition keys, `role` what a role that is handed over has to be; `asks` is what services say of their requests beyond their tables.
//! [`crate::policy`] decides. What was decided, and by what, is `judged`, told by `explain`; `usage` counts what roles and users needed, of
//! which `least` makes a policy.

mod asks;
mod denial;
mod enforcement;
mod entity;
mod explain;
mod identity;
mod judged;
mod keys;
mod least;
mod owner;
mod resource;
mod role;
#[cfg(test)]
mod tests;
mod usage;

use jiff::Timestamp;

use crate::arn::{Resource, Target};
use crate::context::View;
use crate::operation::Operation;
use crate::origin::{Caller, Home, Origin};
use crate::policy::{self, Decision, NamedPolicy, Policies, Policy, Request};
use crate::settings::Settings;
use crate::state::State;

use identity::Identity;
use keys::AskKeys;

pub(crate) use keys::CallKeys;

pub(crate) use asks::{Asks, Demand};
pub use denial::{Denial, Reason};
pub use enforcement::Enforcement;
pub(crate) use entity::known;
pub use explain::{ExplainedPolicy, ExplainedStatement, Explanation};
pub(crate) use identity::account_of;
pub(crate) use judged::Judging;
pub use judged::{Judged, Judgements, Unjudged};
pub use least::{LeastPrivilege, PolicyDocument, PolicyStatement, Unused, WidelyGranted};
pub(crate) use resource::is_absent;
pub(crate) use role::Handed;
pub use usage::{Refused, Usage};

/// Where the resource is that an operation is for: in the Region that was asked, and in the account that the request names or
/// that has the bucket.
pub(crate) fn home_of(state: &State, origin: &Origin, operation: &Operation) -> Home {
    let mut home = origin.home();
    let target = operation.target(&home);
    let account = account_of_resource(state, &target);
    // Most are where they are asked for; what is in no Region is elsewhere.
    let elsewhere = (*target.region != home.region).then(|| target.region.clone());
    home.account = account;
    home.region = elsewhere.unwrap_or(home.region);
    home
}

fn account_of_resource(state: &State, target: &Target<'_>) -> crate::origin::AccountId {
    match target.resource {
        Resource::Bucket(bucket) | Resource::Object { bucket, .. } => {
            state.buckets.owner(bucket).unwrap_or(target.account)
        }
        _ => target.account,
    }
}

/// Something that somebody wants to do.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ask<'a> {
    pub(crate) now: Timestamp,
    pub(crate) settings: &'a Settings,
    pub(crate) judging: &'a Judging,
    pub(crate) origin: &'a Origin,
    /// As policies name it.
    pub(crate) action: &'static str,
    pub(crate) target: Target<'a>,
    /// The target's ARN, where somebody has spelled it.
    pub(crate) arn: Option<&'a str>,
    /// For its condition keys.
    pub(crate) operation: Option<&'a Operation>,
    /// A condition key of its own.
    pub(crate) key: Option<(&'a str, &'a str)>,
}

impl<'a> View<'a> {
    /// That the caller wants to do this, for no condition keys but everybody's.
    pub(crate) fn ask(&self, action: &'static str, target: Target<'a>) -> Ask<'a> {
        Ask {
            now: self.now,
            settings: self.settings,
            judging: self.judging,
            origin: self.origin,
            action,
            target,
            arn: None,
            operation: None,
            key: None,
        }
    }
}

/// Whether the caller may do everything that the operation asks for; `target` is what it is for, as it is [`known`], and `arn` its ARN,
/// where it is spelled.
pub(crate) fn authorise_call<'a>(
    state: &'a State,
    view: &View<'a>,
    operation: &'a Operation,
    target: Target<'a>,
    arn: Option<&'a str>,
) -> Result<(), Box<Denial>> {
    let home = view.home;
    let own = Ask {
        arn,
        operation: Some(operation),
        ..view.ask(operation.action(), target)
    };
    if operation.is_decided_by_part() {
        check_credentials(state, &own)?;
    } else {
        authorise(state, &own)?;
    }
    for demand in operation.demands(home) {
        let target = Target {
            account: account_of_resource(state, &demand.target),
            ..demand.target
        };
        let further = Ask {
            action: demand.action,
            target,
            arn: None,
            key: demand.key,
            ..own
        };
        authorise(state, &further)?;
    }
    match operation.handed(state, home) {
        Some(handed) if own.are_roles_judged() => role::check(state, &own, &handed),
        _ => Ok(()),
    }
}

impl Ask<'_> {
    /// Why no policy is asked, whatever it is for; `None` where policies decide.
    fn unjudged(&self) -> Option<Unjudged> {
        if self.origin.caller == Caller::Emulator {
            return Some(Unjudged::Emulator);
        }
        if !self.is_judged() {
            return Some(Unjudged::NotEnforced);
        }
        let is_free = ALWAYS_ALLOWED.contains(&self.action);
        is_free.then_some(Unjudged::NeedsNoPermission)
    }

    /// Whether a role that it hands over has to be one. What this process makes by itself is held to that too.
    fn are_roles_judged(&self) -> bool {
        let is_ours = self.origin.caller == Caller::Emulator;
        self.is_judged() || is_ours && self.settings.enforcement == Enforcement::All
    }

    /// Whether policies decide it.
    fn is_judged(&self) -> bool {
        let enforcement = self.settings.enforcement;
        match self.origin.caller {
            Caller::Emulator => false,
            Caller::Client => enforcement == Enforcement::All,
            Caller::Service { .. } | Caller::Role { .. } => enforcement != Enforcement::Off,
        }
    }
}

/// Whether the caller may. The root user of an account may do anything there that no resource's policy denies; what is another account's has
/// to let the caller, and services are let by policies alone.
pub(crate) fn authorise(state: &State, ask: &Ask<'_>) -> Result<(), Box<Denial>> {
    let identity = identify(state, ask)?;
    if let Some(unjudged) = ask.unjudged() {
        ask.judging.note(unjudged);
        return Ok(());
    }
    let is_own = ask.origin.account == ask.target.account;
    let policy = resource::policy_on(state, &ask.target);
    let open = match identity {
        Identity::Service { .. } => is_absent(state, &ask.target).then_some(Unjudged::Absent),
        _ => (is_own && identity.is_root()).then_some(Unjudged::Root),
    };
    if let (None, Some(unjudged)) = (policy, open) {
        ask.judging.note(unjudged);
        return Ok(());
    }
    let policy = policy.filter(|_| is_own || !owner::is_owners_alone(ask.action));
    decide(state, ask, &identity, policy)
}

/// Source: <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html>: "No permissions are required". Who may assume a
/// role its trust policy says, with the operation itself.
const ALWAYS_ALLOWED: [&str; 3] = [
    "sts:GetCallerIdentity",
    "sts:AssumeRole",
    "sts:GetSessionToken",
];

/// # Errors
/// The credentials are worth nothing any more.
fn check_credentials(state: &State, ask: &Ask<'_>) -> Result<(), Box<Denial>> {
    identify(state, ask).map(drop)
}

fn identify<'a>(state: &'a State, ask: &Ask<'a>) -> Result<Identity<'a>, Box<Denial>> {
    Identity::of(&state.identities, ask.origin, ask.now, ask.action).map_err(|reason| {
        Box::new(Denial {
            reason,
            principal: ask
                .origin
                .access_key
                .as_deref()
                .unwrap_or_default()
                .to_owned(),
            action: ask.action.to_owned(),
            resource: ask.target.to_string(),
            is_foreign: false,
        })
    })
}

/// The ARN of who asks; of credentials that are worth nothing any more, their account's root.
pub(crate) fn caller_arn(state: &State, view: &View<'_>) -> String {
    let home = view.origin.home();
    let (account, root) = (
        home.account.to_string(),
        Resource::Root.of(&home).to_string(),
    );
    // Whatever credentials may do, they say who they are.
    match Identity::of(
        &state.identities,
        view.origin,
        view.now,
        "sts:GetCallerIdentity",
    ) {
        Ok(identity) => identity.principal(&account, &root).arn().to_owned(),
        Err(_) => root,
    }
}

fn decide(
    state: &State,
    ask: &Ask<'_>,
    identity: &Identity<'_>,
    policy: Option<&Policy>,
) -> Result<(), Box<Denial>> {
    let spelled = ask.arn.is_none().then(|| ask.target.arn());
    let resource = ask.arn.or(spelled.as_deref()).unwrap_or_default();
    let account = ask.origin.account.digits();
    let account = account.as_str();
    let resource_account = ask.target.account.digits();
    let resource_account = resource_account.as_str();
    let root = identity.root_arn(ask.origin);
    let keys = AskKeys {
        call: CallKeys {
            now: ask.now,
            origin: ask.origin,
            source_account: account,
            settings: ask.settings,
        },
        state,
        ask,
        identity,
    };
    let request = Request {
        principal: identity.principal(account, &root),
        action: ask.action,
        resource,
        resource_account,
        keys: &keys,
    };
    let own = identity.policies();
    let policies = Policies {
        resource: policy.map(|policy| NamedPolicy {
            name: resource,
            policy,
        }),
        ..own.policies()
    };
    let decision = policy::evaluate(&request, &policies);
    ask.judging.add(Judged::new(
        ask.action, &request, &policies, &own, &decision,
    ));
    match decision {
        Decision::Allowed { .. } => Ok(()),
        Decision::Denied(denial) => Err(Box::new(Denial {
            reason: Reason::of(&denial, ask.action),
            principal: request.principal.arn().to_owned(),
            action: ask.action.to_owned(),
            is_foreign: account != resource_account,
            resource: resource.to_owned(),
        })),
    }
}
