//! Roles that services are handed: whether the service may assume them, and whether they may do what the service will do as them.

use super::ask::Ask;
use super::authorise::authorise;
use super::denial::{Denial, Reason};
use super::handed::Handed;
use crate::arn::Arn;
use crate::origin::{AccountId, Caller, Origin};
use crate::state::State;
use crate::sts::may_service_assume;

/// Whatever policies say of it. Source: recorded by users (<https://github.com/serverless/serverless/issues/3374>,
/// <https://github.com/aws/aws-toolkit-azure-devops/issues/546>: of the root, too).
///
/// # Errors
/// The role is another account's.
pub(super) fn check_account(ask: &Ask<'_>, handed: &Handed<'_>) -> Result<(), Box<Denial>> {
    let account = Arn::parse(handed.role).and_then(|arn| AccountId::parse(arn.account));
    match account {
        Some(account) if account != ask.target.account => {
            Err(Box::new(refusal(ask, handed, Reason::ForeignRole)))
        }
        _ => Ok(()),
    }
}

fn refusal(ask: &Ask<'_>, handed: &Handed<'_>, reason: Reason) -> Denial {
    Denial {
        reason,
        principal: handed.service.to_owned(),
        action: ask.action.to_owned(),
        resource: handed.role.to_owned(),
        is_foreign: false,
    }
}

/// # Errors
/// The role is not there, the service may not assume it, or it may not do what it has to.
pub(super) fn check(state: &State, ask: &Ask<'_>, handed: &Handed<'_>) -> Result<(), Box<Denial>> {
    let refuse = |reason| Err(Box::new(refusal(ask, handed, reason)));
    let role = state.identities.role_at(handed.role);
    let is_assumable = role.is_some_and(|(account, role)| {
        account == ask.target.account && may_service_assume(role, account, handed.service)
    });
    if !is_assumable {
        return refuse(Reason::NotAssumable);
    }
    let origin = Origin {
        caller: Caller::Role {
            role: handed.role.into(),
            session: handed.session.into(),
        },
        account: ask.target.account,
        region: ask.target.region.clone(),
        ..Origin::default()
    };
    for (action, target) in &handed.needs {
        let need = Ask {
            arn: None,
            origin: &origin,
            action,
            target: *target,
            request: None,
            key: None,
            ..*ask
        };
        if authorise(state, &need).is_err() {
            let target = target.to_string();
            return refuse(Reason::RoleLacks { action, target });
        }
    }
    Ok(())
}
