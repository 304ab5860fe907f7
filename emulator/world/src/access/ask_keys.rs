//! The condition keys of a call that is judged by the policies of its caller: those of every call, of its service, and of its resource.

use super::ask::Ask;
use super::entity;
use super::identity::Identity;
use super::keys::CallKeys;
use super::provenance::s3_key;
use crate::arn::Resource;
use crate::bucket::{EXISTING_TAG, knows_existing_tags};
use crate::policy::{Keys, Value};
use crate::state::State;

/// What a call says that is judged by the policies of its caller.
pub(super) struct AskKeys<'a> {
    pub(super) state: &'a State,
    pub(super) call: CallKeys<'a>,
    pub(super) ask: &'a Ask<'a>,
    pub(super) identity: &'a Identity<'a>,
}

impl Keys for AskKeys<'_> {
    fn get(&self, key: &str) -> Option<Value<'_>> {
        if let Some((own, value)) = self.ask.key
            && own == key
        {
            return Some(Value::from(value));
        }
        if let Some(tag) = key.strip_prefix("aws:principaltag/") {
            return self.identity.tag(tag).map(Value::from);
        }
        if let Some(tag) = key.strip_prefix(EXISTING_TAG) {
            return self.existing_tag(tag);
        }
        let of_service = || self.ask.request?.get(key);
        let of_resource = || entity::key(self.state, &self.ask.target, key);
        let value = self.call.get(key).or_else(of_service);
        let value = value.or_else(of_resource);
        let value = value.or_else(|| self.identity.key(key));
        value.or_else(|| self.key_of_s3(key))
    }
}

impl AskKeys<'_> {
    /// What every request of S3 has.
    fn key_of_s3(&self, key: &str) -> Option<Value<'_>> {
        if !self.ask.action.starts_with("s3:") {
            return None;
        }
        if key == "s3:resourceaccount" {
            return Some(Value::from(self.ask.target.account.to_string()));
        }
        let provenance = self.call.origin.provenance.as_deref()?;
        s3_key(provenance, self.ask.action, key)
    }

    /// The tag of an object, of the version that is asked for.
    fn existing_tag(&self, tag: &str) -> Option<Value<'_>> {
        let Resource::Object { bucket, key } = self.ask.target.resource else {
            return None;
        };
        if !knows_existing_tags(self.ask.action) {
            return None;
        }
        let version = match self.get("s3:versionid") {
            Some(Value::Text(version)) => Some(version),
            _ => None,
        };
        let buckets = &self.state.buckets;
        buckets.tag(bucket, key, version.as_deref(), tag)
    }
}
