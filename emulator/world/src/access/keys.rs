//! The condition keys that every call has, whatever the service.
//! Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>

use jiff::Timestamp;

use super::provenance::global_key;
use crate::origin::{Caller, Origin, Principal as ServicePrincipal};
use crate::policy::{Keys, Value};
use crate::settings::Settings;

/// What any call says of itself, whatever it asks for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CallKeys<'a> {
    pub(crate) now: Timestamp,
    pub(crate) origin: &'a Origin,
    /// The account of the resource that a service acts for.
    pub(crate) source_account: &'a str,
    pub(crate) settings: &'a Settings,
}

impl Keys for CallKeys<'_> {
    fn get(&self, key: &str) -> Option<Value<'_>> {
        let Self { now, origin, .. } = self;
        match (key, &origin.caller) {
            ("aws:currenttime", _) => Some(Value::Time(*now)),
            ("aws:epochtime", _) => Some(Value::from(now.as_second().to_string())),
            ("aws:requestedregion", _) => Some(Value::from(origin.region.as_str())),
            // A departure: the emulator's own port has no TLS, and policies that ask for it are meant for AWS.
            ("aws:securetransport", Caller::Client) => {
                Some(Value::Bool(!self.settings.plain_http_is_insecure))
            }
            ("aws:securetransport", _) => Some(Value::Bool(true)),
            ("aws:viaawsservice", _) => Some(Value::Bool(false)),
            ("aws:sourcearn", Caller::Service { source, .. }) => Some(Value::from(source.as_ref())),
            ("aws:sourceaccount", Caller::Service { .. }) => Some(Value::from(self.source_account)),
            // S3 does not say it, so that the default policy of a topic keeps it out.
            ("aws:sourceowner", Caller::Service { principal, .. })
                if *principal != ServicePrincipal::S3 =>
            {
                Some(Value::from(self.source_account))
            }
            _ => global_key(origin.provenance.as_deref()?, key),
        }
    }
}
