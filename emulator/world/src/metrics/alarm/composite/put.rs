//! `PutCompositeAlarm`.

use serde::{Deserialize, Serialize};

use super::super::super::error::MetricsError;
use super::super::super::state::Metrics;
use super::super::action;
use super::super::alarm_type::AlarmType;
use super::super::members::{self, MAX_DESCRIPTION};
use super::super::model::{Alarms, Definition, Desk, Settings};
use super::super::names::{MAX_ALARM_NAME, check_text};
use super::super::save::{Put, taken};
use super::super::tag::{Tag, of_request};
use super::super::target::alarm_arn;
use super::definition::CompositeDefinition;
use super::evaluate::Cause;
use super::rule::Rule;
use super::suppressor::Suppressor;
use crate::arn::Arn;
use crate::constraints::Constraints;
use crate::context::Context;
use crate::origin::Home;

/// Characters. Source: botocore's model.
const MAX_RULE: usize = 10_240;
const MAX_SUPPRESSOR: usize = 1600;

/// Makes an alarm on other alarms, or says anew what one watches.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PutCompositeAlarm {
    pub alarm_name: String,
    pub alarm_rule: String,
    #[serde(default)]
    pub alarm_description: Option<String>,
    /// On, where it is not said.
    #[serde(default)]
    pub actions_enabled: Option<bool>,
    #[serde(default, rename = "OKActions")]
    pub ok_actions: Vec<String>,
    #[serde(default)]
    pub alarm_actions: Vec<String>,
    #[serde(default)]
    pub insufficient_data_actions: Vec<String>,
    /// Of a new alarm; those of one that is there stay.
    #[serde(default)]
    pub tags: Vec<Tag>,
    /// A name or an ARN.
    #[serde(default)]
    pub actions_suppressor: Option<String>,
    /// Seconds.
    #[serde(default)]
    pub actions_suppressor_wait_period: Option<i64>,
    /// Seconds.
    #[serde(default)]
    pub actions_suppressor_extension_period: Option<i64>,
}

pub(in crate::metrics) fn put_composite_alarm(
    metrics: &mut Metrics,
    context: &mut Context<'_>,
    request: PutCompositeAlarm,
) -> Result<(), MetricsError> {
    let alarms = &mut metrics.alarms;
    check(&request, context.home)?;
    let rule = Rule::parse(&request.alarm_rule, |said| named(context.home, said));
    let rule = rule.map_err(|error| MetricsError::Validation(error.to_string()))?;
    check_children(alarms, &request.alarm_name, &rule)?;
    let suppressor = suppressor(alarms, &request, context.home)?;
    let tags = of_request(&request.tags)?;
    let known = alarms.get(&request.alarm_name);
    if known.is_some_and(|alarm| alarm.alarm_type() != AlarmType::Composite) {
        return Err(taken(&request.alarm_name, AlarmType::Metric));
    }
    let cause = match known {
        Some(_) => Cause::Updated,
        None => Cause::Created,
    };
    let mut desk = Desk {
        now: context.now,
        home: context.home,
        agenda: context.agenda,
    };
    let name = request.alarm_name.clone();
    // What waited waits no more: the suppressor may be another.
    alarms.release_actions(&mut desk, &name);
    let put = Put {
        name: request.alarm_name,
        settings: Settings {
            description: request.alarm_description,
            actions_enabled: request.actions_enabled.unwrap_or(true),
            ok_actions: request.ok_actions,
            alarm_actions: request.alarm_actions,
            insufficient_data_actions: request.insufficient_data_actions,
        },
        definition: Definition::Composite(Box::new(CompositeDefinition {
            rule,
            suppressor,
            suppression: None,
        })),
        tags,
    };
    alarms.put(&mut desk, put);
    alarms.evaluate(&mut desk, &name, cause);
    Ok(())
}

fn check(request: &PutCompositeAlarm, home: &Home) -> Result<(), MetricsError> {
    let mut constraints = Constraints::default()
        .length("alarmName", &request.alarm_name, 1, MAX_ALARM_NAME)
        .length("alarmRule", &request.alarm_rule, 1, MAX_RULE)
        .optional(
            "alarmDescription",
            request.alarm_description.as_deref(),
            0,
            MAX_DESCRIPTION,
        )
        .optional(
            "actionsSuppressor",
            request.actions_suppressor.as_deref(),
            1,
            MAX_SUPPRESSOR,
        );
    for (member, actions) in [
        ("oKActions", &request.ok_actions),
        ("alarmActions", &request.alarm_actions),
        (
            "insufficientDataActions",
            &request.insufficient_data_actions,
        ),
    ] {
        constraints = members::actions(constraints, member, actions);
    }
    constraints.check()?;
    check_text("AlarmName", &request.alarm_name)?;
    action::check(&request.ok_actions, home)?;
    action::check(&request.alarm_actions, home)?;
    action::check(&request.insufficient_data_actions, home)
}

/// Recorded.
fn check_children(alarms: &Alarms, name: &str, rule: &Rule) -> Result<(), MetricsError> {
    let children = rule.children().iter();
    let absent: Vec<&str> = children
        .filter(|child| alarms.get(child).is_none())
        .map(String::as_str)
        .collect();
    if absent.is_empty() {
        return Ok(());
    }
    Err(MetricsError::Validation(format!(
        "Could not save the composite alarm {name} as alarms [{}] in the alarm rule do not exist",
        absent.join(", ")
    )))
}

/// "`WaitPeriod` is required only when `ActionsSuppressor` is specified". The texts are unverified.
fn suppressor(
    alarms: &Alarms,
    request: &PutCompositeAlarm,
    home: &Home,
) -> Result<Option<Suppressor>, MetricsError> {
    let periods = (
        request.actions_suppressor_wait_period,
        request.actions_suppressor_extension_period,
    );
    let refusal = |text: String| Err(MetricsError::Validation(text));
    let Some(said) = request.actions_suppressor.as_deref() else {
        return match periods {
            (None, None) => Ok(None),
            _ => refusal(
                "ActionsSuppressorWaitPeriod and ActionsSuppressorExtensionPeriod need an ActionsSuppressor.".to_owned(),
            ),
        };
    };
    let (Some(wait_period), Some(extension_period)) = periods else {
        return refusal(
            "ActionsSuppressorWaitPeriod and ActionsSuppressorExtensionPeriod are required with an ActionsSuppressor.".to_owned(),
        );
    };
    if wait_period < 0 || extension_period < 0 {
        return refusal(
            "ActionsSuppressorWaitPeriod and ActionsSuppressorExtensionPeriod must not be negative.".to_owned(),
        );
    }
    let name = named(home, said);
    if alarms.get(&name).is_none() {
        return refusal(format!("The ActionsSuppressor {said} does not exist."));
    }
    Ok(Some(Suppressor {
        said: said.to_owned(),
        name,
        wait_period,
        extension_period,
    }))
}

/// The name of the alarm that a name or an ARN stands for. An ARN from elsewhere is no alarm's name here.
fn named(home: &Home, said: &str) -> String {
    let resource = Arn::parse(said).map(|arn| arn.resource);
    let name = resource.and_then(|resource| resource.strip_prefix("alarm:"));
    match name {
        Some(name) if alarm_arn(home, name) == said => name.to_owned(),
        _ => said.to_owned(),
    }
}
