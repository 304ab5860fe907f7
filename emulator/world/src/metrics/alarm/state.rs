//! The state of an alarm.

use jiff::Timestamp;
use serde::Serialize;

/// One of the three.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum StateValue {
    #[serde(rename = "OK")]
    Ok,
    #[serde(rename = "ALARM")]
    Alarm,
    #[serde(rename = "INSUFFICIENT_DATA")]
    InsufficientData,
}

impl StateValue {
    pub(super) const NAMES: &'static str = "[INSUFFICIENT_DATA, ALARM, OK]";

    pub(super) fn parse(name: &str) -> Option<Self> {
        let all = [Self::Ok, Self::Alarm, Self::InsufficientData];
        all.into_iter().find(|value| value.as_str() == name)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Alarm => "ALARM",
            Self::InsufficientData => "INSUFFICIENT_DATA",
        }
    }
}

/// What an alarm is in, since when and why.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct State {
    pub(super) value: StateValue,
    /// A sentence.
    pub(super) reason: String,
    /// JSON.
    pub(super) reason_data: Option<String>,
    /// The alarms that a composite alarm came to it by.
    pub(super) triggered_by: Vec<Child>,
    /// When anything of this was set.
    pub(super) updated: Timestamp,
    /// When `value` became another.
    pub(super) transitioned: Timestamp,
}

/// An alarm that another one watches, as it was.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Child {
    pub(super) arn: String,
    pub(super) value: StateValue,
    pub(super) updated: Timestamp,
}

/// What an alarm comes to.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct NewState {
    pub(super) value: StateValue,
    pub(super) reason: String,
    pub(super) reason_data: Option<String>,
    pub(super) triggered_by: Vec<Child>,
}

impl State {
    /// Of an alarm that was just made. Text recorded.
    pub(super) fn initial(now: Timestamp) -> Self {
        Self {
            value: StateValue::InsufficientData,
            reason: "Unchecked: Initial alarm creation".to_owned(),
            reason_data: None,
            triggered_by: Vec::new(),
            updated: now,
            transitioned: now,
        }
    }

    /// What it is after it.
    pub(super) fn followed_by(&self, new: NewState, now: Timestamp) -> Self {
        let is_other = new.value != self.value;
        Self {
            value: new.value,
            reason: new.reason,
            reason_data: new.reason_data,
            triggered_by: new.triggered_by,
            updated: now,
            transitioned: if is_other { now } else { self.transitioned },
        }
    }
}

/// `2026-04-19T13:28:51.000+0000`, as alarms write moments.
pub(super) fn moment(moment: Timestamp) -> String {
    moment.strftime("%Y-%m-%dT%H:%M:%S%.3f+0000").to_string()
}
