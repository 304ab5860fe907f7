//! AWS Lambda: functions and the event source mappings that feed them.
//!
//! Here is what Lambda knows: which functions there are, which queue feeds which of them and by which rules, which messages are
//! on their way to them, and which invocations run. To run one is `emulator::runtime`'s business ([`Effect::Invoke`]).
//!
//! [`definition`] is a function, [`control`] and [`update`] the operations on functions, [`host`] what functions can be run
//! on, `prepare` how they get ready; [`versions`] and [`alias_control`] are what is published of them, [`qualifier`] how that is named; `limit` says how
//! many invocations there may be, [`reservation`] and [`provisioned`] what is set aside of them; [`event_source`] is a mapping, [`mapping_control`] the operations on mappings, [`poller`] a mapping at work; [`invoke`] and
//! [`invocation`] are how functions are run (`attached`: by a process that the user started), [`event_config`] and `event` what becomes of events that nobody waits for; `tally` is what
//! CloudWatch is told of all that.
//!
//! [`Effect::Invoke`]: crate::effect::Effect::Invoke

mod alias;
pub mod alias_control;
mod asks;
mod attached;
pub mod code;
mod concurrency;
pub mod configuration;
pub mod control;
pub mod definition;
mod destination;
mod error;
mod event;
pub mod event_config;
pub mod event_source;
pub mod facets;
pub mod host;
pub mod invocation;
pub mod invoke;
mod limit;
mod logging;
mod machine;
pub mod mapping_control;
mod mapping_id;
mod name;
mod order;
mod outcome;
pub mod package;
mod page;
mod permissions;
pub mod poller;
mod prepare;
pub mod provisioned;
mod published;
pub mod qualifier;
mod readiness;
mod reference;
pub mod reservation;
mod sent_for;
pub mod tags;
mod tally;
#[cfg(test)]
mod tests;
mod throttle;
mod turns;
mod unbuilt;
pub mod update;
mod valid;
pub mod versions;

use std::collections::{BTreeMap, BTreeSet};

use super::arn::{Resource, Target, any};
use super::origin::Home;
use super::policy::Policy;
use crate::context::{Context, View};
use crate::service::service;
use crate::state::Local;

pub use alias_control::{
    AliasConfiguration, AliasRoutingConfiguration, CreateAlias, DeleteAlias, GetAlias, ListAliases,
    ListAliasesResponse, UpdateAlias,
};
pub use code::{Fetched, FunctionCode};
pub use concurrency::{Concurrency, MAX_PAYLOAD_BYTES};
pub use configuration::{DeadLetterConfig, FunctionConfiguration, Progress};
pub use control::{
    CreateFunction, DeleteFunction, GetFunctionConfiguration, ListFunctions, ListFunctionsResponse,
};
pub use definition::{
    Code, Environment, EphemeralStorage, Function, FunctionName, LoggingConfig, TracingConfig,
};
pub use error::FunctionError;
pub use event_config::{
    DeleteFunctionEventInvokeConfig, Destination, DestinationConfig, FunctionEventInvokeConfig,
    GetFunctionEventInvokeConfig, ListFunctionEventInvokeConfigs,
    ListFunctionEventInvokeConfigsResponse, PutFunctionEventInvokeConfig,
    UpdateFunctionEventInvokeConfig,
};
pub use event_source::{BatchSize, EventSourceMapping, MappingSettings};
pub use facets::{
    FunctionRecursionConfig, GetFunctionCodeSigningConfig, GetFunctionCodeSigningConfigResponse,
    GetFunctionRecursionConfig, GetFunctionUrlConfig, GetRuntimeManagementConfig,
    ListFunctionUrlConfigs, ListFunctionUrlConfigsResponse, PutFunctionRecursionConfig,
    PutRuntimeManagementConfig, RuntimeManagementConfig,
};
pub use host::Host;
pub use invocation::Invocations;
pub use invoke::{Executed, InvocationType, Invoke, Invoked};
pub use machine::Machine;
pub use mapping_control::{
    CreateEventSourceMapping, DeleteEventSourceMapping, EventSourceMappingConfiguration,
    GetEventSourceMapping, ListEventSourceMappings, ListEventSourceMappingsResponse, ScalingConfig,
    UpdateEventSourceMapping,
};
pub use mapping_id::MappingId;
pub use order::{InvocationId, Order, Payload};
pub use outcome::{FunctionFailure, Outcome, Ran};
pub use permissions::{
    AddPermission, AddPermissionResponse, FunctionPolicy, GetPolicy, GetPolicyResponse,
    RemovePermission,
};
pub use provisioned::{
    DeleteProvisionedConcurrencyConfig, GetProvisionedConcurrencyConfig,
    ListProvisionedConcurrencyConfigs, ListProvisionedConcurrencyConfigsResponse,
    ProvisionedConcurrencyConfig, PutProvisionedConcurrencyConfig,
};
pub use qualifier::{QualifiedName, Qualifier, Version};
pub use readiness::Readiness;
pub use reference::function_target;
use reference::qualified_target;
pub use reservation::{
    DeleteFunctionConcurrency, GetAccountSettings, GetAccountSettingsResponse,
    GetFunctionConcurrency, PutFunctionConcurrency, ReservedConcurrency,
};
pub(crate) use sent_for::SentFor;
use tags::tagged;
pub use tags::{ListTags, ListTagsResponse, TagResource, UntagResource};
pub use throttle::ThrottleReason;
pub(crate) use turns::Turns;
pub use unbuilt::{SnapStartConfig, Unbuilt};
pub use update::{
    FunctionCodeLocation, GetFunction, GetFunctionResponse, UpdateFunctionCode,
    UpdateFunctionConfiguration,
};
pub use versions::{ListVersionsByFunction, ListVersionsByFunctionResponse, PublishVersion};

