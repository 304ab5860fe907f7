//! What calls came to, for whoever wants to look. Nothing in the world decides by it.

use jiff::Timestamp;

use crate::Error;
use crate::origin::{Caller, Region};

/// A call that was carried out, or refused.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub at: Timestamp,
    pub caller: Caller,
    /// The access key that signed, where one did.
    pub access_key: Option<String>,
    pub request_id: Option<String>,
    pub region: Region,
    /// What its actions begin with: `sqs`.
    pub service: &'static str,
    /// AWS's own name.
    pub operation: &'static str,
    /// The ARN of what it is for; `*` for nothing in particular.
    pub resource: String,
    pub outcome: Result<(), Error>,
}
