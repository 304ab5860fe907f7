//! `PutSubscriptionFilter`. Source: API `PutSubscriptionFilter`; where texts are from, docs/aws-behaviour.md says.

use serde::{Deserialize, Serialize};

use super::model::{SubscriptionFilter, Waiting};
use super::sender::sender;
use crate::access::{self, Ask};
use crate::arn::Arn;
use crate::context::Context;
use crate::function::function_target;
use crate::logs::address::{check_group_name, check_inner_name};
use crate::logs::error::LogsError;
use crate::logs::pattern::Pattern;
use crate::logs::state::LogGroups;
use crate::origin::{Home, Origin};
use crate::state::{Part as _, State};

/// Subscription filters of a group. Source: API `PutSubscriptionFilter`.
const MAX_FILTERS: usize = 2;
/// What holds where nothing is asked for. Source: same, `distribution`.
const BY_LOG_STREAM: &str = "ByLogStream";

/// `PutSubscriptionFilter`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PutSubscriptionFilter {
    pub log_group_name: String,
    pub filter_name: String,
    pub filter_pattern: String,
    /// A function's.
    pub destination_arn: String,
    /// A function needs none.
    #[serde(default)]
    pub role_arn: Option<String>,
    /// Of streams of Kinesis; kept.
    #[serde(default)]
    pub distribution: Option<String>,
    /// Events are not transformed here: false is what holds.
    #[serde(default)]
    pub apply_on_transformed_logs: Option<bool>,
}

pub(in crate::logs) fn put_subscription_filter(
    state: &mut State,
    context: &mut Context<'_>,
    request: PutSubscriptionFilter,
) -> Result<(), LogsError> {
    check_group_name("logGroupName", &request.log_group_name)?;
    check_inner_name("filterName", &request.filter_name)?;
    let distribution = distribution(request.distribution)?;
    let pattern = Pattern::parse(&request.filter_pattern)?;
    if request.apply_on_transformed_logs == Some(true) {
        return Err(LogsError::invalid(
            "applyOnTransformedLogs: log transformers are not built in this emulator",
        ));
    }
    LogGroups::of(state, context.home).existing(&request.log_group_name)?;
    check_destination(&request.destination_arn, context.home)?;
    check_function(
        state,
        context,
        &request.log_group_name,
        &request.destination_arn,
    )?;
    let groups = LogGroups::of_mut(state, context.home);
    let group = groups.existing_mut(&request.log_group_name)?;
    let before = group.subscription_filters.get(&request.filter_name);
    group.check_regexes(&pattern, before.map(|filter| &filter.pattern))?;
    let filters = &mut group.subscription_filters;
    if filters.len() >= MAX_FILTERS && !filters.contains_key(&request.filter_name) {
        return Err(LogsError::LimitExceeded);
    }
    // What the filter collected before goes where it goes now.
    let known = filters.remove(&request.filter_name);
    let filter = SubscriptionFilter {
        created: context.now,
        pattern,
        destination_arn: request.destination_arn,
        role_arn: request.role_arn,
        distribution,
        waiting: known.map_or_else(Waiting::default, |known| known.waiting),
    };
    filters.insert(request.filter_name, filter);
    Ok(())
}

fn distribution(asked: Option<String>) -> Result<String, LogsError> {
    match asked.as_deref() {
        None | Some(BY_LOG_STREAM) => Ok(BY_LOG_STREAM.to_owned()),
        Some("Random") => Ok("Random".to_owned()),
        Some(other) => Err(LogsError::invalid(format!(
            "1 validation error detected: Value '{other}' at 'distribution' failed to satisfy constraint: Member must \
             satisfy enum value set: [Random, ByLogStream]"
        ))),
    }
}

/// # Errors
/// What is no function of this account and Region.
fn check_destination(arn: &str, home: &Home) -> Result<(), LogsError> {
    let refusal = match Arn::parse(arn) {
        Some(known) if known.is_function() => {
            if known.home().as_ref() == Some(home) {
                return Ok(());
            }
            "The function is of another account or Region".to_owned()
        }
        Some(known) if matches!(known.service, "kinesis" | "firehose" | "logs") => format!(
            "The destination {arn} is not built in this emulator: subscription filters send to Lambda functions"
        ),
        _ => {
            "PutSubscriptionFilter operation cannot work with destinationArn for vendor ".to_owned()
                + arn
        }
    };
    Err(LogsError::invalid(refusal))
}

/// # Errors
/// The function is not there, or does not let CloudWatch Logs.
fn check_function(
    state: &State,
    context: &Context<'_>,
    group: &str,
    arn: &str,
) -> Result<(), LogsError> {
    let view = context.view();
    let logs = Origin {
        caller: sender(context.home, group),
        account: context.home.account,
        region: context.home.region.clone(),
        ..Origin::default()
    };
    let target = function_target(context.home, arn);
    let ask = Ask {
        origin: &logs,
        ..view.ask("lambda:InvokeFunction", target)
    };
    if access::is_absent(state, &target) || access::authorise(state, &ask).is_err() {
        return Err(LogsError::invalid(
            "Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute your \
             function.",
        ));
    }
    Ok(())
}
