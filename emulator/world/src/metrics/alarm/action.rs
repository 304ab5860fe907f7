//! What alarms do: a message to a topic, an event to a function. Anything else is refused by name.
//!
//! Source: API `PutMetricAlarm`, `AlarmActions`; principals: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html>
//! and <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html>.

use super::super::error::MetricsError;
use super::alarm_action::AlarmAction;
use super::event::event;
use super::model::Alarm;
use super::notification::{message, subject};
use super::state::State;
use crate::arn::Arn;
use crate::origin::{Caller, Home, Principal};
use crate::service_message::ServiceMessage;

/// What an action's ARN names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Topic,
    Function,
}

fn kind(arn: &Arn<'_>) -> Option<Kind> {
    match arn.service {
        "sns" => Some(Kind::Topic),
        _ if arn.is_function() => Some(Kind::Function),
        _ => None,
    }
}

/// # Errors
/// What is no ARN, of another Region, or what alarms do not act on here. Whether it is there is seen when it is acted on.
pub(super) fn check(arns: &[String], home: &Home) -> Result<(), MetricsError> {
    for text in arns {
        let refusal = match Arn::parse(text) {
            None => format!("Invalid arn syntax: {text}"),
            Some(arn) if kind(&arn).is_none() => format!(
                "The action {text} is not implemented by this emulator: alarms act on SNS topics and Lambda functions."
            ),
            // Recorded.
            Some(arn) if arn.region != home.region.as_str() => format!(
                "Invalid region {} specified. Only {} is supported.",
                arn.region, home.region
            ),
            Some(_) => continue,
        };
        return Err(MetricsError::Validation(refusal));
    }
    Ok(())
}

/// The action of an alarm that came from one state to its own.
pub(super) fn of(alarm: &Alarm, to: &str, old: &State, home: &Home) -> AlarmAction {
    let is_function = Arn::parse(to).is_some_and(|arn| kind(&arn) == Some(Kind::Function));
    let principal = if is_function {
        Principal::CloudWatchAlarms
    } else {
        Principal::CloudWatch
    };
    let message = ServiceMessage {
        from: Caller::Service {
            principal,
            source: alarm.arn(home).into(),
        },
        account: home.account,
        to: to.to_owned(),
        body: if is_function {
            event(alarm, old, home)
        } else {
            message(alarm, old, home)
        },
        subject: (!is_function).then(|| subject(alarm, home)),
        ..ServiceMessage::default()
    };
    AlarmAction {
        home: home.clone(),
        alarm: alarm.name.clone(),
        alarm_type: alarm.alarm_type(),
        updated: alarm.state.updated,
        message,
    }
}
