//! AWS Lambda: restJson1, by dated paths. `Invoke` is [`crate::wire::invoke`]'s.

use http::Method;

use crate::world::function::{self, FunctionError};
use crate::world::{Error, Operation};

use crate::wire::protocols::Protocols;
use crate::wire::refusal::Refusal;
use crate::wire::rest_path::{RestPath, rest_path, unbuilt_path};

pub const LAMBDA: Protocols = Protocols {
    model: &function::MODEL,
    signed_as: "lambda",
    rest: LINES,
    query_lists: &[("tagKeys", "TagKeys")],
    ..Protocols::of(
        |name, tree| Some(function::Operation::decode(name, tree)?.map(Operation::Lambda)),
        |error| match error {
            Error::Lambda(error) => Some(refusal(error)),
            _ => None,
        },
    )
};

/// Why operations are not built.
const URLS: &str = "It has no URLs for functions: invoke them with Invoke.";
const LAYERS: &str = "It has no layers: put into the package what the function needs.";
const SIGNING: &str = "It checks no signatures of code.";
const STREAMS: &str = "It streams no answers: use Invoke.";
const ASYNC: &str = "AWS has deprecated it: use Invoke with InvocationType Event.";

/// Source: botocore's Lambda model, 2015-03-31.
const LINES: &[RestPath] = &[
    rest_path(Method::GET, "/2015-03-31/functions", "ListFunctions", 200),
    rest_path(Method::POST, "/2015-03-31/functions", "CreateFunction", 201),
    rest_path(
        Method::GET,
        "/2015-03-31/functions/{FunctionName}",
        "GetFunction",
        200,
    ),
    rest_path(
        Method::DELETE,
        "/2015-03-31/functions/{FunctionName}",
        "DeleteFunction",
        204,
    ),
    rest_path(
        Method::PUT,
        "/2015-03-31/functions/{FunctionName}/code",
        "UpdateFunctionCode",
        200,
    ),
    rest_path(
        Method::GET,
        "/2015-03-31/functions/{FunctionName}/configuration",
        "GetFunctionConfiguration",
        200,
    ),
    rest_path(
        Method::PUT,
        "/2015-03-31/functions/{FunctionName}/configuration",
        "UpdateFunctionConfiguration",
        200,
    ),
    rest_path(
        Method::GET,
        "/2015-03-31/functions/{FunctionName}/policy",
        "GetPolicy",
        200,
    ),
    rest_path(
        Method::POST,
        "/2015-03-31/functions/{FunctionName}/policy",
        "AddPermission",
        201,
    ),
    rest_path(
        Method::DELETE,
        "/2015-03-31/functions/{FunctionName}/policy/{StatementId}",
        "RemovePermission",
        204,
    ),
    // Headers and body are read elsewhere.
    rest_path(
        Method::POST,
        "/2015-03-31/functions/{FunctionName}/invocations",
        "Invoke",
        200,
    ),
    rest_path(
        Method::POST,
        "/2015-03-31/functions/{FunctionName}/versions",
        "PublishVersion",
        201,
    ),
    rest_path(
        Method::GET,
        "/2015-03-31/functions/{FunctionName}/versions",
        "ListVersionsByFunction",
        200,
    ),
    rest_path(
        Method::POST,
        "/2015-03-31/functions/{FunctionName}/aliases",
        "CreateAlias",
        201,
    ),
    rest_path(
        Method::GET,
        "/2015-03-31/functions/{FunctionName}/aliases",
        "ListAliases",
        200,
    ),
    rest_path(
        Method::GET,
        "/2015-03-31/functions/{FunctionName}/aliases/{Name}",
        "GetAlias",
        200,
    ),
    rest_path(
        Method::PUT,
        "/2015-03-31/functions/{FunctionName}/aliases/{Name}",
        "UpdateAlias",
        200,
    ),
    rest_path(
        Method::DELETE,
        "/2015-03-31/functions/{FunctionName}/aliases/{Name}",
        "DeleteAlias",
        204,
    ),
    rest_path(
        Method::GET,
        "/2019-09-25/functions/{FunctionName}/event-invoke-config",
        "GetFunctionEventInvokeConfig",
        200,
    ),
    rest_path(
        Method::PUT,
        "/2019-09-25/functions/{FunctionName}/event-invoke-config",
        "PutFunctionEventInvokeConfig",
        200,
    ),
    rest_path(
        Method::POST,
        "/2019-09-25/functions/{FunctionName}/event-invoke-config",
        "UpdateFunctionEventInvokeConfig",
        200,
    ),
    rest_path(
        Method::DELETE,
        "/2019-09-25/functions/{FunctionName}/event-invoke-config",
        "DeleteFunctionEventInvokeConfig",
        204,
    ),
    rest_path(
        Method::GET,
        "/2019-09-25/functions/{FunctionName}/event-invoke-config/list",
        "ListFunctionEventInvokeConfigs",
        200,
    ),
    rest_path(
        Method::PUT,
        "/2017-10-31/functions/{FunctionName}/concurrency",
        "PutFunctionConcurrency",
        200,
    ),
    rest_path(
        Method::DELETE,
        "/2017-10-31/functions/{FunctionName}/concurrency",
        "DeleteFunctionConcurrency",
        204,
    ),
    rest_path(
        Method::GET,
        "/2019-09-30/functions/{FunctionName}/concurrency",
        "GetFunctionConcurrency",
        200,
    ),
    // Before the one that has the same path.
    rest_path(
        Method::GET,
        "/2019-09-30/functions/{FunctionName}/provisioned-concurrency?List=ALL",
        "ListProvisionedConcurrencyConfigs",
        200,
    ),
    rest_path(
        Method::GET,
        "/2019-09-30/functions/{FunctionName}/provisioned-concurrency",
        "GetProvisionedConcurrencyConfig",
        200,
    ),
    rest_path(
        Method::PUT,
        "/2019-09-30/functions/{FunctionName}/provisioned-concurrency",
        "PutProvisionedConcurrencyConfig",
        202,
    ),
    rest_path(
        Method::DELETE,
        "/2019-09-30/functions/{FunctionName}/provisioned-concurrency",
        "DeleteProvisionedConcurrencyConfig",
        204,
    ),
    rest_path(
        Method::GET,
        "/2020-06-30/functions/{FunctionName}/code-signing-config",
        "GetFunctionCodeSigningConfig",
        200,
    ),
    rest_path(
        Method::GET,
        "/2024-08-31/functions/{FunctionName}/recursion-config",
        "GetFunctionRecursionConfig",
        200,
    ),
    rest_path(
        Method::PUT,
        "/2024-08-31/functions/{FunctionName}/recursion-config",
        "PutFunctionRecursionConfig",
        200,
    ),
    rest_path(
        Method::GET,
        "/2021-07-20/functions/{FunctionName}/runtime-management-config",
        "GetRuntimeManagementConfig",
        200,
    ),
    rest_path(
        Method::PUT,
        "/2021-07-20/functions/{FunctionName}/runtime-management-config",
        "PutRuntimeManagementConfig",
        200,
    ),
    rest_path(
        Method::GET,
        "/2021-10-31/functions/{FunctionName}/url",
        "GetFunctionUrlConfig",
        200,
    ),
    rest_path(
        Method::GET,
        "/2021-10-31/functions/{FunctionName}/urls",
        "ListFunctionUrlConfigs",
        200,
    ),
    rest_path(Method::GET, "/2017-03-31/tags/{Resource}", "ListTags", 200),
    rest_path(
        Method::POST,
        "/2017-03-31/tags/{Resource}",
        "TagResource",
        204,
    ),
    rest_path(
        Method::DELETE,
        "/2017-03-31/tags/{Resource}",
        "UntagResource",
        204,
    ),
    rest_path(
        Method::GET,
        "/2016-08-19/account-settings",
        "GetAccountSettings",
        200,
    ),
    rest_path(
        Method::GET,
        "/2015-03-31/event-source-mappings",
        "ListEventSourceMappings",
        200,
    ),
    rest_path(
        Method::POST,
        "/2015-03-31/event-source-mappings",
        "CreateEventSourceMapping",
        202,
    ),
    rest_path(
        Method::GET,
        "/2015-03-31/event-source-mappings/{UUID}",
        "GetEventSourceMapping",
        200,
    ),
    rest_path(
        Method::PUT,
        "/2015-03-31/event-source-mappings/{UUID}",
        "UpdateEventSourceMapping",
        202,
    ),
    rest_path(
        Method::DELETE,
        "/2015-03-31/event-source-mappings/{UUID}",
        "DeleteEventSourceMapping",
        202,
    ),
    unbuilt_path(
        Method::POST,
        "/2021-10-31/functions/{FunctionName}/url",
        "CreateFunctionUrlConfig",
        URLS,
    ),
    unbuilt_path(
        Method::PUT,
        "/2021-10-31/functions/{FunctionName}/url",
        "UpdateFunctionUrlConfig",
        URLS,
    ),
    unbuilt_path(
        Method::DELETE,
        "/2021-10-31/functions/{FunctionName}/url",
        "DeleteFunctionUrlConfig",
        URLS,
    ),
    unbuilt_path(
        Method::POST,
        "/2018-10-31/layers/{LayerName}/versions",
        "PublishLayerVersion",
        LAYERS,
    ),
    unbuilt_path(
        Method::GET,
        "/2018-10-31/layers/{LayerName}/versions",
        "ListLayerVersions",
        LAYERS,
    ),
    unbuilt_path(
        Method::GET,
        "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}",
        "GetLayerVersion",
        LAYERS,
    ),
    unbuilt_path(
        Method::DELETE,
        "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}",
        "DeleteLayerVersion",
        LAYERS,
    ),
    unbuilt_path(
        Method::GET,
        "/2018-10-31/layers?find=LayerVersion",
        "GetLayerVersionByArn",
        LAYERS,
    ),
    unbuilt_path(Method::GET, "/2018-10-31/layers", "ListLayers", LAYERS),
    unbuilt_path(
        Method::PUT,
        "/2020-06-30/functions/{FunctionName}/code-signing-config",
        "PutFunctionCodeSigningConfig",
        SIGNING,
    ),
    unbuilt_path(
        Method::DELETE,
        "/2020-06-30/functions/{FunctionName}/code-signing-config",
        "DeleteFunctionCodeSigningConfig",
        SIGNING,
    ),
    unbuilt_path(
        Method::POST,
        "/2020-04-22/code-signing-configs",
        "CreateCodeSigningConfig",
        SIGNING,
    ),
    unbuilt_path(
        Method::GET,
        "/2020-04-22/code-signing-configs",
        "ListCodeSigningConfigs",
        SIGNING,
    ),
    unbuilt_path(
        Method::POST,
        "/2021-11-15/functions/{FunctionName}/response-streaming-invocations",
        "InvokeWithResponseStream",
        STREAMS,
    ),
    unbuilt_path(
        Method::POST,
        "/2014-11-13/functions/{FunctionName}/invoke-async",
        "InvokeAsync",
        ASYNC,
    ),
];

