//! The condition keys of a call that is judged by the policies of its caller: those of every call, of its service, and of its resource.

use super::ask::Ask;
use super::entity;
use super::identity::Identity;
use super::keys::CallKeys;
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
        let of_service = || self.ask.request?.get(key);
        let of_resource = || entity::key(self.state, &self.ask.target, key);
        let value = self.call.get(key).or_else(of_service);
        value.or_else(of_resource)
    }
}
