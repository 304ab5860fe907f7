//! AWS Lambda: restJson1, by dated paths. `Invoke` is [`crate::wire::invoke`]'s.

use http::Method;

use crate::world::function::{self, FunctionError};
use crate::world::{Error, Operation};

use crate::wire::protocols::Protocols;
use crate::wire::refusal::Refusal;
use crate::wire::rest_path::{RestPath, rest_path};

pub const LAMBDA: Protocols = Protocols {
    model: &function::MODEL,
    signed_as: "lambda",
    rest: LINES,
    ..Protocols::of(
        |name, tree| Some(function::Operation::decode(name, tree)?.map(Operation::Lambda)),
        |name, body| Some(function::Operation::decode(name, body)?.map(Operation::Lambda)),
        |error| match error {
            Error::Lambda(error) => Some(refusal(error)),
            _ => None,
        },
    )
};

const FUNCTIONS: &str = "/2015-03-31/functions";
const EVENT_CONFIG: &str = "/2019-09-25/functions/{FunctionName}/event-invoke-config";
const EVENT_CONFIGS: &str = "/2019-09-25/functions/{FunctionName}/event-invoke-config/list";
const FUNCTION: &str = "/2015-03-31/functions/{FunctionName}";
const CODE: &str = "/2015-03-31/functions/{FunctionName}/code";
const CONFIGURATION: &str = "/2015-03-31/functions/{FunctionName}/configuration";
const POLICY: &str = "/2015-03-31/functions/{FunctionName}/policy";
const STATEMENT: &str = "/2015-03-31/functions/{FunctionName}/policy/{StatementId}";
const INVOCATIONS: &str = "/2015-03-31/functions/{FunctionName}/invocations";
const MAPPINGS: &str = "/2015-03-31/event-source-mappings";
const MAPPING: &str = "/2015-03-31/event-source-mappings/{UUID}";

/// Source: botocore's Lambda model, 2015-03-31.
const LINES: &[RestPath] = &[
    rest_path(Method::GET, FUNCTIONS, "ListFunctions", 200),
    rest_path(Method::POST, FUNCTIONS, "CreateFunction", 201),
    rest_path(Method::GET, FUNCTION, "GetFunction", 200),
    rest_path(Method::DELETE, FUNCTION, "DeleteFunction", 204),
    rest_path(Method::PUT, CODE, "UpdateFunctionCode", 200),
    rest_path(Method::GET, CONFIGURATION, "GetFunctionConfiguration", 200),
    rest_path(
        Method::PUT,
        CONFIGURATION,
        "UpdateFunctionConfiguration",
        200,
    ),
    rest_path(Method::GET, POLICY, "GetPolicy", 200),
    rest_path(Method::POST, POLICY, "AddPermission", 201),
    rest_path(Method::DELETE, STATEMENT, "RemovePermission", 204),
    // Headers and body are read elsewhere.
    rest_path(Method::POST, INVOCATIONS, "Invoke", 200),
    rest_path(
        Method::GET,
        EVENT_CONFIG,
        "GetFunctionEventInvokeConfig",
        200,
    ),
    rest_path(
        Method::PUT,
        EVENT_CONFIG,
        "PutFunctionEventInvokeConfig",
        200,
    ),
    rest_path(
        Method::POST,
        EVENT_CONFIG,
        "UpdateFunctionEventInvokeConfig",
        200,
    ),
    rest_path(
        Method::DELETE,
        EVENT_CONFIG,
        "DeleteFunctionEventInvokeConfig",
        204,
    ),
    rest_path(
        Method::GET,
        EVENT_CONFIGS,
        "ListFunctionEventInvokeConfigs",
        200,
    ),
    rest_path(Method::GET, MAPPINGS, "ListEventSourceMappings", 200),
    rest_path(Method::POST, MAPPINGS, "CreateEventSourceMapping", 202),
    rest_path(Method::GET, MAPPING, "GetEventSourceMapping", 200),
    rest_path(Method::PUT, MAPPING, "UpdateEventSourceMapping", 202),
    rest_path(Method::DELETE, MAPPING, "DeleteEventSourceMapping", 202),
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
        FunctionError::TooManyRequests => {
            Refusal::sender("TooManyRequestsException", error).status(429)
        }
        FunctionError::RequestTooLarge => {
            Refusal::sender("RequestTooLargeException", error).status(413)
        }
        FunctionError::Validation(_) => Refusal::sender("ValidationException", error),
    }
}
