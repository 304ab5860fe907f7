//! What CloudWatch's requests ask for beyond their line in the table: further alarms, tags that come with an alarm, and condition keys.
//!
//! Sources: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/iam-cw-condition-keys-namespace.html>,
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/iam-cw-condition-keys-alarm-actions.html>, and
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html>.

use std::borrow::Cow;

use super::alarm::alarm_target;
use super::{Operation, Tag, dashboard};
use crate::access::{Asks, Demand, Tagging};
use crate::arn::Target;
use crate::origin::Home;
use crate::policy::Value;

impl Asks for Operation {
    fn demands<'a>(&'a self, home: &'a Home) -> Vec<Demand<'a>> {
        let demand = |action: &'static str, name: &'a str| Demand {
            action,
            target: alarm_target(home, name),
            key: None,
        };
        if let Self::DeleteDashboards(delete) = self {
            let others = delete.dashboard_names.iter().skip(1);
            let others = others.map(|name| Demand {
                action: "cloudwatch:DeleteDashboards",
                target: dashboard::named(home, name),
                key: None,
            });
            return others.collect();
        }
        let (action, names) = match self {
            Self::DeleteAlarms(delete) => ("cloudwatch:DeleteAlarms", &delete.alarm_names),
            Self::EnableAlarmActions(enable) => {
                ("cloudwatch:EnableAlarmActions", &enable.alarm_names)
            }
            Self::DisableAlarmActions(disable) => {
                ("cloudwatch:DisableAlarmActions", &disable.alarm_names)
            }
            _ => {
                let (name, tags) = tagged(self);
                let is_tagged = !tags.is_empty();
                return name
                    .filter(|_| is_tagged)
                    .map(|name| demand("cloudwatch:TagResource", name))
                    .into_iter()
                    .collect();
            }
        };
        let further = names.iter().skip(1);
        further.map(|name| demand(action, name)).collect()
    }

    fn tagging(&self) -> Option<Tagging<'_>> {
        if let Self::UntagResource(untag) = self {
            return Some(Tagging::Removes(&untag.tag_keys));
        }
        let (_, tags) = tagged(self);
        Some(Tagging::sets(tags, |tag| (&tag.key, &tag.value)))
    }

    fn key<'a>(&'a self, _target: &Target<'_>, name: &str) -> Option<Value<'a>> {
        match (self, name) {
            (Self::PutMetricData(put), "cloudwatch:namespace") => {
                Some(Value::from(put.namespace.as_str()))
            }
            (Self::PutMetricAlarm(put), "cloudwatch:alarmactions") => Some(list([
                &put.alarm_actions,
                &put.ok_actions,
                &put.insufficient_data_actions,
            ])),
            (Self::PutCompositeAlarm(put), "cloudwatch:alarmactions") => Some(list([
                &put.alarm_actions,
                &put.ok_actions,
                &put.insufficient_data_actions,
            ])),
            _ => None,
        }
    }
}

/// The tags of a request, and the name of the alarm that comes with them.
fn tagged(operation: &Operation) -> (Option<&str>, &[Tag]) {
    match operation {
        Operation::PutMetricAlarm(put) => (Some(&put.alarm_name), &put.tags),
        Operation::PutCompositeAlarm(put) => (Some(&put.alarm_name), &put.tags),
        Operation::TagResource(tag) => (None, &tag.tags),
        _ => (None, &[]),
    }
}

fn list<const N: usize>(lists: [&Vec<String>; N]) -> Value<'_> {
    let texts = lists.into_iter().flatten();
    Value::List(texts.map(|text| Cow::Borrowed(text.as_str())).collect())
}
