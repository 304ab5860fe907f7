//! The table of operations: one line each.

use super::alias_control::{
    AliasConfiguration, CreateAlias, DeleteAlias, GetAlias, ListAliases, ListAliasesResponse,
    UpdateAlias,
};
use super::configuration::FunctionConfiguration;
use super::control::{
    CreateFunction, DeleteFunction, GetFunctionConfiguration, ListFunctions, ListFunctionsResponse,
};
use super::error::FunctionError;
use super::event_config_control::{
    DeleteFunctionEventInvokeConfig, FunctionEventInvokeConfig, GetFunctionEventInvokeConfig,
    ListFunctionEventInvokeConfigs, ListFunctionEventInvokeConfigsResponse,
    PutFunctionEventInvokeConfig, UpdateFunctionEventInvokeConfig,
};
use super::facets::{
    FunctionRecursionConfig, GetFunctionCodeSigningConfig, GetFunctionCodeSigningConfigResponse,
    GetFunctionRecursionConfig, GetFunctionUrlConfig, GetRuntimeManagementConfig,
    ListFunctionUrlConfigs, ListFunctionUrlConfigsResponse, PutFunctionRecursionConfig,
    PutRuntimeManagementConfig, RuntimeManagementConfig,
};
use super::invoke::{Invoke, Invoked};
use super::mapping_control::{
    CreateEventSourceMapping, DeleteEventSourceMapping, EventSourceMappingConfiguration,
    GetEventSourceMapping, ListEventSourceMappings, ListEventSourceMappingsResponse,
    UpdateEventSourceMapping,
};
use super::mapping_id::mapping_target;
use super::permissions::{
    AddPermission, AddPermissionResponse, GetPolicy, GetPolicyResponse, RemovePermission,
};
use super::provisioned_control::{
    DeleteProvisionedConcurrencyConfig, GetProvisionedConcurrencyConfig,
    ListProvisionedConcurrencyConfigs, ListProvisionedConcurrencyConfigsResponse,
    ProvisionedConcurrencyConfig, PutProvisionedConcurrencyConfig,
};
use super::reference::{any_in_account_of, function_target, published_target, qualified_target};
use super::reservation::{
    DeleteFunctionConcurrency, GetAccountSettings, GetAccountSettingsResponse,
    GetFunctionConcurrency, PutFunctionConcurrency, ReservedConcurrency,
};
use super::tags::{ListTags, ListTagsResponse, TagResource, UntagResource, tagged};
use super::update::{
    GetFunction, GetFunctionResponse, UpdateFunctionCode, UpdateFunctionConfiguration,
};
use super::versions::{ListVersionsByFunction, ListVersionsByFunctionResponse, PublishVersion};
use super::{
    alias_control, control, event_config_control, facets, invoke, mapping_control, permissions,
    provisioned_control, reservation, tags, update, versions,
};
use crate::arn::any;
use crate::service::service;

service! {
    "AWS Lambda", "lambda"; error FunctionError, asks;
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
    change DeleteFunctionEventInvokeConfig -> () = event_config_control::delete, on qualified_target(function_name, qualifier);
    change DeleteProvisionedConcurrencyConfig -> () = provisioned_control::delete, on published_target(function_name, qualifier);
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
    read GetFunctionEventInvokeConfig -> FunctionEventInvokeConfig = event_config_control::get, on qualified_target(function_name, qualifier);
    read GetFunctionRecursionConfig -> FunctionRecursionConfig = facets::get_recursion, on function_target(function_name);
    /// function URLs are not built: there is none
    read GetFunctionUrlConfig -> () = facets::get_url, on qualified_target(function_name, qualifier);
    read GetPolicy -> GetPolicyResponse = permissions::get_policy, on qualified_target(function_name, qualifier);
    read GetProvisionedConcurrencyConfig -> ProvisionedConcurrencyConfig = provisioned_control::get, on published_target(function_name, qualifier);
    read GetRuntimeManagementConfig -> RuntimeManagementConfig = facets::get_runtime_management, on qualified_target(function_name, qualifier);
    /// `RequestResponse`, `Event` and `DryRun`, with the tail of the log
    change Invoke -> Invoked = invoke::invoke, on qualified_target(function_name, qualifier) as "InvokeFunction";
    read ListAliases -> ListAliasesResponse = alias_control::list_aliases, on function_target(function_name);
    read ListEventSourceMappings -> ListEventSourceMappingsResponse = mapping_control::list, on any();
    read ListFunctionEventInvokeConfigs -> ListFunctionEventInvokeConfigsResponse = event_config_control::list, on function_target(function_name);
    /// function URLs are not built: there is none
    read ListFunctionUrlConfigs -> ListFunctionUrlConfigsResponse = facets::list_urls, on function_target(function_name);
    read ListFunctions -> ListFunctionsResponse = control::list_functions, on any();
    read ListProvisionedConcurrencyConfigs -> ListProvisionedConcurrencyConfigsResponse = provisioned_control::list, on function_target(function_name);
    /// of functions and event source mappings
    read ListTags -> ListTagsResponse = tags::list_tags, on tagged(resource);
    read ListVersionsByFunction -> ListVersionsByFunctionResponse = versions::list_versions, on function_target(function_name);
    change PublishVersion -> FunctionConfiguration = versions::publish_version, on function_target(function_name);
    /// throttles callers, events and event source mappings
    change PutFunctionConcurrency -> ReservedConcurrency = reservation::put, on function_target(function_name);
    /// destinations are queues, topics and functions
    change PutFunctionEventInvokeConfig -> FunctionEventInvokeConfig = event_config_control::put, on qualified_target(function_name, qualifier);
    change PutFunctionRecursionConfig -> FunctionRecursionConfig = facets::put_recursion, on function_target(function_name) keeps(RecursiveLoop);
    /// it is ready at once, and counts against what may be reserved
    change PutProvisionedConcurrencyConfig -> ProvisionedConcurrencyConfig = provisioned_control::put, on published_target(function_name, qualifier) keeps(ProvisionedConcurrentExecutions);
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
    change UpdateFunctionEventInvokeConfig -> FunctionEventInvokeConfig = event_config_control::update, on qualified_target(function_name, qualifier);
}