/// The functions and event source mappings of one Region.
#[derive(Debug, Default, PartialEq)]
pub struct Functions {
    by_name: BTreeMap<FunctionName, Function>,
    /// What those that are being changed were, which runs until they are ready.
    before_update: BTreeMap<FunctionName, Function>,
    published: BTreeMap<FunctionName, published::Published>,
    policies: BTreeMap<QualifiedName, FunctionPolicy>,
    /// So many invocations, for these functions alone.
    reserved: BTreeMap<FunctionName, usize>,
    provisioned: BTreeMap<QualifiedName, provisioned::Provisioned>,
    /// May invoke themselves for ever: kept.
    loops_allowed: BTreeSet<FunctionName>,
    runtime_management: BTreeMap<QualifiedName, facets::RuntimeManagement>,
    /// By UUID.
    mappings: BTreeMap<String, EventSourceMapping>,
    invocations: Invocations,
    /// Those to which a process of the user's own is attached.
    attached: BTreeSet<FunctionName>,
    event_configs: BTreeMap<QualifiedName, event_config::EventInvokeConfig>,
    /// Those that are to be run, or run again.
    events: BTreeMap<InvocationId, event::Event>,
    tallied: tally::Tallied,
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
    fn forget(&mut self, name: &FunctionName) {
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
    fn forget_qualified(&mut self, function: &QualifiedName) {
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

service! {
    Lambda = "AWS Lambda", "lambda"; error FunctionError, asks;
    /// of a function, a version or an alias, not of a URL; `EventSourceToken` and `PrincipalOrgID` are refused
    change AddPermission -> AddPermissionResponse = permissions::add_permission, on qualified_target(function_name, qualifier);
    /// of two versions that share an alias each gets its part of the invocations by turns, not by chance
    change CreateAlias -> AliasConfiguration = alias_control::create_alias, on function_target(function_name);
    /// SQS queues; `FilterCriteria`, `MetricsConfig`, `LoggingConfig` and `ProvisionedPollerConfig` are refused
    change CreateEventSourceMapping -> EventSourceMappingConfiguration = mapping_control::create, on any_in_account_of(function_name);
    /// a zip archive, in the request or in S3, with an executable `bootstrap`; logs go to `LoggingConfig.LogGroup`, format and levels are kept and not acted on, `Code.SourceKMSKeyArn` too; layers, images, networks, file systems, code signing, capacity providers, durable functions and tenants are refused
    change CreateFunction -> FunctionConfiguration = control::create_function, on function_target(function_name) keeps(TracingConfig, EphemeralStorage, KMSKeyArn);
    change DeleteAlias -> () = alias_control::delete_alias, on function_target(function_name);
    change DeleteEventSourceMapping -> EventSourceMappingConfiguration = mapping_control::delete, on mapping_target(uuid);
    change DeleteFunction -> () = control::delete_function, on qualified_target(function_name, qualifier);
    change DeleteFunctionConcurrency -> () = reservation::delete, on function_target(function_name);
    change DeleteFunctionEventInvokeConfig -> () = event_config::delete, on qualified_target(function_name, qualifier);
    change DeleteProvisionedConcurrencyConfig -> () = provisioned::delete, on published_target(function_name, qualifier);
    /// the packages' sizes are counted, and not bounded
    read GetAccountSettings -> GetAccountSettingsResponse = reservation::account_settings, on any();
    read GetAlias -> AliasConfiguration = alias_control::get_alias, on function_target(function_name);
    read GetEventSourceMapping -> EventSourceMappingConfiguration = mapping_control::get, on mapping_target(uuid);
    /// without a URL to download the code from
    read GetFunction -> GetFunctionResponse = update::get_function, on qualified_target(function_name, qualifier);
    /// code signing is not built: no function has any
    read GetFunctionCodeSigningConfig -> GetFunctionCodeSigningConfigResponse = facets::get_code_signing, on function_target(function_name);
    read GetFunctionConcurrency -> ReservedConcurrency = reservation::get, on function_target(function_name);
    read GetFunctionConfiguration -> FunctionConfiguration = control::get_function_configuration, on qualified_target(function_name, qualifier);
    read GetFunctionEventInvokeConfig -> FunctionEventInvokeConfig = event_config::get, on qualified_target(function_name, qualifier);
    read GetFunctionRecursionConfig -> FunctionRecursionConfig = facets::get_recursion, on function_target(function_name);
    /// function URLs are not built: there is none
    read GetFunctionUrlConfig -> () = facets::get_url, on qualified_target(function_name, qualifier);
    read GetPolicy -> GetPolicyResponse = permissions::get_policy, on qualified_target(function_name, qualifier);
    read GetProvisionedConcurrencyConfig -> ProvisionedConcurrencyConfig = provisioned::get, on published_target(function_name, qualifier);
    read GetRuntimeManagementConfig -> RuntimeManagementConfig = facets::get_runtime_management, on qualified_target(function_name, qualifier);
    /// `RequestResponse`, `Event` and `DryRun`, with the tail of the log
    change Invoke -> Invoked = invoke::invoke, on qualified_target(function_name, qualifier) as "InvokeFunction";
    read ListAliases -> ListAliasesResponse = alias_control::list_aliases, on function_target(function_name);
    read ListEventSourceMappings -> ListEventSourceMappingsResponse = mapping_control::list, on any();
    read ListFunctionEventInvokeConfigs -> ListFunctionEventInvokeConfigsResponse = event_config::list, on function_target(function_name);
    /// function URLs are not built: there is none
    read ListFunctionUrlConfigs -> ListFunctionUrlConfigsResponse = facets::list_urls, on function_target(function_name);
    read ListFunctions -> ListFunctionsResponse = control::list_functions, on any();
    read ListProvisionedConcurrencyConfigs -> ListProvisionedConcurrencyConfigsResponse = provisioned::list, on function_target(function_name);
    /// of functions and event source mappings
    read ListTags -> ListTagsResponse = tags::list_tags, on tagged(resource);
    read ListVersionsByFunction -> ListVersionsByFunctionResponse = versions::list_versions, on function_target(function_name);
    change PublishVersion -> FunctionConfiguration = versions::publish_version, on function_target(function_name);
    /// throttles callers, events and event source mappings
    change PutFunctionConcurrency -> ReservedConcurrency = reservation::put, on function_target(function_name);
    /// destinations are queues, topics and functions
    change PutFunctionEventInvokeConfig -> FunctionEventInvokeConfig = event_config::put, on qualified_target(function_name, qualifier);
    change PutFunctionRecursionConfig -> FunctionRecursionConfig = facets::put_recursion, on function_target(function_name) keeps(RecursiveLoop);
    /// it is ready at once, and counts against what may be reserved
    change PutProvisionedConcurrencyConfig -> ProvisionedConcurrencyConfig = provisioned::put, on published_target(function_name, qualifier) keeps(ProvisionedConcurrentExecutions);
    change PutRuntimeManagementConfig -> RuntimeManagementConfig = facets::put_runtime_management, on qualified_target(function_name, qualifier) keeps(UpdateRuntimeOn, RuntimeVersionArn);
    change RemovePermission -> () = permissions::remove_permission, on qualified_target(function_name, qualifier);
    /// of functions and event source mappings
    change TagResource -> () = tags::tag_resource, on tagged(resource);
    change UntagResource -> () = tags::untag_resource, on tagged(resource);
    change UpdateAlias -> AliasConfiguration = alias_control::update_alias, on function_target(function_name);
    change UpdateEventSourceMapping -> EventSourceMappingConfiguration = mapping_control::update, on mapping_target(uuid);
    /// as `CreateFunction`
    change UpdateFunctionCode -> FunctionConfiguration = update::update_function_code, on function_target(function_name) keeps(SourceKMSKeyArn);
    /// description, environment, handler, memory size, role, runtime, timeout, log group and dead-letter target; the rest as `CreateFunction`
    change UpdateFunctionConfiguration -> FunctionConfiguration = update::update_function_configuration, on function_target(function_name) keeps(TracingConfig, EphemeralStorage, KMSKeyArn);
    /// as `PutFunctionEventInvokeConfig`
    change UpdateFunctionEventInvokeConfig -> FunctionEventInvokeConfig = event_config::update, on qualified_target(function_name, qualifier);
}

/// A published version or an alias.
#[expect(
    clippy::ref_option,
    reason = "a line of the table hands members over as they are"
)]
fn published_target<'a>(
    home: &'a Home,
    text: &'a str,
    qualifier: &'a Option<String>,
) -> Target<'a> {
    qualified_target(home, text, qualifier)
}

/// Nothing in particular, where this function is: which function a mapping may feed, a policy says by `lambda:FunctionArn`.
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/lambda-api-permissions-ref.html>, "Resources and conditions for Lambda actions"
fn any_in_account_of<'a>(home: &'a Home, function: &'a str) -> Target<'a> {
    Target {
        resource: Resource::Any,
        ..function_target(home, function)
    }
}

fn mapping_target<'a>(home: &'a Home, uuid: &'a str) -> Target<'a> {
    Resource::EventSourceMapping(uuid).of(home)
}
