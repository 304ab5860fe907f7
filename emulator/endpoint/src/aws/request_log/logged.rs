//! A line as it is shown.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::world::Error;
use crate::world::ledger::Line;
use crate::world::origin::{AccountId, Caller};

/// The code that a client sees of a refusal: whoever knows AWS's bytes spells it.
pub type CodeOf = fn(&Error) -> String;

/// One request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Logged {
    /// Of the line: what a call is named by that has no request id.
    pub number: u64,
    pub time: Timestamp,
    /// An access key, `anonymous`, a service's principal with its resource, or `emulator`.
    pub caller: String,
    /// Whose resource it is for.
    pub account: AccountId,
    pub region: String,
    /// What its actions begin with; `-` where a request never became a call.
    pub service: String,
    /// AWS's own name; `-` where a request never became a call.
    pub operation: String,
    pub resource: String,
    /// `ok`, the error's code, or `client-left`.
    pub outcome: String,
    /// Why it was refused, in AWS's words, also where AWS tells the caller less.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The statement that decided, as `policy, statement`; absent where none allowed, and of the account's root, whom none has to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<String>,
    /// Microseconds until the answer; absent of a call among services, which takes no time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_us: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

impl Logged {
    pub(super) fn of(line: &Line, code_of: CodeOf) -> Self {
        Self {
            number: 0,
            time: line.at,
            caller: match &line.caller {
                Caller::Client if line.access_key.is_empty() => "anonymous".to_owned(),
                Caller::Client => line.access_key.clone(),
                Caller::Service { principal, source } => {
                    format!("{} ({source})", principal.as_str())
                }
                Caller::Role { role, session } => format!("{role} ({session})"),
                Caller::Emulator => "emulator".to_owned(),
            },
            account: line.account,
            region: line.region.clone(),
            service: line.service.to_owned(),
            operation: line.operation.to_owned(),
            resource: line.resource.clone(),
            outcome: line
                .refused
                .as_deref()
                .map_or_else(|| "ok".to_owned(), code_of),
            reason: line.refused.as_deref().map(Error::in_full),
            decided_by: line.judgements.decided_by(),
            duration_us: None,
            request_id: Some(line.request_id.clone()).filter(|id| !id.is_empty()),
        }
    }

    /// A line for a terminal.
    pub fn text(&self) -> String {
        let took = self
            .duration_us
            .map_or_else(String::new, |took| format!(" {took} us"));
        let decided = self.decided_by.as_deref();
        let decided = decided.map_or_else(String::new, |by| format!(" by {by}"));
        format!(
            "{} {} {} {}:{} {} {}{decided}{took} {}",
            self.time,
            self.caller,
            self.region,
            self.service,
            self.operation,
            self.resource,
            self.outcome,
            self.id(),
        )
    }

    /// What `emulator iam explain` finds it by.
    pub fn id(&self) -> String {
        let number = || format!("#{}", self.number);
        self.request_id.clone().unwrap_or_else(number)
    }
}
