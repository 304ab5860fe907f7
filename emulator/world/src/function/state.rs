//! The functions and event source mappings of an account in a Region.

use std::collections::{BTreeMap, BTreeSet};

use super::definition::Function;
use super::event::Event;
use super::event_config::EventInvokeConfig;
use super::event_source::EventSourceMapping;
use super::function_policy::FunctionPolicy;
use super::invocation::Invocations;
use super::name::FunctionName;
use super::order::InvocationId;
use super::provisioned::Provisioned;
use super::published::Published;
use super::qualifier::{QualifiedName, Qualifier};
use super::runtime_management::RuntimeManagement;
use super::tally::Tallied;
use crate::policy::Policy;

/// The functions and event source mappings of one Region.
#[derive(Debug, Default, PartialEq)]
pub struct Functions {
    pub(super) by_name: BTreeMap<FunctionName, Function>,
    /// What those that are being changed were, which runs until they are ready.
    pub(super) before_update: BTreeMap<FunctionName, Function>,
    pub(super) published: BTreeMap<FunctionName, Published>,
    pub(super) policies: BTreeMap<QualifiedName, FunctionPolicy>,
    /// So many invocations, for these functions alone.
    pub(super) reserved: BTreeMap<FunctionName, usize>,
    pub(super) provisioned: BTreeMap<QualifiedName, Provisioned>,
    /// May invoke themselves for ever: kept.
    pub(super) loops_allowed: BTreeSet<FunctionName>,
    pub(super) runtime_management: BTreeMap<QualifiedName, RuntimeManagement>,
    /// By UUID.
    pub(super) mappings: BTreeMap<String, EventSourceMapping>,
    pub(super) invocations: Invocations,
    /// Those to which a process of the user's own is attached.
    pub(super) attached: BTreeSet<FunctionName>,
    pub(super) event_configs: BTreeMap<QualifiedName, EventInvokeConfig>,
    /// Those that are to be run, or run again.
    pub(super) events: BTreeMap<InvocationId, Event>,
    pub(super) tallied: Tallied,
}

impl Functions {
    /// Panics where what is said of invocations disagrees. For simulations, after each step.
    #[cfg(test)]
    pub(crate) fn assert_consistent(&self) {
        self.invocations.assert_consistent();
    }

    pub fn get(&self, name: &FunctionName) -> Option<&Function> {
        self.by_name.get(name)
    }

    /// Whether a function of this name is there, and this version or alias of it.
    pub(crate) fn contains(&self, name: &str, qualifier: Option<&str>) -> bool {
        let function = qualified(name, qualifier);
        function.is_some_and(|function| self.resolve(&function).is_some())
    }

    /// The tags of the function of this name.
    pub(crate) fn tags(&self, name: &str) -> Option<&BTreeMap<String, String>> {
        Some(&self.by_name.get(name)?.tags)
    }

    /// The tags of an event source mapping.
    pub(crate) fn tags_of_mapping(&self, uuid: &str) -> Option<&BTreeMap<String, String>> {
        Some(&self.mappings.get(uuid)?.tags)
    }

    /// The policy of the function of this name; of one of its versions or aliases it is another.
    pub(crate) fn policy(&self, name: &str, qualifier: Option<&str>) -> Option<&Policy> {
        self.policies.get(&qualified(name, qualifier)?)?.policy()
    }

    /// Everything that is known of a function.
    pub(super) fn forget(&mut self, name: &FunctionName) {
        self.by_name.remove(name);
        self.before_update.remove(name);
        self.published.remove(name);
        self.reserved.remove(name);
        self.loops_allowed.remove(name);
        self.policies.retain(|function, _| function.name != *name);
        self.event_configs
            .retain(|function, _| function.name != *name);
        self.provisioned
            .retain(|function, _| function.name != *name);
        self.runtime_management
            .retain(|function, _| function.name != *name);
    }

    /// What is known of one version or alias alone.
    pub(super) fn forget_qualified(&mut self, function: &QualifiedName) {
        self.policies.remove(function);
        self.event_configs.remove(function);
        self.provisioned.remove(function);
        self.runtime_management.remove(function);
    }

    /// Every function of the Region, by name.
    pub fn iter(&self) -> impl Iterator<Item = &Function> {
        self.by_name.values()
    }

    /// Every event source mapping of the Region, disabled ones and those that are being deleted too.
    pub fn mappings(&self) -> impl Iterator<Item = &EventSourceMapping> {
        self.mappings.values()
    }
}

/// `None` for what no function can be called.
fn qualified(name: &str, qualifier: Option<&str>) -> Option<QualifiedName> {
    Some(QualifiedName {
        name: FunctionName::new(name)?,
        qualifier: match qualifier {
            Some(text) => Qualifier::parse(text)?,
            None => Qualifier::default(),
        },
    })
}
