//! What happened to alarms: their configuration, their states, their actions.
//!
//! Source: API `DescribeAlarmHistory`; summaries and `HistoryData` of creations, changes of state and actions recorded, those of updates
//! and deletions unverified.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::alarm_type::AlarmType;
use super::state::State;

/// Of a Region's alarms together: our own bound, beside AWS's 30 days. The oldest go.
const MAX_ITEMS: usize = 20_000;
/// "CloudWatch retains alarm history for 30 days". Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html>
const RETENTION: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Characters of a summary and of the data. Source: botocore's model.
const MAX_SUMMARY: usize = 255;
const MAX_DATA: usize = 4095;

/// In order of time.
#[derive(Debug, Default, PartialEq)]
pub(super) struct History {
    items: VecDeque<Item>,
    /// Told apart for ever, so that a page goes on where the last one ended.
    last_number: u64,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Item {
    pub(super) number: u64,
    pub(super) at: Timestamp,
    pub(super) alarm_name: String,
    pub(super) alarm_type: AlarmType,
    pub(super) kind: ItemType,
    pub(super) summary: String,
    /// JSON.
    pub(super) data: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ItemType {
    ConfigurationUpdate,
    StateUpdate,
    Action,
}

impl ItemType {
    pub(super) const NAMES: &'static str = "[ConfigurationUpdate, StateUpdate, Action, AlarmContributorStateUpdate, AlarmContributorAction]";

    /// `None` for what is no type; those of contributors no item here has.
    pub(super) fn is_name(name: &str) -> bool {
        matches!(
            name,
            "ConfigurationUpdate"
                | "StateUpdate"
                | "Action"
                | "AlarmContributorStateUpdate"
                | "AlarmContributorAction"
        )
    }

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::ConfigurationUpdate => "ConfigurationUpdate",
            Self::StateUpdate => "StateUpdate",
            Self::Action => "Action",
        }
    }
}

/// What came of an action.
#[derive(Debug)]
pub(super) struct Acted<'a> {
    /// The ARN.
    pub(super) action: &'a str,
    /// When the state was come to.
    pub(super) updated: Timestamp,
    pub(super) message: &'a str,
    /// Why it was not done.
    pub(super) error: Option<String>,
}

impl History {
    /// The items that are kept, in order of time.
    pub(super) fn since_retention(&self, now: Timestamp) -> impl DoubleEndedIterator<Item = &Item> {
        self.items.iter().filter(move |item| is_kept(item, now))
    }

    pub(super) fn created(&mut self, at: Timestamp, name: &str, of: AlarmType, record: &str) {
        let data = format!(r#"{{"version":"1.0","type":"Create","createdAlarm":{record}}}"#);
        self.configured(at, name, of, "created", data);
    }

    pub(super) fn updated(
        &mut self,
        at: Timestamp,
        name: &str,
        of: AlarmType,
        before: &str,
        after: &str,
    ) {
        let original = changed_fields(before, after);
        let data = format!(
            r#"{{"version":"1.0","type":"Update","originalUpdatedFields":{original},"updatedAlarm":{after}}}"#
        );
        self.configured(at, name, of, "updated", data);
    }

    pub(super) fn deleted(&mut self, at: Timestamp, name: &str, of: AlarmType, record: &str) {
        let data = format!(r#"{{"version":"1.0","type":"Delete","deletedAlarm":{record}}}"#);
        self.configured(at, name, of, "deleted", data);
    }

    fn configured(&mut self, at: Timestamp, name: &str, of: AlarmType, done: &str, data: String) {
        let summary = format!("Alarm \"{name}\" {done}");
        self.push(at, name, of, ItemType::ConfigurationUpdate, summary, data);
    }

    pub(super) fn state_updated(
        &mut self,
        at: Timestamp,
        name: &str,
        of: AlarmType,
        old: &State,
        new: &State,
    ) {
        let summary = format!(
            "Alarm updated from {} to {}",
            old.value.as_str(),
            new.value.as_str()
        );
        // Where it is too much, without the data of the reasons.
        let levels = [(true, true), (false, true), (false, false)];
        let mut texts = levels.into_iter().map(|(of_old, of_new)| {
            let (old, new) = (state(old, of_old), state(new, of_new));
            format!(r#"{{"version":"1.0","oldState":{old},"newState":{new}}}"#)
        });
        let data = texts.find(|text| fits(text)).unwrap_or_default();
        self.push(at, name, of, ItemType::StateUpdate, summary, data);
    }

    pub(super) fn acted(&mut self, at: Timestamp, name: &str, of: AlarmType, acted: &Acted<'_>) {
        let action = acted.action;
        let summary = match &acted.error {
            None => format!("Successfully executed action {action}"),
            Some(error) => {
                format!("Failed to execute action {action}. Received error: \"{error}\"")
            }
        };
        let is_done = acted.error.is_none();
        let data = |message: Option<&str>| {
            json!({
                "actionState": if is_done { "Succeeded" } else { "Failed" },
                "stateUpdateTimestamp": acted.updated.as_millisecond(),
                "notificationResource": action,
                "publishedMessage": message,
                "error": acted.error,
            })
            .to_string()
        };
        let mut text = data(is_done.then_some(acted.message));
        if !fits(&text) {
            text = data(None);
        }
        self.push(at, name, of, ItemType::Action, summary, text);
    }

    fn push(
        &mut self,
        at: Timestamp,
        name: &str,
        alarm_type: AlarmType,
        item_type: ItemType,
        summary: String,
        data: String,
    ) {
        while self.items.front().is_some_and(|item| !is_kept(item, at)) {
            self.items.pop_front();
        }
        if self.items.len() == MAX_ITEMS {
            self.items.pop_front();
        }
        self.last_number += 1;
        self.items.push_back(Item {
            number: self.last_number,
            at,
            alarm_name: name.to_owned(),
            alarm_type,
            kind: item_type,
            summary: summary.chars().take(MAX_SUMMARY).collect(),
            data: data.chars().take(MAX_DATA).collect(),
        });
    }
}

fn is_kept(item: &Item, now: Timestamp) -> bool {
    now.duration_since(item.at) <= RETENTION
}

fn fits(data: &str) -> bool {
    data.chars().count() <= MAX_DATA
}

/// What a record said where it says something else now: JSON.
fn changed_fields(before: &str, after: &str) -> String {
    let fields = |record: &str| serde_json::from_str::<Map<String, Value>>(record);
    let (Ok(mut before), Ok(after)) = (fields(before), fields(after)) else {
        return before.to_owned();
    };
    before.retain(|name, value| after.get(name) != Some(value));
    Value::Object(before).to_string()
}

/// JSON, in which the reason's data are no text.
fn state(state: &State, has_data: bool) -> String {
    let reason = json!(state.reason);
    let value = state.value.as_str();
    let data = state.reason_data.as_ref().filter(|_| has_data);
    let data = data.map(|data| format!(r#","stateReasonData":{data}"#));
    let data = data.unwrap_or_default();
    format!(r#"{{"stateValue":"{value}","stateReason":{reason}{data}}}"#)
}
