//! AWS Lambda: functions and the event source mappings that feed them.
//!
//! Here is what Lambda knows: which functions there are, which queue feeds which of them and by which rules, which messages are
//! on their way to them, and which invocations run. To run one is `emulator::runtime`'s business ([`Effect::Invoke`]).
//!
//! [`definition`] is a function, `state` what there is of them in a Region, [`control`] and [`update`] the operations on functions, [`host`]
//! what functions can be run on, `prepare` how they get ready; [`versions`] and [`alias_control`] are what is published of them,
//! [`qualifier`] how that is named, `resolve` what is so called; `limit` says how many invocations there may be, [`reservation`] and
//! [`provisioned`] what is set aside of them; [`event_source`] is a mapping, [`mapping_control`] the operations on mappings, [`poller`] a
//! mapping at work; [`invoke`], [`invocation`], `begin` and `invocation_end` are how functions are run (`attached`: by a process that the
//! user started), [`event_config`] and `event` what becomes of events that nobody waits for; `tally` is what CloudWatch is told of all
//! that.
//!
//! [`Effect::Invoke`]: crate::effect::Effect::Invoke

mod alias;
pub mod alias_control;
mod asks;
mod attach;
mod attached;
mod begin;
pub mod code;
mod conclusion;
mod concurrency;
pub mod configuration;
pub mod control;
mod counting;
pub mod definition;
mod desk;
mod destination;
mod error;
mod event;
mod event_attempt;
pub mod event_config;
mod event_invoke_config;
mod event_queue;
pub mod event_source;
pub mod facets;
mod function_policy;
pub mod host;
pub mod invocation;
mod invocation_end;
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
mod prepared;
mod provision;
pub mod provisioned;
mod publish;
mod published;
pub mod qualifier;
mod readiness;
mod reference;
mod refuse_unbuilt;
pub mod reservation;
mod resolve;
mod runtime_management;
mod sent_for;
mod state;
pub mod tags;
mod tally;
#[cfg(test)]
mod tests;
mod throttle;
mod turns;
mod unbuilt;
mod undelivered;
pub mod update;
mod valid;
pub mod versions;

use crate::arn::any;
use crate::service::service;

use mapping_id::mapping_target;
use reference::{any_in_account_of, published_target, qualified_target};
use tags::tagged;

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
pub use function_policy::FunctionPolicy;
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
    AddPermission, AddPermissionResponse, GetPolicy, GetPolicyResponse, RemovePermission,
};
pub use provisioned::{
    DeleteProvisionedConcurrencyConfig, GetProvisionedConcurrencyConfig,
    ListProvisionedConcurrencyConfigs, ListProvisionedConcurrencyConfigsResponse,
    ProvisionedConcurrencyConfig, PutProvisionedConcurrencyConfig,
};
pub use qualifier::{QualifiedName, Qualifier, Version};
pub use readiness::Readiness;
pub use reference::function_target;
pub use reservation::{
    DeleteFunctionConcurrency, GetAccountSettings, GetAccountSettingsResponse,
    GetFunctionConcurrency, PutFunctionConcurrency, ReservedConcurrency,
};
pub(crate) use sent_for::SentFor;
pub use state::Functions;
pub use tags::{ListTags, ListTagsResponse, TagResource, UntagResource};
pub use throttle::ThrottleReason;
pub(crate) use turns::Turns;
pub use unbuilt::{SnapStartConfig, Unbuilt};
pub use update::{
    FunctionCodeLocation, GetFunction, GetFunctionResponse, UpdateFunctionCode,
    UpdateFunctionConfiguration,
};
pub use versions::{ListVersionsByFunction, ListVersionsByFunctionResponse, PublishVersion};

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
