//! AWS Lambda: functions and the event source mappings that feed them.
//!
//! Here is what Lambda knows: which functions there are, which queue feeds which of them and by which rules, which messages are
//! on their way to them, and which invocations run. To run one is `aws_endpoint::runtime`'s business ([`Effect::Invoke`]).
//!
//! [`definition`] is a function, `state` what there is of them in a Region, [`control`] and [`update`] the operations on functions, [`host`]
//! what functions can be run on, `prepare` how they get ready; [`versions`] and [`alias_control`] are what is published of them,
//! [`qualifier`] how that is named, `resolve` what is so called; `limit` says how many invocations there may be, [`reservation`] and
//! [`provisioned_control`] what is set aside of them; [`event_source`] is a mapping, [`mapping_control`] the operations on mappings, [`poller`] a
//! mapping at work; [`invoke`], [`invocation`], `begin` and `invocation_end` are how functions are run (`attached`: by a process that the
//! user started), [`event_config_control`] and `event` what becomes of events that nobody waits for; `tally` is what CloudWatch is told of all
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
mod event_config;
pub mod event_config_control;
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
mod payload_size;
mod permissions;
pub mod poller;
mod prepare;
mod prepared;
mod provisioned;
pub mod provisioned_control;
mod publish;
mod published;
pub mod qualifier;
mod readiness;
mod reference;
mod refuse_unbuilt;
pub mod reservation;
mod resolve;
mod role;
mod runtime_management;
mod sent_for;
mod state;
mod table;
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

pub use alias_control::{
    AliasConfiguration, AliasRoutingConfiguration, CreateAlias, DeleteAlias, GetAlias, ListAliases,
    ListAliasesResponse, UpdateAlias,
};
pub use code::{Fetched, FunctionCode};
pub use concurrency::Concurrency;
pub use configuration::{DeadLetterConfig, FunctionConfiguration, Progress};
pub use control::{
    CreateFunction, DeleteFunction, GetFunctionConfiguration, ListFunctions, ListFunctionsResponse,
};
pub use definition::{
    Code, Environment, EphemeralStorage, Function, FunctionName, LoggingConfig, TracingConfig,
};
pub use error::FunctionError;
pub use event_config_control::{
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
pub use payload_size::MAX_PAYLOAD_BYTES;
pub use permissions::{
    AddPermission, AddPermissionResponse, GetPolicy, GetPolicyResponse, RemovePermission,
};
pub use provisioned_control::{
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
pub use table::{MODEL, Operation, Reply};
pub use tags::{ListTags, ListTagsResponse, TagResource, UntagResource};
pub use throttle::ThrottleReason;
pub(crate) use turns::Turns;
pub use unbuilt::{SnapStartConfig, Unbuilt};
pub use update::{
    FunctionCodeLocation, GetFunction, GetFunctionResponse, TagsError, UpdateFunctionCode,
    UpdateFunctionConfiguration,
};
pub use versions::{ListVersionsByFunction, ListVersionsByFunctionResponse, PublishVersion};
