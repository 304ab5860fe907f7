//! When a composite alarm looks at its children, and what it comes to.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::Serialize;

use super::super::model::{Alarm, Alarms, Desk};
use super::super::state::{Child, NewState, StateValue, moment};

/// Why it looks.
#[derive(Debug, Clone, Copy)]
pub(super) enum Cause<'a> {
    Created,
    Updated,
    /// This child came to another state.
    Child(&'a str),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ReasonData<'a> {
    triggering_alarms: Vec<TriggeringAlarm<'a>>,
}

#[derive(Serialize)]
struct TriggeringAlarm<'a> {
    arn: &'a str,
    state: AlarmState<'a>,
}

#[derive(Serialize)]
struct AlarmState<'a> {
    value: &'a str,
    timestamp: String,
}

impl Alarms {
    /// An alarm came to another state: those that watch it look, and those whose actions it suppresses.
    pub(in crate::metrics::alarm) fn child_changed(&mut self, desk: &mut Desk<'_>, child: &str) {
        let watchers: Vec<String> = self
            .watchers(child)
            .map(|alarm| alarm.name.clone())
            .collect();
        for name in watchers {
            self.suppressor_changed(desk, &name, child);
            let is_child = self.parents(child).any(|parent| parent.name == name);
            if is_child {
                self.evaluate(desk, &name, Cause::Child(child));
            }
        }
    }

    /// What a composite alarm comes to. "The evaluation of composite alarms stops if CloudWatch detects a cycle in the evaluation path."
    pub(super) fn evaluate(&mut self, desk: &mut Desk<'_>, name: &str, cause: Cause<'_>) {
        if self.is_on_a_cycle(name) {
            return;
        }
        let Some(alarm) = self.get(name) else {
            return;
        };
        let Some(composite) = alarm.composite() else {
            return;
        };
        let state = |child: &str| Some(self.get(child)?.state.value);
        let value = if composite.rule.holds(state) {
            StateValue::Alarm
        } else {
            StateValue::Ok
        };
        if value == alarm.state.value {
            return;
        }
        let new = self.new_state(desk, alarm, value, cause);
        self.transition(desk, name, new);
    }

    fn new_state(
        &self,
        desk: &Desk<'_>,
        alarm: &Alarm,
        value: StateValue,
        cause: Cause<'_>,
    ) -> NewState {
        let all = || {
            let composite = alarm.composite();
            composite.map_or(&[][..], |composite| composite.rule.children())
        };
        let (reason, children) = match cause {
            Cause::Created => (made(desk, alarm, value, "created"), self.seen(desk, all())),
            Cause::Updated => (made(desk, alarm, value, "updated"), self.seen(desk, all())),
            Cause::Child(child) => {
                let children = self.seen(desk, &[child.to_owned()]);
                let reason = children.first().map(changed).unwrap_or_default();
                (reason, children)
            }
        };
        NewState {
            value,
            reason,
            reason_data: Some(reason_data(&children)),
            triggered_by: children,
        }
    }

    /// Alarms as they are.
    fn seen(&self, desk: &Desk<'_>, names: &[String]) -> Vec<Child> {
        let alarms = names.iter().filter_map(|name| self.get(name));
        let children = alarms.map(|alarm| Child {
            arn: alarm.arn(desk.home),
            value: alarm.state.value,
            updated: alarm.state.updated,
        });
        children.collect()
    }

    /// Whether its rule leads back to it.
    fn is_on_a_cycle(&self, name: &str) -> bool {
        let children = |name: &str| {
            let alarm = self.get(name).and_then(Alarm::composite);
            alarm.map_or(&[][..], |composite| composite.rule.children())
        };
        let mut seen = BTreeSet::new();
        let mut left: Vec<&String> = children(name).iter().collect();
        while let Some(child) = left.pop() {
            if child == name {
                return true;
            }
            if seen.insert(child) {
                left.extend(children(child));
            }
        }
        false
    }
}

/// Recorded for "created".
fn made(desk: &Desk<'_>, alarm: &Alarm, value: StateValue, done: &str) -> String {
    format!(
        "{} was {done} and its alarm rule evaluates to {}",
        alarm.arn(desk.home),
        value.as_str()
    )
}

/// Recorded.
fn changed(child: &Child) -> String {
    format!(
        "{} transitioned to {} at {}",
        child.arn,
        child.value.as_str(),
        long_date(child.updated)
    )
}

/// `Friday 22 July, 2022 15:57:45 UTC`.
fn long_date(at: Timestamp) -> String {
    at.strftime("%A %d %B, %Y %H:%M:%S UTC").to_string()
}

fn reason_data(children: &[Child]) -> String {
    let alarms = children.iter().map(|child| TriggeringAlarm {
        arn: &child.arn,
        state: AlarmState {
            value: child.value.as_str(),
            timestamp: moment(child.updated),
        },
    });
    let data = ReasonData {
        triggering_alarms: alarms.collect(),
    };
    serde_json::to_string(&data).unwrap_or_default()
}