fn refusal(error: &FunctionError) -> Refusal {
    match error {
        FunctionError::AccessDenied(denial) => Refusal::denied_as(denial, error, |message| {
            Refusal::sender("AccessDeniedException", message).status(403)
        }),
        FunctionError::ResourceNotFound(_) => {
            Refusal::sender("ResourceNotFoundException", error).status(404)
        }
        FunctionError::ResourceConflict(_) => {
            Refusal::sender("ResourceConflictException", error).status(409)
        }
        FunctionError::PreconditionFailed => {
            Refusal::sender("PreconditionFailedException", error).status(412)
        }
        FunctionError::InvalidParameterValue(_) => {
            Refusal::sender("InvalidParameterValueException", error)
        }
        FunctionError::PolicyLengthExceeded => {
            Refusal::sender("PolicyLengthExceededException", error)
        }
        FunctionError::ResourceInUse(_) => Refusal::sender("ResourceInUseException", error),
        FunctionError::TooManyRequests(reason) => {
            let refusal = Refusal::sender("TooManyRequestsException", error).status(429);
            refusal.reason(reason.as_str())
        }
        FunctionError::ProvisionedConcurrencyConfigNotFound => {
            Refusal::sender("ProvisionedConcurrencyConfigNotFoundException", error).status(404)
        }
        FunctionError::CodeDenied(_) => Refusal::sender("AccessDeniedException", error).status(403),
        FunctionError::RequestTooLarge => {
            Refusal::sender("RequestTooLargeException", error).status(413)
        }
        FunctionError::EventTooLarge { .. } => {
            Refusal::sender("RequestEntityTooLargeException", error).status(413)
        }
        FunctionError::Validation(_) => Refusal::sender("ValidationException", error),
    }
}
