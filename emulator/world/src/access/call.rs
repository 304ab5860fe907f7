//! Whether a call may be made: for its operation, for what that asks besides, and for a role that it hands over.

use super::ask::Ask;
use super::authorise::{authorise, check_credentials};
use super::denial::Denial;
use super::role;
use crate::arn::{Resource, Target};
use crate::context::View;
use crate::operation::Operation;
use crate::origin::{AccountId, Home, Origin};
use crate::policy::{Keys, Value};
use crate::state::State;

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

/// Whether the caller may do everything that the operation asks for; `target` is what it is for, as it is [`super::known`], and `arn` its ARN,
/// where it is spelled.
pub(crate) fn authorise_call<'a>(
    state: &'a State,
    view: &View<'a>,
    operation: &'a Operation,
    target: Target<'a>,
    arn: Option<&'a str>,
) -> Result<(), Box<Denial>> {
    let home = view.home;
    let keys = OperationKeys { operation, target };
    let own = Ask {
        arn,
        request: Some(&keys),
        ..view.ask(operation.action(), target)
    };
    if operation.is_decided_by_part() {
        check_credentials(state, &own)?;
    } else {
        authorise(state, &own)?;
    }
    let handed = operation.handed(state, home);
    let handed = handed.filter(|_| own.are_roles_judged());
    if let Some(handed) = &handed {
        role::check_account(&own, handed)?;
    }
    for demand in operation.demands(home) {
        let target = Target {
            account: account_of_resource(state, &demand.target),
            ..demand.target
        };
        let keys = OperationKeys { operation, target };
        let further = Ask {
            action: demand.action,
            target,
            request: Some(&keys),
            arn: None,
            key: demand.key,
            ..own
        };
        authorise(state, &further)?;
    }
    handed.map_or(Ok(()), |handed| role::check(state, &own, &handed))
}

fn account_of_resource(state: &State, target: &Target<'_>) -> AccountId {
    match target.resource {
        Resource::Bucket(bucket) | Resource::Object { bucket, .. } => {
            state.buckets.owner(bucket).unwrap_or(target.account)
        }
        _ => target.account,
    }
}

/// What an operation's request says of itself, where it is for this.
struct OperationKeys<'a> {
    operation: &'a Operation,
    target: Target<'a>,
}

impl Keys for OperationKeys<'_> {
    fn get(&self, key: &str) -> Option<Value<'_>> {
        self.operation.key(&self.target, key)
    }
}
