//! Who may do what: asked once of every call, a client's or a service's.
//!
//! `identity` says who asks, with which policies; `resource` has the policies of resources, `owner` what no policy gives away, `keys`
//! the condition keys, `role` what a role that is handed over has to be; `asks` is what services say of their requests beyond their tables.
//! [`crate::policy`] decides.

mod asks;
mod denial;
mod identity;
mod keys;
mod owner;
mod resource;
mod role;
#[cfg(test)]
mod tests;

use jiff::Timestamp;

use crate::arn::{Resource, Target};
use crate::origin::{Caller, Home, Origin};
use crate::policy::{self, Decision, NamedPolicy, Policies, Policy, Request};
use crate::{Operation, State, View};

use identity::Identity;
use keys::AskKeys;

pub(crate) use keys::CallKeys;

pub(crate) use asks::{Asks, ByTable, Demand};
pub use denial::{Denial, Reason};
pub(crate) use identity::account_of;
pub(crate) use role::Handed;

/// Whose calls policies decide.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Enforcement {
    /// Nobody's.
    Off,
    /// Those of services: S3's notifications, what Lambda does as a function's role.
    Services,
    /// Everybody's. A key that nobody made is its account's root, who may do anything there.
    #[default]
    All,
}

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
    pub(crate) enforcement: Enforcement,
    pub(crate) origin: &'a Origin,
    /// As policies name it.
    pub(crate) action: &'a str,
    pub(crate) target: Target<'a>,
    /// For its condition keys.
    pub(crate) operation: Option<&'a Operation>,
    /// A condition key of its own.
    pub(crate) key: Option<(&'a str, &'a str)>,
}

impl<'a> View<'a> {
    /// That the caller wants to do this, for no condition keys but everybody's.
    pub(crate) fn ask(&self, action: &'a str, target: Target<'a>) -> Ask<'a> {
        Ask {
            now: self.now,
            enforcement: self.enforcement,
            origin: self.origin,
            action,
            target,
            operation: None,
            key: None,
        }
    }
}

/// Whether the caller may do everything that the operation asks for.
pub(crate) fn authorise_call(
    state: &State,
    view: &View<'_>,
    operation: &Operation,
) -> Result<(), Box<Denial>> {
    let home = view.home;
    let own = Ask {
        operation: Some(operation),
        ..view.ask(operation.action(), operation.target(home))
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
            key: demand.key,
            ..own
        };
        authorise(state, &further)?;
    }
    match operation.handed(state, home) {
        Some(handed) if own.is_judged() => role::check(state, &own, &handed),
        _ => Ok(()),
    }
}

impl Ask<'_> {
    /// Whether policies decide it.
    fn is_judged(&self) -> bool {
        match self.origin.caller {
            Caller::Emulator => false,
            Caller::Client => self.enforcement == Enforcement::All,
            Caller::Service { .. } | Caller::Role { .. } => self.enforcement != Enforcement::Off,
        }
    }
}

/// Whether the caller may. The root user of an account may do anything there that no resource's policy denies; what is another account's has
/// to let the caller, and services are let by policies alone.
pub(crate) fn authorise(state: &State, ask: &Ask<'_>) -> Result<(), Box<Denial>> {
    let identity = identify(state, ask)?;
    if !ask.is_judged() || ALWAYS_ALLOWED.contains(&ask.action) {
        return Ok(());
    }
    let is_own = ask.origin.account == ask.target.account;
    let policy = resource::policy_on(state, &ask.target);
    let is_open = match identity {
        Identity::Service(_) => resource::is_absent(state, &ask.target),
        _ => is_own && identity.is_root(),
    };
    if policy.is_none() && is_open {
        return Ok(());
    }
    let policy = policy.filter(|_| is_own || !owner::is_owners_alone(ask.action));
    decide(ask, &identity, policy)
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
    Identity::of(&state.identities, ask.origin, ask.now).map_err(|reason| {
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

fn decide(
    ask: &Ask<'_>,
    identity: &Identity<'_>,
    policy: Option<&Policy>,
) -> Result<(), Box<Denial>> {
    let resource = ask.target.to_string();
    let account = ask.origin.account.to_string();
    let resource_account = ask.target.account.to_string();
    let root = Resource::Root.of(&ask.origin.home()).to_string();
    let keys = AskKeys {
        call: CallKeys {
            now: ask.now,
            origin: ask.origin,
            source_account: &account,
        },
        ask,
        identity,
    };
    let request = Request {
        principal: identity.principal(&account, &root),
        action: ask.action,
        resource: &resource,
        resource_account: &resource_account,
        keys: &keys,
    };
    let own = identity.policies();
    let policies = Policies {
        resource: policy.map(|policy| NamedPolicy {
            name: &resource,
            policy,
        }),
        ..own.policies()
    };
    match policy::evaluate(&request, &policies) {
        Decision::Allowed { .. } => Ok(()),
        Decision::Denied(denial) => Err(Box::new(Denial {
            reason: Reason::Policy {
                because: denial.reason(ask.action).to_string(),
                statement: denial.matched.map(|matched| {
                    let statement = matched.sid.map_or_else(
                        || format!("statement {}", matched.statement + 1),
                        str::to_owned,
                    );
                    format!("{}, {statement}", matched.policy)
                }),
            },
            principal: request.principal.arn().to_owned(),
            action: ask.action.to_owned(),
            is_foreign: account != resource_account,
            resource: resource.clone(),
        })),
    }
}
