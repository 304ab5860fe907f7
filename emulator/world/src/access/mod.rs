//! Who may do what: asked once of every call, a client's or a service's.

mod keys;
mod owner;
mod resource;
#[cfg(test)]
mod tests;

use jiff::Timestamp;

use crate::arn::{Resource, Target};
use crate::origin::{Caller, Home, Origin, Principal as ServicePrincipal};
use crate::policy::{self, Decision, NamedPolicy, Policies, Policy, Principal, Request};
use crate::{Operation, State};

pub(crate) use keys::CallKeys;

/// A call that is not allowed. Each service's errors say it in that service's form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "User: {principal} is not authorized to perform: {action} on resource: {resource} {because}"
)]
pub struct Denial {
    /// The ARN of who asked.
    pub principal: String,
    /// As policies name it: `sqs:SendMessage`.
    pub action: String,
    /// The ARN of what it is for.
    pub resource: String,
    /// What decided, in AWS's words.
    pub because: String,
    /// It is another account's.
    pub is_foreign: bool,
}

impl Denial {
    /// As SQS spells it: with its action in lower case.
    pub(crate) fn with_lower_case_action(&self) -> String {
        let mut denial = self.clone();
        denial.because = denial
            .because
            .replace(&self.action, &self.action.to_ascii_lowercase());
        denial.action.make_ascii_lowercase();
        denial.to_string()
    }

    /// As S3 spells it: with the resource in quotes.
    pub(crate) fn with_quoted_resource(&self) -> String {
        let mut denial = self.clone();
        denial.resource = format!("\"{}\"", self.resource);
        denial.to_string()
    }
}

/// Where the resource is that an operation is for: in the Region that was asked, and in the account that the request names or
/// that has the bucket.
pub(crate) fn home_of(state: &State, origin: &Origin, operation: &Operation) -> Home {
    let mut home = origin.home();
    let target = operation.target(&home);
    home.account = match target.resource {
        Resource::Bucket(bucket) | Resource::Object { bucket, .. } => {
            state.buckets.owner(bucket).unwrap_or(home.account)
        }
        _ => target.account,
    };
    home
}

/// Something that somebody wants to do.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ask<'a> {
    pub(crate) now: Timestamp,
    pub(crate) origin: &'a Origin,
    /// As policies name it.
    pub(crate) action: &'a str,
    pub(crate) target: Target<'a>,
}

/// Whether the caller may. In its own account everybody is the root user, whom only a resource's policy can keep out; what is
/// another account's has to let the caller, and services are let by policies alone.
pub(crate) fn authorise(state: &State, ask: &Ask<'_>) -> Result<(), Box<Denial>> {
    // Who may assume a role its trust policy says, which is looked at where the role is (`sts::may_assume`).
    if ask.action == "sts:AssumeRole" {
        return Ok(());
    }
    let is_own = ask.origin.account == ask.target.account;
    let policy = match ask.origin.caller {
        Caller::Emulator => return Ok(()),
        Caller::Client | Caller::Service { .. } => resource::policy_on(state, &ask.target),
    };
    let principal = Asker::of(ask.origin);
    let is_open = match principal {
        Asker::Root(_) => is_own,
        Asker::Service(_) => resource::is_absent(state, &ask.target),
    };
    if policy.is_none() && is_open {
        return Ok(());
    }
    decide(
        ask,
        &principal,
        policy.filter(|_| is_own || !owner::is_owners_alone(ask.action)),
    )
}

fn decide(ask: &Ask<'_>, asker: &Asker, policy: Option<&Policy>) -> Result<(), Box<Denial>> {
    let resource = ask.target.to_string();
    let account = ask.origin.account.to_string();
    let resource_account = ask.target.account.to_string();
    let keys = CallKeys {
        now: ask.now,
        origin: ask.origin,
        source_account: &account,
    };
    let request = Request {
        principal: asker.principal(&account),
        action: ask.action,
        resource: &resource,
        resource_account: &resource_account,
        keys: &keys,
    };
    let policies = Policies {
        resource: policy.map(|policy| NamedPolicy {
            name: &resource,
            policy,
        }),
        ..Policies::default()
    };
    match policy::evaluate(&request, &policies) {
        Decision::Allowed { .. } => Ok(()),
        Decision::Denied(denial) => Err(Box::new(Denial {
            principal: request.principal.arn().to_owned(),
            action: ask.action.to_owned(),
            because: denial.reason(ask.action).to_string(),
            is_foreign: account != resource_account,
            resource: resource.clone(),
        })),
    }
}

/// Who asks, spelled.
enum Asker {
    Root(String),
    Service(ServicePrincipal),
}

impl Asker {
    fn of(origin: &Origin) -> Self {
        match origin.caller {
            // It polls and logs with the rights of its functions, which are their account's.
            Caller::Service {
                principal: ServicePrincipal::Lambda,
                ..
            }
            | Caller::Client
            | Caller::Emulator => Self::Root(Resource::Root.of(&origin.home()).to_string()),
            Caller::Service { principal, .. } => Self::Service(principal),
        }
    }

    fn principal<'a>(&'a self, account: &'a str) -> Principal<'a> {
        match self {
            Self::Root(arn) => Principal::Root { account, arn },
            Self::Service(service) => Principal::Service {
                name: service.as_str(),
            },
        }
    }
}
