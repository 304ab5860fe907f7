//! `PutFunctionConcurrency`, `GetFunctionConcurrency` and `DeleteFunctionConcurrency`: what is reserved for a function, and
//! `GetAccountSettings`: what that leaves.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html>

use serde::{Deserialize, Serialize};

use super::configuration::code_size;
use super::definition::FunctionName;
use super::error::FunctionError;
use super::package::MAX_UNZIPPED_BYTES;
use super::state::Functions;
use crate::arn::Resource;
use crate::context::{Context, View};
use crate::origin::Home;
use crate::state::Local;

/// Invocations that an account keeps for functions without a reservation. Source: `PutFunctionConcurrency`, "as long as you leave at
/// least 100 simultaneous executions unreserved".
const MIN_UNRESERVED: usize = 100;

/// Bytes of all packages of a Region: 75 GB; and of one that is uploaded without S3: 50 MB.
/// <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>
const TOTAL_CODE_BYTES: u64 = 80_530_636_800;
const ZIPPED_CODE_BYTES: u64 = 52_428_800;

/// `PutFunctionConcurrency`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct PutFunctionConcurrency {
    pub function_name: String,
    /// 0 throttles every invocation.
    pub reserved_concurrent_executions: Option<i64>,
}

/// `GetFunctionConcurrency`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct GetFunctionConcurrency {
    pub function_name: String,
}

/// `DeleteFunctionConcurrency`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DeleteFunctionConcurrency {
    pub function_name: String,
}

/// What is reserved for a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ReservedConcurrency {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reserved_concurrent_executions: Option<usize>,
}

/// `GetAccountSettings`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct GetAccountSettings {}

/// What `GetAccountSettings` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetAccountSettingsResponse {
    pub account_limit: AccountLimit,
    pub account_usage: AccountUsage,
}

/// Of an account in a Region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct AccountLimit {
    /// Bytes.
    pub total_code_size: u64,
    /// Bytes.
    pub code_size_unzipped: u64,
    /// Bytes.
    pub code_size_zipped: u64,
    pub concurrent_executions: usize,
    pub unreserved_concurrent_executions: usize,
}

/// Of an account in a Region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct AccountUsage {
    /// Bytes of all packages, those of published versions too.
    pub total_code_size: u64,
    pub function_count: usize,
}

pub(super) fn put(
    state: &mut Local,
    context: &mut Context<'_>,
    request: PutFunctionConcurrency,
) -> Result<ReservedConcurrency, FunctionError> {
    let name = existing(state, context.home, &request.function_name)?;
    let reserved = valid_reservation(request.reserved_concurrent_executions)?;
    let functions = &mut state.functions;
    let provisioned = functions.provisioned_of(&name);
    if reserved < provisioned {
        return Err(FunctionError::invalid(format!(
            "ReservedConcurrentExecutions {reserved} should not be lower than function's total provisioned concurrency \
             [{provisioned}]."
        )));
    }
    let limit = context.settings.concurrency.limit;
    let own = functions.set_aside_for(&name);
    let others = functions.set_aside().saturating_sub(own);
    if others + reserved > limit - least_unreserved(limit) {
        return Err(below_minimum("ReservedConcurrentExecutions", limit));
    }
    functions.reserved.insert(name, reserved);
    Ok(ReservedConcurrency {
        reserved_concurrent_executions: Some(reserved),
    })
}

pub(super) fn get(
    state: &Local,
    context: &View<'_>,
    request: GetFunctionConcurrency,
) -> Result<ReservedConcurrency, FunctionError> {
    let name = existing(state, context.home, &request.function_name)?;
    Ok(ReservedConcurrency {
        reserved_concurrent_executions: state.functions.reserved.get(&name).copied(),
    })
}

pub(super) fn delete(
    state: &mut Local,
    context: &mut Context<'_>,
    request: DeleteFunctionConcurrency,
) -> Result<(), FunctionError> {
    let name = existing(state, context.home, &request.function_name)?;
    state.functions.reserved.remove(&name);
    Ok(())
}

pub(super) fn account_settings(
    state: &Local,
    context: &View<'_>,
    _request: GetAccountSettings,
) -> Result<GetAccountSettingsResponse, FunctionError> {
    let limit = context.settings.concurrency.limit;
    let functions = &state.functions;
    let all = functions.iter().chain(functions.published_versions());
    Ok(GetAccountSettingsResponse {
        account_limit: AccountLimit {
            total_code_size: TOTAL_CODE_BYTES,
            code_size_unzipped: MAX_UNZIPPED_BYTES,
            code_size_zipped: ZIPPED_CODE_BYTES,
            concurrent_executions: limit,
            unreserved_concurrent_executions: limit.saturating_sub(functions.set_aside()),
        },
        account_usage: AccountUsage {
            total_code_size: all.map(|function| code_size(&function.code)).sum(),
            function_count: functions.by_name.len(),
        },
    })
}

impl Functions {
    /// What functions without a reservation cannot use: reservations, and where there is none what is provisioned.
    pub(super) fn set_aside(&self) -> usize {
        let names = self.by_name.keys();
        names.map(|name| self.set_aside_for(name)).sum()
    }

    fn set_aside_for(&self, name: &FunctionName) -> usize {
        let reserved = self.reserved.get(name).copied();
        reserved.unwrap_or_else(|| self.provisioned_of(name))
    }
}

/// An account whose limit is lower than that keeps all of it: it can reserve nothing.
pub(super) fn least_unreserved(limit: usize) -> usize {
    MIN_UNRESERVED.min(limit)
}

/// `what` is the member. Recorded by users of Terraform and CDK.
pub(super) fn below_minimum(what: &str, limit: usize) -> FunctionError {
    FunctionError::invalid(format!(
        "Specified {what} for function decreases account's UnreservedConcurrentExecution below its minimum value of [{}].",
        least_unreserved(limit)
    ))
}

fn valid_reservation(reserved: Option<i64>) -> Result<usize, FunctionError> {
    let broken = |value: &str, constraint: &str| {
        FunctionError::Validation(format!(
            "1 validation error detected: Value {value} at 'reservedConcurrentExecutions' failed to satisfy constraint: \
             Member must {constraint}"
        ))
    };
    let reserved = reserved.ok_or_else(|| broken("null", "not be null"))?;
    usize::try_from(reserved).map_err(|_| {
        broken(
            &format!("'{reserved}'"),
            "have value greater than or equal to 0",
        )
    })
}

/// Recorded: what is not there is told as `$LATEST` here.
fn existing(state: &Local, home: &Home, name: &str) -> Result<FunctionName, FunctionError> {
    let name = FunctionName::parse_in(home, name)?;
    if state.functions.get(&name).is_some() {
        return Ok(name);
    }
    let function = Resource::Function(name.as_str()).of(home);
    Err(FunctionError::ResourceNotFound(format!(
        "Function not found: {function}:$LATEST"
    )))
}
