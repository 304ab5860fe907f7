//! Roles that services are handed: whether the service may assume them, and whether they may do what the service will do as them.

use super::ask::Ask;
use super::authorise::authorise;
use super::denial::{Denial, Reason};
use super::handed::Handed;
use crate::origin::{Caller, Origin};
use crate::state::State;
use crate::sts::may_service_assume;

/// # Errors
/// The role is not there, the service may not assume it, or it may not do what it has to.
pub(super) fn check(state: &State, ask: &Ask<'_>, handed: &Handed<'_>) -> Result<(), Box<Denial>> {
    let refuse = |reason| {
        Err(Box::new(Denial {
            reason,
            principal: handed.service.to_owned(),
            action: ask.action.to_owned(),
            resource: handed.role.to_owned(),
            is_foreign: false,
        }))
    };
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
