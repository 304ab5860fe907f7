//! The condition keys of a call that every service has.
//! Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>

use jiff::Timestamp;

use crate::origin::{Caller, Origin};
use crate::policy::{Keys, Value};

/// What a call says of itself.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CallKeys<'a> {
    pub(crate) now: Timestamp,
    pub(crate) origin: &'a Origin,
    /// The account that the source is of, for a service that acts for a resource.
    pub(crate) source_account: &'a str,
}

impl Keys for CallKeys<'_> {
    fn get(&self, key: &str) -> Option<Value<'_>> {
        match (key, &self.origin.caller) {
            ("aws:currenttime", _) => Some(Value::Time(self.now)),
            ("aws:epochtime", _) => Some(Value::from(self.now.as_second().to_string())),
            ("aws:requestedregion", _) => Some(Value::from(self.origin.region.as_str())),
            // A departure: the emulator's own port has no TLS, and policies that ask for it are meant for AWS.
            ("aws:securetransport", _) => Some(Value::Bool(true)),
            ("aws:sourcearn", Caller::Service { source, .. }) => Some(Value::from(source.as_ref())),
            ("aws:sourceaccount", Caller::Service { .. }) => Some(Value::from(self.source_account)),
            _ => None,
        }
    }
}
