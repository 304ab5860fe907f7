//! What alarms do: a message to a topic, an event to a function. Anything else is refused by name.
//!
//! Source: API `PutMetricAlarm`, `AlarmActions`; principals: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html>
//! and <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html>.

use jiff::Timestamp;

use crate::World;
use crate::arn::Arn;
use crate::delivery::ServiceMessage;
use crate::notice::Notice;
use crate::origin::{Caller, Home, Principal};
use crate::{Effect, arn};

use super::super::MetricsError;
use super::event::event;
use super::history::Acted;
use super::model::{Alarm, AlarmType};
use super::notification::{message, subject};
use super::state::State;

/// An action of an alarm, on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AlarmAction {
    home: Home,
    alarm: String,
    alarm_type: AlarmType,
    /// When the state was come to.
    updated: Timestamp,
    pub(super) message: ServiceMessage,
}

/// What an action's ARN names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Topic,
    Function,
}

fn kind(arn: &Arn<'_>) -> Option<Kind> {
    match arn.service {
        "sns" => Some(Kind::Topic),
        "lambda" if arn.resource.starts_with("function:") => Some(Kind::Function),
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

impl World {
    /// Does it. What is not taken stands in the alarm's history, and in the log.
    pub(crate) fn act_for_alarm(&mut self, action: AlarmAction) {
        let AlarmAction {
            home,
            alarm,
            alarm_type,
            updated,
            message,
        } = action;
        let (to, body) = (message.to.clone(), message.body.clone());
        let error = self.send(message).err().map(|error| error.to_string());
        if let Some(error) = &error {
            let name = arn::Resource::Alarm(&alarm).of(&home);
            self.effects.push(Effect::Tell(Notice {
                about: name.to_string(),
                what: format!("the alarm's action {to} failed: {error}"),
            }));
        }
        if let Some(local) = self.state.locals.get_mut(&home) {
            let acted = Acted {
                action: &to,
                updated,
                message: &body,
                error,
            };
            let history = &mut local.metrics.alarms.history;
            history.acted(self.now, &alarm, alarm_type, &acted);
        }
    }
}
