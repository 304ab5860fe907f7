//! Who may do what: asked once of every call, a client's or a service's.

#[cfg(test)]
mod tests;

use crate::arn::Resource;
use crate::origin::{Caller, Home, Origin};
use crate::{Operation, State};

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

/// Whether the caller may. In an account everybody is its root; what is another account's has to let the caller.
pub(crate) fn authorise(
    _state: &State,
    origin: &Origin,
    operation: &Operation,
    home: &Home,
) -> Result<(), Box<Denial>> {
    let is_own = origin.account == home.account || origin.caller != Caller::Client;
    if is_own {
        return Ok(());
    }
    let action = operation.action();
    Err(Box::new(Denial {
        principal: Resource::Root.of(&origin.home()).to_string(),
        action: action.to_owned(),
        resource: operation.target(home).to_string(),
        because: format!("because no resource-based policy allows the {action} action"),
        is_foreign: true,
    }))
}
