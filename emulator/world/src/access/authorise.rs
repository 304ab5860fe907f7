//! Whether somebody may do something: the policies of who asks decide, and that of the resource.

use super::ask::Ask;
use super::ask_keys::AskKeys;
use super::denial::{Denial, Reason};
use super::identity::Identity;
use super::judged::{Judged, Unjudged};
use super::keys::CallKeys;
use super::owner::{is_owners_alone, is_roots_always};
use super::resource::{is_absent, policy_on};
use crate::policy::{Decision, NamedPolicy, Policies, Policy, Request, evaluate};
use crate::state::State;

/// Whether the caller may. The root user of an account may do anything there that no resource's policy denies; what is another account's has
/// to let the caller, and services are let by policies alone.
pub(crate) fn authorise(state: &State, ask: &Ask<'_>) -> Result<(), Box<Denial>> {
    let identity = identify(state, ask)?;
    if let Some(unjudged) = ask.unjudged() {
        ask.judging.note(unjudged);
        return Ok(());
    }
    let is_own = ask.origin.account == ask.target.account;
    let policy = policy_on(state, &ask.target);
    let open = match identity {
        Identity::Service { .. } => is_absent(state, &ask.target).then_some(Unjudged::Absent),
        _ => (is_own && identity.is_root()).then_some(Unjudged::Root),
    };
    let is_mending = open == Some(Unjudged::Root) && is_roots_always(ask.action);
    let policy = policy.filter(|_| !is_mending);
    if let (None, Some(unjudged)) = (policy, open) {
        ask.judging.note(unjudged);
        return Ok(());
    }
    let policy = policy.filter(|_| is_own || !is_owners_alone(ask.action));
    decide(state, ask, &identity, policy)
}

/// # Errors
/// The credentials are worth nothing any more.
pub(super) fn check_credentials(state: &State, ask: &Ask<'_>) -> Result<(), Box<Denial>> {
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
    let decision = evaluate(&request, &policies);
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
